import { h, scheduleAfterPaint } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as clusterCanvas from "./cluster_canvas.js";
import * as focusTargets from "./focus_targets.js";
import * as initialClusters from "./initial_clusters.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";
import * as shapes from "./shapes.js";
import * as spatialIndex from "./spatial_index.js";
import * as view from "./view.js";

/** Square pixels of the map to a marker: on a phone fewer have room. */
const ROOM = 6000;
/** Share of the view around it in which places count as seen. */
const MARGIN = 0.15;
/** Pixels below which a cluster does not come apart at the closest zoom: its places are fanned out. */
const SPOT = 24;
/** Milliseconds that the map rests before what is told of the places in view is read: a popup then comes at once. */
const REST = 120;
let ring = null;
let crowd = false;
let sketched = false;
let fan = [];
/** The places that have markers, as `chooseMarkers` saw them; in `few` where these are all in view, else null. */
let alone = [];
let few = null;
let timer = 0;
const settle = scheduleAfterPaint(setMarkers);
const follow = scheduleAfterPaint(() => {
  chooseMarkers();
  settle();
});

/**
 * Choose how the places of a crowded map are shown, again whenever the map or what is to be seen
 * changes: with a glyph marker each while few are in view; else those that lie together as clusters on
 * a canvas, and single ones with markers while these have room beside them, else as discs on it.
 */
export function init() {
  if (!ring) prepareScene();
  spatialIndex.buildIndex(startCrowd);
}

/**
 * Take what the map is first seen by, as the build worked it out: clusters, and the places that stand alone.
 * @param {any} given
 */
export function foresee({ levels, places }) {
  initialClusters.init(levels);
  data.takeSketch(places);
  return spatialIndex.projectSketch(places.numbers);
}

/**
 * Show the map as the build worked it out, before its places are at hand, and return whether there is
 * such a picture: of the whole map, nothing filtered.
 */
export function sketch() {
  const scale = leaflet.map.options.crs.scale(leaflet.map.getZoom());
  if (!store.visibleGroups().every(Boolean) || !initialClusters.hasLevel(scale)) return false;
  prepareScene();
  refreshScene();
  markers.noteFirst();
  sketched = true;
  return true;
}

function startCrowd() {
  leaflet.map.on("moveend", follow);
  leaflet.map.on("resize", refreshScene);
  // what the build worked out is seen already: then a country's places are taken in frame by frame
  if (sketched) follow();
  else refreshScene();
  store.on(store.filters, refreshScene);
  store.on(["selected"], setMarkers);
  markers.noteFirst();
}

function prepareScene() {
  markers.init();
  shapes.keepBelow((point) => Boolean(clusterCanvas.findItemAt(point)));
  ring = h("div", { class: "cloud-ring", hidden: true });
  clusterCanvas.init();
  focusTargets.init(openItem, isDivisible);
  leaflet.map.getPane("cloud").append(ring);
  leaflet.map.on("mousemove", followPointer);
  leaflet.map.on("mouseout movestart", () => setRing());
  leaflet.map.on("zoomstart", () => (fan = []));
  leaflet.map.getContainer().addEventListener(
    "keydown",
    (event) => event.key === "Escape" && fan.length && unspiderfy(),
  );
  store.on(["lang"], () => {
    clusterCanvas.repaintCanvas();
    if (crowd) focusTargets.buildTargets();
  });
  store.on(["hover"], () => markers.lightGuest(store.get("hover")));
}

/** Show what is to be seen now. */
function refreshScene() {
  chooseMarkers();
  setMarkers();
}

/** See which places have markers now, and draw the others on the canvas. */
function chooseMarkers() {
  few = spatialIndex.listWithin(
    spatialIndex.worldBox(leaflet.map.getBounds().pad(MARGIN)),
    store.visibleGroups(),
    maxMarkers(),
  );
  crowd = !few;
  fan = crowd ? fan.filter(store.isShown) : [];
  setRing();
  alone = few ?? gatherMarkers();
}

/** Set the markers, and draw the lines and areas. */
function setMarkers() {
  const at = focusTargets.focusedPosition() ?? markers.focusedPosition();
  leaflet.map.getContainer().classList.toggle("has-fan", fan.length > 0);
  document.getElementById("map-stage").classList.toggle("is-crowd", crowd);
  shapes.showShapes([...new Set([...shapes.listLarge(), ...shapes.listModest(few ?? alone.filter(data.isPoint))])]);
  if (!crowd) clusterCanvas.clearCanvas();
  // who had the focus gets it back at once
  markers.showMarkers([...new Set([...alone, ...selectedPlace()])], fan, Boolean(at));
  restoreFocus(at);
  clearTimeout(timer);
  if (few) timer = setTimeout(data.prefetchPlaces, REST, few);
}

/** Draw the canvas, and return the places that have markers beside it. */
function gatherMarkers() {
  // around a fan all else is faint
  return [...fan, ...clusterCanvas.drawItems(new Set(fan), fan.length ? 0 : maxMarkers())];
}

function maxMarkers() {
  const { x, y } = leaflet.map.getSize();
  return Math.min(data.constants().glyphs, Math.round((x * y) / ROOM));
}

/** Return the selected place, which always has its marker, where it has a position. */
function selectedPlace() {
  const i = store.get("selected");
  return i >= 0 && data.isLocated(i) && i !== data.subject() ? [i] : [];
}

/** Give the focus back near where it was, when what had it is gone. */
function restoreFocus(at) {
  if (crowd) return focusTargets.buildTargets(markers.focusedPosition() ? null : at);
  focusTargets.clearTargets();
  if (at && !markers.focusedPosition()) markers.nearestMarker(at)?.node.focus({ preventScroll: true });
}

/** Follow the pointer over the canvas. Markers lie above it and light themselves. */
function followPointer(event) {
  if (event.originalEvent.target.closest?.(".pin")) return;
  const item = leaflet.map.dragging?.moving() ? null : clusterCanvas.findItemAt(event.containerPoint);
  setRing(item);
  if (item?.i >= 0) store.hoverPlace(item.i);
}

/** Put the ring around what the pointer is over, or away. */
function setRing(item = null) {
  const had = !ring.hidden;
  ring.hidden = !item;
  leaflet.map.getContainer().classList.toggle("on-cloud", Boolean(item));
  if (had && !(item?.i >= 0)) store.hoverPlace(-1);
  if (!item) return;
  const { x, y, r } = item;
  for (const [name, value] of [["--x", x], ["--y", y], ["--size", 2 * r]]) ring.style.setProperty(name, `${value}px`);
}

/** Open what was clicked on the canvas; return whether there was anything. @param {any} event */
export function click(event) {
  const item = clusterCanvas.findItemAt(event.containerPoint);
  if (item) openItem(item);
  else if (fan.length) unspiderfy();
  return Boolean(item);
}

/** Return whether going closer brings a cluster apart. */
function isDivisible(item) {
  const closest = leaflet.map.options.crs.scale(leaflet.map.getMaxZoom());
  return leaflet.map.getZoom() < leaflet.map.getMaxZoom() &&
    spatialIndex.isApart(item.box, store.visibleGroups(), SPOT / closest);
}

/** Open a place; go closer to a cluster, or fan it out where that would not bring it apart. */
function openItem(item) {
  if (item.i >= 0) store.selectPlace(item.i);
  else if (isDivisible(item)) view.fitBounds(spatialIndex.boundsOfBox(clusterCanvas.reachOf(item)));
  else spiderfyCluster(item);
}

/** Fan out the places of a cluster on its spot, of very many the next ones each time. */
function spiderfyCluster(item) {
  const all = clusterCanvas.membersOf(item);
  const from = (all.indexOf(fan[fan.length - 1]) + 1) % all.length;
  fan = all.slice(from, from + data.constants().glyphs);
  const at = focusTargets.focusedPosition();
  refreshScene();
  if (at) markers.nearestMarker(at)?.node.focus({ preventScroll: true });
}

/** Put fanned places together again. */
function unspiderfy() {
  fan = [];
  refreshScene();
}

/** Return the boxes of what the canvas shows, which names keep clear of. */
export const boxes = () => clusterCanvas.itemBoxes();
/** Draw what the canvas shows on another one. @param {CanvasRenderingContext2D} ctx */
export const copy = (ctx) => clusterCanvas.copyTo(ctx);
