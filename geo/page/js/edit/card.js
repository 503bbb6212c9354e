import { h, isMotionReduced, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import { leaflet } from "../map/leaflet_map.js";
import * as sketch from "./sketch.js";

/** Pixels that a pin keeps from what covers the map. */
const ROOM = 70;
const MOST = 280;
const card = h("section", { class: "card editor", role: "dialog", "aria-labelledby": "editor-title", hidden: true });

/** Build the card in which a place is edited; it stands where the popup stands. @param {HTMLElement} app */
export function init(app) {
  app.append(card);
}

export const cardNode = () => card;
export const isOpen = () => !card.hidden;
/** Return the first of its parts that a selector names. @param {string} selector */
export const findCardPart = (selector) => card.querySelector(selector);

/**
 * Show something in the card under a heading; `leave` is what closes it.
 * @param {any} title
 * @param {string} subtitle
 * @param {() => unknown} leave
 * @param {...any} inner
 */
export function showCard(title, subtitle, leave, ...inner) {
  const close = makeButton("round-button card-close", leave, { "aria-label": t("edit.close") }, makeIcon("close"));
  card.replaceChildren(
    h(
      "div",
      { class: "card-head" },
      h(
        "div",
        { class: "card-titles" },
        h("h2", { class: "card-title", id: "editor-title", tabindex: "-1" }, title),
        h("p", { class: "card-other" }, subtitle),
      ),
      close,
    ),
    ...inner,
  );
  card.hidden = false;
}

export function hideCard() {
  card.hidden = true;
  card.replaceChildren();
}

export const focusCard = () => card.querySelector("h2").focus({ preventScroll: true });

/** Move the map where the pin is out of sight or under the card. @param {any} at */
export function revealAt(at) {
  const [whole, over] = [leaflet.map.getContainer(), card].map((each) => each.getBoundingClientRect());
  const { x, y } = leaflet.map.latLngToContainerPoint(at);
  const beside = over.width < whole.width * 0.7;
  // the handle of the radius is to the right of the pin
  const right = (beside ? over.left - whole.left : whole.width) - Math.min(MOST, ROOM + sketch.handleReach());
  const bottom = (beside ? whole.height : over.top - whole.top) - ROOM;
  const by = [Math.max(0, x - right) + Math.min(0, x - ROOM), Math.max(0, y - bottom) + Math.min(0, y - ROOM)];
  if (by[0] || by[1]) leaflet.map.panBy(by, { animate: !isMotionReduced() });
}
