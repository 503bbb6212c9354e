import * as clusterScene from "./map/cluster_scene.js";
import { startPage } from "./shell/start.js";

/** @type {Scene} */
const SCENE = {
  init: clusterScene.init,
  boxes: clusterScene.boxes,
  click: clusterScene.click,
  sketch: clusterScene.sketch,
  foresee: clusterScene.foresee,
  copy: clusterScene.copy,
};

/** Show the map of so many places that not each has a marker. @param {LeafletMap} map */
export const start = (map) => startPage(map, SCENE);
