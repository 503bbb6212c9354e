import { h, makeLocalText } from "../core/dom.js";
import { makePlaceSign } from "../core/icons.js";
import { pickText } from "../core/strings.js";
import * as data from "../data/data.js";
import { leaflet } from "../map/leaflet_map.js";
import * as markerDragging from "./marker_dragging.js";

/** Pixels that a finger moves before it drags. */
const SLACK = 6;
/** Pixels above a finger at which what it drags can be seen, and is dropped. */
const ABOVE = 44;
let on = false;
let held = null;

/** Take the map onto which places of the shelf can be dropped while the page is in edit mode. */
export function init() {
  const shelf = document.getElementById("dock");
  shelf.addEventListener("pointerdown", pressChip);
  shelf.addEventListener("click", (event) => held?.moved && event.stopPropagation(), true);
  addEventListener("pointermove", dragChip);
  addEventListener("pointerup", dropChip);
  addEventListener("pointercancel", (event) => isMine(event) && stopDrag());
  addEventListener("keydown", (event) => event.key === "Escape" && stopDrag());
}

/** @param {boolean} now */
export function toggleShelf(now) {
  on = now;
  stopDrag();
}

function pressChip(event) {
  const chip = on && event.button === 0 && event.target.closest(".chip[data-place]");
  if (!chip || held) return;
  const above = event.pointerType === "touch" ? ABOVE : 0;
  held = {
    id: chip.dataset.place,
    pointer: event.pointerId,
    x: event.clientX,
    y: event.clientY,
    above,
    moved: false,
    ghost: null,
  };
}

/** Another finger neither moves nor drops what one has taken. */
const isMine = (event) => held?.pointer === event.pointerId;

async function dragChip(event) {
  if (!isMine(event)) return;
  if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < SLACK) return;
  if (!held.moved) {
    held.moved = true;
    const own = held;
    const i = await data.findPlace(own.id);
    if (held === own && i >= 0) liftChip(own, i);
  }
  // once it has left the shelf, the map below that is where the place may go; before, a finger may still scroll
  if (held?.ghost && event.clientY < held.top) document.getElementById("dock").classList.add("is-lifting");
  held?.ghost?.style.setProperty("translate", `${event.clientX}px ${event.clientY - held.above}px`);
}

function liftChip(own, i) {
  own.i = i;
  own.ghost = h(
    "div",
    { class: "shelf-ghost", "aria-hidden": "true" },
    makePlaceSign(i),
    makeLocalText(pickText(data.nameOf(i))),
  );
  own.ghost.style.setProperty("translate", `${own.x}px ${own.y - own.above}px`);
  document.body.append(own.ghost);
  own.top = document.getElementById("dock").getBoundingClientRect().top;
}

function dropChip(event) {
  if (!isMine(event)) return undefined;
  const own = held;
  if (!own.ghost) return stopDrag();
  own.ghost.remove();
  setTimeout(stopDrag);
  const at = { clientX: event.clientX, clientY: event.clientY - own.above };
  if (!leaflet.map.getContainer().contains(document.elementFromPoint(at.clientX, at.clientY))) return undefined;
  return markerDragging.editAt(own.i, leaflet.map.mouseEventToLatLng(at));
}

function stopDrag() {
  held?.ghost?.remove();
  document.getElementById("dock").classList.remove("is-lifting");
  held = null;
}
