import { h, painted, slices, still } from "../core/dom.js";
import * as memory from "../core/memory.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as areas from "../map/areas.js";
import * as backdrop from "../map/backdrop.js";
import * as controls from "../map/controls.js";
import * as credits from "../map/credits.js";
import * as fullscreen from "../map/fullscreen.js";
import * as graticule from "../map/graticule.js";
import * as index from "../map/index.js";
import * as inset from "../map/inset.js";
import * as legend from "../map/legend.js";
import * as markers from "../map/markers.js";
import * as overview from "../map/overview.js";
import * as position from "../map/position.js";
import * as scale from "../map/scale.js";
import * as scene from "../map/scene.js";
import * as shapes from "../map/shapes.js";
import * as tally from "../map/tally.js";
import * as tiles from "../map/tiles.js";
import * as view from "../map/view.js";
import * as dock from "../panel/dock.js";
import * as panel from "../panel/panel.js";
import * as sheet from "../panel/sheet.js";
import { desk } from "./desk.js";
import * as embed from "./embed.js";
import * as messages from "./messages.js";

/** Milliseconds after which a reader is told that the places are still on their way. */
const PATIENCE = 2000;

/**
 * Build the page around a Leaflet map: read data and words, make the parts, open what the address
 * asks for. Called once, by the page's script. Where a browser is too old for it, the text edition
 * stays, which needs no script.
 */
export async function start(map) {
  try {
    const [head, words] = await Promise.all([unpack.value("map-head"), unpack.value("map-strings")]);
    strings.init(words, head.languages);
    unpack.from(head.folder);
    await build(map, head);
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

async function build(map, head) {
  data.init(head);
  const whole = reading();
  if (data.crowded()) await early(whole);
  else await whole();
  strings.use(link.read(location.search, location.hash).lang || own());
  // the room of what comes later depends on its letters
  document.documentElement.lang = strings.tag();
  store.set({ lang: strings.code(), ...filters(link.read(location.search, location.hash)) });
  store.on(["lang"], () => speak(map));
  const app = document.getElementById("app");
  if (data.few() && !data.crowded()) await Promise.all([data.names(data.every()), data.shapes(data.every())]);
  const pages = picture(map, app);
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
  await unpack.run("map-desk");
  await furnish(map);
  // what a folder holds may be long on its way, and what stands on the desk asks for it itself
  if (!unpack.folder()) await data.load(data.few() ? data.every() : [data.subject()].filter((i) => i >= 0));
  await desk(map, app, pages);
  await open(map, link.read(location.search, location.hash));
  link.follow(map, (found, own) => apply(map, found, own));
  messages.init(map);
}

/** Tell the reader of a map that is seen but does not answer yet why that is so. */
function coming() {
  const said = h("p", { class: "voice is-said coming", role: "status" }, t("data.coming"));
  document.getElementById("map-stage").append(said);
}

/** Return what takes the columns of all places, once; those of a folder are on their way from now on. */
function reading() {
  const read = () => unpack.binary("map-columns");
  const coming = unpack.folder() ? read() : null;
  coming?.catch(() => {}); // who waits for it is told
  let taken = null;
  return () => (taken ??= Promise.resolve(coming ?? read()).then(data.take));
}

/** Take what a crowded map is first seen by; a browser that refuses its folder is told at once. */
async function early(whole) {
  if (unpack.folder() && location.protocol === "file:") return whole();
  const told = await unpack.value("map-overview");
  overview.init(told.levels);
  data.sketch(told.places);
  return index.sketch(told.places.numbers);
}

/** Go on without what a folder lacks, and say so; a page that should hold it itself is broken. */
function lacking(error) {
  if (!unpack.folder()) throw error;
  voice.say(t("data.missing"));
}

/** Wait until the map has been seen; a hidden page paints nothing and waits a moment only. */
function seen() {
  const frame = new Promise(painted);
  return Promise.race([frame, new Promise((done) => setTimeout(done, 200))]);
}

/** Return the language that the reader chose last time, else the one that suits the browser's. */
function own() {
  return memory.lang() || strings.suit(navigator.languages ?? []);
}

/** What an address says of layers, filters and search. */
function filters({ off, states, certainty, query }) {
  return { off, states, certainty, query };
}

/**
 * Build what a reader looks at first: the map with its sites. Panel, shelf and legend only take
 * their room, since the map is fitted beside them.
 */
function picture(map, app) {
  const stage = h("main", { class: "stage", id: "map-stage", tabindex: "-1" });
  const corner = h("div", { class: "corner" });
  app.before(h("a", { class: "skip", href: "#panel-body", on: { click: skip } }, t("panel.skip")));
  app.append(stage);
  stage.append(map.getContainer(), corner);
  const pages = panel.init(app);
  settle(map);
  legend.init(corner);
  dock.init(stage);
  embed.init(map, stage);
  view.init(map, [".panel", ".card", ".area-list", ".dock.is-wide", ".legend"]);
  map.invalidateSize({ animate: false });
  place(map);
  backdrop.init(map);
  shapes.init(map);
  view.watch(stage);
  return pages;
}

/** Show what the address asks for, from the first picture on: nothing then moves under the reader. */
function place(map) {
  const asked = link.read(location.search, location.hash).view;
  if (asked) map.setView([asked.lat, asked.lng], asked.zoom, { animate: false });
  else view.whole(true);
}

/** Build what stands around the map, a moment later. */
async function furnish(map) {
  const stage = document.getElementById("map-stage");
  await slices([
    () => panel.fill(),
    () => controls.init(map, stage),
    () => position.init(map),
    () => fullscreen.init(),
    () => scale.init(map, stage.querySelector(".corner")),
    () => graticule.init(map, stage),
    () => tiles.init(map),
    () => credits.init(map, stage),
    () => legend.fill(),
    () => dock.fill(),
    () => areas.init(map, stage, document.getElementById("app")),
    () => tally.init(map),
    // names keep clear of all of these
    () => inset.init(map, stage),
    () => backdrop.write(),
    () => markers.write(),
  ]);
}

/** Set how the map moves. It stays near its data: beyond them the drawn backdrop is empty. */
function settle(map) {
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

async function open(map, asked) {
  store.on(["selected"], (how) => look(how));
  const i = await meant(asked);
  if (i >= 0) await store.select(i, { quiet: true, fly: !asked.view, cut: true });
  if (store.get("selected") < 0 && !asked.unknown.includes(asked.feature)) link.keep(asked.feature);
  if (asked.unknown.length) {
    voice.say(t("link.unknown", { what: asked.unknown.join(", ") }));
  }
}

/** Return the number of the place that an address asks for, or -1; an unknown one is noted there. */
async function meant(asked) {
  let i = -1;
  try {
    if (asked.feature) i = await data.find(asked.feature);
  } catch (error) {
    lacking(error);
    return -1;
  }
  if (asked.feature && i < 0) asked.unknown.push(asked.feature);
  return i;
}

/** Bring the selected place into view: flown to from lists, otherwise moved only where hidden. */
function look(how) {
  const i = store.get("selected");
  if (i < 0 || how.still) return;
  const k = data.located(i) ? -1 : containers.findContainer(i);
  if (k >= 0) showArea(k, how);
  else if (how.fly) view.to(i, how.cut);
  else view.reveal(i);
}

/** Bring the area into view in which a place is known to lie; one that is seen already stays as it is. */
function showArea(k, how) {
  const bounds = containers.boundsOf(k);
  if (how.fly || !view.sees(bounds)) view.fit(bounds, { cut: how.cut, maxZoom: 11.5 });
}

/**
 * Follow back and forward: the steps are the selections and their views. Language and layers stay as
 * they are now, since a reader who went back did not ask for another language; an address typed by
 * hand says them all, and where it has no view the place is moved into sight.
 */
async function apply(map, found, ours) {
  if (!ours) store.set({ lang: found.lang || own(), ...filters(found) });
  if (found.view) {
    map.setView([found.view.lat, found.view.lng], found.view.zoom, { animate: false });
  }
  await store.select(await meant(found), { quiet: true, still: Boolean(found.view) });
}
