import * as markerScene from "./map/marker_scene.js";
import { startPage } from "./shell/start.js";

/** @type {Scene} */
const SCENE = { init: markerScene.init, boxes: markerScene.boxes, click: markerScene.click };

/** Show the map of so few places that each has a marker. @param {LeafletMap} map */
export const start = (map) => startPage(map, SCENE);
