import { h, inTurn } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as cloud from "./cloud.js";
import * as index from "./index.js";
import * as keys from "./keys.js";
import * as markers from "./markers.js";
import * as overview from "./overview.js";
import * as shapes from "./shapes.js";
import * as view from "./view.js";

/** Square pixels of the map to a marker: on a phone fewer have room. */
const ROOM = 6000;
/** Share of the view around it in which places count as seen. */
const MARGIN = 0.15;
/** Pixels below which a cluster does not come apart at the closest zoom: its places are fanned out. */
const SPOT = 24;
/** Milliseconds that the map rests before what is told of the places in view is read: a popup then comes at once. */
const REST = 120;
let map = null;
let ring = null;
let crowd = false;
let sketched = false;
let fan = [];
/** The places that have markers, as `look` saw them; in `few` where these are all in view, else null. */
let alone = [];
let few = null;
let timer = 0;
const settle = inTurn(dress);
const follow = inTurn(() => {
  look();
  settle();
});

/**
 * Choose how the places of a crowded map are shown, again whenever the map or what is to be seen
 * changes: with a glyph marker each while few are in view; else those that lie together as clusters on
 * a canvas, and single ones with markers while these have room beside them, else as discs on it.
 * @param {LeafletMap} leaflet
 */
export function init(leaflet) {
  if (!map) prepare(leaflet);
  index.build(start);
}

/**
 * Take what the map is first seen by, as the build worked it out: clusters, and the places that stand alone.
 * @param {any} given
 */
export function foresee({ levels, places }) {
  overview.init(levels);
  data.sketch(places);
  return index.sketch(places.numbers);
}

/**
 * Show the map as the build worked it out, before its places are at hand, and return whether there is
 * such a picture: of the whole map, nothing filtered.
 * @param {LeafletMap} leaflet
 */
export function sketch(leaflet) {
  const scale = leaflet.options.crs.scale(leaflet.getZoom());
  if (!store.groups().every(Boolean) || !overview.has(scale)) return false;
  prepare(leaflet);
  refresh();
  markers.noteFirst();
  sketched = true;
  return true;
}

function start() {
  map.on("moveend", follow);
  map.on("resize", refresh);
  // what the build worked out is seen already: then a country's places are taken in frame by frame
  if (sketched) follow();
  else refresh();
  store.on(store.filters, refresh);
  store.on(["selected"], dress);
  markers.noteFirst();
}

function prepare(leaflet) {
  map = leaflet;
  markers.init(map);
  shapes.keepBelow((point) => Boolean(cloud.at(point)));
  ring = h("div", { class: "cloud-ring", hidden: true });
  cloud.init(map);
  keys.init(map, open, splits);
  map.getPane("cloud").append(ring);
  map.on("mousemove", over);
  map.on("mouseout movestart", () => rest());
  map.on("zoomstart", () => (fan = []));
  map.getContainer().addEventListener("keydown", (event) => event.key === "Escape" && fan.length && fold());
  store.on(["lang"], () => {
    cloud.repaint();
    if (crowd) keys.build();
  });
  store.on(["hover"], () => markers.light(store.get("hover")));
}

/** Show what is to be seen now. */
function refresh() {
  look();
  dress();
}

/** See which places have markers now, and draw the others on the canvas. */
function look() {
  few = index.within(index.box(map.getBounds().pad(MARGIN)), store.groups(), most());
  crowd = !few;
  fan = crowd ? fan.filter(store.shown) : [];
  rest();
  alone = few ?? gather();
}

/** Set the markers, and draw the lines and areas. */
function dress() {
  const at = keys.focused() ?? markers.focused();
  map.getContainer().classList.toggle("has-fan", fan.length > 0);
  document.getElementById("map-stage").classList.toggle("is-crowd", crowd);
  shapes.show([...new Set([...shapes.large(), ...shapes.modest(few ?? alone.filter(data.pointed))])]);
  if (!crowd) cloud.clear();
  // who had the focus gets it back at once
  markers.show([...new Set([...alone, ...own()])], fan, Boolean(at));
  focus(at);
  clearTimeout(timer);
  if (few) timer = setTimeout(data.ahead, REST, few);
}

/** Draw the canvas, and return the places that have markers beside it. */
function gather() {
  // around a fan all else is faint
  return [...fan, ...cloud.draw(new Set(fan), fan.length ? 0 : most())];
}

function most() {
  const { x, y } = map.getSize();
  return Math.min(data.constants().glyphs, Math.round((x * y) / ROOM));
}

/** Return the selected place, which always has its marker, where it has a position. */
function own() {
  const i = store.get("selected");
  return i >= 0 && data.located(i) && i !== data.subject() ? [i] : [];
}

/** Give the focus back near where it was, when what had it is gone. */
function focus(at) {
  if (crowd) return keys.build(markers.focused() ? null : at);
  keys.clear();
  if (at && !markers.focused()) markers.near(at)?.node.focus({ preventScroll: true });
}

/** Follow the pointer over the canvas. Markers lie above it and light themselves. */
function over(event) {
  if (event.originalEvent.target.closest?.(".pin")) return;
  const item = map.dragging?.moving() ? null : cloud.at(event.containerPoint);
  rest(item);
  if (item?.i >= 0) store.hover(item.i);
}

/** Put the ring around what the pointer is over, or away. */
function rest(item = null) {
  const had = !ring.hidden;
  ring.hidden = !item;
  map.getContainer().classList.toggle("on-cloud", Boolean(item));
  if (had && !(item?.i >= 0)) store.hover(-1);
  if (!item) return;
  const { x, y, r } = item;
  for (const [name, value] of [["--x", x], ["--y", y], ["--size", 2 * r]]) ring.style.setProperty(name, `${value}px`);
}

/**
 * Open what was clicked on the canvas; return whether there was anything.
 * @param {any} event
 */
export function click(event) {
  const item = cloud.at(event.containerPoint);
  if (item) open(item);
  else if (fan.length) fold();
  return Boolean(item);
}

/** Return whether going closer brings a cluster apart. */
function splits(item) {
  const closest = map.options.crs.scale(map.getMaxZoom());
  return map.getZoom() < map.getMaxZoom() && index.apart(item.box, store.groups(), SPOT / closest);
}

/** Open a place; go closer to a cluster, or fan it out where that would not bring it apart. */
function open(item) {
  if (item.i >= 0) store.select(item.i);
  else if (splits(item)) view.fit(index.ground(cloud.reach(item)));
  else spread(item);
}

/** Fan out the places of a cluster on its spot, of very many the next ones each time. */
function spread(item) {
  const all = cloud.members(item);
  const from = (all.indexOf(fan[fan.length - 1]) + 1) % all.length;
  fan = all.slice(from, from + data.constants().glyphs);
  const at = keys.focused();
  refresh();
  if (at) markers.near(at)?.node.focus({ preventScroll: true });
}

/** Put fanned places together again. */
function fold() {
  fan = [];
  refresh();
}

/** Return the boxes of what the canvas shows, which names keep clear of. */
export const boxes = () => cloud.boxes();

/**
 * Draw what the canvas shows on another one.
 * @param {CanvasRenderingContext2D} ctx
 */
export const copy = (ctx) => cloud.copy(ctx);
