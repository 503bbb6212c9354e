import { scheduleAfterPaint } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";
import * as shapes from "./shapes.js";
import * as spatialIndex from "./spatial_index.js";

/** Show the places of a small map, all with a glyph marker, again whenever what is to be seen changes. */
export function init() {
  markers.init();
  spatialIndex.buildIndex(startScene);
}

async function startScene() {
  if (!spatialIndex.indexedPlaces().every(data.hasName)) await data.loadNames(spatialIndex.indexedPlaces());
  leaflet.map.on("moveend", scheduleAfterPaint(markers.arrangeMarkers));
  refreshMarkers();
  store.on(store.filters, refreshMarkers);
  store.on(["selected"], setMarkers);
  markers.noteFirst();
}

function refreshMarkers() {
  shapes.showShapes(spatialIndex.indexedPlaces().filter(store.isShown));
  setMarkers();
}

/** Set the markers: a line has its name along it instead. */
function setMarkers() {
  markers.showMarkers(spatialIndex.indexedPlaces().filter((i) => store.isShown(i) && data.formOf(i) !== "line"));
}

/** Open what was clicked besides markers and shapes: nothing, on a small map. */
export const click = () => false;
/** Return the boxes of what else is drawn: nothing. */
export const boxes = () => [];
