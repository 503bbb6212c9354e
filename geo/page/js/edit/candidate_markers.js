import { h } from "../core/dom.js";
import * as strings from "../core/strings.js";
import * as store from "../data/store.js";
import * as layout from "../map/layout.js";
import { leaflet } from "../map/leaflet_map.js";
import * as view from "../map/view.js";
import * as candidateText from "./candidate_text.js";
import * as geodesy from "./geodesy.js";

/** Pixels of half a ghost, and how close the map goes to show all of them: the drawn ground has no streets. */
const RADIUS = 14;
const CLOSEST = { drawn: 12.5, tiles: 15 };
/** Share of their extent that is left free around them. */
const ROOM = 0.35;
/** Pixels beyond which a ghost stands beside its position, with a line to it. */
const BESIDE = 6;
let group = null;
let shown = [];
let chosen = -1;
let marks = [];
let tell = null;
let fence = null;

/** Take the map on which candidates are drawn: pale, dashed and numbered, so that none is taken for a place. */
export function init() {
  leaflet.map.createPane("ghosts").style.zIndex = 655;
  group = L.layerGroup().addTo(leaflet.map);
  leaflet.map.on("zoomend", () => shown.length && showGhosts(shown, chosen, tell));
}

/**
 * Draw candidates with their numbers; `pressed` is told the number of one that is chosen on the map.
 * The chosen one shows the radius it would have and the nearest one that could bear it out.
 * @param {any} found
 * @param {number} k
 * @param {(k: number) => unknown} pressed
 */
export function showGhosts(found, k, pressed) {
  shown = found;
  chosen = k;
  tell = pressed;
  const held = marks.findIndex((marker) => marker.getElement()?.contains(document.activeElement));
  group.clearLayers();
  marks = shown.map(makeGhost);
  if (shown[chosen]) drawAround(shown[chosen]);
  widenFence();
  arrangeGhosts();
  marks[held]?.getElement()?.focus({ preventScroll: true });
}

export function hideGhosts() {
  shown = [];
  marks = [];
  chosen = -1;
  group.clearLayers();
  if (fence) leaflet.map.setMaxBounds(fence);
  fence = null;
}

/** Return where the candidates lie that the map has ground for; in another city it has none. */
const positionsOnMap = () => shown.filter((each) => !candidateText.isForeign(each)).map(positionOf);

/** Let the map be moved so far that candidates at its edge come out from under the card. */
function widenFence() {
  fence ??= leaflet.map.options.maxBounds;
  if (!fence) return;
  const all = [fence.getSouthWest(), fence.getNorthEast(), ...positionsOnMap()];
  leaflet.map.options.maxBounds = L.latLngBounds(all).pad(1);
}

const positionOf = (each) => L.latLng(each.wgs84_lat, each.wgs84_lon);

function makeGhost(each, k) {
  const style = [
    "ghost-body",
    k === chosen && "is-chosen",
    !each.licence && "is-look-only",
    each.verdict && `is-${each.verdict}`,
  ];
  const body = h(
    "span",
    { class: style.filter(Boolean).join(" ") },
    h("span", { class: "ghost-leader" }),
    h("span", { class: "ghost-disc", "aria-hidden": "true" }, strings.formatNumber(k + 1)),
  );
  const marker = L.marker(positionOf(each), {
    pane: "ghosts",
    icon: L.divIcon({ html: body, className: "ghost", iconSize: [0, 0] }),
    keyboard: true,
    riseOnHover: true,
    autoPanOnFocus: false,
    zIndexOffset: k === chosen ? 1000 : 0,
  }).addTo(group);
  const node = marker.getElement();
  node.setAttribute("aria-label", candidateText.pinLabel(each, k));
  node.setAttribute("aria-pressed", String(k === chosen));
  const pressGhost = () => tell(k);
  marker.on("click", pressGhost);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pressGhost();
  });
  return marker;
}

/** Draw what makes a candidate worth more or less: its radius, and how far another source has it. */
function drawAround(each) {
  L.circle(positionOf(each), {
    pane: "ghosts",
    radius: each.would.uncertainty_m,
    interactive: false,
    className: "ghost-ring",
  })
    .addTo(group);
  const other =
    shown.filter(({ service }) => service === each.apart_from).sort((a, b) =>
      positionOf(a).distanceTo(positionOf(each)) - positionOf(b).distanceTo(positionOf(each))
    )[0];
  if (!other || candidateText.isForeign(each)) return;
  const line = L.polyline([positionOf(each), positionOf(other)], {
    pane: "ghosts",
    interactive: false,
    className: "ghost-line",
  }).addTo(group);
  const [one, two] = line.getLatLngs().map((end) => leaflet.map.latLngToLayerPoint(end));
  // below both of them, so that it covers neither
  const offset = [0, Math.abs(one.y - two.y) / 2 + RADIUS + 4];
  line.bindTooltip(h("span", {}, geodesy.formatMetres(each.apart_m)), {
    permanent: true,
    direction: "bottom",
    offset,
    className: "sketch-tip ghost-tip",
    pane: "sketch",
  });
}

/** Move ghosts that would cover each other apart, each with a line to where it is. */
function arrangeGhosts() {
  if (!marks.length) return;
  const points = marks.map((marker) => ({ ...leaflet.map.latLngToLayerPoint(marker.getLatLng()), r: RADIUS }));
  layout.removeOverlap(points).forEach(({ dx, dy }, k) => {
    const body = marks[k].getElement().querySelector(".ghost-body");
    const far = Math.hypot(dx, dy);
    for (
      const [name, value] of Object.entries({
        "--dx": `${dx.toFixed(1)}px`,
        "--dy": `${dy.toFixed(1)}px`,
        "--far": `${far.toFixed(1)}px`,
        "--turn": `${Math.atan2(dy, dx).toFixed(3)}rad`,
      })
    ) body.style.setProperty(name, value);
    body.classList.toggle("is-beside", far > BESIDE);
  });
}

/**
 * Bring all ghosts into view that lie on the map, and the place itself where it has a position.
 * @param {any[]} [also]
 */
export function frameGhosts(also = []) {
  const maxZoom = CLOSEST[store.get("base") ? "tiles" : "drawn"];
  if (positionsOnMap().length) view.fitBounds(L.latLngBounds([...positionsOnMap(), ...also]).pad(ROOM), { maxZoom });
}

/** Return where a candidate lies that the map has ground for. @param {number} k */
export const ghostPosition = (k) => shown[k] && !candidateText.isForeign(shown[k]) ? positionOf(shown[k]) : null;
