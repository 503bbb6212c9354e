import { h, redraw, still } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as store from "../data/store.js";
import * as markers from "./markers.js";
import * as view from "./view.js";

let map = null;
let node = null;
let drawn = "";
const more = [];

/**
 * Build the buttons of the map (closer, wider, everything) and the line that speaks to the reader.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} stage
 */
export function init(leaflet, stage) {
  map = leaflet;
  node = h("div", { class: "controls", role: "group" });
  stage.prepend(node); // before the map: its buttons come first by keys
  voice.init(stage);
  store.on(["lang", "here"], draw);
  map.on("zoomend zoomlevelschange", () => ends() === drawn || draw());
  draw();
}

/** Which of the two ends of the zoom the map has reached, as a word. */
const ends = () => `${map.getZoom() >= map.getMaxZoom()} ${map.getZoom() <= map.getMinZoom()}`;

function draw() {
  drawn = ends();
  const animate = !still();
  node.setAttribute("aria-label", t("controls.label"));
  redraw(
    node,
    button("plus", () => map.zoomIn(1, { animate }), map.getZoom() >= map.getMaxZoom()),
    button("minus", () => map.zoomOut(1, { animate }), map.getZoom() <= map.getMinZoom()),
    button("fit", () => view.whole(), false),
    more.map((tell) => tool(tell())),
  );
}

/**
 * Add a button that another part answers for: `tell` gives {name, icon, label, act} and, for one
 * that stays down, `pressed`. Returns what draws it anew.
 * @param {(...told: any[]) => unknown} tell
 */
export function add(tell) {
  more.push(tell);
  draw();
  markers.arrange(); // names keep clear of the new button
  return draw;
}

function tool({ name, icon: sign, label, act, pressed }) {
  return h(
    "button",
    {
      type: "button",
      class: "control",
      "data-focus": `control-${name}`,
      title: label,
      "aria-label": label,
      "aria-pressed": pressed === undefined ? null : String(pressed),
      on: { click: act },
    },
    icon(sign),
  );
}

function button(name, act, off) {
  return h(
    "button",
    {
      type: "button",
      class: "control",
      "data-focus": `control-${name}`,
      title: t(`controls.${name}`),
      "aria-label": t(`controls.${name}`),
      "aria-disabled": off ? "true" : null,
      on: { click: act },
    },
    icon(name),
  );
}
