import * as facts from "../card/facts.js";
import { h, hurry, link, local } from "../core/dom.js";
import { icon, mark, signOfLayer } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { others, pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as whereabouts from "../data/whereabouts.js";
import * as words from "../data/words.js";
import * as tally from "../map/tally.js";
import * as view from "../map/view.js";
import { ask } from "../shell/ondemand.js";
import { copyTables, makeContents, makePlaceBody, makePlaceHead, makeStory } from "./sheets.js";

/** A place with more facts than this is printed in several rows, one a topic. */
const MANY = 8;
let map = null;
let app = null;
let before = null;
/** What the next print is of, where it is not what is open. */
let asked = null;
/** The number of each place on a print of the whole, which its contents name. */
let numbers = new Map();
/** The stops of the short story, once a reader has asked for it. */
let storied = null;

/**
 * Make paper of the page when the reader prints: what is open, or was asked for. A map is in a box of
 * fixed size that the style sheet scales to the sheet. What was on the screen comes back afterwards.
 * The text edition, when it is open, is printed as it is.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} root
 */
export function init(leaflet, root) {
  map = leaflet;
  app = root;
  addEventListener("beforeprint", lay);
  addEventListener("afterprint", clear);
}

/** Make the button that leads to print. */
export function button() {
  const act = { click: () => ask("print") };
  const named = { type: "button", class: "quiet-button", "data-focus": "print", on: act };
  return h("button", named, icon("print"), t("print.print"));
}

/**
 * Print something: {kind: "place", i}, {kind: "table"}, {kind: "story"}, {kind: "layer", l}, {kind: "whole"} or, as the map
 * shows it, {kind: "shown"}.
 * @param {any} what
 */
export function printAs(what) {
  asked = what;
  print();
}

/** Return what is open, and so printed where nothing else is asked for: a place, the table, or the map. */
export function findOpen() {
  const i = store.get("selected");
  if (i >= 0 && data.ready(i)) return { kind: "place", i };
  if (store.get("stop") && storied) return { kind: "story" };
  return store.get("table") && document.querySelector(".compare-table") ? { kind: "table" } : { kind: "shown" };
}

const LAYOUTS = { place: layPlace, table: layTable, story: layStory, layer: layMap, whole: layMap, shown: layMap };

function lay() {
  const page = document.documentElement;
  if (before || page.classList.contains("reading")) return;
  const what = asked ?? findOpen();
  asked = null;
  const { zoomSnap } = map.options;
  const [bounds, centre, zoom] = [map.getBounds(), map.getCenter(), map.getZoom()];
  before = { bounds, centre, zoom, zoomSnap, parts: [], kept: filterFor(what), kind: what.kind };
  map.options.zoomSnap = 0;
  page.classList.add("printing", `printing-${what.kind}`);
  LAYOUTS[what.kind](what);
  hurry();
}

/** Show what is to be printed alone; returns what was filtered before, or null where that stays. */
function filterFor({ kind, l }) {
  if (kind !== "layer" && kind !== "whole") return null;
  const kept = Object.fromEntries(store.filters.map((key) => [key, store.get(key)]));
  const others = data.layers().map((layer, k) => k).filter((k) => kind === "layer" && k !== l);
  store.set({ off: new Set(others), states: new Set(), certainty: new Set() });
  return kept;
}

function addPart(part, put) {
  if (!part) return;
  put(part);
  before.parts.push(part);
}

/** The map with its legend, what its squares stand for, and all that is shown as one table. */
function layMap({ kind, l }) {
  const stage = map.getContainer().parentElement;
  numbers = kind === "whole" ? numberPlaces() : new Map();
  addPart(head(kind === "layer" ? l : -1), (part) => app.prepend(part));
  addPart(legend(), (part) => stage.after(part));
  addPart(list(), (part) => app.after(part));
  if (kind === "whole" && data.few()) addPart(makeContents(numbers), (part) => app.after(part));
  map.invalidateSize({ animate: false, pan: false });
  if (kind === "shown") map.fitBounds(before.bounds, { animate: false });
  else view.whole(true);
  hurry();
  tally.number(true);
  const keys = h(
    "section",
    { class: "paper paper-areas" },
    h("h2", {}, t("print.areas")),
    h("div", { class: "tally-keys" }, tally.drawNumbers()),
  );
  addPart(keys, (part) => before.parts[1].after(part));
}

/** Number the places in the order of the table, so that the contents can name them. */
function numberPlaces() {
  if (!data.few()) return new Map();
  return new Map(on().flatMap((l) => data.inLayer(l)).map((i, n) => [i, n + 1]));
}

function layPlace({ i }) {
  document.documentElement.classList.toggle("printing-bare", !data.located(i));
  addPart(makePlaceHead(i), (part) => app.prepend(part));
  addPart(makePlaceBody(i), (part) => app.after(part));
  addPart(sources(), (part) => before.parts[1].after(part));
  map.invalidateSize({ animate: false, pan: false });
  view.to(i, true);
}

/** All stops as they were read, each with its facts; where they are stands with the places. */
function layStory() {
  document.documentElement.classList.add("printing-bare");
  const title = h("header", { class: "paper paper-head" }, local(pick(data.title()), "h1", { class: "title" }));
  addPart(title, (part) => app.prepend(part));
  addPart(storied ? makeStory(storied) : null, (part) => app.after(part));
  addPart(sources(), (part) => (before.parts[1] ?? app).after(part));
}

/**
 * Keep the stops of the short story for print, all that is told of them at hand.
 * @param {any[]} stops
 */
export function keepStops(stops) {
  storied = stops;
}

function layTable() {
  document.documentElement.classList.add("printing-bare");
  addPart(
    h("header", { class: "paper paper-head" }, local(pick(data.title()), "h1", { class: "title" })),
    (part) => app.prepend(part),
  );
  addPart(copyTables(), (part) => app.after(part));
  addPart(sources(), (part) => before.parts[1].after(part));
}

function clear() {
  if (!before) return;
  const { parts, centre, zoom, zoomSnap, kept, kind } = before;
  before = null;
  for (const part of parts) part.remove();
  document.documentElement.classList.remove("printing", "printing-bare", `printing-${kind}`);
  tally.number(false);
  if (kept) store.set(kept);
  map.options.zoomSnap = zoomSnap;
  map.invalidateSize({ animate: false, pan: false });
  map.setView(centre, zoom, { animate: false });
  hurry();
}

function head(l) {
  return h(
    "header",
    { class: "paper paper-head" },
    local(pick(data.title()), "h1", { class: "title" }),
    l >= 0 && h("p", { class: "paper-only" }, signOfLayer(l), named(l)),
    local(pick(data.summary()), "p", { class: "summary" }),
  );
}

const filled = (l) => data.amount(l) > 0;
const on = () =>
  data
    .layers()
    .map((layer, l) => l)
    .filter((l) => filled(l) && !store.get("off").has(l));
const named = (l) => local(pick(data.layers()[l].name));

/** The legend of the screen, opened, with the layers above it. */
function legend() {
  const keys = /** @type {Element | undefined} */ (document.querySelector(".legend-body")?.cloneNode(true));
  keys?.removeAttribute("hidden");
  keys?.removeAttribute("id");
  const all = data.count();
  const shown = store.count((group, g) => store.groups()[g]);
  return h(
    "section",
    { class: "paper paper-legend" },
    h(
      "div",
      { class: "legend-part" },
      h("h3", { class: "small-heading" }, t("print.layers")),
      h(
        "ul",
        {},
        on().map((l) => h("li", {}, h("span", { class: "sample" }, signOfLayer(l)), named(l))),
      ),
    ),
    keys,
    shown < all && h("p", { class: "hint" }, t("print.part", { n: shown, all })),
  );
}

function list() {
  return h(
    "section",
    { class: "paper paper-list" },
    h("h2", {}, t("print.heading")),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["place", "position", "facts"].map((name) => h("th", { scope: "col" }, t(`print.${name}`))),
        ),
      ),
      data.few() && on().map(group),
    ),
    !data.few() && h("p", { class: "hint" }, t("print.many")),
    sources(),
  );
}

function group(l) {
  const shown = data.inLayer(l).filter((i) => store.shown(i));
  if (!shown.length) return null;
  const title = { scope: "rowgroup", colspan: 3 };
  return h(
    "tbody",
    {},
    h("tr", { class: "paper-layer", id: `paper-layer-${l}` }, h("th", title, signOfLayer(l), named(l))),
    shown.map(rows),
  );
}

function rows(i) {
  const numbers = data.facts(i);
  const first = [h("th", { scope: "row" }, title(i)), h("td", {}, position(i))];
  if (numbers.length <= MANY) return h("tr", {}, first, told(numbers));
  return [
    h("tr", { class: "paper-many" }, first, h("td")),
    facts.byTopic(numbers).map(([topic, own]) => h("tr", {}, told(own, topic))),
  ];
}

function title(i) {
  return [
    numbers.has(i) && h("span", { class: "paper-number" }, `${numbers.get(i)} `),
    local(pick(data.name(i)), "b"),
    others(data.name(i)).map((name) => local(name, "small")),
    h("small", {}, [local(pick(data.kind(i))), " · ", t(`state.${data.state(i)}`)]),
  ];
}

function position(i) {
  const radius = data.radius(i) ? ` ±${words.distance(data.radius(i))}` : "";
  return [
    h("span", {}, mark(data.certainty(i)), " ", t(`certainty.${data.certainty(i)}`), radius),
    h("small", {}, data.located(i) ? t(`located_by.${data.location(i).by}`) : whereabouts.describe(i)),
  ];
}

function told(numbers, topic) {
  return h(
    "td",
    topic ? { class: "paper-wide", colspan: 3 } : {},
    topic && local(pick(topic.name), "b", { class: "paper-topic" }),
    h("ul", {}, numbers.map(fact)),
  );
}

function fact(f) {
  const [start, end] = data.fact.span(f);
  return h(
    "li",
    {},
    facts.figure(f),
    " ",
    local(pick(data.fact.text(f))),
    facts.status(f),
    h("small", {}, t("fact.characters", { start, end }).replace(/^\s*[,，]\s*/, "")),
    facts.doubt(f),
  );
}

/** Where it all comes from, where this page lies, and when it was printed. */
function sources() {
  const address = location.href.split("#")[0];
  const day = new Intl.DateTimeFormat(strings.tag(), { dateStyle: "long" }).format(new Date());
  const cited = data.sources().map(({ title: name, url }) => {
    const shown = local(pick(name));
    return h("p", {}, `${t("panel.source")} `, url ? [link(url, {}, shown), ` ${url}`] : shown);
  });
  return h(
    "footer",
    { class: "paper paper-sources" },
    cited,
    data
      .datasets()
      .map(({ name, licence, used_for: use }) => h("p", {}, `${name} (${licence}): `, local(pick(use)))),
    h("p", {}, local(pick(data.backdrop().note))),
    h(
      "p",
      {},
      data.checkedOn() && `${t("panel.checked", { day: data.checkedOn() })} · `,
      t("print.printed", { day }),
    ),
    /^https?:/.test(address) && h("p", {}, link(address, {}, address)),
  );
}
