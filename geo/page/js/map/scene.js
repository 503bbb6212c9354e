import { inTurn } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as index from "./index.js";
import * as markers from "./markers.js";
import * as shapes from "./shapes.js";

/**
 * Show the places of a small map, all with a glyph marker, again whenever what is to be seen changes.
 * @param {LeafletMap} map
 */
export function init(map) {
  markers.init(map);
  index.build(() => start(map));
}

async function start(map) {
  if (!index.all().every(data.hasName)) await data.names(index.all());
  map.on("moveend", inTurn(markers.arrange));
  refresh();
  store.on(store.filters, refresh);
  store.on(["selected"], mark);
  markers.noteFirst();
}

function refresh() {
  shapes.show(index.all().filter(store.shown));
  mark();
}

/** Set the markers: a line has its name along it instead. */
function mark() {
  markers.show(index.all().filter((i) => store.shown(i) && data.form(i) !== "line"));
}

/** Open what was clicked besides markers and shapes: nothing, on a small map. */
export const click = () => false;

/** Return the boxes of what else is drawn: nothing. */
export const boxes = () => [];
