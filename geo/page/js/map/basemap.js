import { h, makeLocalText, svg } from "../core/dom.js";
import { pickText } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";

const PANES = { ground: 150, border: 250, names: 260 };
const TIED = ["open", "building"];
const WIDTHS = ["wide", "middle", "narrow"];
let names = null;
let border = null;
/** Paths of Leaflet's, and those of the same way that lie under each. */
const ways = [];
let roles = new Map();
let written = [];
/** Whether the subject's name stands in its tally. */
let tallied = false;

/** Take the map that the backdrop is drawn on. */
export function init() {
  for (const [pane, level] of Object.entries(PANES)) {
    leaflet.map.createPane(pane).style.zIndex = level;
    leaflet.map.getPane(pane).style.pointerEvents = "none";
  }
  roles = new Map(data.backdrop().layers.map(({ role, features }) => [role, features]));
}

/** Write the names, once the map has been seen; the markers' names are laid out with them. */
export function writeNames() {
  names = L.layerGroup().addTo(leaflet.map);
  leaflet.map.on("zoomend", hideLowRanks);
  store.on(["lang"], drawNames);
  drawNames();
  const i = data.subject();
  // of many places the names are read later
  if (i >= 0 && !data.hasName(i)) data.loadNames([i]).then(placeLateNames, () => {});
}

function placeLateNames() {
  drawNames();
  markers.arrangeMarkers();
}

/**
 * Draw what lies under the sites, as a printed atlas does, without its names: in the frame after
 * theirs, since the sites are what a reader waits for. Colours and widths stand in the style sheet
 * by role, so that dark mode, print and forced colours follow without redrawing.
 */
export function drawGround() {
  drawGeometries(geometriesOf("outline"), [...widthClasses("edge"), "subject"]);
  const sea = drawGeometries(geometriesOf("sea"), ["sea"]);
  const coast = drawGeometries(geometriesOf("coast"), [...widthClasses("shallows"), "coast"]);
  clipToSea(coast.slice(0, WIDTHS.length), sea);
  drawGeometries(geometriesOf("water"), ["water"]);
  drawGeometries(geometriesOf("river"), ["river"]);
  drawGeometries(geometriesOf("road"), ["road"]);
  for (const [state, lines] of railwaysByState()) {
    drawGeometries(lines, ["rail", ...(TIED.includes(state) ? ["rail-ties"] : [])]);
  }
  border = L.layerGroup().addTo(leaflet.map);
  drawBorder();
  store.on(["base"], drawBorder);
  leaflet.map.on("moveend", copyPaths);
  copyPaths();
}

/** Draw the border: above the tiles where there are some, else with all else on the one lowest layer. */
function drawBorder() {
  border.clearLayers();
  drawGeometries(geometriesOf("outline"), ["border"], border, store.get("base") ? "border" : "ground");
}

const geometriesOf = (role) => (roles.get(role) ?? []).map((feature) => feature.geometry);
const widthClasses = (role) => WIDTHS.map((width) => `${role} ${role}-${width}`);

/** Return the railways by state: what is not yet laid has no ties. */
function railwaysByState() {
  const found = new Map();
  for (const { state, geometry } of roles.get("rail") ?? []) found.set(state, [...(found.get(state) ?? []), geometry]);
  return found;
}

/** Draw geometries in some looks, one above the other, and return their SVG paths, those of a kind lowest first. */
function drawGeometries(geometries, looks, onto = leaflet.map, pane = "ground") {
  const options = { interactive: false, pane, smoothFactor: 0.6 };
  const lines = collectParts(geometries, "LineString", 1);
  const areas = collectParts(geometries, "Polygon", 2);
  return [
    ...(lines.length ? strokeLayer(L.polyline(lines, options), looks, onto) : []),
    ...(areas.length ? strokeLayer(L.polygon(areas, options), looks, onto) : []),
  ];
}

/** Draw a way in all its looks; Leaflet works it out once, for the topmost. */
function strokeLayer(layer, looks, onto) {
  const classes = looks.map((look) => `bd ${look.replace(/^| /g, " bd-")}`);
  layer.options.className = classes.pop();
  const way = layer.addTo(onto).getElement();
  const under = classes.map((look) => svg("path", { class: look }));
  way.before(...under);
  if (under.length) ways.push([way, under]);
  return [...under, way];
}

/** Lay the lower paths where Leaflet has just laid the topmost. */
function copyPaths() {
  for (const [way, under] of ways) for (const path of under) path.setAttribute("d", way.getAttribute("d"));
}

/** Return the parts of one kind in some geometries, as Leaflet wants them. */
const collectParts = (geometries, kind, depth) =>
  geometries.flatMap(({ type, coordinates }) => {
    if (!type.endsWith(kind)) return [];
    return L.GeoJSON.coordsToLatLngs(type === kind ? [coordinates] : coordinates, depth);
  });

/** Cut strokes along the coast down to their half at sea: the shades of shallow water. */
function clipToSea(strokes, sea) {
  const root = sea[0]?.ownerSVGElement;
  if (!root) return;
  sea.forEach((path, k) => (path.id = `bd-sea-${k}`));
  root.append(svg("clipPath", { id: "bd-afloat" }, sea.map((path) => svg("use", { href: `#${path.id}` }))));
  for (const path of strokes) path.setAttribute("clip-path", "url(#bd-afloat)");
}

function drawNames() {
  names.clearLayers();
  written = [];
  for (const role of ["town", "label", "sea"]) {
    for (const feature of roles.get(role) ?? []) if (feature.geometry.type === "Point") addName(role, feature);
  }
  nameSubject();
  written.sort((a, b) => a.rank - b.rank);
  hideLowRanks();
}

/** Write the subject's own name across it, as an atlas does; it gives way to every other name. */
function nameSubject() {
  const i = data.subject();
  if (i < 0 || !data.isLocated(i) || !data.hasName(i)) return;
  addName("subject", { name: data.nameOf(i), rank: 2, geometry: { coordinates: data.anchorOf(i) } });
}

/** Take whether the subject's name stands in its tally, where it is not written twice. @param {boolean} own */
export function setTallied(own) {
  tallied = own;
  hideLowRanks();
}

/** Hide the names of lower ranks until the map is close enough for them, and the subject's where its tally has it. */
function hideLowRanks() {
  const [west, , east] = data.mapBounds();
  const base = Math.log2(360 / (east - west)) + 0.4;
  for (const { node, rank: r, role } of written) {
    node.hidden = leaflet.map.getZoom() < base + (r - 1) * 0.65 || (role === "subject" && tallied);
  }
}

/**
 * Return the names that are shown, most important first, as boxes to be laid out together with the
 * names of the places: {node, rank, x, y, r, w, h, centred}.
 */
export const shownNames = () =>
  written
    .filter(({ node }) => !node.hidden)
    .map(({ node, at, rank: r, dotted }) => {
      const { x, y } = leaflet.map.latLngToLayerPoint(at);
      const word = node.querySelector(".bd-word");
      const size = { w: word.offsetWidth, h: word.offsetHeight };
      const disc = { r: dotted ? 5 : 0, lesser: dotted && r > 1 };
      return { node, rank: r, x, y, ...disc, ...size, centred: !dotted, foreign: dotted, gaps: [4, 18] };
    });

function addName(role, { name: text, rank, geometry }) {
  const [lon, lat] = geometry.coordinates;
  const dotted = role === "town";
  const dot = dotted && h("span", { class: "town-dot" });
  const node = h(
    "div",
    { class: `bd-name bd-name-${role} rank-${rank}`, "aria-hidden": "true" },
    dot,
    makeLocalText(pickText(text), "span", { class: "bd-word" }),
  );
  L.marker([lat, lon], {
    icon: L.divIcon({ html: node, className: "bd-icon", iconSize: [0, 0] }),
    interactive: false,
    keyboard: false,
    pane: "names",
  }).addTo(names);
  written.push({ node, role, at: L.latLng(lat, lon), rank: rank ?? 1, dotted });
}
