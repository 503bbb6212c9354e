import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as measures from "../data/measures.js";
import * as view from "./view.js";

/** Pixels over which the map's scale is measured. */
const MEASURED = 100;
let watching = false;

/** Return the square metres that a fact states, or 0 where it states no area. @param {number} f */
export function readArea(f) {
  const value = data.fact.value(f);
  if (typeof value !== "number" || value <= 0) return 0;
  const units = data.fact.unit(f);
  const figure = measures.normaliseFigure({ measure: data.fact.measure(f), value, units }, strings.languageCodes()[0]);
  return figure.key === "area" ? figure.value : 0;
}

/** Return the side, in pixels of the map as it is now, of a square of so many square metres. @param {number} area */
export function sideOf(area) {
  const map = view.leafletMap();
  const { x, y } = map.getSize();
  const middle = [x / 2, y / 2];
  const metres = map.distance(
    map.containerPointToLatLng(middle),
    map.containerPointToLatLng([middle[0] + MEASURED, middle[1]]),
  );
  return (Math.sqrt(area) / metres) * MEASURED;
}

/**
 * Set all squares to scale, now and after every zoom: nodes with `data-square`, no larger than `data-most`.
 * What cannot be drawn has the class `is-large` or `is-small`.
 */
export function fitSquares() {
  if (!watching) view.leafletMap().on("zoomend resize", fitSquares);
  watching = true;
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-square]"))) {
    const side = sideOf(Number(node.dataset.square));
    node.style.setProperty("--side", `${side.toFixed(1)}px`);
    node.classList.toggle("is-large", side > Number(node.dataset.most));
    node.classList.toggle("is-small", side < 2);
  }
}
