import { h, scheduleAfterPaint } from "../core/dom.js";
import * as strings from "../core/strings.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";

const MOST = 140;
const NICE = [1, 2, 5];
const node = h("div", { class: "scale", "aria-hidden": "true" });

/** Build the scale bar; it follows zoom, and latitude, since Mercator stretches. @param {HTMLElement} corner */
export function init(corner) {
  corner.append(node);
  leaflet.map.on("moveend", scheduleAfterPaint(drawScale));
  leaflet.map.on("resize", drawScale);
  store.on(["lang"], drawScale);
  drawScale();
}

function drawScale() {
  const size = leaflet.map.getSize();
  if (!size.x) return;
  const y = size.y / 2;
  const metres = leaflet.map.distance(
    leaflet.map.containerPointToLatLng([0, y]),
    leaflet.map.containerPointToLatLng([MOST, y]),
  );
  const length = roundDown(metres);
  const width = Math.round((length / metres) * MOST);
  node.style.setProperty("--width", `${width}px`);
  node.replaceChildren(
    h(
      "span",
      { class: "scale-words" },
      h("span", {}, "0"),
      width > 100 && h("span", {}, strings.formatNumber(length / 2 / (length < 1000 ? 1 : 1000))),
      h("span", {}, placeText.formatDistance(length)),
    ),
    h("span", { class: "scale-bar" }, h("span"), h("span"), h("span"), h("span")),
  );
}

/** Return the largest of 1, 2, 5 × 10ⁿ not above a number. */
function roundDown(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  return power * NICE.filter((step) => step * power <= metres).pop();
}
