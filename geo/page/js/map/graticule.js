import { h, inTurn } from "../core/dom.js";

/** Minutes of arc between two lines, finest last; the first that gives lines 110 pixels apart. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const APART = 110;
/** Pixels at either end of the upper edge, and above the right one, where something else stands. */
const TAKEN = { left: 90, right: 60, top: 30 };
let map = null;
let lines = null;
let top = null;
let side = null;
/** Where the map stood when its edges were written: its zoom, and the position of its pane. */
let written = null;

/**
 * Draw the net of meridians and parallels, with its degrees along the map's upper and right edge.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} stage
 */
export function init(leaflet, stage) {
  map = leaflet;
  top = h("div", { class: "degrees-line is-top" });
  side = h("div", { class: "degrees-line is-side" });
  stage.append(
    h(
      "div",
      { class: "degrees", "aria-hidden": "true" },
      h("div", { class: "degrees-top" }, top),
      h("div", { class: "degrees-side" }, side),
    ),
  );
  lines = L.polyline([], { pane: "ground", interactive: false, className: "bd bd-graticule", noClip: true }).addTo(map);
  map.on("moveend", inTurn(draw));
  map.on("resize", draw);
  map.on("movestart", () => dress(false));
  map.on("move", follow);
  draw();
}

function step() {
  const pixels = (256 * 2 ** map.getZoom()) / 360 / 60;
  return STEPS.find((minutes) => minutes * pixels >= APART) ?? 600;
}

/** Return the multiples of the step, in minutes, between two degrees. */
function between(from, to) {
  const by = step();
  const found = [];
  for (let at = Math.ceil((from * 60) / by) * by; at <= to * 60; at += by) found.push(at);
  return found;
}

/** Return the meridians and the parallels, in minutes, in the view and half of it around. */
function net() {
  const seen = map.getBounds().pad(0.5);
  return {
    seen,
    meridians: between(seen.getWest(), seen.getEast()),
    parallels: between(seen.getSouth(), seen.getNorth()),
  };
}

function draw() {
  const { seen, meridians, parallels } = net();
  const [west, south, east, north] = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
  const upright = meridians.map((at) => [[south, at / 60], [north, at / 60]]);
  const level = parallels.map((at) => [[at / 60, west], [at / 60, east]]);
  lines.setLatLngs([...upright, ...level]);
  label({ meridians, parallels });
}

/** The lines move with the map, their degrees along its edges. */
function follow() {
  if (map.getZoom() !== written.zoom) {
    label(net());
    return;
  }
  const by = position().subtract(written.at);
  top.style.transform = `translate3d(${by.x}px, 0, 0)`;
  side.style.transform = `translate3d(0, ${by.y}px, 0)`;
}

const position = () => L.DomUtil.getPosition(map.getPane("mapPane"));

function label({ meridians, parallels }) {
  const { lat, lng } = map.getCenter();
  written = { zoom: map.getZoom(), at: position() };
  top.style.transform = side.style.transform = "none";
  top.replaceChildren(
    ...meridians.map((at) => degree(map.latLngToContainerPoint([lat, at / 60]).x, told(at, "E", "W"))),
  );
  side.replaceChildren(
    ...parallels.map((at) => degree(map.latLngToContainerPoint([at / 60, lng]).y, told(at, "N", "S"))),
  );
  dress(true);
}

function degree(at, words) {
  return h("span", { class: "degree", "--at": `${Math.round(at)}px`, "data-at": at }, words);
}

/** At rest leave out the degrees whose words would be cut, or would meet what stands at the ends. */
function dress(rest) {
  const wide = map.getSize().x - TAKEN.right;
  for (const { dataset, style } of top.children) {
    style.visibility = rest && (dataset.at <= TAKEN.left || dataset.at >= wide) ? "hidden" : "";
  }
  for (const { dataset, style } of side.children) style.visibility = rest && dataset.at <= TAKEN.top ? "hidden" : "";
}

function told(minutes, plus, minus) {
  const all = Math.abs(minutes);
  const rest = String(Math.round(all % 60)).padStart(2, "0");
  return `${Math.floor(all / 60)}°${rest}′${minutes < 0 ? minus : plus}`;
}
