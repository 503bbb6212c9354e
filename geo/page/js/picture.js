import * as scene from "./map/scene.js";
import { startPage } from "./shell/start.js";

/** @type {Scene} */
const SCENE = { init: scene.init, boxes: scene.boxes, click: scene.click };

/**
 * Show the map of so few places that each has a marker.
 * @param {LeafletMap} map
 */
export const start = (map) => startPage(map, SCENE);
