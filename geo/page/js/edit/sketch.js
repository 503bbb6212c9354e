import { h } from "../core/dom.js";
import { makeSign } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import { leaflet } from "../map/leaflet_map.js";
import * as drafts from "./drafts.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";
import * as vertices from "./vertices.js";

/** Pixels from the pin at which the handle of a radius that is not yet known waits. */
const WAITING = 44;
/** Pixels of the smallest ring that has a handle: of a smaller one it would lie under the pin. */
const LEAST = 30;
let group = null;
let tell = null;
let parts = {};
let draft = null;

/** Take the map on which the place that is being edited is drawn, with handles. */
export function init() {
  leaflet.map.createPane("sketch").style.zIndex = 660;
  group = L.layerGroup().addTo(leaflet.map);
  leaflet.map.on("zoomend", () => parts.pin && showSketch(draft, tell));
  vertices.init(group);
}

const draftRadius = () => Number(draft.next.properties.uncertainty_m) || 0;
const draftCentre = () => geodesy.toLatLng(draft.next.geometry.coordinates);

/** Return where the handle of an unknown radius waits. */
function waitingPoint() {
  const at = leaflet.map.latLngToLayerPoint(draftCentre());
  return leaflet.map.layerPointToLatLng(at.add([WAITING, 0]));
}

/**
 * Draw a draft anew; `changed` is told of what the map does to it: ("geometry", value) or
 * ("uncertainty_m", metres).
 * @param {any} next
 * @param {(name: string, value: any) => void} changed
 */
export function showSketch(next, changed) {
  draft = next;
  tell = changed;
  const held = focusedPart();
  const corner = vertices.hasFocusedCorner();
  group.clearLayers();
  parts = {};
  const { geometry } = draft.next;
  leaflet.map.getContainer().classList.toggle("has-moved", !drafts.isSameValue(draft.base?.geometry, geometry));
  if (geometry?.type === "Point") drawPoint();
  else if (geometry) vertices.showCorners(geometry, (value) => tell("geometry", value), corner);
  if (held) parts[held]?.getElement()?.focus({ preventScroll: true });
}

/** Give the pin the focus. */
export const focusPin = () =>
  leaflet.map.getPane("sketch").querySelector(".sketch-pin")?.focus({ preventScroll: true });

const focusedPart = () =>
  Object.keys(parts).find((name) => parts[name].getElement?.()?.contains(document.activeElement));

export function hideSketch() {
  draft = null;
  group.clearLayers();
  vertices.hideCorners();
  parts = {};
}

function signForm() {
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

function drawPoint() {
  const { colour } = signForm();
  parts.ring = L.circle(draftCentre(), {
    pane: "sketch",
    radius: draftRadius(),
    interactive: false,
    className: "sketch-ring hue",
    color: colour,
  }).addTo(group);
  parts.ring.getElement()?.style.setProperty("--hue", colour);
  parts.pin = makePin();
  if (!draftRadius() || radiusPixels() >= LEAST) parts.handle = makeHandle();
  else showTip(parts.pin, draftRadius());
}

/** Return how many pixels the radius has. */
function radiusPixels() {
  const [a, b] = [draftCentre(), geodesy.eastOf(draftCentre(), draftRadius())].map((at) =>
    leaflet.map.latLngToLayerPoint(at)
  );
  return a.distanceTo(b);
}

/** Return how many pixels the handle of the radius is away from the pin. */
export const handleReach = () => (parts.pin && parts.handle ? (draftRadius() ? radiusPixels() : WAITING) : 0);

function makePin() {
  const body = h(
    "span",
    { class: "sketch-pin-body" },
    makeSign(signForm()),
    h("span", { class: "sketch-cross", "aria-hidden": "true" }),
  );
  const marker = L.marker(draftCentre(), {
    pane: "sketch",
    icon: L.divIcon({ html: body, className: "sketch-pin", iconSize: [0, 0] }),
    draggable: true,
    autoPan: true,
    autoPanPadding: [40, 60],
    keyboard: true,
    zIndexOffset: 100,
  }).addTo(group);
  const node = marker.getElement();
  node.setAttribute(
    "aria-label",
    t("edit.pin", { name: formParts.nameInLanguage(draft.next.properties).text || draft.id }),
  );
  node.setAttribute("aria-roledescription", t("edit.pin_role"));
  marker.on("dragstart", () => focusMarker(marker));
  marker.on("drag", () => followPin(marker.getLatLng()));
  marker.on("dragend", () => tell("geometry", { type: "Point", coordinates: geodesy.toPosition(marker.getLatLng()) }));
  return marker;
}

/** Give what is dragged the focus: a field that has it is being written in and shows nothing else. */
const focusMarker = (marker) => marker.getElement().focus({ preventScroll: true });

/** Keep ring and handle at the pin while it is dragged. */
function followPin(at) {
  parts.ring.setLatLng(at);
  if (draftRadius()) parts.handle?.setLatLng(geodesy.eastOf(at, draftRadius()));
}

function makeHandle() {
  const at = draftRadius() ? geodesy.eastOf(draftCentre(), draftRadius()) : waitingPoint();
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
  nameHandle(marker);
  const measureRadius = () => geodesy.roundMetres(draftCentre().distanceTo(marker.getLatLng()));
  marker.on("dragstart", () => focusMarker(marker));
  marker.on("drag", () => {
    parts.ring.setRadius(measureRadius());
    showTip(marker, measureRadius());
  });
  marker.on("dragend", () => tell("uncertainty_m", measureRadius()));
  return marker;
}

function nameHandle(marker) {
  const node = marker.getElement();
  node.setAttribute("role", "slider");
  node.setAttribute("aria-label", t("edit.place.uncertainty_m"));
  node.setAttribute("aria-valuemin", "1");
  node.setAttribute("aria-valuemax", "100000");
  node.setAttribute("aria-valuenow", String(draftRadius()));
  node.setAttribute("aria-valuetext", draftRadius() ? geodesy.formatMetres(draftRadius()) : t("edit.radius_unknown"));
  node.addEventListener("keydown", (event) => {
    const factor = { ArrowRight: 1.1, ArrowUp: 1.1, ArrowLeft: 1 / 1.1, ArrowDown: 1 / 1.1 }[event.key];
    if (!factor) return;
    event.preventDefault();
    event.stopPropagation();
    const next = geodesy.roundMetres((draftRadius() || 100) * factor);
    tell("uncertainty_m", next === draftRadius() ? next + (factor > 1 ? 1 : -1) : next);
  });
  showTip(marker, draftRadius());
}

/** Say a radius beside the handle or, where there is none, the pin. */
function showTip(marker, metres) {
  const words = metres ? `± ${geodesy.formatMetres(metres)}` : t("edit.radius_pull");
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
