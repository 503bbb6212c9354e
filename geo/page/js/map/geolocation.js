import { h } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as records from "../data/records.js";
import * as store from "../data/store.js";
import * as controls from "./controls.js";
import * as distance from "./distance.js";
import { leaflet } from "./leaflet_map.js";
import * as view from "./view.js";

const ASK = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
const REFUSED = 1;
const TIMEOUT = 3;
let drawn = null;
let asking = false;

/**
 * Add the button "my position" to the map's controls, where the browser has such a thing. The
 * position is asked for on its click alone, lives in the page's memory, and goes nowhere.
 */
export function init() {
  if (!navigator.geolocation) return;
  controls.addControl(() => ({
    name: "position",
    icon: "here",
    label: t("position.button"),
    pressed: store.get("here") !== null,
    act: togglePosition,
  }));
  store.on(["here"], drawPosition);
  store.on(["lang"], drawPosition);
}

function togglePosition() {
  if (store.get("here")) {
    store.set({ here: null });
    statusLine.announce(t("position.gone"));
    return;
  }
  if (asking) return;
  asking = true;
  statusLine.announce(t("position.asking"));
  try {
    navigator.geolocation.getCurrentPosition(takePosition, tellFailure, ASK);
  } catch {
    tellFailure({ code: 0 });
  }
}

function takePosition({ coords }) {
  asking = false;
  const here = { lat: coords.latitude, lng: coords.longitude, accuracy: coords.accuracy };
  store.set({ here });
  const away = distanceOutside(here);
  if (away) {
    statusLine.announce(t("position.far", { d: placeText.formatDistance(distance.roundByDoubt(away, away / 10)) }));
    return;
  }
  statusLine.announce(t("position.found", { d: placeText.formatDistance(roundUp(here.accuracy)) }));
  view.fitBounds(boundsAround(here), { maxZoom: 12 });
}

/** Return what is shown around the reader: the circle of accuracy, and the nearest place. */
function boundsAround(here) {
  const bounds = L.latLng(here).toBounds(Math.max(4000, here.accuracy * 2.4));
  let least = Infinity;
  let nearest = null;
  for (const i of records.listShownPlaces()) {
    if (!data.isLocated(i) || i === data.subject()) continue;
    const [lng, lat] = data.anchorOf(i);
    const far = distance.greatCircleDistance(here, [lng, lat]);
    if (far < least) [least, nearest] = [far, { lat, lng }];
  }
  // room for the buttons at the edge
  return (nearest ? bounds.extend(nearest) : bounds).pad(0.25);
}

/** Say why there is no position: refused, not allowed on such an address, unknown, too slow. */
function tellFailure({ code }) {
  asking = false;
  let why = "unknown";
  if (!isSecureContext) why = "insecure";
  else if (code === REFUSED) why = "refused";
  else if (code === TIMEOUT) why = "slow";
  statusLine.announce(t(`position.${why}`));
}

/** Return the metres between a position and the map's own region; 0 inside it. */
function distanceOutside(here) {
  const room = L.latLngBounds(leaflet.map.options.maxBounds);
  if (room.contains(here)) return 0;
  const lat = Math.min(room.getNorth(), Math.max(room.getSouth(), here.lat));
  const lng = Math.min(room.getEast(), Math.max(room.getWest(), here.lng));
  return distance.greatCircleDistance(here, [lng, lat]);
}

/** An accuracy is told upwards: 23 m as 30 m. */
function roundUp(metres) {
  const power = 10 ** Math.floor(Math.log10(Math.max(metres, 1)));
  return Math.ceil(metres / power) * power;
}

function drawPosition() {
  drawn?.remove();
  drawn = null;
  const here = store.get("here");
  if (!here) return;
  const dot = h("span", { class: "here-dot", role: "img", "aria-label": t("position.dot") });
  drawn = L.layerGroup([
    L.circle(here, { radius: here.accuracy, pane: "soft", interactive: false, className: "here-ring" }),
    L.marker(here, {
      icon: L.divIcon({ html: dot, className: "here", iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      zIndexOffset: 1000,
    }),
  ]).addTo(leaflet.map);
}

/**
 * Return how far a place is from the reader, in words that say no more than is known: within a
 * circle, about so much, or inside. Null without a position of either.
 * @param {Place} i
 */
export function describeDistance(i) {
  const here = store.get("here");
  if (!here || !data.isLocated(i)) return null;
  const metres = distance.distanceToGeometry(here, data.geometryOf(i));
  const doubt = here.accuracy + (data.radiusOf(i) ?? 0);
  if (!Number.isFinite(metres)) return null;
  if (!metres && !data.isPoint(i)) return { short: t("position.in"), long: t("position.inside") };
  const limit = placeText.formatDistance(roundUp(doubt));
  if (metres <= doubt) {
    const most = placeText.formatDistance(roundUp(metres + doubt));
    return { short: t("position.within", { d: most }), long: t("position.within_long", { d: most }) };
  }
  const d = placeText.formatDistance(distance.roundByDoubt(metres, doubt));
  return { short: t("position.about", { d }), long: t("position.about_long", { d, limit }) };
}

/** Make the popup's line of the distance; null where there is nothing to tell. @param {Place} i */
export function makeDistanceLine(i) {
  const told = describeDistance(i);
  return told && h("p", { class: "card-line" }, h("b", {}, t("position.from")), told.long);
}
