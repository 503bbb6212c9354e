import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as markers from "../map/markers.js";
import * as currentPlace from "./current_place.js";
import * as editor from "./editor.js";
import * as geodesy from "./geodesy.js";
import * as moves from "./moves.js";
import * as picking from "./picking.js";
import * as sketch from "./sketch.js";

/** Pixels that an arrow key moves a pin; with Shift ten times as far. */
const STEP = 4;
let on = false;

/** Take the map whose pins can be dragged, and moved by arrow keys, while the page is in edit mode. */
export function init() {
  leaflet.map.on("layeradd", ({ layer }) => on && preparePin(layer));
  leaflet.map.getContainer().addEventListener("keydown", handlePinKey, true);
}

/** @param {boolean} now */
export function togglePins(now) {
  on = now;
  if (!on) picking.endPicking(null);
  leaflet.map.eachLayer((layer) => preparePin(layer));
}

/** Return the number of the place that a layer is the pin of, or -1. */
function pinNumber(layer) {
  const node = layer instanceof L.Marker && layer.getElement();
  return node && node.classList.contains("pin") ? nodeNumber(node) : -1;
}

function nodeNumber(node) {
  const i = Number(node.querySelector(".pin-body").dataset.number);
  return data.isPoint(i) ? i : -1;
}

function preparePin(layer) {
  const i = pinNumber(layer);
  if (i < 0) return;
  if (!on) return void layer.dragging.disable();
  layer.dragging.enable();
  if (layer.options.edited) return;
  layer.options.edited = true;
  const from = layer.getLatLng();
  layer.on("dragstart", () => liftPin(layer));
  layer.on("dragend", () => dropPin(i, layer, from));
}

function liftPin(layer) {
  layer.getElement().querySelector(".pin-body").classList.remove("is-moved");
  layer.getElement().classList.add("is-lifted");
}

/**
 * Move a place to where its pin was dropped. A pin may stand beside its position, to keep clear of
 * others: what was under the pointer counts. The pin itself goes back, since what it has become is a
 * draft, which is drawn over it.
 */
async function dropPin(i, layer, from) {
  const { dx, dy } = markers.offsetOf(i);
  const at = leaflet.map.layerPointToLatLng(leaflet.map.latLngToLayerPoint(layer.getLatLng()).add([dx, dy]));
  layer.setLatLng(from);
  layer.getElement().classList.remove("is-lifted");
  markers.arrangeMarkers();
  await editAt(i, at);
}

/**
 * Open a place and move it.
 * @param {Place} i
 * @param {any} at
 */
export async function editAt(i, at) {
  store.set({ selected: i }, { quiet: true, still: true });
  const draft = await editor.editPlace(i, { quiet: true, still: true });
  if (draft) moves.movePlace(at);
}

/** Move the pin that has the focus with arrow keys. */
function handlePinKey(event) {
  if (picking.isPicking()) return undefined;
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const node = document.activeElement;
  if (!on || !by || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const own = node.classList.contains("sketch-pin");
  if (!own && !node.classList.contains("pin")) return undefined;
  event.preventDefault();
  event.stopPropagation();
  const step = by.map((part) => part * STEP * (event.shiftKey ? 10 : 1));
  return own
    ? nudgePlace(currentPlace.currentDraft().next.geometry.coordinates, step)
    : nudgeOpened(nodeNumber(node), step);
}

function nudgePlace(from, step) {
  const at = leaflet.map.layerPointToLatLng(leaflet.map.latLngToLayerPoint(geodesy.toLatLng(from)).add(step));
  moves.movePlace(at);
  sketch.focusPin();
}

async function nudgeOpened(i, step) {
  if (i < 0) return;
  store.set({ selected: i }, { quiet: true, still: true });
  const draft = await editor.editPlace(i, { quiet: true, still: true });
  if (draft?.next.geometry?.type === "Point") nudgePlace(draft.next.geometry.coordinates, step);
}
