import { h } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import { leaflet } from "../map/leaflet_map.js";
import * as drafts from "./drafts.js";
import * as geodesy from "./geodesy.js";

/** Corners with a handle at a time; of more in view none, since they would cover the line. */
const MOST = 200;
/** Corners that a line and a closed ring keep. */
const LEAST = { line: 2, ring: 4 };
/** Pixels that an arrow key moves a corner. */
const STEP = 4;
/** Milliseconds that a finger rests on a corner to remove it. */
const REST = 600;
let group = null;
let geometry = null;
let tell = null;
let line = null;
let handles = [];
let current = "";

/** Take the map, and the group of the sketch that everything is added to. @param {any} sketch */
export function init(sketch) {
  group = sketch;
  leaflet.map.on("moveend", () => geometry && line && setCorners());
}

/** Return whether a corner has the focus. */
export const hasFocusedCorner = () => document.activeElement?.dataset?.corner !== undefined;

/**
 * Draw a line or an area with a handle at each corner; `changed` gets the new geometry. The corner
 * that was held last gets the focus where `held` says that one had it.
 * @param {any} next
 * @param {(name: string, value: any) => void} changed
 * @param {any} held
 */
export function showCorners(next, changed, held) {
  geometry = drafts.copyValue(next);
  tell = changed;
  const area = /Polygon/.test(geometry.type);
  const style = { className: `sketch-line ${area ? "sketch-area" : ""}`, weight: 3, fill: area, fillOpacity: 0.08 };
  line = L.geoJSON(geometry, { pane: "sketch", interactive: false, style, pointToLayer: noLayer }).addTo(group);
  handles = [];
  setCorners(held);
}

export function hideCorners() {
  geometry = null;
  line = null;
  handles = [];
  current = "";
}

/** Points have handles and nothing else. */
const noLayer = () => L.layerGroup();

/** Return the lists of positions of a geometry, each with whether it is a ring. */
function positionLists() {
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
function setCorners(held = hasFocusedCorner()) {
  for (const marker of handles) group.removeLayer(marker);
  handles = [];
  const box = leaflet.map.getBounds().pad(0.05);
  const found = positionLists().flatMap((part, p) =>
    part.list.slice(0, part.ring ? -1 : undefined).flatMap((
      position,
      k,
    ) => (box.contains(geodesy.toLatLng(position)) ? [{ part, p, k, position }] : []))
  );
  if (found.length > MOST) return statusLine.announce(t("edit.vertex.many", { n: found.length }));
  if (!found.some((each) => cornerKey(each) === current)) current = found[0] ? cornerKey(found[0]) : "";
  for (const each of found) {
    handles.push(makeCorner(each));
    const next = each.part.list[each.k + 1];
    if (next && !each.part.loose) handles.push(makeMiddle(each, next));
  }
  if (held) {
    handles.find((each) => each.getElement().dataset.corner === current)?.getElement().focus({ preventScroll: true });
  }
  return undefined;
}

const cornerKey = ({ p, k }) => `${p}.${k}`;

function makeCornerHandle(at, className, label) {
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

function makeCorner(each) {
  const { part, k, position } = each;
  const count = part.list.length - (part.ring ? 1 : 0);
  const marker = makeCornerHandle(
    geodesy.toLatLng(position),
    "corner-handle",
    t("edit.vertex.name", { n: k + 1, count }),
  );
  const node = marker.getElement();
  node.dataset.corner = cornerKey(each);
  node.tabIndex = cornerKey(each) === current ? 0 : -1;
  node.addEventListener("focus", () => (current = cornerKey(each)));
  node.addEventListener("keydown", (event) => handleCornerKey(event, each, marker));
  marker.on("drag", () => moveCorner(each, marker.getLatLng()));
  marker.on("dragend", () => tell(geometry));
  marker.on("contextmenu", () => removeIfThere(marker, each));
  marker.on("click", (event) => event.originalEvent.altKey && removeIfThere(marker, each));
  removeOnRest(marker, each);
  return marker;
}

/** Remove a corner when a finger has rested on it; not every browser makes a context menu of that. */
function removeOnRest(marker, each) {
  const node = marker.getElement();
  let timer = 0;
  const stopTimer = () => clearTimeout(timer);
  node.addEventListener("pointerdown", ({ pointerType }) => {
    stopTimer();
    if (pointerType === "touch") timer = setTimeout(() => removeIfThere(marker, each), REST);
  });
  for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, stopTimer);
  // the corner is gone: the finger that leaves must not press what lay below
  node.addEventListener("touchend", (event) => node.isConnected || event.preventDefault());
  marker.on("dragstart", stopTimer);
}

/** Remove the corner of a handle, unless it is gone by another way. */
function removeIfThere(marker, each) {
  if (handles.includes(marker)) removeCorner(each);
}

/** Move one corner and draw the line anew; a ring's last position is its first. */
function moveCorner({ part, k }, at) {
  part.list[k] = geodesy.toPosition(at);
  if (part.ring && k === 0) part.list[part.list.length - 1] = part.list[0];
  redrawLine();
}

function redrawLine() {
  line.clearLayers();
  line.addData(geometry);
}

function makeMiddle(each, next) {
  const [a, b] = [leaflet.map.project(geodesy.toLatLng(each.position)), leaflet.map.project(geodesy.toLatLng(next))];
  const marker = makeCornerHandle(leaflet.map.unproject(a.add(b).divideBy(2)), "middle-handle", t("edit.vertex.add"));
  const node = marker.getElement();
  node.tabIndex = -1;
  node.setAttribute("aria-hidden", "true");
  let added = null;
  marker.on("dragstart", () => (added = insertCorner(each, marker.getLatLng())));
  marker.on("drag", () => moveCorner(added, marker.getLatLng()));
  marker.on("dragend", () => tell(geometry));
  marker.on("click", () => {
    insertCorner(each, marker.getLatLng());
    tell(geometry);
  });
  return marker;
}

function insertCorner({ part, p, k }, at) {
  part.list.splice(k + 1, 0, geodesy.toPosition(at));
  current = cornerKey({ p, k: k + 1 });
  redrawLine();
  return { part, p, k: k + 1 };
}

function removeCorner({ part, p, k }) {
  const least = part.loose ? 1 : LEAST[part.ring ? "ring" : "line"];
  if (part.list.length <= least) return statusLine.announce(t("edit.vertex.least"));
  part.list.splice(k, 1);
  if (part.ring && k === 0) part.list[part.list.length - 1] = part.list[0];
  current = cornerKey({ p, k: Math.max(0, k - 1) });
  tell(geometry);
  return undefined;
}

/** Arrows move a corner, page keys go to the next one, Insert and Delete add and remove. */
function handleCornerKey(event, each, marker) {
  const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (!by && !step && event.key !== "Delete" && event.key !== "Insert") return;
  event.preventDefault();
  event.stopPropagation();
  if (by) {
    const at = leaflet.map.layerPointToLatLng(leaflet.map.latLngToLayerPoint(marker.getLatLng()).add(by));
    const before = each.part.list[each.k];
    marker.setLatLng(at);
    moveCorner(each, at);
    statusLine.announce(geodesy.describeMove(before, geodesy.toPosition(at)));
    tell(geometry);
  } else if (step) focusNeighbour(each, step);
  else if (event.key === "Delete") removeCorner(each);
  else {
    const next = each.part.list[each.k + 1] ?? each.part.list[each.k - 1];
    insertCorner(each, L.latLng((each.position[1] + next[1]) / 2, (each.position[0] + next[0]) / 2));
    tell(geometry);
  }
}

/** Go to the next corner, also where it lies outside of the view. */
function focusNeighbour({ part, p, k }, step) {
  const count = part.list.length - (part.ring ? 1 : 0);
  const next = (k + step + count) % count;
  current = cornerKey({ p, k: next });
  const at = geodesy.toLatLng(part.list[next]);
  if (!leaflet.map.getBounds().contains(at)) leaflet.map.panTo(at, { animate: false });
  else setCorners();
}
