import { h, painted, still } from "../core/dom.js";
import * as memory from "../core/memory.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as backdrop from "../map/backdrop.js";
import * as legend from "../map/legend.js";
import * as shapes from "../map/shapes.js";
import * as view from "../map/view.js";
import * as panel from "../panel/panel.js";
import * as sheet from "../panel/sheet.js";
import * as embed from "./embed.js";

/** Milliseconds after which a reader is told that the places are still on their way. */
const PATIENCE = 2000;
/** What furnishes the page once the map has been seen, in order. */
const later = [];

/**
 * Let something that comes with a later script furnish the page: it is called with {map, app, pages, scene}.
 * @param {(frame: Frame) => unknown} furnish
 */
export function furnishLater(furnish) {
  later.push(furnish);
}

/**
 * Build the page around a Leaflet map: read data and words, make the parts, open what the address
 * asks for. Called once, by the page's script; `scene` is what shows the places. Where a browser is too old for it, the text edition
 * stays, which needs no script.
 * @param {LeafletMap} map
 * @param {Scene} scene
 */
export async function start(map, scene) {
  try {
    const [head, words] = await Promise.all([unpack.value("map-head"), unpack.value("map-strings")]);
    strings.init(words, head.languages);
    unpack.from(head.folder);
    await build(map, head, scene);
  } catch (error) {
    document.documentElement.classList.replace("js", "plain");
    if (!beside()) throw error;
  }
}

/**
 * Say why a map whose data lie in a folder beside it is not seen, and what helps, in every language:
 * none can be chosen yet. False where the data stand in the page.
 */
function beside() {
  if (!unpack.folder()) return false;
  const key = location.protocol === "file:" ? "data.disk" : "data.gone";
  const again = () =>
    key === "data.gone" &&
    h("button", { type: "button", class: "quiet-button", on: { click: reload } }, t("data.again"));
  const said = strings.codes().map((code) => strings.use(code) && h("p", { lang: strings.tag() }, t(key), again()));
  document.getElementById("app").hidden = true;
  document.body.prepend(h("div", { class: "alone", role: "alert" }, said));
  return true;
}

function reload() {
  location.reload();
}

async function build(map, head, scene) {
  data.init(head);
  const whole = reading();
  if (data.crowded()) await early(whole, scene);
  else await whole();
  strings.use(link.read(location.search, location.hash).lang || ownLanguage());
  // the room of what comes later depends on its letters
  document.documentElement.lang = strings.tag();
  store.set({ lang: strings.code(), ...filtersOf(link.read(location.search, location.hash)) });
  store.on(["lang"], () => speak(map));
  const app = document.getElementById("app");
  if (data.few() && !data.crowded()) await Promise.all([data.names(data.every()), data.shapes(data.every())]);
  const pages = picture(map, app, scene);
  speak(map);
  const sketched = data.crowded() && scene.sketch(map);
  if (!sketched) await whole().then(() => scene.init(map));
  await seen();
  backdrop.ground();
  await seen();
  if (sketched) {
    panel.fill(); // what it says needs no places, which may be long on their way
    const told = setTimeout(coming, PATIENCE);
    await whole().finally(() => clearTimeout(told));
    document.querySelector(".coming")?.remove();
    scene.init(map);
  }
  strings.addWords(await unpack.value("map-words"));
  await unpack.run("map-desk");
  for (const furnish of later) await furnish({ map, app, pages, scene });
}

/** Tell the reader of a map that is seen but does not answer yet why that is so. */
function coming() {
  const said = h("p", { class: "voice is-said coming", role: "status" }, t("data.coming"));
  document.getElementById("map-stage").append(said);
}

/** Return what takes the columns of all places, once; those of a folder are on their way from now on. */
function reading() {
  const coming = unpack.folder() ? unpack.binary("map-columns") : null;
  coming?.catch(() => {}); // who waits for it is told
  let taken = null;
  return () => (taken ??= Promise.resolve(coming ?? unpack.binary("map-columns")).then(data.take));
}

/** Take what a crowded map is first seen by; a browser that refuses its folder is told at once. */
async function early(whole, scene) {
  if (unpack.folder() && location.protocol === "file:") return whole();
  return scene.foresee(await unpack.value("map-overview"));
}

/** Wait until the map has been seen; a hidden page paints nothing and waits a moment only. */
function seen() {
  const frame = new Promise(painted);
  return Promise.race([frame, new Promise((done) => setTimeout(done, 200))]);
}

/** Return the language that the reader chose last time, else the one that suits the browser's. */
export function ownLanguage() {
  return memory.lang() || strings.suit(navigator.languages ?? []);
}

/**
 * What an address says of layers, filters, search and table.
 * @param {any} given
 */
export function filtersOf({ off, states, certainty, query, table, pinned, sort, stop }) {
  return { off, states, certainty, query, table, pinned, sort, stop };
}

/**
 * Build what a reader looks at first: the map with its sites. Panel, shelf and legend only take
 * their room, since the map is fitted beside them.
 */
function picture(map, app, scene) {
  const stage = h("main", { class: "stage", id: "map-stage", tabindex: "-1" });
  const corner = h("div", { class: "corner" });
  app.before(h("a", { class: "skip", href: "#panel-body", on: { click: skip } }, t("panel.skip")));
  app.append(stage);
  stage.append(map.getContainer(), corner);
  const pages = panel.init(app);
  settle(map, scene);
  legend.init(corner);
  stage.append(dock());
  embed.init(map, stage);
  view.init(map, [".panel", ".compare", ".story", ".card", ".area-list", ".dock.is-wide", ".legend"]);
  map.invalidateSize({ animate: false });
  place(map);
  backdrop.init(map);
  shapes.init(map);
  view.watch(stage);
  return pages;
}

/** Make the room of what stands at the map's margin, where there are places without a position. */
function dock() {
  return h("section", { class: "dock", id: "dock", hidden: !store.count((group) => !data.positioned(group)) });
}

/** Show what the address asks for, from the first picture on: nothing then moves under the reader. */
function place(map) {
  const asked = link.read(location.search, location.hash).view;
  if (asked) map.setView([asked.lat, asked.lng], asked.zoom, { animate: false });
  else view.whole(true);
}

/** Set how the map moves. It stays near its data: beyond them the drawn backdrop is empty. */
function settle(map, scene) {
  const [west, south, east, north] = data.bounds();
  // upright, a card covers the lower half: what lies in the south must come up beside it
  const high = (north - south) * (innerHeight > innerWidth ? 1.2 : 0.6);
  const broad = (east - west) * 0.6;
  Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, inertia: !still() });
  map.setMinZoom(Math.floor(Math.log2(360 / (east - west)))).setMaxZoom(17);
  map.setMaxBounds([
    [south - high, west - broad],
    [north + high, east + broad],
  ]);
  map.on("click", (event) => scene.click(event) || store.set({ selected: -1 }));
}

function skip(event) {
  event.preventDefault();
  sheet.raise();
  document.querySelector(".tabs [aria-selected=true]")?.focus(); // the desk may still be coming
}

/** Put the language into everything that no part of its own draws. */
function speak(map) {
  strings.use(store.get("lang"));
  document.documentElement.lang = strings.tag();
  document.title = pick(data.title()).text;
  document
    .querySelector("meta[name=description]")
    ?.setAttribute("content", pick(data.summary()).text);
  document.querySelector(".skip")?.replaceChildren(t("panel.skip"));
  map.getContainer().setAttribute("aria-label", t("controls.map"));
  map.getContainer().setAttribute("role", "region");
}
