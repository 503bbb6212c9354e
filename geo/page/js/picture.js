import * as scene from "./map/scene.js";
import { start } from "./shell/start.js";

/** Show the map of so few places that each has a marker. */
atlas.start = (map) => start(map, scene);
