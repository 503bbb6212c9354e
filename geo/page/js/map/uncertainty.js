import * as dom from "../core/dom.js";
import * as data from "../data/data.js";
import * as layout from "./layout.js";
import { leaflet } from "./leaflet_map.js";

/** Length of the equator in metres. */
const EQUATOR = 40075016.7;
/** Pixels below which a band of doubt is hidden by its line, and above which many would tint a crowded map. */
const THIN = 5;
const WIDE = 160;
/** Outlines that soft areas are cut at, by place. */
const holders = new Map();

/** Take the map that doubt is drawn on, to scale at every zoom. */
export function init() {
  leaflet.map.createPane("soft").style.zIndex = 390;
  leaflet.map.getPane("soft").style.pointerEvents = "none";
}

/**
 * Return how many pixels a length in metres is at a latitude and the map's zoom.
 * @param {number} metres
 * @param {number} lat
 */
export const pixelsOf = (metres, lat) =>
  (metres * 256 * 2 ** leaflet.map.getZoom()) / (EQUATOR * Math.cos((lat * Math.PI) / 180));

/** Return across how many pixels the true position of a place may lie. */
const widthOf = (i) => 2 * pixelsOf(data.radiusOf(i) ?? 0, data.anchorOf(i)[1]);

/**
 * Return whether a crowded map has room for a place's doubt: bands so thin or discs so wide tell nothing there.
 * @param {Place} i
 */
export const isModest = (i) => widthOf(i) >= THIN && widthOf(i) <= 2 * WIDE;

/** Make the ring in which a point's true position lies, in metres on the ground. @param {Place} i */
export function makeRing(i) {
  const [lon, lat] = data.anchorOf(i);
  const soft = data.certaintyOf(i) === "uncertain";
  const look = soft ? "soft-area" : "ring";
  const ring = L.circle([lat, lon], {
    radius: data.radiusOf(i),
    pane: "soft",
    interactive: false,
    className: `${look} hue sure-${data.certaintyOf(i)}`,
    opacity: 1,
    fillOpacity: 1,
  });
  return soft ? cutAtHolder(ring, i) : ring;
}

/** Make the band beside a line in which it truly runs: as wide as its doubt, whatever the zoom. @param {Place} i */
export function makeBand(i) {
  const bandWeight = () => widthOf(i);
  const band = L.geoJSON(data.geometryOf(i), {
    interactive: false,
    pane: "soft",
    // what runs beyond the view still has its band inside it
    noClip: true,
    style: () => ({ className: "doubt-band hue", weight: bandWeight(), opacity: 1, fill: false }),
  });
  const updateWeight = () => band.setStyle({ weight: bandWeight() });
  band.on("add", () => leaflet.map.on("zoomend", updateWeight) && updateWeight());
  band.on("remove", () => leaflet.map.off("zoomend", updateWeight));
  return data.certaintyOf(i) === "uncertain" ? cutAtHolder(band, i) : band;
}

/**
 * Cut a soft area at the outline of what is known to hold its place.
 * @param {any} layer
 * @param {Place} i
 */
export function cutAtHolder(layer, i) {
  layer.on("add", () => {
    const id = findHolder(i);
    if (!id) return;
    for (const part of layer.getLayers?.() ?? [layer]) part.getElement()?.setAttribute("clip-path", `url(#${id})`);
  });
  return layer;
}

/** Return the id of the clip path of what holds a place: what it is part of, else the subject; null without such an outline. */
function findHolder(i) {
  const whole = data.isLoaded(i) ? data.partOf(i) : -1;
  const found = [whole, data.subject()].find((each) => each >= 0 && each !== i && isHolding(each, i));
  return found === undefined ? null : outlineOf(found);
}

function isHolding(holder, i) {
  if (data.formOf(holder) !== "area" || !data.hasShape(holder)) return false;
  const [lon, lat] = data.anchorOf(i);
  return layout.isInside(ringsOf(data.geometryOf(holder)), lon, lat);
}

/** Return the rings of a polygon or several, outer and inner alike. @param {Geometry} given */
export const ringsOf = ({ type, coordinates }) => type === "Polygon" ? coordinates : coordinates.flat();

/** Draw an outline that nothing is seen of, which Leaflet keeps in place, and return its clip path's id. */
function outlineOf(holder) {
  const id = `holder-${holder}`;
  if (holders.has(holder)) return id;
  const rings = ringsOf(data.geometryOf(holder)).map((ring) => L.GeoJSON.coordsToLatLngs(ring));
  const outline = L.polygon(rings, { pane: "soft", interactive: false, noClip: true, className: "holder" }).addTo(
    leaflet.map,
  );
  const path = outline.getElement();
  path.id = `${id}-path`;
  const cut = dom.svg("clipPath", { id }, dom.svg("use", { href: `#${path.id}` }));
  path.ownerSVGElement.append(cut);
  holders.set(holder, outline);
  return id;
}
