import { DEGREE } from "../data/columns.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as words from "../data/words.js";
import * as doubt from "./doubt.js";

const drawn = new Map();
/** Pixels that a line or an area of a large map is wide or high when it is drawn, and how many are. */
const LEAST = 40;
const MOST = 60;
/** Rings of doubt on a crowded map. */
const RINGS = 60;
let map = null;
let ring = null;
let wanted = new Set();
/** Whether something that is clicked lies above a point of the map. */
/** @type {(point: unknown) => boolean} */
let isCovered = () => false;

/**
 * Take the map that lines, areas and the doubt about points are drawn on; `show` says which. The
 * subject's own area catches no click: the whole map lies in it.
 * @param {LeafletMap} leaflet
 */
export function init(leaflet) {
  map = leaflet;
  doubt.init(map);
  store.on(["lang"], name);
  store.on(["selected"], select);
  store.on(["hover", "hits"], point);
}

/**
 * Leave a click on what lies above lines and areas to that: `test` says whether there is any at a point.
 * @param {(point: Spot) => boolean} test
 */
export function keepBelow(test) {
  isCovered = test;
}

/**
 * Draw some places and no others; those whose shapes are not at hand come when they are.
 * @param {Place[]} places
 */
export function show(places) {
  wanted = new Set(places);
  for (const [i, made] of drawn) {
    if (wanted.has(i)) continue;
    made?.all.remove();
    drawn.delete(i);
  }
  const missing = places.filter((i) => !data.hasShape(i));
  add(places);
  if (missing.length) data.shapes(missing).then(() => add(missing.filter((i) => wanted.has(i))), () => {});
  point();
}

function add(places) {
  for (const i of places) {
    if (drawn.has(i) || !data.hasShape(i)) continue;
    drawn.set(i, make(i));
    drawn.get(i)?.all.addTo(map);
  }
  point();
}

/**
 * Return the points among some places whose doubt a crowded map has room for.
 * @param {Place[]} places
 */
export function modest(places) {
  return places.filter((i) => data.pointed(i) && isDoubted(i) && doubt.isModest(i)).slice(0, RINGS);
}

const isDoubted = (i) => data.radius(i) && ["less-certain", "uncertain"].includes(data.certainty(i));

/** Return the lines and areas in the map's view that are large enough to be told from a disc. */
export function large() {
  const bounds = map.getBounds().pad(0.15);
  const ends = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const [west, south, east, north] = ends.map((end) => end * DEGREE);
  const scale = (256 * 2 ** map.getZoom()) / 360 / DEGREE;
  const high = scale / Math.cos((bounds.getCenter().lat * Math.PI) / 180);
  const boxes = data.boxes();
  const found = [];
  // a country has a hundred thousand of them: most are told by their size alone
  data.drawn().forEach((i, k) => {
    const at = 4 * k;
    const size = Math.max((boxes[at + 2] - boxes[at]) * scale, (boxes[at + 3] - boxes[at + 1]) * high);
    if (size < LEAST || boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > north || boxes[at + 3] < south) {
      return;
    }
    if (i !== data.subject() && store.shown(i)) found.push({ i, size });
  });
  return found.sort((a, b) => b.size - a.size).slice(0, MOST).map(({ i }) => i);
}

function make(i) {
  if (data.pointed(i)) return isDoubted(i) ? ringed(i) : null;
  if (i === data.subject()) return { all: L.layerGroup(), seen: null, hit: null };
  const area = data.form(i) === "area";
  const soft = area && data.certainty(i) === "uncertain";
  // Leaflet draws in the order of making: band and casing lie under the line
  const under = area ? [] : [banded(i), casing(i)].filter(Boolean);
  const seen = soft ? softArea(i) : outlined(i, area);
  const hit = pressed(i, area);
  seen.on("add", () => elements(seen).forEach((node) => tint(node, i)));
  return { all: L.layerGroup([...under, seen, hit]), seen, hit };
}

/** Make the ring around a point whose position is in doubt. */
function ringed(i) {
  const ring = doubt.makeRing(i);
  ring.on("add", () => tint(ring.getElement(), i));
  return { all: L.layerGroup([ring]), seen: ring, hit: null };
}

/** Make the band of a line's doubt; on a crowded map it is left out where it tells nothing. */
function banded(i) {
  if (!data.radius(i) || (data.crowded() && !doubt.isModest(i))) return null;
  const band = doubt.makeBand(i);
  band.on("add", () => elements(band).forEach((node) => tint(node, i)));
  return band;
}

function casing(i) {
  return L.geoJSON(data.geometry(i), {
    interactive: false,
    style: { className: "shape-casing", weight: 6, fill: false },
  });
}

function softArea(i) {
  const made = L.geoJSON(data.geometry(i), {
    interactive: false,
    pane: "soft",
    style: { className: "soft-area hue", opacity: 1, fillOpacity: 1 },
  });
  return doubt.cutAtHolder(made, i);
}

function outlined(i, area) {
  const style = data.style(i);
  return L.geoJSON(data.geometry(i), {
    interactive: false,
    style: {
      className: `shape hue ${area ? "shape-area" : "shape-line"} is-${data.state(i)}`,
      weight: style["stroke-width"] ?? 3,
      opacity: style["stroke-opacity"] ?? 1,
      fillOpacity: area ? (style["fill-opacity"] ?? 0.14) : 0,
    },
  });
}

/** Make what a pointer or a key finds a line or an area by. */
function pressed(i, area) {
  const hit = L.geoJSON(data.geometry(i), { style: { className: "hit", weight: 24, fill: area } });
  hit.on("click", (event) => {
    if (isCovered(event.containerPoint)) return; // what lies above the line is meant
    L.DomEvent.stop(event);
    store.select(i);
  });
  hit.on("mouseover", () => store.hover(i));
  hit.on("mouseout", () => store.hover(-1));
  if (!data.crowded()) hit.on("add", () => focusable(i, hit));
  return hit;
}

/** Give a path its colour as style properties: the style sheet lightens them in dark mode. */
function tint(node, i) {
  const fill = data.style(i).fill;
  node.style.setProperty("--hue", data.colour(i));
  if (fill) node.style.setProperty("--fill", fill);
}

/** Make a line or an area reachable by keyboard: Leaflet itself does this for markers only. */
function focusable(i, hit) {
  hit.eachLayer((part) => {
    const node = part.getElement?.();
    if (!node || node.dataset.place) return;
    node.dataset.place = data.idOf(i);
    node.dataset.number = i;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", words.label(i));
    node.addEventListener("focus", () => store.set({ hover: i }));
    node.addEventListener("blur", () => store.set({ hover: -1 }));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      store.select(i);
    });
  });
}

function elements(group) {
  const found = [];
  group?.eachLayer?.((part) => part.getElement?.() && found.push(part.getElement()));
  if (group?.getElement?.()) found.push(group.getElement());
  return found;
}

function name() {
  for (const [i, made] of drawn) {
    for (const node of elements(made?.hit)) node.setAttribute("aria-label", words.label(i));
  }
}

/** Ring the selected place where it has no ring of its own: one that is certain, or one of a crowd. */
function select() {
  ring?.remove();
  ring = null;
  const i = store.get("selected");
  point();
  map.getContainer().classList.toggle("subject-selected", i >= 0 && i === data.subject());
  if (i < 0 || !data.located(i) || !data.pointed(i) || !data.radius(i) || drawn.get(i)) return;
  ring = doubt.makeRing(i).addTo(map);
  ring.getElement().classList.add("is-selected");
  tint(ring.getElement(), i);
}

/** Return the lines that are drawn, as {i, paths}: on them their names are written. */
export function lines() {
  const found = [...drawn].filter(([i, made]) => made?.hit && data.form(i) === "line");
  return found.map(([i, { seen }]) => ({ i, paths: elements(seen) }));
}

function point() {
  for (const [i, made] of drawn) {
    for (const node of elements(made?.seen)) {
      node.classList.toggle("is-selected", i === store.get("selected"));
      node.classList.toggle("is-hover", i === store.get("hover"));
      node.classList.toggle("is-hit", store.isHit(i));
    }
  }
}
