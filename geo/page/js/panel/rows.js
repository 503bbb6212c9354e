import * as share from "../card/share.js";
import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as geolocation from "../map/geolocation.js";

/**
 * Make the row of place `i`, with what else its list item says.
 * @param {Place} i
 * @param {Props} [props]
 */
export function makeRow(i, props = {}) {
  const button = makeButton("row", () => share.flyToPlace(i), {
    "data-number": i,
    "data-focus": `row-${i}`,
    on: {
      pointerenter: () => store.set({ hover: i }),
      pointerleave: () => store.set({ hover: -1 }),
      focus: () => store.set({ hover: i }),
      blur: () => store.set({ hover: -1 }),
    },
  });
  fillRow(button);
  return h("li", props, button);
}

/** Write into a row what is told of its place: dots, until its name has been read. @param {HTMLElement} button */
export function fillRow(button) {
  const i = Number(button.dataset.number);
  const named = data.hasName(i);
  if (named) button.dataset.place = data.idOf(i);
  button.replaceChildren(
    makeCertaintyMark(data.certaintyOf(i)),
    named
      ? makeLocalText(pickText(data.nameOf(i)), "span", { class: "row-name" })
      : h("span", { class: "row-name" }, "…"),
    h("span", { class: "row-state" }, data.isLocated(i) ? formatFar(i) : locationText.describeWhereabouts(i)),
  );
  markRow(button);
}

/** How far it is from the reader, where that is known, else how surely it is located. */
const formatFar = (i) => (data.hasShape(i) && geolocation.describeDistance(i)?.short) || formatRadius(i);
const formatRadius = (i) => data.radiusOf(i) ? `±${placeText.formatDistance(data.radiusOf(i))}` : "";

/** Show whether a row is the selected place's, and whether it is pointed at. @param {HTMLElement} button */
export function markRow(button) {
  const i = Number(button.dataset.number);
  if (i === store.get("selected")) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.classList.toggle("is-hover", i === store.get("hover"));
}

/**
 * Read the names of some rows that lack them; where they cannot be had, dots stay in their place, and it is told.
 * @param {Iterable<HTMLElement>} buttons
 */
export async function readRowNames(buttons) {
  const waiting = [...buttons].filter((button) => !button.dataset.place);
  if (!waiting.length) return;
  try {
    await data.loadNames(waiting.map((button) => Number(button.dataset.number)));
    waiting.forEach(fillRow);
  } catch {
    statusLine.announce(t("data.names")); // asked again when the list is drawn or scrolled
  }
}
