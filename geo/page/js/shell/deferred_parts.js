import * as popup from "../card/popup.js";
import * as compare from "../compare/door.js";
import { runInSlices } from "../core/dom.js";
import * as data from "../data/data.js";
import * as unpack from "../data/unpack.js";
import * as download from "../export/download.js";
import * as picture from "../export/picture.js";
import * as print from "../export/print.js";
import * as areas from "../map/areas.js";
import * as basemap from "../map/basemap.js";
import * as controls from "../map/controls.js";
import * as credits from "../map/credits.js";
import * as fullscreen from "../map/fullscreen.js";
import * as geolocation from "../map/geolocation.js";
import * as graticule from "../map/graticule.js";
import * as inset from "../map/inset.js";
import * as labels from "../map/labels.js";
import * as legend from "../map/legend.js";
import * as scale from "../map/scale.js";
import * as tally from "../map/tally.js";
import * as tiles from "../map/tiles.js";
import * as baseLayers from "../panel/base_layers.js";
import * as dock from "../panel/dock.js";
import * as figures from "../panel/figures.js";
import * as filters from "../panel/filters.js";
import * as panelFoot from "../panel/foot.js";
import * as panel from "../panel/panel.js";
import * as placeList from "../panel/place_list.js";
import * as searchBox from "../search/search_box.js";
import * as shortcut from "../search/shortcut.js";
import * as about from "./about.js";
import * as accessibility from "./accessibility.js";
import { openAddress } from "./address_sync.js";
import * as messages from "./messages.js";
import * as textAlternative from "./text_alternative.js";

/** What comes with a page that is edited. */
const tools = [];

/**
 * Let something that works with the whole page begin before the address is followed: it is called with the frame.
 * @param {(app: HTMLElement) => unknown} init
 */
export const addTool = (init) => tools.push(init);

/** Build what a reader works with, once the map is seen, and open what the address asks for. @param {Frame} given */
export async function furnishPage({ map, app, pages, scene }) {
  await buildAround(map, scene);
  // what a folder holds may be long on its way, and what stands on the desk asks for it itself
  if (!unpack.dataFolder()) {
    await data.loadPlaces(data.hasFewPlaces() ? data.allPlaces() : [data.subject()].filter((i) => i >= 0));
  }
  await buildPanels(map, app, pages, scene);
  for (const init of tools) init(app);
  await openAddress(map);
  messages.init();
}

/** Build what stands around the map. */
async function buildAround(map, scene) {
  const stage = document.getElementById("map-stage");
  await runInSlices([
    () => panel.fillPanel(),
    () => controls.init(stage),
    () => geolocation.init(),
    () => fullscreen.init(),
    () => scale.init(stage.querySelector(".corner")),
    () => graticule.init(stage),
    () => tiles.init(),
    () => credits.init(stage),
    () => legend.fillLegend(),
    () => dock.init(),
    () => areas.init(stage, document.getElementById("app")),
    () => tally.init(),
    // names keep clear of all of these
    () => inset.init(stage),
    () => basemap.writeNames(),
    () => labels.writeLabels(scene.boxes),
  ]);
}

async function buildPanels(map, app, pages, scene) {
  const stage = document.getElementById("map-stage");
  const foot = /** @type {HTMLElement} */ (document.querySelector(".panel-foot"));
  await runInSlices([
    () => popup.init(app),
    () => panelFoot.init(foot),
    () => searchBox.init(),
    () => shortcut.init(),
    () => filters.init(),
    () => placeList.init(pages.places),
    () => compare.init(pages.places, map),
    () => baseLayers.init(pages.places),
    () => figures.init(pages.figures),
    () => download.init(foot),
    () => textAlternative.init(),
    () => about.init(app),
    () => picture.init(scene.copy),
    () => print.init(app),
    () => accessibility.init(stage),
  ]);
}
