import * as facts from "../card/facts.js";
import * as share from "../card/share.js";
import { h, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import { makeIcon, makePlaceSign } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { keepSheet } from "../export/print.js";
import { makeStory } from "../export/sheets.js";
import * as framing from "../map/framing.js";
import * as view from "../map/view.js";
import { loadStops, resolveStop } from "./stops.js";

/** Pixels that a finger moves for the next stop or the one before. */
const SWIPE = 50;
let root = null;
let stops = [];
let turn = 0;
let from = null;

/** Show the stop that the state names, now and from now on. */
export async function followStory() {
  if (root) return;
  root = h("section", {
    class: "story",
    hidden: true,
    "aria-labelledby": "story-title",
    on: { keydown: stepByKey, pointerdown: beginSwipe, pointerup: endSwipe },
  });
  document.getElementById("app").append(root);
  store.on(["stop", "lang"], (how, changed) => showStop(changed.includes("stop")));
  await showStop(true);
}

/** Draw the stop once what it tells is at hand; of several asked for, the last. */
async function showStop(moved) {
  const own = (turn += 1);
  const n = store.get("stop");
  document.documentElement.classList.toggle("telling", n > 0);
  root.hidden = !n;
  if (!n) return;
  try {
    stops = await loadStops();
    const stop = await resolveStop(stops[n - 1]);
    if (own !== turn) return;
    redrawContent(root, drawHead(n), drawBody(stop));
    keepForPrint();
    if (!moved) return;
    root.scrollTop = 0;
    if (store.get("selected") >= 0) store.set({ selected: -1 });
    root.querySelector("h2").focus({ preventScroll: true });
    moveMap(stop);
  } catch {
    statusLine.announce(t("data.missing"));
  }
}

/** Print waits for nothing: what it tells of all stops is read beforehand, of a map whose facts are at hand. */
async function keepForPrint() {
  if (!data.hasFewPlaces()) return;
  const all = [];
  for (const each of stops) all.push(await resolveStop(each));
  keepSheet("story", () => makeStory(all));
  document.documentElement.classList.add("story-read");
}

const drawHead = (n) =>
  h(
    "header",
    { class: "story-head" },
    h("span", { class: "hint" }, t("story.place", { k: n, n: stops.length })),
    makeStep("back", n - 1),
    makeStep("next", n + 1),
    makeButton("round-button", closeStory, { "aria-label": t("story.close") }, makeIcon("close")),
  );

function makeStep(name, to) {
  const gone = to < 1 || to > stops.length;
  const act = { click: () => !gone && store.set({ stop: to }) };
  return h("button", {
    type: "button",
    class: "quiet-button",
    "data-focus": `story-${name}`,
    "aria-disabled": gone ? "true" : null,
    on: act,
  }, t(`story.${name}`));
}

const drawBody = (stop) =>
  h(
    "div",
    { class: "story-body" },
    makeLocalText(pickText(stop.title), "h2", { class: "about-title", id: "story-title", tabindex: "-1" }),
    makeLocalText(pickText(stop.words), "p"),
    h("ul", { class: "facts" }, stop.figures.map(([i, f]) => drawFigure(i, f))),
    h("ul", { class: "doors" }, stop.places.map((i) => h("li", {}, makePlaceSign(i), drawDoor(i)))),
  );

const drawFigure = (i, f) =>
  h(
    "li",
    { class: "fact" },
    facts.makeFigure(f),
    makeLocalText(pickText(data.fact.text(f)), "p"),
    facts.makeStatus(f),
  );

function drawDoor(i) {
  const named = { type: "button", class: "text-button", "data-focus": `story-${data.idOf(i)}` };
  return h("button", { ...named, on: { click: () => share.flyToPlace(i) } }, makeLocalText(pickText(data.nameOf(i))));
}

function closeStory() {
  store.set({ stop: 0 });
  const door = /** @type {HTMLElement} */ (document.querySelector("[data-focus=story]"));
  (door?.getClientRects().length ? door : document.getElementById("map-stage")).focus({ preventScroll: true });
}

/** Show the places of a stop, or the areas that they are known to lie in; a view of its own goes first. */
function moveMap(stop) {
  if (stop.view) {
    const [zoom, lat, lng] = stop.view.split("/").map(Number);
    return view.leafletMap().setView([lat, lng], zoom, { animate: false });
  }
  if (!framing.framePlaces(stop.places)) view.showSites(true);
}

function stepTo(n) {
  if (n >= 1 && n <= stops.length) store.set({ stop: n });
}

function stepByKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by) stepTo(store.get("stop") + by);
  if (event.key === "Escape") closeStory();
  if (by || event.key === "Escape") event.stopPropagation();
}

function beginSwipe({ clientX, clientY, pointerType }) {
  from = pointerType === "touch" ? [clientX, clientY] : null;
}

function endSwipe({ clientX, clientY }) {
  if (!from) return;
  const [dx, dy] = [clientX - from[0], clientY - from[1]];
  from = null;
  if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) stepTo(store.get("stop") + (dx < 0 ? 1 : -1));
}
