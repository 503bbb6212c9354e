import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";

let layer = null;

/**
 * Offer tiles over the drawn backdrop. None is asked for before the reader chooses one; each shows
 * only once it has loaded, and a service that gives none is left again with a word to the reader.
 */
export function init() {
  store.on(["base"], changeTiles);
}

function changeTiles() {
  if (layer) layer.remove();
  layer = null;
  leaflet.map.getContainer().classList.remove("has-tiles");
  const tiles = data.tiles().find(({ id }) => id === store.get("base"));
  if (tiles) layer = addTiles(tiles).addTo(leaflet.map);
}

function addTiles(tiles) {
  let loaded = 0;
  const made = L.tileLayer(tiles.url, {
    maxZoom: 22,
    maxNativeZoom: tiles.max_zoom ?? 18,
    attribution: tiles.attribution,
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  made.on("tileload", () => {
    loaded += 1;
    leaflet.map.getContainer().classList.add("has-tiles");
  });
  // Leaflet still works on the layer while it says "load": it is left only afterwards
  made.on("load", () => setTimeout(() => !loaded && layer === made && leaveTiles()));
  return made;
}

function leaveTiles() {
  store.set({ base: "" });
  statusLine.announce(t("bases.failed"));
}
