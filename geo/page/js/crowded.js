import * as scene from "./map/crowd.js";
import { startPage as open } from "./shell/start.js";

/**
 * Show the map of so many places that not each has a marker.
 * @param {LeafletMap} map
 */
export const start = (map) => open(map, scene);
