import { h } from "../core/dom.js";
import { sign } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as drafts from "./drafts.js";
import * as forms from "./forms.js";
import * as ground from "./ground.js";
import * as vertices from "./vertices.js";

/** Pixels from the pin at which the handle of a radius that is not yet known waits. */
const WAITING = 44;
/** Pixels of the smallest ring that has a handle: of a smaller one it would lie under the pin. */
const LEAST = 30;
let map = null;
let group = null;
let tell = null;
let parts = {};
let draft = null;

/**
 * Take the map on which the place that is being edited is drawn, with handles.
 * @param {LeafletMap} leaflet
 */
export function init(leaflet) {
  map = leaflet;
  map.createPane("sketch").style.zIndex = 660;
  group = L.layerGroup().addTo(map);
  map.on("zoomend", () => parts.pin && show(draft, tell));
  vertices.init(map, group);
}

const radius = () => Number(draft.next.properties.uncertainty_m) || 0;
const centre = () => ground.latlng(draft.next.geometry.coordinates);

/** Return where the handle of an unknown radius waits. */
function waiting() {
  const at = map.latLngToLayerPoint(centre());
  return map.layerPointToLatLng(at.add([WAITING, 0]));
}

/**
 * Draw a draft anew; `changed` is told of what the map does to it: ("geometry", value) or
 * ("uncertainty_m", metres).
 * @param {any} next
 * @param {(name: string, value: any) => void} changed
 */
export function show(next, changed) {
  draft = next;
  tell = changed;
  const held = focused();
  const corner = vertices.focused();
  group.clearLayers();
  parts = {};
  const { geometry } = draft.next;
  map.getContainer().classList.toggle("has-moved", !drafts.same(draft.base?.geometry, geometry));
  if (geometry?.type === "Point") point();
  else if (geometry) vertices.show(geometry, (value) => tell("geometry", value), corner);
  if (held) parts[held]?.getElement()?.focus({ preventScroll: true });
}

/** Give the pin the focus. */
export function focus() {
  map.getPane("sketch").querySelector(".sketch-pin")?.focus({ preventScroll: true });
}

function focused() {
  return Object.keys(parts).find((name) => parts[name].getElement?.()?.contains(document.activeElement));
}

export function hide() {
  draft = null;
  group.clearLayers();
  vertices.hide();
  parts = {};
}

function look() {
  const l = data.layers().findIndex((layer) => layer.id === draft.layer);
  const layer = data.layers()[l] ?? data.layers()[0];
  const own = draft.next.properties["marker-symbol"];
  return {
    symbol: own ? "" : layer.symbol,
    glyph: own || layer.glyph,
    colour: layer.colour,
    state: draft.next.properties.state,
  };
}

function point() {
  const { colour } = look();
  parts.ring = L.circle(centre(), {
    pane: "sketch",
    radius: radius(),
    interactive: false,
    className: "sketch-ring hue",
    color: colour,
  }).addTo(group);
  parts.ring.getElement()?.style.setProperty("--hue", colour);
  parts.pin = pin();
  if (!radius() || wide() >= LEAST) parts.handle = handle();
  else tip(parts.pin, radius());
}

/** Return how many pixels the radius has. */
function wide() {
  const [a, b] = [centre(), ground.eastOf(centre(), radius())].map((at) => map.latLngToLayerPoint(at));
  return a.distanceTo(b);
}

/** Return how many pixels the handle of the radius is away from the pin. */
export const reach = () => (parts.pin && parts.handle ? (radius() ? wide() : WAITING) : 0);

function pin() {
  const body = h(
    "span",
    { class: "sketch-pin-body" },
    sign(look()),
    h("span", { class: "sketch-cross", "aria-hidden": "true" }),
  );
  const marker = L.marker(centre(), {
    pane: "sketch",
    icon: L.divIcon({ html: body, className: "sketch-pin", iconSize: [0, 0] }),
    draggable: true,
    autoPan: true,
    autoPanPadding: [40, 60],
    keyboard: true,
    zIndexOffset: 100,
  }).addTo(group);
  const node = marker.getElement();
  node.setAttribute("aria-label", t("edit.pin", { name: forms.named(draft.next.properties).text || draft.id }));
  node.setAttribute("aria-roledescription", t("edit.pin_role"));
  marker.on("dragstart", () => hold(marker));
  marker.on("drag", () => follow(marker.getLatLng()));
  marker.on("dragend", () => tell("geometry", { type: "Point", coordinates: ground.position(marker.getLatLng()) }));
  return marker;
}

/** Give what is dragged the focus: a field that has it is being written in and shows nothing else. */
function hold(marker) {
  marker.getElement().focus({ preventScroll: true });
}

/** Keep ring and handle at the pin while it is dragged. */
function follow(at) {
  parts.ring.setLatLng(at);
  if (radius()) parts.handle?.setLatLng(ground.eastOf(at, radius()));
}

function handle() {
  const at = radius() ? ground.eastOf(centre(), radius()) : waiting();
  const marker = L.marker(at, {
    pane: "sketch",
    icon: L.divIcon({
      html: h("span", { class: "sketch-handle-body", "aria-hidden": "true" }),
      className: "sketch-handle",
      iconSize: [0, 0],
    }),
    draggable: true,
    keyboard: true,
  }).addTo(group);
  name(marker);
  const measured = () => ground.rounded(centre().distanceTo(marker.getLatLng()));
  marker.on("dragstart", () => hold(marker));
  marker.on("drag", () => {
    parts.ring.setRadius(measured());
    tip(marker, measured());
  });
  marker.on("dragend", () => tell("uncertainty_m", measured()));
  return marker;
}

function name(marker) {
  const node = marker.getElement();
  node.setAttribute("role", "slider");
  node.setAttribute("aria-label", t("edit.place.uncertainty_m"));
  node.setAttribute("aria-valuemin", "1");
  node.setAttribute("aria-valuemax", "100000");
  node.setAttribute("aria-valuenow", String(radius()));
  node.setAttribute("aria-valuetext", radius() ? ground.distance(radius()) : t("edit.radius_unknown"));
  node.addEventListener("keydown", (event) => {
    const factor = { ArrowRight: 1.1, ArrowUp: 1.1, ArrowLeft: 1 / 1.1, ArrowDown: 1 / 1.1 }[event.key];
    if (!factor) return;
    event.preventDefault();
    event.stopPropagation();
    const next = ground.rounded((radius() || 100) * factor);
    tell("uncertainty_m", next === radius() ? next + (factor > 1 ? 1 : -1) : next);
  });
  tip(marker, radius());
}

/** Say a radius beside the handle or, where there is none, the pin. */
function tip(marker, metres) {
  const words = metres ? `± ${ground.distance(metres)}` : t("edit.radius_pull");
  const node = h("span", {}, words);
  if (marker.getTooltip()) marker.getTooltip().setContent(node);
  else {marker.bindTooltip(node, {
      permanent: true,
      direction: "right",
      className: "sketch-tip",
      offset: [marker === parts.pin ? 24 : 10, 0],
      pane: "sketch",
    });}
}
