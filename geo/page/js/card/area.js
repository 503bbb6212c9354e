import { h } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as truesize from "../map/truesize.js";
import { askPart } from "../shell/ondemand.js";

/** Pixels that a square in the card is wide at most. */
const MOST = 200;

/**
 * Make the square of the area that a fact states, at the map's scale, with the way to lay it over the
 * map; nothing for any other fact.
 * @param {number} f
 * @param {Place} i
 */
export function drawArea(f, i) {
  const area = truesize.readArea(f);
  if (!area) return null;
  queueMicrotask(truesize.fitSquares); // once it stands in the page
  const named = {
    type: "button",
    class: "text-button fact-cite",
    "data-focus": `size-${data.fact.id(f)}`,
    on: { click: () => askPart("size", i, f) },
  };
  return h(
    "div",
    { class: "fact-scale", "data-square": area, "data-most": MOST },
    h("span", { class: "scale-square", "aria-hidden": "true" }),
    h("span", { class: "scale-words-fit hint" }, t("sizes.square")),
    h("span", { class: "scale-words-large hint" }, t("sizes.large")),
    h("span", { class: "scale-words-small hint" }, t("sizes.small")),
    h("button", named, makeIcon("fit"), t("sizes.open")),
  );
}
