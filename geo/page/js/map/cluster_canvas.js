import { h } from "../core/dom.js";
import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as clusters from "./clusters.js";
import { leaflet } from "./leaflet_map.js";
import * as spatialIndex from "./spatial_index.js";

const TURN = 2 * Math.PI;
/** Pixels around a disc in which a pointer hits it. */
const NEAR = 4;
/** Pixels of the canvas to one of the page, in print. */
const PRINTED = 3;
/** Opacities of a vague place's area and of its edge. */
const TINT = 0.3;
const EDGE = 0.7;
const HOLLOW = ["building", "planned", "designated"];
/** Opacity of a disc whose state is not stated. */
const PALE = 0.3;
const LOOKS = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)", "print"];
/** Share of the view around it that is drawn too, so that moving the map a little draws nothing anew. */
const MARGIN = 0.12;
const canvas = h("canvas", { class: "cloud leaflet-zoom-animated", "aria-hidden": "true" });
const probe = h("i", { class: "cloud-ink hue", "aria-hidden": "true" });
/** What the canvas is drawn for: its box in the pixels of layers, where that starts, and the zoom. */
let drawn = null;
let items = [];
let inks = new Map();
/** The places that are drawn otherwise; null while the canvas is not in use. */
let kept = null;
let asked = 0;

/** Lay a canvas over a map; it is empty until `drawItems`. */
export function init() {
  leaflet.map.createPane("cloud").style.zIndex = 550;
  leaflet.map.getPane("cloud").style.pointerEvents = "none";
  leaflet.map.getPane("cloud").append(canvas);
  leaflet.map.getContainer().append(probe);
  leaflet.map.on("zoomanim", ({ center, zoom }) => stretchCanvas(center, zoom));
  leaflet.map.on("zoom", () => stretchCanvas(leaflet.map.getCenter(), leaflet.map.getZoom()));
  leaflet.map.on("move", redrawOnDrag);
  for (const look of LOOKS) matchMedia(look).addEventListener("change", repaintCanvas);
}

/** Scale what is drawn to a zoom and a centre that the map is flying to; it is drawn anew there. */
function stretchCanvas(centre, zoom) {
  if (!kept) return;
  const half = leaflet.map.getSize().divideBy(2);
  const origin = leaflet.map.project(centre, zoom).subtract(half).add(
    L.DomUtil.getPosition(leaflet.map.getPane("mapPane")),
  ).round();
  const at = leaflet.map.project(drawn.corner, zoom).subtract(origin);
  L.DomUtil.setTransform(canvas, at, leaflet.map.getZoomScale(zoom, drawn.zoom));
}

/** Draw anew when the map is dragged beyond what is drawn, at most once a frame. */
function redrawOnDrag() {
  if (
    !kept || !spatialIndex.isReady() || asked || drawn.zoom !== leaflet.map.getZoom() ||
    drawn.bounds.contains(grownView(0))
  ) return;
  asked = requestAnimationFrame(() => {
    asked = 0;
    if (kept) drawItems(kept);
  });
}

/** Return the view grown by a share of itself, in the pixels that layers are laid out in. */
function grownView(share) {
  const size = leaflet.map.getSize();
  const from = leaflet.map.containerPointToLayerPoint(size.multiplyBy(-share)).round();
  return L.bounds(from, from.add(size.multiplyBy(1 + 2 * share)).round());
}

/** Set the canvas where the map is now, in the pixels of the screen, and return what draws on it. */
function prepareCanvas() {
  canvas.hidden = false;
  const bounds = grownView(MARGIN);
  drawn = { bounds, corner: leaflet.map.layerPointToLatLng(bounds.min), zoom: leaflet.map.getZoom() };
  const size = bounds.getSize();
  const printed = document.documentElement.classList.contains("printing");
  const ratio = printed ? PRINTED : window.devicePixelRatio || 1;
  L.DomUtil.setTransform(canvas, bounds.min, 1);
  const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    Object.assign(canvas, { width, height });
    Object.assign(canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
  return ctx;
}

/**
 * Gather what is shown into single places and clusters, less those drawn `apart`, and draw them.
 * Where no more than `most` of these are seen, the single ones are left out and returned: markers,
 * which have room then, say more than discs.
 * @param {Set<Place>} apart
 * @param {number} [most]
 */
export function drawItems(apart, most = 0) {
  const ctx = prepareCanvas();
  const scale = leaflet.map.options.crs.scale(leaflet.map.getZoom());
  const origin = leaflet.map.getPixelOrigin();
  const ends = [drawn.bounds.min.add(origin), drawn.bounds.max.add(origin)].map((end) => end.divideBy(scale));
  const box = [ends[0].x, ends[0].y, ends[1].x, ends[1].y];
  items = clusters.gatherClusters(box, scale, store.visibleGroups(), apart);
  for (const item of items) {
    item.x -= origin.x;
    item.y -= origin.y;
  }
  const left = countWithin(grownView(0)) > most
    ? []
    : items.filter((item) => item.i >= 0 && drawn.bounds.contains([item.x, item.y]));
  kept = new Set([...apart, ...left.map(({ i }) => i)]);
  items = items.filter(({ i }) => !kept.has(i));
  // small ones over large ones, vague ones below all
  items.sort((a, b) => b.n - a.n);
  paintItems(ctx);
  return left.map(({ i }) => i);
}

/** Return how many of the items lie in a box. */
const countWithin = (box) => items.filter(({ x, y }) => box.contains([x, y])).length;

/** Draw nothing: the places have markers. */
export function clearCanvas() {
  if (!kept) return;
  kept = null;
  items = [];
  canvas.hidden = true; // even an empty one costs each frame of a move as much as a full one
}

/** Draw the same again in the colours of now. */
export function repaintCanvas() {
  inks = new Map();
  if (kept) paintItems(prepareCanvas());
}

/** Return a colour of the style sheet as the canvas reads it: a token, or a layer's colour as `tint`. */
function readInk(name, property = "color") {
  const key = `${property} ${name}`;
  if (!inks.has(key)) {
    probe.style.setProperty("--hue", name.startsWith("--") ? "" : name);
    probe.style.setProperty("--own", name.startsWith("--") ? `var(${name})` : "var(--tint)");
    inks.set(key, getComputedStyle(probe)[property]);
  }
  return inks.get(key);
}

const isVague = ({ i }) => i >= 0 && data.certaintyOf(i) === "uncertain";

/** Draw all items; `ctx` counts in the pixels that layers are laid out in. */
function paintItems(ctx) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const item of items) if (isVague(item)) paintHaze(ctx, item);
  for (const item of items) {
    if (item.i < 0) paintCluster(ctx, item, strings.formatCount(item.n));
    else if (!isVague(item)) paintSingle(ctx, item);
  }
}

function traceCircle(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, TURN);
}

/**
 * Return a colour with an opacity, in the form that a canvas reads for every colour space.
 * @param {string} colour
 * @param {number} opacity
 */
export function fadeColour(colour, opacity) {
  const open = colour.replace(/^rgba/, "rgb").replace(/,/g, " ").replace(/\s*(\/[^)]*)?\)$/, "");
  return `${open} / ${opacity})`;
}

/** A place whose position is vague: a flat tint with a thin edge, as its area has. */
function paintHaze(ctx, { x, y, r, i }) {
  traceCircle(ctx, x, y, r);
  ctx.fillStyle = fadeColour(readInk(data.colourOf(i)), TINT);
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = fadeColour(readInk(data.colourOf(i)), EDGE);
  ctx.stroke();
}

/** A single place: filled when it is in use, hollow when not yet, pale when that is not stated; a dotted ring where approximate. */
function paintSingle(ctx, { x, y, r, i }) {
  const hollow = HOLLOW.includes(data.stateOf(i));
  traceCircle(ctx, x, y, r);
  ctx.fillStyle = readInk("--ring");
  ctx.fill();
  traceCircle(ctx, x, y, r - 1.5);
  ctx.fillStyle = hollow
    ? readInk("--paper")
    : data.stateOf(i) === "unknown"
    ? fadeColour(readInk(data.colourOf(i)), PALE)
    : data.colourOf(i);
  ctx.fill();
  ctx.strokeStyle = readInk(data.colourOf(i));
  if (hollow) {
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  if (data.certaintyOf(i) !== "less-certain") return;
  ctx.lineWidth = 1.2;
  ctx.setLineDash([1.4, 2.2]);
  traceCircle(ctx, x, y, r + 2);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A cluster: how many, in a ring that is shared out among the layers. Sectors are sooner drawn than arcs. */
function paintCluster(ctx, { x, y, r, n, shares }, said) {
  traceCircle(ctx, x, y, r + 1.5);
  ctx.fillStyle = readInk("--casing");
  ctx.fill();
  let from = -TURN / 4;
  shares.forEach((share, l) => {
    if (!share) return;
    const to = from + (share / n) * TURN;
    ctx.beginPath();
    if (share < n) ctx.moveTo(x, y);
    ctx.arc(x, y, r, from, to);
    ctx.fillStyle = readInk(data.layers()[l].colour);
    ctx.fill();
    from = to;
  });
  traceCircle(ctx, x, y, r - 4);
  ctx.fillStyle = readInk("--paper");
  ctx.fill();
  ctx.font = `600 ${r < 16 ? 11 : 12}px ${readInk("--ink", "fontFamily")}`;
  ctx.fillStyle = readInk("--ink");
  ctx.fillText(said, x, y + 0.5);
}

/** Return what is drawn at a point of the map's box, the nearest, or null. @param {Spot} point */
export function findItemAt(point) {
  if (!items.length) return null;
  const { x, y } = leaflet.map.containerPointToLayerPoint(point);
  const distanceTo = (item) => Math.hypot(item.x - x, item.y - y);
  const hit = items.filter((item) => distanceTo(item) <= item.r + NEAR);
  return hit.reduce(
    (best, item) => (best && distanceTo(best) - best.r < distanceTo(item) - item.r ? best : item),
    null,
  );
}

/** Return the boxes of what is drawn, which names keep clear of. */
export const itemBoxes = () => items.map(({ x, y, r }) => ({ x: x - r, y: y - r, w: 2 * r, h: 2 * r }));

/**
 * Draw what the canvas shows on another one, which counts in the pixels of the window.
 * @param {CanvasRenderingContext2D} ctx
 */
export function copyTo(ctx) {
  const { left, top } = leaflet.map.getPane("mapPane").getBoundingClientRect();
  ctx.save();
  ctx.translate(left, top);
  paintItems(ctx);
  ctx.restore();
}

/** Return the places of a cluster, or the single one. @param {Disc} given */
export const membersOf = ({ i, box }) => (i < 0 ? spatialIndex.listWithin(box, store.visibleGroups()) : [i]);
/** Return west, north, east and south of an item's places in the Mercator world. @param {Disc} item */
export const reachOf = (item) => (spatialIndex.isReady() ? spatialIndex.edgesOf(membersOf(item)) : item.box);
export const drawnItems = () => items;
