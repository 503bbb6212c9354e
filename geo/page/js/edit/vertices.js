import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as drafts from "./drafts.js";
import * as ground from "./ground.js";

/** Corners with a handle at a time; of more in view none, since they would cover the line. */
const MOST = 200;
/** Corners that a line and a closed ring keep. */
const LEAST = { line: 2, ring: 4 };
/** Pixels that an arrow key moves a corner. */
const STEP = 4;
/** Milliseconds that a finger rests on a corner to remove it. */
const REST = 600;
let map = null;
let group = null;
let geometry = null;
let tell = null;
let line = null;
let handles = [];
let current = "";

/**
 * Take the map, and the group of the sketch that everything is added to.
 * @param {LeafletMap} leaflet
 * @param {any} sketch
 */
export function init(leaflet, sketch) {
  map = leaflet;
  group = sketch;
  map.on("moveend", () => geometry && line && corners());
}

/** Return whether a corner has the focus. */
export function focused() {
  return document.activeElement?.dataset?.corner !== undefined;
}

/**
 * Draw a line or an area with a handle at each corner; `changed` gets the new geometry. The corner
 * that was held last gets the focus where `held` says that one had it.
 * @param {any} next
 * @param {(name: string, value: any) => void} changed
 * @param {any} held
 */
export function show(next, changed, held) {
  geometry = drafts.copy(next);
  tell = changed;
  const area = /Polygon/.test(geometry.type);
  const style = { className: `sketch-line ${area ? "sketch-area" : ""}`, weight: 3, fill: area, fillOpacity: 0.08 };
  line = L.geoJSON(geometry, { pane: "sketch", interactive: false, style, pointToLayer: none }).addTo(group);
  handles = [];
  corners(held);
}

export function hide() {
  geometry = null;
  line = null;
  handles = [];
  current = "";
}

/** Points have handles and nothing else. */
function none() {
  return L.layerGroup();
}

/** Return the lists of positions of a geometry, each with whether it is a ring. */
function lists() {
  const { type, coordinates } = geometry;
  if (type === "LineString") return [{ list: coordinates, ring: false }];
  if (type === "MultiLineString" || type === "Polygon") {
    return coordinates.map((list) => ({ list, ring: type === "Polygon" }));
  }
  if (type === "MultiPolygon") return coordinates.flat().map((list) => ({ list, ring: true }));
  if (type === "MultiPoint") return [{ list: coordinates, ring: false, loose: true }];
  return [];
}

/** Set handles on the corners in view, and smaller ones between them where a corner can be added. */
function corners(held = focused()) {
  for (const marker of handles) group.removeLayer(marker);
  handles = [];
  const box = map.getBounds().pad(0.05);
  const found = lists().flatMap((part, p) =>
    part.list.slice(0, part.ring ? -1 : undefined).flatMap((
      position,
      k,
    ) => (box.contains(ground.latlng(position)) ? [{ part, p, k, position }] : []))
  );
  if (found.length > MOST) return voice.say(t("edit.vertex.many", { n: found.length }));
  if (!found.some((each) => key(each) === current)) current = found[0] ? key(found[0]) : "";
  for (const each of found) {
    handles.push(corner(each));
    const next = each.part.list[each.k + 1];
    if (next && !each.part.loose) handles.push(middle(each, next));
  }
  if (held) {
    handles.find((each) => each.getElement().dataset.corner === current)?.getElement().focus({ preventScroll: true });
  }
  return undefined;
}

function key({ p, k }) {
  return `${p}.${k}`;
}

function handle(at, className, label) {
  const marker = L.marker(at, {
    pane: "sketch",
    icon: L.divIcon({ html: h("span", { class: "corner-dot", "aria-hidden": "true" }), className, iconSize: [0, 0] }),
    draggable: true,
    keyboard: true,
    autoPan: true,
  }).addTo(group);
  marker.getElement().setAttribute("aria-label", label);
  return marker;
}

function corner(each) {
  const { part, k, position } = each;
  const count = part.list.length - (part.ring ? 1 : 0);
  const marker = handle(ground.latlng(position), "corner-handle", t("edit.vertex.name", { n: k + 1, count }));
  const node = marker.getElement();
  node.dataset.corner = key(each);
  node.tabIndex = key(each) === current ? 0 : -1;
  node.addEventListener("focus", () => (current = key(each)));
  node.addEventListener("keydown", (event) => keys(event, each, marker));
  marker.on("drag", () => move(each, marker.getLatLng()));
  marker.on("dragend", () => tell(geometry));
  marker.on("contextmenu", () => away(marker, each));
  marker.on("click", (event) => event.originalEvent.altKey && away(marker, each));
  rest(marker, each);
  return marker;
}

/** Remove a corner when a finger has rested on it; not every browser makes a context menu of that. */
function rest(marker, each) {
  const node = marker.getElement();
  let timer = 0;
  const stop = () => clearTimeout(timer);
  node.addEventListener("pointerdown", ({ pointerType }) => {
    stop();
    if (pointerType === "touch") timer = setTimeout(() => away(marker, each), REST);
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, stop);
  // the corner is gone: the finger that leaves must not press what lay below
  node.addEventListener("touchend", (event) => node.isConnected || event.preventDefault());
  marker.on("dragstart", stop);
}

/** Remove the corner of a handle, unless it is gone by another way. */
function away(marker, each) {
  if (handles.includes(marker)) remove(each);
}

/** Move one corner and draw the line anew; a ring's last position is its first. */
function move({ part, k }, at) {
  part.list[k] = ground.position(at);
  if (part.ring && k === 0) part.list[part.list.length - 1] = part.list[0];
  redraw();
}

function redraw() {
  line.clearLayers();
  line.addData(geometry);
}

function middle(each, next) {
  const [a, b] = [map.project(ground.latlng(each.position)), map.project(ground.latlng(next))];
  const marker = handle(map.unproject(a.add(b).divideBy(2)), "middle-handle", t("edit.vertex.add"));
  const node = marker.getElement();
  node.tabIndex = -1;
  node.setAttribute("aria-hidden", "true");
  let added = null;
  marker.on("dragstart", () => (added = insert(each, marker.getLatLng())));
  marker.on("drag", () => move(added, marker.getLatLng()));
  marker.on("dragend", () => tell(geometry));
  marker.on("click", () => {
    insert(each, marker.getLatLng());
    tell(geometry);
  });
  return marker;
}

function insert({ part, p, k }, at) {
  part.list.splice(k + 1, 0, ground.position(at));
  current = key({ p, k: k + 1 });
  redraw();
  return { part, p, k: k + 1 };
}

function remove({ part, p, k }) {
  const least = part.loose ? 1 : LEAST[part.ring ? "ring" : "line"];
  if (part.list.length <= least) return voice.say(t("edit.vertex.least"));
  part.list.splice(k, 1);
  if (part.ring && k === 0) part.list[part.list.length - 1] = part.list[0];
  current = key({ p, k: Math.max(0, k - 1) });
  tell(geometry);
  return undefined;
}

/** Arrows move a corner, page keys go to the next one, Insert and Delete add and remove. */
function keys(event, each, marker) {
  const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (!by && !step && event.key !== "Delete" && event.key !== "Insert") return;
  event.preventDefault();
  event.stopPropagation();
  if (by) {
    const at = map.layerPointToLatLng(map.latLngToLayerPoint(marker.getLatLng()).add(by));
    const before = each.part.list[each.k];
    marker.setLatLng(at);
    move(each, at);
    voice.say(ground.moved(before, ground.position(at)));
    tell(geometry);
  } else if (step) neighbour(each, step);
  else if (event.key === "Delete") remove(each);
  else {
    const next = each.part.list[each.k + 1] ?? each.part.list[each.k - 1];
    insert(each, L.latLng((each.position[1] + next[1]) / 2, (each.position[0] + next[0]) / 2));
    tell(geometry);
  }
}

/** Go to the next corner, also where it lies outside of the view. */
function neighbour({ part, p, k }, step) {
  const count = part.list.length - (part.ring ? 1 : 0);
  const next = (k + step + count) % count;
  current = key({ p, k: next });
  const at = ground.latlng(part.list[next]);
  if (!map.getBounds().contains(at)) map.panTo(at, { animate: false });
  else corners();
}
