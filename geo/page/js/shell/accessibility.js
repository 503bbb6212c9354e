import * as strings from "../core/strings.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as view from "../map/view.js";
import * as bottomSheet from "../panel/bottom_sheet.js";

let stage = null;

/**
 * Make the map right for keys and for reading aloud: what has the focus is seen, and Leaflet's
 * drawings are either decoration or a group of places, never a picture without a name.
 * @param {HTMLElement} box
 */
export function init(box) {
  stage = box;
  stage.addEventListener("focusin", revealFocused);
  leaflet.map.on("layeradd", setRoles);
  store.on(["lang"], setRoles);
  setRoles();
}

/** Bring what the keyboard reached into sight: from behind the sheet, or from beyond the edge. */
function revealFocused({ target }) {
  if (!target.matches(":focus-visible") || target === stage) return;
  if (!target.closest(".voice")) bottomSheet.lowerSheet();
  const place = target.closest(".pin, .hit");
  const number = place && (place.dataset.number ?? place.querySelector("[data-number]")?.dataset.number);
  if (number) view.revealPlace(Number(number));
}

function setRoles() {
  for (const svg of leaflet.map.getContainer().querySelectorAll(".leaflet-pane > svg")) {
    const places = svg.querySelector("[tabindex]");
    svg.setAttribute("role", places ? "group" : "presentation");
    if (places) svg.setAttribute("aria-label", strings.t("access.shapes"));
  }
}
