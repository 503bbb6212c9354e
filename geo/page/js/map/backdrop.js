import { h, local, svg } from "../core/dom.js";
import { pick } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as markers from "./markers.js";

const PANES = { ground: 150, border: 250, names: 260 };
const TIED = ["open", "building"];
const WIDTHS = ["wide", "middle", "narrow"];
let map = null;
let names = null;
let border = null;
/** Paths of Leaflet's, and those of the same way that lie under each. */
const ways = [];
let roles = new Map();
let written = [];
/** Whether the subject's name stands in its tally. */
let tallied = false;

/**
 * Take the map that the backdrop is drawn on.
 * @param {LeafletMap} leaflet
 */
export function init(leaflet) {
  map = leaflet;
  for (const [pane, level] of Object.entries(PANES)) {
    map.createPane(pane).style.zIndex = level;
    map.getPane(pane).style.pointerEvents = "none";
  }
  roles = new Map(data.backdrop().layers.map(({ role, features }) => [role, features]));
}

/** Write the names, once the map has been seen; the markers' names are laid out with them. */
export function write() {
  names = L.layerGroup().addTo(map);
  map.on("zoomend", rank);
  store.on(["lang"], label);
  label();
  const i = data.subject();
  // of many places the names are read later
  if (i >= 0 && !data.hasName(i)) data.names([i]).then(late, () => {});
}

function late() {
  label();
  markers.arrange();
}

/**
 * Draw what lies under the sites, as a printed atlas does, without its names: in the frame after
 * theirs, since the sites are what a reader waits for. Colours and widths stand in the style sheet
 * by role, so that dark mode, print and forced colours follow without redrawing.
 */
export function ground() {
  draw(all("outline"), [...broad("edge"), "subject"]);
  const sea = draw(all("sea"), ["sea"]);
  const coast = draw(all("coast"), [...broad("shallows"), "coast"]);
  afloat(coast.slice(0, WIDTHS.length), sea);
  draw(all("water"), ["water"]);
  draw(all("river"), ["river"]);
  draw(all("road"), ["road"]);
  for (const [state, lines] of tracks()) draw(lines, ["rail", ...(TIED.includes(state) ? ["rail-ties"] : [])]);
  border = L.layerGroup().addTo(map);
  raise();
  store.on(["base"], raise);
  map.on("moveend", follow);
  follow();
}

/** Draw the border: above the tiles where there are some, else with all else on the one lowest layer. */
function raise() {
  border.clearLayers();
  draw(all("outline"), ["border"], border, store.get("base") ? "border" : "ground");
}

const all = (role) => (roles.get(role) ?? []).map((feature) => feature.geometry);
const broad = (role) => WIDTHS.map((width) => `${role} ${role}-${width}`);

/** Return the railways by state: what is not yet laid has no ties. */
function tracks() {
  const found = new Map();
  for (const { state, geometry } of roles.get("rail") ?? []) found.set(state, [...(found.get(state) ?? []), geometry]);
  return found;
}

/** Draw geometries in some looks, one above the other, and return their SVG paths, those of a kind lowest first. */
function draw(geometries, looks, onto = map, pane = "ground") {
  const options = { interactive: false, pane, smoothFactor: 0.6 };
  const lines = parts(geometries, "LineString", 1);
  const areas = parts(geometries, "Polygon", 2);
  return [
    ...(lines.length ? stroked(L.polyline(lines, options), looks, onto) : []),
    ...(areas.length ? stroked(L.polygon(areas, options), looks, onto) : []),
  ];
}

/** Draw a way in all its looks; Leaflet works it out once, for the topmost. */
function stroked(layer, looks, onto) {
  const classes = looks.map((look) => `bd ${look.replace(/^| /g, " bd-")}`);
  layer.options.className = classes.pop();
  const way = layer.addTo(onto).getElement();
  const under = classes.map((look) => svg("path", { class: look }));
  way.before(...under);
  if (under.length) ways.push([way, under]);
  return [...under, way];
}

/** Lay the lower paths where Leaflet has just laid the topmost. */
function follow() {
  for (const [way, under] of ways) for (const path of under) path.setAttribute("d", way.getAttribute("d"));
}

/** Return the parts of one kind in some geometries, as Leaflet wants them. */
function parts(geometries, kind, depth) {
  return geometries.flatMap(({ type, coordinates }) => {
    if (!type.endsWith(kind)) return [];
    return L.GeoJSON.coordsToLatLngs(type === kind ? [coordinates] : coordinates, depth);
  });
}

/** Cut strokes along the coast down to their half at sea: the shades of shallow water. */
function afloat(strokes, sea) {
  const root = sea[0]?.ownerSVGElement;
  if (!root) return;
  sea.forEach((path, k) => (path.id = `bd-sea-${k}`));
  root.append(
    svg(
      "clipPath",
      { id: "bd-afloat" },
      sea.map((path) => svg("use", { href: `#${path.id}` })),
    ),
  );
  for (const path of strokes) path.setAttribute("clip-path", "url(#bd-afloat)");
}

function label() {
  names.clearLayers();
  written = [];
  for (const role of ["town", "label", "sea"]) {
    for (const feature of roles.get(role) ?? []) {
      if (feature.geometry.type === "Point") name(role, feature);
    }
  }
  subject();
  written.sort((a, b) => a.rank - b.rank);
  rank();
}

/** Write the subject's own name across it, as an atlas does; it gives way to every other name. */
function subject() {
  const i = data.subject();
  if (i < 0 || !data.located(i) || !data.hasName(i)) return;
  name("subject", { name: data.name(i), rank: 2, geometry: { coordinates: data.anchor(i) } });
}

/**
 * Take whether the subject's name stands in its tally, where it is not written twice.
 * @param {boolean} own
 */
export function tally(own) {
  tallied = own;
  rank();
}

/** Hide the names of lower ranks until the map is close enough for them, and the subject's where its tally has it. */
function rank() {
  const [west, , east] = data.bounds();
  const base = Math.log2(360 / (east - west)) + 0.4;
  for (const { node, rank: r, role } of written) {
    node.hidden = map.getZoom() < base + (r - 1) * 0.65 || (role === "subject" && tallied);
  }
}

/**
 * Return the names that are shown, most important first, as boxes to be laid out together with the
 * names of the places: {node, rank, x, y, r, w, h, centred}.
 */
export function shownNames() {
  return written
    .filter(({ node }) => !node.hidden)
    .map(({ node, at, rank: r, dotted }) => {
      const { x, y } = map.latLngToLayerPoint(at);
      const word = node.querySelector(".bd-word");
      const size = { w: word.offsetWidth, h: word.offsetHeight };
      const disc = { r: dotted ? 5 : 0, lesser: dotted && r > 1 };
      return { node, rank: r, x, y, ...disc, ...size, centred: !dotted, foreign: dotted, gaps: [4, 18] };
    });
}

function name(role, { name: text, rank, geometry }) {
  const [lon, lat] = geometry.coordinates;
  const dotted = role === "town";
  const dot = dotted && h("span", { class: "town-dot" });
  const node = h(
    "div",
    { class: `bd-name bd-name-${role} rank-${rank}`, "aria-hidden": "true" },
    dot,
    local(pick(text), "span", { class: "bd-word" }),
  );
  L.marker([lat, lon], {
    icon: L.divIcon({ html: node, className: "bd-icon", iconSize: [0, 0] }),
    interactive: false,
    keyboard: false,
    pane: "names",
  }).addTo(names);
  written.push({ node, role, at: L.latLng(lat, lon), rank: rank ?? 1, dotted });
}
