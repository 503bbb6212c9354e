import * as crowd from "./map/crowd.js";
import { startPage } from "./shell/start.js";

/** @type {Scene} */
const SCENE = {
  init: crowd.init,
  boxes: crowd.boxes,
  click: crowd.click,
  sketch: crowd.sketch,
  foresee: crowd.foresee,
  copy: crowd.copy,
};

/**
 * Show the map of so many places that not each has a marker.
 * @param {LeafletMap} map
 */
export const start = (map) => startPage(map, SCENE);
