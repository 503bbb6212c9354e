import { afterPaint, h, makeLocalText, scheduleAfterPaint } from "../core/dom.js";
import { makePlaceSign } from "../core/icons.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as layout from "./layout.js";
import { leaflet } from "./leaflet_map.js";
import * as view from "./view.js";

/** Radius of a disc: so far apart that their boxes, which are squares of 24 pixels, never meet. */
const DISC = 15;
/** Room that the name of a place lit from elsewhere has at its right, else it stands at its left. */
const ROOM = 170;
/** Markers made in one frame, where more appear at once: all of them would hold the picture up. */
const PART = 40;
const made = new Map();
/** The places whose markers come in the next frames. */
let coming = [];
const follow = scheduleAfterPaint(addNextMarkers);
/** How far each disc moves off its point, by place; and for which zoom, places and fan that is. */
let moves = new Map();
let spreadFor = "";
let fanned = [];
let guest = -1;
/** What lays the names out beside the discs, once these are seen and names are written. */
let layOut = null;

/** Take the map that glyph markers are set on; `showMarkers` says of which places. */
export function init() {
  store.on(["hover"], markHover);
  store.on(["hits"], markHits);
}

/** Let what the search has found stand out from the rest. */
function markHits() {
  leaflet.map.getContainer().classList.toggle("has-hits", (store.get("hits")?.size ?? 0) > 0);
  for (const [i, { body }] of made) body.classList.toggle("is-hit", store.isHit(i));
}

/**
 * Write names, from now on: to measure them is half the work of the first picture, so they come after
 * it. `beside` chooses where they stand, whenever discs or names have changed.
 * @param {() => unknown} beside
 */
export function writeNames(beside) {
  layOut = beside;
  store.on(["lang"], nameAll);
  nameAll();
}

/** Return the markers by place, but for one that is lit from elsewhere; each keeps the `size` of its name. */
export const listMarkers = () => [...made].filter(([i]) => i !== guest);

/** Measure all names anew: letters may have changed. */
export function forgetSizes() {
  for (const pin of made.values()) pin.size = null;
  arrangeMarkers();
}

/** Write all names anew. */
function nameAll() {
  nameMarkers([...made.keys()]);
  arrangeMarkers();
}

/**
 * Set a glyph marker on each of some places and on no other. Those that would cover each other are
 * moved apart with a line to the true point, those of `fan`, which lie on one spot, around it;
 * names stand beside them where there is room, and come later where they are not at hand. Once the
 * page stands, many new ones come frame by frame, unless they are wanted `now`.
 * @param {Place[]} places
 * @param {Place[]} [fan]
 * @param {boolean} [now]
 */
export function showMarkers(places, fan = [], now = false) {
  const wanted = new Set(places);
  fanned = fan;
  if (wanted.has(guest)) keepGuest();
  for (const i of made.keys()) if (!wanted.has(i) && i !== guest) dropMarker(i);
  const chosen = store.get("selected");
  coming = places.filter((i) => !made.has(i)).sort((a, b) => Number(b === chosen) - Number(a === chosen));
  addMarkers(coming.splice(0, now || !layOut ? Infinity : PART));
  markSelected();
  markHits();
  if (coming.length) follow();
}

/** Make the next of the markers that are to come. */
function addNextMarkers() {
  const part = coming.splice(0, PART);
  if (part.includes(guest)) keepGuest();
  addMarkers(part);
  part.forEach(placeDisc);
  if (coming.length) follow();
  else layOut();
}

/** Light a place that has no marker of its own just now, and the last one no longer. @param {Place} i */
export function lightGuest(i) {
  if (i === guest || (made.has(i) && guest < 0)) return;
  if (guest >= 0) dropMarker(guest);
  guest = i >= 0 && !made.has(i) && data.isLocated(i) ? i : -1;
  if (guest < 0) return;
  addMarkers([i]);
  const { marker, body } = made.get(i);
  const { x } = leaflet.map.latLngToContainerPoint(marker.getLatLng());
  body.dataset.side = x > leaflet.map.getSize().x - ROOM ? "left" : "right";
  marker.getElement().setAttribute("tabindex", "-1");
  marker.setZIndexOffset(1000);
  markHover();
}

/** Make the guest one of the others. */
function keepGuest() {
  made.get(guest).marker.getElement().setAttribute("tabindex", isReachable(guest) ? "0" : "-1");
  guest = -1;
}

function addMarkers(places) {
  const fresh = places.filter((i) => !made.has(i));
  for (const i of fresh) made.set(i, makeMarker(i));
  for (const i of fresh) made.get(i).marker.addTo(leaflet.map);
  nameMarkers(fresh);
}

function dropMarker(i) {
  made.get(i).marker.remove();
  made.delete(i);
}

function makeMarker(i) {
  const [lon, lat] = data.anchorOf(i);
  const word = h("span", { class: "pin-name" });
  const leader = h("span", { class: "pin-leader" });
  const tie = h("span", { class: "pin-tie" });
  const disc = h("span", { class: "pin-disc" }, tie, makePlaceSign(i), word);
  const body = h("span", { class: "pin-body", "data-number": i, "data-side": "none" }, leader, disc);
  const marker = L.marker([lat, lon], {
    icon: L.divIcon({ html: body, className: "pin", iconSize: null }),
    keyboard: isReachable(i),
    riseOnHover: true,
    autoPanOnFocus: false,
  });
  marker.on("click", () => store.selectPlace(i));
  marker.on("mouseover", () => store.hoverPlace(i));
  marker.on("mouseout", () => store.hoverPlace(-1));
  marker.on("add", () => prepareMarker(i, marker));
  return { marker, body, leader, disc, word, move: { dx: 0, dy: 0 } };
}

/** Return whether a place is reached by keys at its marker: on a small map a line is at its line. */
const isReachable = (i) => data.isPoint(i) || data.isCrowded();

function prepareMarker(i, marker) {
  const node = marker.getElement();
  if (!isReachable(i)) {
    node.setAttribute("aria-hidden", "true");
    return;
  }
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    store.selectPlace(i);
  });
  node.addEventListener("focus", () => {
    view.uncoverNode(node.querySelector(".pin-disc"));
    store.hoverPlace(i);
  });
  node.addEventListener("blur", () => store.hoverPlace(-1));
}

/** Write names, those at hand at once, the others when they have come. */
function nameMarkers(places) {
  if (!layOut) return;
  const missing = places.filter((i) => !data.hasName(i));
  for (const i of places) if (data.hasName(i)) nameMarker(i);
  if (!missing.length) return;
  const nameMissing = () => {
    for (const i of missing) if (made.has(i) && data.hasName(i)) nameMarker(i);
    arrangeMarkers();
  };
  // markers without names still say what is where; who opens one is told what could not be had
  data.loadNames(missing).then(nameMissing, nameMissing);
}

function nameMarker(i) {
  const { marker, body, word } = made.get(i);
  made.get(i).size = null;
  body.dataset.place = data.idOf(i);
  marker.getElement()?.setAttribute("aria-label", placeText.placeLabel(i));
  word.replaceChildren(makeLocalText(placeText.mapName(i)));
}

/** Lay discs out anew, and their names in a frame after it; their distances on the screen change only with the zoom. */
export function arrangeMarkers() {
  const there = [...made.keys()].filter((i) => i !== guest);
  spreadDiscs([...new Set([...there, ...coming])]);
  there.forEach(placeDisc);
  if (!coming.length) layOut?.();
}

/** Work out how far the discs of some places move, unless these are the ones of before. */
function spreadDiscs(seen) {
  const now = [leaflet.map.getZoom(), ...seen, ...fanned].join();
  if (now === spreadFor) return;
  spreadFor = now;
  const points = seen.map((i) => {
    const [lon, lat] = data.anchorOf(i);
    const { x, y } = leaflet.map.latLngToLayerPoint([lat, lon]);
    return { x, y, r: DISC };
  });
  const found = moveApart(seen, points);
  // where many lie on one spot, their lines would cover them
  const bare = new Set(layout.findPiles(points).flat());
  moves = new Map(seen.map((i, k) => [i, { ...found[k], bare: bare.has(k) }]));
}

/** Return how far each disc moves: around the spot that it shares with others, or off its neighbours. */
function moveApart(seen, points) {
  const around = new Map(layout.spiderfyOffsets(fanned.length).map((move, k) => [fanned[k], move]));
  const free = points.filter((point, k) => !around.has(seen[k]));
  const moves = layout.removeOverlap(free).values();
  return seen.map((i) => around.get(i) ?? moves.next().value);
}

/** Move a disc, with a line to its true point where that is far; what has not moved is left alone. */
function placeDisc(i) {
  const own = made.get(i);
  const { dx, dy, bare } = moves.get(i);
  const far = Math.hypot(dx, dy);
  own.move = { dx, dy };
  // a sign of a soft area has no true point that a leader could show
  own.body.classList.toggle("is-moved", far > 6 && !bare && data.certaintyOf(i) !== "uncertain");
  const at = `${dx.toFixed(1)}px - 50%), calc(${dy.toFixed(1)}px`;
  if (own.at === at) return;
  own.at = at;
  // no custom properties: all that is in the marker would have its style worked out anew
  own.disc.style.transform = `translate(calc(${at} - 50%))`;
  // the box that touch and voice find the place by lies where the disc is seen, the point stays
  own.marker.getElement().style.translate = `${dx.toFixed(1)}px ${dy.toFixed(1)}px`;
  own.body.style.translate = `${(-dx).toFixed(1)}px ${(-dy).toFixed(1)}px`;
  Object.assign(own.leader.style, {
    width: `${far.toFixed(1)}px`,
    transform: `rotate(${Math.atan2(dy, dx).toFixed(3)}rad)`,
  });
}

function markSelected() {
  const chosen = store.get("selected");
  for (const [i, pin] of made) {
    const { marker, body } = pin;
    if (body.classList.contains("is-selected") !== (i === chosen)) pin.size = null; // its name is set bold
    body.classList.toggle("is-selected", i === chosen);
    marker.setZIndexOffset(i === chosen ? 2000 : i === guest ? 1000 : 0);
  }
  arrangeMarkers();
}

function markHover() {
  for (const [i, { body }] of made) body.classList.toggle("is-hover", i === store.get("hover"));
}

/** Return the marker nearest to a position among those that keys reach, as {node, far}, or null. @param {any} at */
export function nearestMarker(at) {
  const to = leaflet.map.latLngToLayerPoint(at);
  const found = [...made.values()].map(({ marker }) => ({
    node: marker.getElement(),
    far: leaflet.map.latLngToLayerPoint(marker.getLatLng()).distanceTo(to),
  }));
  return found.filter(({ node }) => node?.tabIndex === 0).sort((a, b) => a.far - b.far)[0] ?? null;
}

/** Return the position of the marker that has the focus, or null. */
export function focusedPosition() {
  const node = document.activeElement;
  if (!node?.classList.contains("pin")) return null;
  return [...made.values()].find(({ marker }) => marker.getElement() === node)?.marker.getLatLng() ?? null;
}

/** Say when places were first seen: the benchmark of the page reads it. */
export const noteFirst = () => afterPaint(() => performance.mark("first-marker"));
/** Return by how many pixels a place's disc stands beside its point; without a disc by none. @param {Place} i */
export const offsetOf = (i) => made.get(i)?.move ?? { dx: 0, dy: 0 };
