import * as data from "./data.js";
import * as store from "./store.js";

/** What a place's `within` number says: in no known area, no piece of land, the first of the areas. */
const codes = () => data.constants().within;
/** The list of places in no known area stands under this number in the store's `area`. */
export const OUTSIDE = -2;
/** Pixels across below which an area's places are counted in the next larger area. */
const LEAST = 60;
const EQUATOR = 40075016.7;
let members = null;
/** The shown places by their `within` number, and for which filters; how they are counted, and for which of these and which zoom. */
let shown = { groups: null };
let counted = { shown: null };
const outlines = [];

/** Return the places by their `within` number; the whole map is looked through once. */
function groupByContainer() {
  if (members) return members;
  members = new Map();
  if (!data.containers().length && !data.coverage().not_located) return members;
  for (let i = 0; i < data.countPlaces(); i += 1) {
    const code = data.withinCode(i);
    if (!code) continue;
    if (!members.has(code)) members.set(code, []);
    members.get(code).push(i);
  }
  return members;
}

/** Return the shown places of a `within` number; they are looked through once for each set of filters. */
function listShown(code) {
  const groups = store.visibleGroups();
  if (shown.groups !== groups) shown = { groups, of: new Map() };
  if (!shown.of.has(code)) shown.of.set(code, (groupByContainer().get(code) ?? []).filter(store.isShown));
  return shown.of.get(code);
}

/** Return the shown places that are in no known area, and those that have no site. */
export const listOutside = () => ({ unknown: listShown(codes().unknown), noSite: listShown(codes().no_site) });
/** Return the number of the area that a place without a position is known to lie in, or -1. @param {Place} i */
export const findContainer = (i) => Math.max(-1, data.withinCode(i) - codes().first);
const containerAt = (k) => data.containers()[k];
/** Return the number of the place that an area is, or -1 for a reference area. @param {number} k */
export const placeOf = (k) => containerAt(k).place ?? -1;
/** @param {number} k */
export const isSubject = (k) => placeOf(k) === data.subject();
const referenceArea = (number) => data.areas()[number];
const placeAsArea = (i) => ({
  name: { ...data.nameOf(i), ...data.shortNameOf?.(i) },
  geometry: data.geometryOf(i),
  radius: data.radiusOf(i),
  middle: data.anchorOf(i),
});

/**
 * Return {name, geometry, radius, middle} of an area: its name per language, short where it has a
 * short one; of a line or a point the radius in metres makes it an area.
 * @param {number} k
 */
export const areaOf = (k) => (placeOf(k) < 0 ? referenceArea(containerAt(k).area) : placeAsArea(placeOf(k)));

/** @param {number} k */
export const nameOf = (
  k,
) => (placeOf(k) < 0
  ? referenceArea(containerAt(k).area).name
  : { ...data.nameOf(placeOf(k)), ...data.shortNameOf?.(placeOf(k)) });
/** @param {number} k */
export const middleOf = (k) => (placeOf(k) < 0 ? referenceArea(containerAt(k).area).middle : data.anchorOf(placeOf(k)));

/**
 * Return the areas that a place is known to lie in one of: several where the evidence leaves a
 * choice and all of them are at hand, else its container; none where nothing is known.
 * @param {Place} i
 */
export function listAreas(i) {
  const k = findContainer(i);
  const named = data.alternativesOf(i).filter(([kind, number]) =>
    kind === "a" || (data.isLocated(number) && data.hasShape(number))
  );
  if (named.length > 1) {
    return named.map(([kind, number]) => (kind === "a" ? referenceArea(number) : placeAsArea(number)));
  }
  return k < 0 ? [] : [areaOf(k)];
}

/** Load what the areas are drawn and named by. */
export async function loadContainers() {
  const places = data.containers().map((none, k) => placeOf(k)).filter((i) => i >= 0);
  await Promise.all([data.loadNames(places), data.loadShapes(places)]);
}

/** Return the rings of an area in degrees, outer and inner alike; a disc has none. @param {number} k */
export function ringsOf(k) {
  outlines[k] ??= listRings(areaOf(k).geometry);
  return outlines[k];
}

/** @param {Geometry} given */
export function listRings({ type, coordinates }) {
  if (type === "Polygon") return coordinates;
  return type === "MultiPolygon" ? coordinates.flat() : [];
}

/** Return bounds of an area, as Leaflet has them. @param {number} k */
export function boundsOf(k) {
  const { geometry, radius, middle } = areaOf(k);
  const [lon, lat] = middle;
  if (geometry.type === "Point") return L.latLng(lat, lon).toBounds(2 * radius);
  const bounds = L.geoJSON(geometry).getBounds();
  return geometry.type.endsWith("Polygon") ? bounds : bounds.pad(0.1);
}

/**
 * Return how many pixels across an area is at a zoom.
 * @param {number} k
 * @param {number} zoom
 */
export function widthOf(k, zoom) {
  const metres = (EQUATOR * Math.cos((middleOf(k)[1] * Math.PI) / 180)) / (256 * 2 ** zoom);
  return (containerAt(k).km * 1000) / metres;
}

/**
 * Return the area that counts an area's places at a zoom: itself, or the next one that is large enough.
 * @param {number} k
 * @param {number} zoom
 */
export function holderOf(k, zoom) {
  let at = k;
  while (containerAt(at).up >= 0 && widthOf(at, zoom) < LEAST) at = containerAt(at).up;
  return at;
}

/**
 * Return the shown places of each area, by its number, as they are counted at a zoom: those of an
 * area too small to be seen stand with the next larger one. Areas without any are left out.
 * @param {number} zoom
 */
export function countAt(zoom) {
  listShown(codes().unknown); // what is shown now, if filters have changed
  if (counted.shown !== shown || counted.zoom !== zoom) counted = { shown, zoom, found: gatherCounts(zoom) };
  return counted.found;
}

function gatherCounts(zoom) {
  const found = new Map();
  data.containers().forEach((none, k) => {
    const places = listShown(k + codes().first);
    if (!places.length) return;
    const at = holderOf(k, zoom);
    found.set(at, (found.get(at) ?? []).concat(places));
  });
  return found;
}

/** Return how many kilometres across an area is. @param {number} k */
export const acrossOf = (k) => containerAt(k).km;
/**
 * Return the number of the area that a place is, or -1; and how many shown places are known to lie in it alone.
 * @param {Place} i
 */
export const numberOf = (i) => data.containers().findIndex(({ place }) => place === i);
/** @param {number} k */
export const countIn = (k) => listShown(k + codes().first).length;
export const hasContainers = () => data.containers().length > 0;

/** Return the number of the area that is meant now: pointed at, known to hold the selected place, or open; else -1. */
export function findMeant() {
  if (store.get("areaHover") >= 0) return store.get("areaHover");
  const i = store.get("selected");
  const own = i >= 0 ? findContainer(i) : -1;
  if (own >= 0) return own;
  return store.get("area");
}

/**
 * Open the list of an area, or close it where it is open; `opener` then gets the focus back.
 * @param {number} k
 * @param {Element | null} [opener]
 */
export const toggleList = (k, opener = null) => store.set({ area: store.get("area") === k ? -1 : k }, { opener });
