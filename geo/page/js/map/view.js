import * as dom from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";

/** The drawn backdrop has no streets: closer than this there is nothing to see around a place. */
const CLOSEST = { drawn: 11.5, tiles: 15 };
const EDGE = 28;
/** Share of what has the focus that is seen at least. */
const SEEN = 0.7;
/** Pixels of a map that is too narrow to keep clear of a button in its corner, and of such a button. */
const NARROW = 600;
const LOW = 60;
/** Step of zooms that the sites are fitted by: a coarser one leaves a phone's edges empty. */
const SNAP = 0.05;
let covers = [];
/** Pixels by which the map stands higher, since a sheet covers its lower part. */
let covered = 0;
/** Where the map stands when it shows the sites; "" until it has. */
let atSites = "";

/** Take the map; `covering` are selectors of what may lie over it (card, dock, panel). @param {string[]} covering */
export function init(covering) {
  covers = covering;
}

/**
 * Return the zoom beyond which nothing more is seen around a place: without tiles that of the drawn
 * backdrop, or of the whole map where it is smaller still.
 */
export function closestZoom() {
  if (store.get("base")) return CLOSEST.tiles;
  return Math.max(CLOSEST.drawn, leaflet.map.getBoundsZoom(L.latLngBounds(cornersOf(data.mapExtent()))));
}

/** Return the map, for what works on it and came later. */
export const leafletMap = () => leaflet.map;

/**
 * Return how much of the map's edges is covered, in pixels: a card at the right, the dock and the
 * phone's sheet below, and what else is asked to be kept clear of. What is shown is then fitted
 * into the free part.
 */
function coveredPadding(more = []) {
  const whole = leaflet.map.getContainer().getBoundingClientRect();
  const room = { left: EDGE, top: EDGE, right: EDGE, bottom: EDGE };
  for (const node of covers.length ? dom.findParts([...covers, ...more].join()) : []) {
    const part = node.getBoundingClientRect();
    if (!part.width || part.top > whole.bottom || part.right <= whole.left) continue;
    if (part.bottom - whole.top < whole.height / 3 && part.width > part.height * 2) {
      room.top = Math.max(room.top, part.bottom - whole.top + EDGE / 2); // the controls of a low frame
    } else if (part.width > whole.width * 0.7) {
      room.bottom = Math.max(room.bottom, whole.bottom - part.top + EDGE);
    } else if (part.left - whole.left > whole.right - part.right) {
      room.right = Math.max(room.right, whole.right - part.left + EDGE / 2);
    } else if (part.height > LOW || whole.width > NARROW) {
      // a cluster at the edge of what is fitted reaches beyond it
      room.left = Math.max(room.left, part.right - whole.left + EDGE);
    }
  }
  // a window lower than what covers it leaves no free part: then centre on the whole
  if (room.bottom + room.top > whole.height - 60) room.bottom = EDGE;
  if (room.right + room.left > whole.width - 60) room.right = EDGE;
  return room;
}

/**
 * @param {any} bounds
 * @param {any} [options]
 */
export function fitBounds(bounds, options = {}) {
  const { left, top, right, bottom } = coveredPadding(options.clear);
  const { zoomSnap } = leaflet.map.options;
  leaflet.map.options.zoomSnap = options.snap ?? zoomSnap;
  leaflet.map.fitBounds(bounds, {
    paddingTopLeft: [left, top],
    paddingBottomRight: [right, bottom],
    animate: !dom.isMotionReduced() && !options.cut,
    maxZoom: options.maxZoom,
  });
  leaflet.map.options.zoomSnap = zoomSnap;
}

/** @param {number[]} box */
const cornersOf = ([west, south, east, north]) => [[south, west], [north, east]];

const viewKey = () =>
  `${leaflet.map.getZoom().toFixed(2)} ${leaflet.map.getCenter().lat.toFixed(3)} ${
    leaflet.map.getCenter().lng.toFixed(3)
  }`;

/** Show the sites; where they are shown already, everything. @param {boolean} [cut] */
export function showSites(cut = false) {
  const sites = L.latLngBounds(cornersOf(data.siteBounds()));
  if (!cut && atSites === viewKey()) return showEverything(cut);
  leaflet.map.once("moveend", noteSites);
  fitBounds(sites, { cut, snap: data.isCrowded() ? undefined : SNAP }); // the clusters of a crowded map were worked out for whole steps
  if (!cut) return;
  leaflet.map.off("moveend", noteSites);
  noteSites();
}

/** Show the sites anew where the map stands at them: something that lay over it is gone. */
export function showSitesAgain() {
  if (atSites === viewKey()) showSites(true);
}

function noteSites() {
  atSites = viewKey();
}

/** Show everything that is located: the subject's outline and all places around it. @param {boolean} [cut] */
export const showEverything = (cut = false) => fitBounds(L.latLngBounds(cornersOf(data.mapExtent())), { cut });

/** Return what has to be seen of a place: its shape, or the circle that its true spot lies in. */
function extentOf(i) {
  if (!data.isPoint(i)) return L.latLngBounds(cornersOf(data.bboxOf(i)));
  const [lon, lat] = data.anchorOf(i);
  return L.latLng(lat, lon).toBounds(Math.max(1500, data.radiusOf(i) * 2.4));
}

/**
 * Fly to a place and its circle of uncertainty. Does nothing for one that is not located.
 * @param {Place} i
 * @param {boolean} [cut]
 */
export function flyTo(i, cut = false) {
  if (data.isLocated(i)) fitBounds(extentOf(i), { cut, maxZoom: closestZoom() });
}

/** Show west, south, east and north of something, no closer than there is anything to see. @param {number[]} box */
export function frameBox(box) {
  fitBounds(L.latLngBounds(cornersOf(box)), { maxZoom: closestZoom(), clear: [".controls"] }); // its edges are what it is about
}

/** Move only as far as needed for a place's point to be seen beside what covers the map. @param {Place} i */
export function revealPlace(i) {
  if (!data.isLocated(i)) return;
  const [lon, lat] = data.anchorOf(i);
  const at = leaflet.map.latLngToContainerPoint([lat, lon]);
  const { left, top, right, bottom } = coveredPadding();
  const size = leaflet.map.getSize();
  const free = L.bounds([left, top], [size.x - right, size.y - bottom]);
  if (free.contains(at)) return;
  const by = at.subtract(free.getCenter());
  leaflet.map.panBy(by, { animate: !dom.isMotionReduced() });
}

/** Return whether most of some bounds is seen in the part of the map that nothing covers. @param {any} bounds */
export function isInView(bounds) {
  const { left, top, right, bottom } = coveredPadding();
  const size = leaflet.map.getSize();
  const free = L.bounds([left - EDGE, top - EDGE], [size.x - right + EDGE, size.y - bottom + EDGE]);
  const box = L.bounds(
    leaflet.map.latLngToContainerPoint(bounds.getNorthWest()),
    leaflet.map.latLngToContainerPoint(bounds.getSouthEast()),
  );
  const sharedLength = (axis) => Math.min(free.max[axis], box.max[axis]) - Math.max(free.min[axis], box.min[axis]);
  return sharedLength("x") > 0.5 * Math.min(box.getSize().x, free.getSize().x) &&
    sharedLength("y") > 0.5 * Math.min(box.getSize().y, free.getSize().y);
}

/** Bring what a key has reached into the middle of the map, where something lies over it. @param {any} node */
export function uncoverNode(node) {
  const { left, top, width, height } = node.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const spots = [0.1, 0.5, 0.9].flatMap((a) => [0.1, 0.5, 0.9].map((b) => [left + a * width, top + b * height]));
  const seen = spots.filter(([x, y]) => node.contains(document.elementFromPoint(x, y))).length;
  if (!node.closest(":focus-visible") || seen > spots.length * SEEN) return;
  const whole = leaflet.map.getContainer().getBoundingClientRect();
  leaflet.map.panBy([x - whole.left - whole.width / 2, y - whole.top - whole.height / 2], { animate: false });
}

/**
 * Keep what is in the middle of the map in the middle of what is left of it, where a sheet covers a
 * share of the page from below, or no longer.
 * @param {number} share
 */
export function coverFromBelow(share) {
  if (!covers.length) return;
  const box = leaflet.map.getContainer().getBoundingClientRect();
  const wanted = share ? Math.max(0, box.bottom - innerHeight * (1 - share)) / 2 : 0;
  const by = allowedShift(wanted - covered);
  covered = wanted && covered + by;
  if (by) leaflet.map.panBy([0, by], { animate: !dom.isMotionReduced() });
}

/** Return how far the map moves down, up where negative, of what is asked: it stays near its data. */
function allowedShift(by) {
  const { min, max } = leaflet.map.getPixelBounds();
  const ends = leaflet.map.options.maxBounds;
  const up = leaflet.map.project(ends.getNorthWest()).y - min.y;
  const down = leaflet.map.project(ends.getSouthEast()).y - max.y;
  return Math.round(by > 0 ? Math.min(by, Math.max(0, down)) : Math.max(by, Math.min(0, up)));
}

/**
 * Keep the map right when its box changes. Where it stands at the sites these are fitted anew to
 * another window, and once to one that had no size, as a hidden tab or an iframe that opens has none;
 * else its middle stays.
 * @param {HTMLElement} box
 */
export function watchSize(box) {
  let wasEmpty = !box.clientWidth || !box.clientHeight;
  let before = windowSize();
  new ResizeObserver(() => {
    const isEmpty = !box.clientWidth || !box.clientHeight;
    const isFitted = atSites === viewKey() && windowSize() !== before;
    before = windowSize();
    leaflet.map.invalidateSize({ animate: false });
    if (!isEmpty && (wasEmpty || isFitted)) showSites(true);
    wasEmpty = isEmpty;
  }).observe(box);
}

const windowSize = () => `${innerWidth} ${innerHeight}`;
