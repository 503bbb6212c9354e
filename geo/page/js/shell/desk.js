import * as popup from "../card/popup.js";
import { slices } from "../core/dom.js";
import * as download from "../export/download.js";
import * as picture from "../export/picture.js";
import * as print from "../export/print.js";
import * as snippet from "../export/snippet.js";
import * as bases from "../panel/bases.js";
import * as figures from "../panel/figures.js";
import * as filters from "../panel/filters.js";
import * as panelFoot from "../panel/foot.js";
import * as list from "../panel/list.js";
import * as find from "../search/find.js";
import * as shortcut from "../search/shortcut.js";
import * as about from "./about.js";
import * as access from "./access.js";
import * as edition from "./edition.js";

/** Build what a reader works with, once the map is seen. */
export async function desk(map, app, pages) {
  const stage = document.getElementById("map-stage");
  const foot = document.querySelector(".panel-foot");
  await slices([
    () => popup.init(app),
    () => panelFoot.init(foot),
    () => find.init(),
    () => shortcut.init(),
    () => filters.init(),
    () => list.init(pages.places),
    () => bases.init(pages.places),
    () => figures.init(pages.figures),
    () => download.init(foot),
    () => edition.init(),
    () => about.init(app),
    () => picture.init(map),
    () => print.init(map, app),
    () => snippet.init(app, map),
    () => access.init(map, stage),
  ]);
}
