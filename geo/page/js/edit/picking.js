import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import { leaflet } from "../map/leaflet_map.js";

let picking = null;

/** Take the map on which positions are picked. */
export function init() {
  leaflet.map.getContainer().addEventListener("keydown", takeKey, true);
  leaflet.map.getContainer().addEventListener("click", takeClick, true);
}

/** Return whether a position is being picked. */
export const isPicking = () => Boolean(picking);

/** Return the position that the next click on the map says, or Enter its middle; nothing after Escape. */
export function pickPosition() {
  endPicking(null);
  leaflet.map.getContainer().classList.add("is-picking");
  leaflet.map.getContainer().focus({ preventScroll: true });
  statusLine.announce(t("edit.pick"));
  return new Promise((done) => {
    picking = done;
  });
}

/** Pick no more: `at` is what was picked, or null. @param {any} at */
export function endPicking(at) {
  leaflet.map.getContainer().classList.remove("is-picking");
  picking?.(at);
  picking = null;
}

function takeClick(event) {
  if (!picking) return;
  event.stopPropagation();
  event.preventDefault();
  endPicking(leaflet.map.mouseEventToLatLng(event));
}

function takeKey(event) {
  if (!picking || (event.key !== "Enter" && event.key !== "Escape")) return;
  event.preventDefault();
  event.stopPropagation();
  endPicking(event.key === "Enter" ? leaflet.map.getCenter() : null);
}
