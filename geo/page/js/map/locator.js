import { h, makeLocalText, svg } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";

const SIZE = 132;
const EDGE = 6;
/** Metres to a degree of latitude. */
const DEGREE = 111320;

/**
 * Draw a small map that says where a place without a position is: the area that it is known to lie
 * in, hatched, in the outline of the whole; how far across that is stands beside it. Null for a place
 * of no known area.
 * @param {Place} i
 */
export function drawLocator(i) {
  const k = containers.findContainer(i);
  if (k < 0) return null;
  const areas = containers.listAreas(i);
  const outlines = wholeOutlines();
  const shapes = areas.map(edgeRings);
  const frame = makeProjection([...outlines.flatMap(containers.listRings), ...shapes.flat()]);
  const across = t("distance.km", { d: strings.formatNumber(containers.acrossOf(k)) });
  return h(
    "figure",
    { class: "locator" },
    svg(
      "svg",
      { viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, "aria-hidden": "true" },
      outlines.map((geometry) =>
        svg("path", { class: "locator-whole", d: ringsPath(containers.listRings(geometry), frame) })
      ),
      shapes.map((rings) => svg("path", { class: "locator-area", d: ringsPath(rings, frame) })),
    ),
    h(
      "figcaption",
      {},
      areas.length > 1 ? t("tally.one_of") : t("tally.somewhere", { across }),
      areas.map(({ name }) => makeLocalText(pickText(name), "b")),
    ),
  );
}

/** Draw where in the outline of the whole a located place is: its shape, or a dot. @param {Place} i */
export function drawSpot(i) {
  const outlines = wholeOutlines().map(containers.listRings);
  const at = /** @type {[number, number]} */ (data.anchorOf(i));
  const frame = makeProjection([...outlines.flat(), [at]]);
  const [cx, cy] = frame(at);
  return h(
    "figure",
    { class: "locator" },
    svg(
      "svg",
      { viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, "aria-hidden": "true" },
      outlines.map((rings) => svg("path", { class: "locator-whole", d: ringsPath(rings, frame) })),
      svg("circle", { class: "locator-spot", cx: cx.toFixed(1), cy: cy.toFixed(1), r: 4 }),
    ),
  );
}

/** Return the outlines of the whole, as geometries. */
export const wholeOutlines = () =>
  data.backdrop().layers.filter(({ role }) => role === "outline").flatMap(({ features }) =>
    features.map(({ geometry }) => geometry)
  );

/** Return the edge of an area as rings; that of a disc, or of a spot on a line, is a circle. @param {any} area */
export function edgeRings({ geometry, radius, middle: [lon, lat] }) {
  const rings = containers.listRings(geometry);
  if (rings.length) return rings;
  const [dy, dx] = [radius / DEGREE, radius / DEGREE / Math.cos((lat * Math.PI) / 180)];
  return [
    Array.from(
      { length: 49 },
      (none, n) => [lon + dx * Math.cos((n * Math.PI) / 24), lat + dy * Math.sin((n * Math.PI) / 24)],
    ),
  ];
}

/**
 * Return what makes pixels of degrees, so that all rings fit a square figure.
 * @param {any[]} rings
 * @param {number} [size]
 */
export function makeProjection(rings, size = SIZE) {
  const all = rings.flat();
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (size - 2 * EDGE) / Math.max((east - west) * squeeze, north - south);
  const left = (size - (east - west) * squeeze * scale) / 2;
  const top = (size - (north - south) * scale) / 2;
  return ([lon, lat]) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
}

const ringsPath = (rings, frame) =>
  rings.map((ring) => `M${ring.map((at) => frame(at).map((part) => part.toFixed(1)).join(" ")).join("L")}Z`)
    .join("");
