import { h, isMotionReduced, makeButton, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";
import * as view from "./view.js";

const node = h("div", { class: "controls", role: "group" });
let drawn = "";
const more = [];

/**
 * Build the buttons of the map (closer, wider, everything) and the line that speaks to the reader.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  stage.prepend(node); // before the map: its buttons come first by keys
  statusLine.init(stage);
  store.on(["lang", "here"], drawControls);
  leaflet.map.on("zoomend zoomlevelschange", () => zoomEnds() === drawn || drawControls());
  drawControls();
}

/** Which of the two ends of the zoom the map has reached, as a word. */
const zoomEnds = () =>
  `${leaflet.map.getZoom() >= leaflet.map.getMaxZoom()} ${leaflet.map.getZoom() <= leaflet.map.getMinZoom()}`;

function drawControls() {
  drawn = zoomEnds();
  const animate = !isMotionReduced();
  node.setAttribute("aria-label", t("controls.label"));
  redrawContent(
    node,
    makeZoomButton("plus", () => leaflet.map.zoomIn(1, { animate }), leaflet.map.getZoom() >= leaflet.map.getMaxZoom()),
    makeZoomButton(
      "minus",
      () => leaflet.map.zoomOut(1, { animate }),
      leaflet.map.getZoom() <= leaflet.map.getMinZoom(),
    ),
    makeZoomButton("fit", () => view.showSites(), false),
    more.map((tell) => makeTool(tell())),
  );
}

/**
 * Add a button that another part answers for: `tell` gives {name, icon, label, act} and, for one
 * that stays down, `pressed`. Returns what draws it anew.
 * @param {(...told: any[]) => unknown} tell
 */
export function addControl(tell) {
  more.push(tell);
  drawControls();
  markers.arrangeMarkers(); // names keep clear of the new button
  return drawControls;
}

const makeTool = ({ name, icon: sign, label, act, pressed }) =>
  makeButton("control", act, {
    "data-focus": `control-${name}`,
    title: label,
    "aria-label": label,
    "aria-pressed": pressed === undefined ? null : String(pressed),
  }, makeIcon(sign));

const makeZoomButton = (name, act, off) =>
  makeButton("control", act, {
    "data-focus": `control-${name}`,
    title: t(`controls.${name}`),
    "aria-label": t(`controls.${name}`),
    "aria-disabled": off ? "true" : null,
  }, makeIcon(name));
