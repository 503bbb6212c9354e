import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";

let map = null;
let picking = null;

/**
 * Take the map on which positions are picked.
 * @param {LeafletMap} leaflet
 */
export function init(leaflet) {
  map = leaflet;
  map.getContainer().addEventListener("keydown", choose, true);
  map.getContainer().addEventListener("click", picked, true);
}

/** Return whether a position is being picked. */
export const isPicking = () => Boolean(picking);

/**
 * Return the position that the next click on the map says, or Enter its middle; nothing after Escape.
 */
export function pick() {
  end(null);
  map.getContainer().classList.add("is-picking");
  map.getContainer().focus({ preventScroll: true });
  voice.say(t("edit.pick"));
  return new Promise((done) => {
    picking = done;
  });
}

/**
 * Pick no more: `at` is what was picked, or null.
 * @param {any} at
 */
export function end(at) {
  map.getContainer().classList.remove("is-picking");
  picking?.(at);
  picking = null;
}

function picked(event) {
  if (!picking) return;
  event.stopPropagation();
  event.preventDefault();
  end(map.mouseEventToLatLng(event));
}

function choose(event) {
  if (!picking || (event.key !== "Enter" && event.key !== "Escape")) return;
  event.preventDefault();
  event.stopPropagation();
  end(event.key === "Enter" ? map.getCenter() : null);
}
