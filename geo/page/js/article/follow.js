import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as framing from "../map/framing.js";

/** Milliseconds for which an article rests before the map follows it. */
const REST = 250;
/** Milliseconds for which a map that the reader has moved stays where it is. */
const PATIENCE = 8000;

/**
 * Let the map follow a text that is scrolled: it shows the places of the paragraph in the middle, once
 * the text rests. A map that the reader has just moved stays, and so does one with a place open.
 * @param {HTMLElement} box
 * @param {(p: number) => Place[]} placesOf
 */
export function followScroll(box, placesOf) {
  const reader = { moved: -Infinity, timer: 0, shown: "" };
  const noteMove = () => (reader.moved = performance.now());
  const stage = document.getElementById("map-stage");
  for (const type of ["pointerdown", "wheel", "keydown"]) {
    stage.addEventListener(type, noteMove, { capture: true, passive: true });
  }
  box.addEventListener("scroll", () => {
    clearTimeout(reader.timer);
    reader.timer = setTimeout(() => showParagraph(box, placesOf, reader), REST);
  }, { passive: true });
}

function showParagraph(box, placesOf, reader) {
  const node = findMiddle(box);
  if (!node) return;
  for (const each of box.querySelectorAll(".is-middle")) each.classList.remove("is-middle");
  node.classList.add("is-middle");
  if (store.get("selected") >= 0 || performance.now() - reader.moved < PATIENCE) return;
  const places = placesOf(Number(node.dataset.paragraph));
  const key = places.map(data.idOf).join();
  if (!places.length || key === reader.shown) return;
  reader.shown = key;
  framing.framePlaces(places);
}

/** Return the paragraph in the middle of what is seen; at either end of the text the first or last. */
function findMiddle(box) {
  const { top, height } = box.getBoundingClientRect();
  const room = box.scrollHeight - box.clientHeight;
  // the line that is read moves down with the text, so that its ends are reached
  const line = top + height * (room > 0 ? 0.2 + 0.6 * (box.scrollTop / room) : 0.5);
  const far = (node) => {
    const own = node.getBoundingClientRect();
    return Math.max(own.top - line, line - own.bottom, 0);
  };
  return [...box.querySelectorAll("[data-paragraph]")].sort((a, b) => far(a) - far(b))[0];
}
