import { afterPaint, h, isMotionReduced, makeButton } from "../core/dom.js";
import * as languageChoice from "../core/language_choice.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as basemap from "../map/basemap.js";
import { leaflet } from "../map/leaflet_map.js";
import * as legend from "../map/legend.js";
import * as shapes from "../map/shapes.js";
import * as view from "../map/view.js";
import * as bottomSheet from "../panel/bottom_sheet.js";
import * as panel from "../panel/panel.js";
import * as embed from "./embed.js";

/** Milliseconds after which a reader is told that the places are still on their way. */
const PATIENCE = 2000;
/** What furnishes the page once the map has been seen, in order. */
const later = [];

/**
 * Let something that comes with a later script furnish the page: it is called with {map, app, pages, scene}.
 * @param {(frame: Frame) => unknown} furnish
 */
export const furnishLater = (furnish) => later.push(furnish);

/**
 * Build the page around a Leaflet map: read data and words, make the parts, open what the address
 * asks for. Called once, by the page's script; `scene` is what shows the places. Where a browser is too old for it, the text edition
 * stays, which needs no script.
 * @param {LeafletMap} map
 * @param {Scene} scene
 */
export async function startPage(map, scene) {
  leaflet.map = map;
  try {
    const [head, words] = await Promise.all([unpack.readJson("map-head"), unpack.readJson("map-strings")]);
    strings.init(words, head.languages);
    unpack.setFolder(head.folder);
    await buildPage(map, head, scene);
  } catch (error) {
    document.documentElement.classList.replace("js", "plain");
    if (!explainMissingFolder()) throw error;
  }
}

/**
 * Say why a map whose data lie in a folder beside it is not seen, and what helps, in every language:
 * none can be chosen yet. False where the data stand in the page.
 */
function explainMissingFolder() {
  if (!unpack.dataFolder()) return false;
  const key = location.protocol === "file:" ? "data.disk" : "data.gone";
  const makeRetry = () =>
    key === "data.gone" &&
    makeButton("quiet-button", reloadPage, {}, t("data.again"));
  const said = strings.languageCodes().map((code) =>
    strings.useLanguage(code) && h("p", { lang: strings.languageTag() }, t(key), makeRetry())
  );
  document.getElementById("app").hidden = true;
  document.body.prepend(h("div", { class: "alone", role: "alert" }, said));
  return true;
}

const reloadPage = () => location.reload();

async function buildPage(map, head, scene) {
  data.init(head);
  const whole = makeColumnReader();
  if (data.isCrowded()) await takeEarly(whole, scene);
  else await whole();
  strings.useLanguage(link.readAddress(location.search, location.hash).lang || ownLanguage());
  // the room of what comes later depends on its letters
  nameLanguage();
  store.set({ lang: strings.languageCode(), ...filtersOf(link.readAddress(location.search, location.hash)) });
  store.on(["lang"], () => applyLanguage(map));
  const app = document.getElementById("app");
  if (data.hasFewPlaces() && !data.isCrowded()) {
    await Promise.all([data.loadNames(data.allPlaces()), data.loadShapes(data.allPlaces())]);
  }
  const pages = buildPicture(map, app, scene);
  applyLanguage(map);
  const sketched = data.isCrowded() && scene.sketch();
  if (!sketched) await whole().then(() => scene.init());
  await waitUntilSeen();
  basemap.drawGround();
  await waitUntilSeen();
  if (sketched) {
    panel.fillPanel(); // what it says needs no places, which may be long on their way
    const told = setTimeout(tellComing, PATIENCE);
    await whole().finally(() => clearTimeout(told));
    document.querySelector(".coming")?.remove();
    scene.init();
  }
  strings.addWords(await unpack.readJson("map-words"));
  await unpack.runScript("map-desk");
  for (const furnish of later) await furnish({ map, app, pages, scene });
}

/** Tell the reader of a map that is seen but does not answer yet why that is so. */
function tellComing() {
  const said = h("p", { class: "voice is-said coming", role: "status" }, t("data.coming"));
  document.getElementById("map-stage").append(said);
}

/** Return what takes the columns of all places, once; those of a folder are on their way from now on. */
function makeColumnReader() {
  const coming = unpack.dataFolder() ? unpack.readBinary("map-columns") : null;
  coming?.catch(() => {}); // who waits for it is told
  let taken = null;
  return () => (taken ??= Promise.resolve(coming ?? unpack.readBinary("map-columns")).then(data.takeColumns));
}

/** Take what a crowded map is first seen by; a browser that refuses its folder is told at once. */
async function takeEarly(whole, scene) {
  if (unpack.dataFolder() && location.protocol === "file:") return whole();
  return scene.foresee(await unpack.readJson("map-overview"));
}

/** Wait until the map has been seen; a hidden page paints nothing and waits a moment only. */
function waitUntilSeen() {
  const frame = new Promise(afterPaint);
  return Promise.race([frame, new Promise((done) => setTimeout(done, 200))]);
}

/** Return the language that the reader chose last time, else the one that suits the browser's. */
export const ownLanguage = () =>
  languageChoice.readLanguage() || strings.findSuitableLanguage(navigator.languages ?? []);

/** What an address says of layers, filters, search and table. @param {any} given */
export function filtersOf({ off, states, certainty, query, table, pinned, sort, stop, article }) {
  return { off, states, certainty, query, table, pinned, sort, stop, article };
}

/**
 * Build what a reader looks at first: the map with its sites. Panel, shelf and legend only take
 * their room, since the map is fitted beside them.
 */
function buildPicture(map, app, scene) {
  const stage = h("main", { class: "stage", id: "map-stage", tabindex: "-1" });
  const corner = h("div", { class: "corner" });
  app.before(h("a", { class: "skip", href: "#panel-body", on: { click: skipToPanel } }, t("panel.skip")));
  app.append(stage);
  stage.append(map.getContainer(), corner);
  const pages = panel.init(app);
  setMapOptions(map, scene);
  legend.init(corner);
  stage.append(makeDock());
  embed.init(map, stage);
  view.init([
    ".panel",
    ".compare",
    ".story",
    ".along",
    ".report",
    ".card",
    ".area-list",
    ".dock.is-wide",
    ".legend",
    ".embed .controls",
  ]);
  map.invalidateSize({ animate: false });
  setFirstView(map);
  basemap.init();
  shapes.init();
  view.watchSize(stage);
  return pages;
}

/** Make the room of what stands at the map's margin, where there are places without a position. */
const makeDock = () =>
  h("section", { class: "dock", id: "dock", hidden: !store.countPlacesWhere((group) => !data.hasPosition(group)) });

/** Show what the address asks for, from the first picture on: nothing then moves under the reader. */
function setFirstView(map) {
  const asked = link.readAddress(location.search, location.hash).view;
  if (asked) map.setView([asked.lat, asked.lng], asked.zoom, { animate: false });
  else view.showSites(true);
  map.setMaxBounds(map.options.maxBounds); // from now on; before, Leaflet would fly there while the first view is set
}

/** Set how the map moves. It stays near its data: beyond them the drawn backdrop is empty. */
function setMapOptions(map, scene) {
  const [west, south, east, north] = data.mapBounds();
  // upright, a card covers the lower half: what lies in the south must come up beside it
  const high = (north - south) * (innerHeight > innerWidth ? 1.2 : 0.6);
  const broad = (east - west) * 0.6;
  Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, inertia: !isMotionReduced() });
  // set by hand: Leaflet's own way there is an animation, which would end after the first view is set
  Object.assign(map.options, { minZoom: Math.floor(Math.log2(360 / (east - west))), maxZoom: 17 });
  map.options.maxBounds = L.latLngBounds([[south - high, west - broad], [north + high, east + broad]]);
  map.on("click", (event) => scene.click(event) || store.set({ selected: -1 }));
}

function skipToPanel(event) {
  event.preventDefault();
  bottomSheet.raiseSheet();
  document.querySelector(".tabs [aria-selected=true]")?.focus(); // the desk may still be coming
}

/** Say in which language the page is, and how it is written. */
function nameLanguage() {
  document.documentElement.lang = strings.languageTag();
  document.documentElement.dir = data.constants().right_to_left.includes(strings.languageCode()) ? "rtl" : "ltr";
}

/** Put the language into everything that no part of its own draws. */
function applyLanguage(map) {
  strings.useLanguage(store.get("lang"));
  nameLanguage();
  document.title = pickText(data.mapTitle()).text;
  document
    .querySelector("meta[name=description]")
    ?.setAttribute("content", pickText(data.mapSummary()).text);
  document.querySelector(".skip")?.replaceChildren(t("panel.skip"));
  map.getContainer().setAttribute("aria-label", t("controls.map"));
  map.getContainer().setAttribute("role", "region");
}
