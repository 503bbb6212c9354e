import * as scene from "./map/scene.js";
import { startPage as open } from "./shell/start.js";

/**
 * Show the map of so few places that each has a marker.
 * @param {LeafletMap} map
 */
export const start = (map) => open(map, scene);
