import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon, makePlaceSign } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as details from "./details.js";

const card = h("section", { class: "card", role: "dialog", "aria-labelledby": "card-title", hidden: true });
let opener = null;

/**
 * Build the popup: one card beside the map's sites (a sheet from below on phones) for every place,
 * located or not, so that it is never clipped and never covers what it tells of.
 * @param {HTMLElement} app
 */
export function init(app) {
  app.append(card);
  store.on(["selected"], (how) => showPopup(how));
  store.on(
    ["fact"],
    (how, changed) => !changed.includes("selected") && store.get("fact") && scrollToFact(store.get("fact")),
  );
  store.on(["lang", "here", "pinned"], () => !card.hidden && redrawPopup());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden) closePopup();
  });
  addEventListener("pointerdown", preloadPlace);
  // a reader may have been faster than the page
  if (store.get("selected") >= 0) showPopup({ fact: store.get("fact") });
}

/** Read what is told of a place as soon as the mouse is down on it: a tenth of a second before the click. */
function preloadPlace({ target, pointerType }) {
  const node = pointerType === "mouse" && target.closest?.(".row, .pin-body");
  if (node) data.loadPlaces([Number(node.dataset.number)]).catch(() => {}); // who clicks is told
}

function showPopup(how) {
  const i = store.get("selected");
  if (i < 0) return hidePopup();
  const active = document.activeElement;
  if (card.hidden || !card.contains(active)) opener = rememberOpener(active);
  if (!card.hidden) card.scrollTop = 0;
  drawPopup();
  card.hidden = false;
  if (!how.quiet) card.querySelector("h2").focus({ preventScroll: true });
  if (how.fact) scrollToFact(how.fact, how.quiet);
}

/** Draw the popup anew; what it tells may have been let go meanwhile. */
async function redrawPopup() {
  const i = store.get("selected");
  try {
    if (!data.isLoaded(i)) await data.loadPlaces([i]);
  } catch {
    return statusLine.announce(t("data.missing"));
  }
  if (store.get("selected") === i) drawPopup();
}

/** Remember a place to give the focus back to; a list that is redrawn has new nodes by then. */
function rememberOpener(node) {
  const key = node?.dataset?.focus;
  return () => {
    const gone = !node?.isConnected || node === document.body;
    const found = !gone ? node : key && document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
    // what is hidden by now (a folded group, a switched-off layer) cannot take the focus
    return found?.getClientRects().length ? found : document.getElementById("map-stage");
  };
}

function hidePopup() {
  const had = card.contains(document.activeElement);
  card.scrollTop = 0;
  card.hidden = true;
  if (had && opener) opener()?.focus({ preventScroll: true });
  opener = null;
}

/** Close the popup and give the focus back to what opened it. */
export const closePopup = () => store.set({ selected: -1 });

function drawPopup() {
  const i = store.get("selected");
  const top = card.hidden ? 0 : card.scrollTop;
  const focused = card.contains(document.activeElement);
  card.replaceChildren(
    h(
      "div",
      { class: "card-head" },
      makePlaceSign(i, "is-large"),
      h(
        "div",
        { class: "card-titles" },
        makeLocalText(pickText(data.nameOf(i)), "h2", { class: "card-title", id: "card-title", tabindex: "-1" }),
        details.makeSubtitle(i),
      ),
      makeButton("round-button card-close", closePopup, { "aria-label": t("popup.close") }, makeIcon("close")),
    ),
    h("div", { class: "card-body" }, details.popupContent(i)),
  );
  if (top) card.scrollTop = top;
  if (focused) card.querySelector("h2").focus({ preventScroll: true });
}

/** Bring a fact into sight, and unless it came by itself to where keys go on: many may stand before it. */
function scrollToFact(id, quiet = false) {
  const node = card.querySelector(`[data-fact="${CSS.escape(id)}"]`);
  if (!node) return;
  node.setAttribute("tabindex", "-1");
  if (!quiet) node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
  node.classList.add("is-meant");
  node.querySelector("details")?.setAttribute("open", "");
}

/**
 * Open the popup of place `i` at one of its facts.
 * @param {Place} i
 * @param {string} fact
 */
export function openAtFact(i, fact) {
  if (store.get("selected") === i) {
    store.set({ fact });
    scrollToFact(fact);
  } else store.selectPlace(i, { fact, fly: true });
}
