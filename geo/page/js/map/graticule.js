import { h, scheduleAfterPaint } from "../core/dom.js";
import { leaflet } from "./leaflet_map.js";

/** Minutes of arc between two lines, finest last; the first that gives lines 110 pixels apart. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const APART = 110;
/** Pixels at either end of the upper edge, and above the right one, where something else stands. */
const TAKEN = { left: 90, right: 60, top: 30 };
let lines = null;
const top = h("div", { class: "degrees-line is-top" });
const side = h("div", { class: "degrees-line is-side" });
/** Where the map stood when its edges were written: its zoom, and the position of its pane. */
let written = null;

/**
 * Draw the net of meridians and parallels, with its degrees along the map's upper and right edge.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  stage.append(
    h(
      "div",
      { class: "degrees", "aria-hidden": "true" },
      h("div", { class: "degrees-top" }, top),
      h("div", { class: "degrees-side" }, side),
    ),
  );
  lines = L.polyline([], { pane: "ground", interactive: false, className: "bd bd-graticule", noClip: true }).addTo(
    leaflet.map,
  );
  leaflet.map.on("moveend", scheduleAfterPaint(drawGraticule));
  leaflet.map.on("resize", drawGraticule);
  leaflet.map.on("movestart", () => hideCutDegrees(false));
  leaflet.map.on("move", followMap);
  drawGraticule();
}

function chooseStep() {
  const pixels = (256 * 2 ** leaflet.map.getZoom()) / 360 / 60;
  return STEPS.find((minutes) => minutes * pixels >= APART) ?? 600;
}

/** Return the multiples of the step, in minutes, between two degrees. */
function listMultiples(from, to) {
  const by = chooseStep();
  const found = [];
  for (let at = Math.ceil((from * 60) / by) * by; at <= to * 60; at += by) found.push(at);
  return found;
}

/** Return the meridians and the parallels, in minutes, in the view and half of it around. */
function listLines() {
  const seen = leaflet.map.getBounds().pad(0.5);
  return {
    seen,
    meridians: listMultiples(seen.getWest(), seen.getEast()),
    parallels: listMultiples(seen.getSouth(), seen.getNorth()),
  };
}

function drawGraticule() {
  const { seen, meridians, parallels } = listLines();
  const [west, south, east, north] = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
  const upright = meridians.map((at) => [[south, at / 60], [north, at / 60]]);
  const level = parallels.map((at) => [[at / 60, west], [at / 60, east]]);
  lines.setLatLngs([...upright, ...level]);
  labelDegrees({ meridians, parallels });
}

/** The lines move with the map, their degrees along its edges. */
function followMap() {
  if (leaflet.map.getZoom() !== written.zoom) {
    labelDegrees(listLines());
    return;
  }
  const by = panePosition().subtract(written.at);
  top.style.transform = `translate3d(${by.x}px, 0, 0)`;
  side.style.transform = `translate3d(0, ${by.y}px, 0)`;
}

const panePosition = () => L.DomUtil.getPosition(leaflet.map.getPane("mapPane"));

function labelDegrees({ meridians, parallels }) {
  const { lat, lng } = leaflet.map.getCenter();
  written = { zoom: leaflet.map.getZoom(), at: panePosition() };
  top.style.transform = side.style.transform = "none";
  top.replaceChildren(
    ...meridians.map((at) =>
      makeDegree(leaflet.map.latLngToContainerPoint([lat, at / 60]).x, formatDegree(at, "E", "W"))
    ),
  );
  side.replaceChildren(
    ...parallels.map((at) =>
      makeDegree(leaflet.map.latLngToContainerPoint([at / 60, lng]).y, formatDegree(at, "N", "S"))
    ),
  );
  hideCutDegrees(true);
}

const makeDegree = (at, words) => h("span", { class: "degree", "--at": `${Math.round(at)}px`, "data-at": at }, words);

/** At rest leave out the degrees whose words would be cut, or would meet what stands at the ends. */
function hideCutDegrees(rest) {
  const wide = leaflet.map.getSize().x - TAKEN.right;
  for (const { dataset, style } of top.children) {
    style.visibility = rest && (dataset.at <= TAKEN.left || dataset.at >= wide) ? "hidden" : "";
  }
  for (const { dataset, style } of side.children) style.visibility = rest && dataset.at <= TAKEN.top ? "hidden" : "";
}

function formatDegree(minutes, plus, minus) {
  const all = Math.abs(minutes);
  const rest = String(Math.round(all % 60)).padStart(2, "0");
  return `${Math.floor(all / 60)}°${rest}′${minutes < 0 ? minus : plus}`;
}
