import * as scene from "./map/crowd.js";
import { start } from "./shell/start.js";

/** Show the map of so many places that not each has a marker. */
atlas.start = (map) => start(map, scene);
