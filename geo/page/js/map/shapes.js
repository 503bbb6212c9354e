import { DEGREE } from "../data/columns.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";
import * as uncertainty from "./uncertainty.js";

const drawn = new Map();
/** Pixels that a line or an area of a large map is wide or high when it is drawn, and how many are. */
const LEAST = 40;
const MOST = 60;
/** Rings of doubt on a crowded map. */
const RINGS = 60;
let ring = null;
let wanted = new Set();
/** Whether something that is clicked lies above a point of the map. */
/** @type {(point: unknown) => boolean} */
let isCovered = () => false;

/**
 * Take the map that lines, areas and the doubt about points are drawn on; `showShapes` says which. The
 * subject's own area catches no click: the whole map lies in it.
 */
export function init() {
  uncertainty.init();
  store.on(["lang"], nameShapes);
  store.on(["selected"], ringSelected);
  store.on(["hover", "hits"], markShapes);
}

/**
 * Leave a click on what lies above lines and areas to that: `test` says whether there is any at a point.
 * @param {(point: Spot) => boolean} test
 */
export function keepBelow(test) {
  isCovered = test;
}

/** Draw some places and no others; those whose shapes are not at hand come when they are. @param {Place[]} places */
export function showShapes(places) {
  wanted = new Set(places);
  for (const [i, made] of drawn) {
    if (wanted.has(i)) continue;
    made?.all.remove();
    drawn.delete(i);
  }
  const missing = places.filter((i) => !data.hasShape(i));
  addShapes(places);
  if (missing.length) data.loadShapes(missing).then(() => addShapes(missing.filter((i) => wanted.has(i))), () => {});
  markShapes();
}

function addShapes(places) {
  for (const i of places) {
    if (drawn.has(i) || !data.hasShape(i)) continue;
    drawn.set(i, makeShape(i));
    drawn.get(i)?.all.addTo(leaflet.map);
  }
  markShapes();
}

/** Return the points among some places whose doubt a crowded map has room for. @param {Place[]} places */
export const listModest = (places) =>
  places.filter((i) => data.isPoint(i) && isDoubted(i) && uncertainty.isModest(i)).slice(0, RINGS);

const isDoubted = (i) => data.radiusOf(i) && ["less-certain", "uncertain"].includes(data.certaintyOf(i));

/** Return the lines and areas in the map's view that are large enough to be told from a disc. */
export function listLarge() {
  const bounds = leaflet.map.getBounds().pad(0.15);
  const ends = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [west, south, east, north] = ends.map((end) => end * DEGREE);
  const scale = (256 * 2 ** leaflet.map.getZoom()) / 360 / DEGREE;
  const high = scale / Math.cos((bounds.getCenter().lat * Math.PI) / 180);
  const boxes = data.shapeBoxes();
  const found = [];
  // a country has a hundred thousand of them: most are told by their size alone
  data.shapePlaces().forEach((i, k) => {
    const at = 4 * k;
    const size = Math.max((boxes[at + 2] - boxes[at]) * scale, (boxes[at + 3] - boxes[at + 1]) * high);
    if (size < LEAST || boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > north || boxes[at + 3] < south) {
      return;
    }
    if (i !== data.subject() && store.isShown(i)) found.push({ i, size });
  });
  return found.sort((a, b) => b.size - a.size).slice(0, MOST).map(({ i }) => i);
}

function makeShape(i) {
  if (data.isPoint(i)) return isDoubted(i) ? makeRingShape(i) : null;
  if (i === data.subject()) return { all: L.layerGroup(), seen: null, hit: null };
  const area = data.formOf(i) === "area";
  const soft = area && data.certaintyOf(i) === "uncertain";
  // Leaflet draws in the order of making: band and casing lie under the line
  const under = area ? [] : [makeBandShape(i), makeCasing(i)].filter(Boolean);
  const seen = soft ? makeSoftArea(i) : makeOutline(i, area);
  const hit = makeHitArea(i, area);
  seen.on("add", () => listElements(seen).forEach((node) => tintNode(node, i)));
  return { all: L.layerGroup([...under, seen, hit]), seen, hit };
}

/** Make the ring around a point whose position is in doubt. */
function makeRingShape(i) {
  const ring = uncertainty.makeRing(i);
  ring.on("add", () => tintNode(ring.getElement(), i));
  return { all: L.layerGroup([ring]), seen: ring, hit: null };
}

/** Make the band of a line's doubt; on a crowded map it is left out where it tells nothing. */
function makeBandShape(i) {
  if (!data.radiusOf(i) || (data.isCrowded() && !uncertainty.isModest(i))) return null;
  const band = uncertainty.makeBand(i);
  band.on("add", () => listElements(band).forEach((node) => tintNode(node, i)));
  return band;
}

const makeCasing = (i) =>
  L.geoJSON(data.geometryOf(i), { interactive: false, style: { className: "shape-casing", weight: 6, fill: false } });

function makeSoftArea(i) {
  const made = L.geoJSON(data.geometryOf(i), {
    interactive: false,
    pane: "soft",
    style: { className: "soft-area hue", opacity: 1, fillOpacity: 1 },
  });
  return uncertainty.cutAtHolder(made, i);
}

function makeOutline(i, area) {
  const style = data.styleOf(i);
  return L.geoJSON(data.geometryOf(i), {
    interactive: false,
    style: {
      className: `shape hue ${area ? "shape-area" : "shape-line"} is-${data.stateOf(i)}`,
      weight: style["stroke-width"] ?? 3,
      opacity: style["stroke-opacity"] ?? 1,
      fillOpacity: area ? (style["fill-opacity"] ?? 0.14) : 0,
    },
  });
}

/** Make what a pointer or a key finds a line or an area by. */
function makeHitArea(i, area) {
  const hit = L.geoJSON(data.geometryOf(i), { style: { className: "hit", weight: 24, fill: area } });
  hit.on("click", (event) => {
    if (isCovered(event.containerPoint)) return; // what lies above the line is meant
    L.DomEvent.stop(event);
    store.selectPlace(i);
  });
  hit.on("mouseover", () => store.hoverPlace(i));
  hit.on("mouseout", () => store.hoverPlace(-1));
  if (!data.isCrowded()) hit.on("add", () => makeFocusable(i, hit));
  return hit;
}

/** Give a path its colour as style properties: the style sheet lightens them in dark mode. */
function tintNode(node, i) {
  const fill = data.styleOf(i).fill;
  node.style.setProperty("--hue", data.colourOf(i));
  if (fill) node.style.setProperty("--fill", fill);
}

/** Make a line or an area reachable by keyboard: Leaflet itself does this for markers only. */
function makeFocusable(i, hit) {
  hit.eachLayer((part) => {
    const node = part.getElement?.();
    if (!node || node.dataset.place) return;
    node.dataset.place = data.idOf(i);
    node.dataset.number = i;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", placeText.placeLabel(i));
    node.addEventListener("focus", () => store.set({ hover: i }));
    node.addEventListener("blur", () => store.set({ hover: -1 }));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      store.selectPlace(i);
    });
  });
}

function listElements(group) {
  const found = [];
  group?.eachLayer?.((part) => part.getElement?.() && found.push(part.getElement()));
  if (group?.getElement?.()) found.push(group.getElement());
  return found;
}

function nameShapes() {
  for (const [i, made] of drawn) {
    for (const node of listElements(made?.hit)) node.setAttribute("aria-label", placeText.placeLabel(i));
  }
}

/** Ring the selected place where it has no ring of its own: one that is certain, or one of a crowd. */
function ringSelected() {
  ring?.remove();
  ring = null;
  const i = store.get("selected");
  markShapes();
  leaflet.map.getContainer().classList.toggle("subject-selected", i >= 0 && i === data.subject());
  if (i < 0 || !data.isLocated(i) || !data.isPoint(i) || !data.radiusOf(i) || drawn.get(i)) return;
  ring = uncertainty.makeRing(i).addTo(leaflet.map);
  ring.getElement().classList.add("is-selected");
  tintNode(ring.getElement(), i);
}

/** Return the lines that are drawn, as {i, paths}: on them their names are written. */
export function drawnLines() {
  const found = [...drawn].filter(([i, made]) => made?.hit && data.formOf(i) === "line");
  return found.map(([i, { seen }]) => ({ i, paths: listElements(seen) }));
}

function markShapes() {
  for (const [i, made] of drawn) {
    for (const node of listElements(made?.seen)) {
      node.classList.toggle("is-selected", i === store.get("selected"));
      node.classList.toggle("is-hover", i === store.get("hover"));
      node.classList.toggle("is-hit", store.isHit(i));
    }
  }
}
