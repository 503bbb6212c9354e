import * as facts from "../card/facts.js";
import { flushScheduled, h, makeLink, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark, makeIcon, makeLayerSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { otherTexts, pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as tally from "../map/tally.js";
import * as view from "../map/view.js";
import { askPart } from "../shell/ondemand.js";
import { copyTables, makeContents, makePlaceBody, makePlaceHead } from "./sheets.js";

/** A place with more facts than this is printed in several rows, one a topic. */
const MANY = 8;
let app = null;
let before = null;
/** What the next print is of, where it is not what is open. */
let asked = null;
/** The number of each place on a print of the whole, which its contents name. */
let numbers = new Map();
/** What makes the sheet of a text that a reader has opened, by its name: the story, the article. */
const sheets = new Map();

/**
 * Make paper of the page when the reader prints: what is open, or was asked for. A map is in a box of
 * fixed size that the style sheet scales to the sheet. What was on the screen comes back afterwards.
 * The text edition, when it is open, is printed as it is.
 * @param {HTMLElement} root
 */
export function init(root) {
  app = root;
  addEventListener("beforeprint", layPaper);
  addEventListener("afterprint", clearPaper);
}

/** Make the button that leads to print. */
export function makePrintButton() {
  const act = { click: () => askPart("print") };
  const named = { type: "button", class: "quiet-button", "data-focus": "print", on: act };
  return h("button", named, makeIcon("print"), t("print.print"));
}

/**
 * Print something: {kind: "place", i}, {kind: "table"}, {kind: "story"}, {kind: "article"}, {kind: "layer", l}, {kind: "whole"} or, as the map
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
  if (i >= 0 && data.isLoaded(i)) return { kind: "place", i };
  if (store.get("stop") && sheets.has("story")) return { kind: "story" };
  if (store.get("article") && sheets.has("article")) return { kind: "article" };
  return store.get("table") && document.querySelector(".compare-table") ? { kind: "table" } : { kind: "shown" };
}

const LAYOUTS = {
  place: layPlace,
  table: layTable,
  story: layText,
  article: layText,
  layer: layMap,
  whole: layMap,
  shown: layMap,
};

function layPaper() {
  const page = document.documentElement;
  if (before || page.classList.contains("reading")) return;
  const what = asked ?? findOpen();
  asked = null;
  const { zoomSnap } = leaflet.map.options;
  const [bounds, centre, zoom] = [leaflet.map.getBounds(), leaflet.map.getCenter(), leaflet.map.getZoom()];
  before = { bounds, centre, zoom, zoomSnap, parts: [], kept: filterFor(what), kind: what.kind };
  leaflet.map.options.zoomSnap = 0;
  page.classList.add("printing", `printing-${what.kind}`);
  LAYOUTS[what.kind](what);
  flushScheduled();
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
  const stage = leaflet.map.getContainer().parentElement;
  numbers = kind === "whole" ? numberPlaces() : new Map();
  addPart(paperHead(kind === "layer" ? l : -1), (part) => app.prepend(part));
  addPart(paperLegend(), (part) => stage.after(part));
  addPart(paperTable(), (part) => app.after(part));
  if (kind === "whole" && data.hasFewPlaces()) addPart(makeContents(numbers), (part) => app.after(part));
  leaflet.map.invalidateSize({ animate: false, pan: false });
  if (kind === "shown") leaflet.map.fitBounds(before.bounds, { animate: false });
  else view.showSites(true);
  flushScheduled();
  tally.numberSquares(true);
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
  if (!data.hasFewPlaces()) return new Map();
  return new Map(shownLayers().flatMap((l) => data.listInLayer(l)).map((i, n) => [i, n + 1]));
}

function layPlace({ i }) {
  document.documentElement.classList.toggle("printing-bare", !data.isLocated(i));
  addPart(makePlaceHead(i), (part) => app.prepend(part));
  addPart(makePlaceBody(i), (part) => app.after(part));
  addPart(paperSources(), (part) => before.parts[1].after(part));
  leaflet.map.invalidateSize({ animate: false, pan: false });
  view.flyTo(i, true);
}

/** A text as it was read, with its facts; where these are stands with the places. */
function layText({ kind }) {
  document.documentElement.classList.add("printing-bare");
  const title = h(
    "header",
    { class: "paper paper-head" },
    makeLocalText(pickText(data.mapTitle()), "h1", { class: "title" }),
  );
  addPart(title, (part) => app.prepend(part));
  addPart(sheets.get(kind)?.(), (part) => app.after(part));
  addPart(paperSources(), (part) => (before.parts[1] ?? app).after(part));
}

/**
 * Keep what makes the sheet of a text for print, all that is told in it at hand.
 * @param {string} kind
 * @param {() => Element} makeSheet
 */
export const keepSheet = (kind, makeSheet) => sheets.set(kind, makeSheet);

function layTable() {
  document.documentElement.classList.add("printing-bare");
  addPart(
    h("header", { class: "paper paper-head" }, makeLocalText(pickText(data.mapTitle()), "h1", { class: "title" })),
    (part) => app.prepend(part),
  );
  addPart(copyTables(), (part) => app.after(part));
  addPart(paperSources(), (part) => before.parts[1].after(part));
}

function clearPaper() {
  if (!before) return;
  const { parts, centre, zoom, zoomSnap, kept, kind } = before;
  before = null;
  for (const part of parts) part.remove();
  document.documentElement.classList.remove("printing", "printing-bare", `printing-${kind}`);
  tally.numberSquares(false);
  if (kept) store.set(kept);
  leaflet.map.options.zoomSnap = zoomSnap;
  leaflet.map.invalidateSize({ animate: false, pan: false });
  leaflet.map.setView(centre, zoom, { animate: false });
  flushScheduled();
}

const paperHead = (l) =>
  h(
    "header",
    { class: "paper paper-head" },
    makeLocalText(pickText(data.mapTitle()), "h1", { class: "title" }),
    l >= 0 && h("p", { class: "paper-only" }, makeLayerSign(l), layerName(l)),
    makeLocalText(pickText(data.mapSummary()), "p", { class: "summary" }),
  );

const hasPlaces = (l) => data.countInLayer(l) > 0;
const shownLayers = () =>
  data
    .layers()
    .map((layer, l) => l)
    .filter((l) => hasPlaces(l) && !store.get("off").has(l));
const layerName = (l) => makeLocalText(pickText(data.layers()[l].name));

/** The legend of the screen, opened, with the layers above it. */
function paperLegend() {
  const keys = /** @type {Element | undefined} */ (document.querySelector(".legend-body")?.cloneNode(true));
  keys?.removeAttribute("hidden");
  keys?.removeAttribute("id");
  const all = data.countPlaces();
  const shown = store.countPlacesWhere((group, g) => store.visibleGroups()[g]);
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
        shownLayers().map((l) => h("li", {}, h("span", { class: "sample" }, makeLayerSign(l)), layerName(l))),
      ),
    ),
    keys,
    shown < all && h("p", { class: "hint" }, t("print.part", { n: shown, all })),
  );
}

const paperTable = () =>
  h(
    "section",
    { class: "paper paper-list" },
    h("h2", {}, t("print.heading")),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ["place", "position", "facts"].map((name) => h("th", { scope: "col" }, t(`print.${name}`)))),
      ),
      data.hasFewPlaces() && shownLayers().map(paperGroup),
    ),
    !data.hasFewPlaces() && h("p", { class: "hint" }, t("print.many")),
    paperSources(),
  );

function paperGroup(l) {
  const shown = data.listInLayer(l).filter((i) => store.isShown(i));
  if (!shown.length) return null;
  const title = { scope: "rowgroup", colspan: 3 };
  return h(
    "tbody",
    {},
    h("tr", { class: "paper-layer", id: `paper-layer-${l}` }, h("th", title, makeLayerSign(l), layerName(l))),
    shown.map(paperRows),
  );
}

function paperRows(i) {
  const numbers = data.factsOf(i);
  const first = [h("th", { scope: "row" }, paperTitle(i)), h("td", {}, paperPosition(i))];
  if (numbers.length <= MANY) return h("tr", {}, first, paperFacts(numbers));
  return [
    h("tr", { class: "paper-many" }, first, h("td")),
    facts.groupByTopic(numbers).map(([topic, own]) => h("tr", {}, paperFacts(own, topic))),
  ];
}

const paperTitle = (i) => [
  numbers.has(i) && h("span", { class: "paper-number" }, `${numbers.get(i)} `),
  makeLocalText(pickText(data.nameOf(i)), "b"),
  otherTexts(data.nameOf(i)).map((name) => makeLocalText(name, "small")),
  h("small", {}, [makeLocalText(pickText(data.kindOf(i))), " · ", t(`state.${data.stateOf(i)}`)]),
];

function paperPosition(i) {
  const radius = data.radiusOf(i) ? ` ±${placeText.formatDistance(data.radiusOf(i))}` : "";
  return [
    h("span", {}, makeCertaintyMark(data.certaintyOf(i)), " ", t(`certainty.${data.certaintyOf(i)}`), radius),
    h("small", {}, data.isLocated(i) ? t(`located_by.${data.locationOf(i).by}`) : locationText.describeWhereabouts(i)),
  ];
}

const paperFacts = (numbers, topic) =>
  h(
    "td",
    topic ? { class: "paper-wide", colspan: 3 } : {},
    topic && makeLocalText(pickText(topic.name), "b", { class: "paper-topic" }),
    h("ul", {}, numbers.map(paperFact)),
  );

function paperFact(f) {
  const [start, end] = data.fact.span(f);
  return h(
    "li",
    {},
    facts.makeFigure(f),
    " ",
    makeLocalText(pickText(data.fact.text(f))),
    facts.makeStatus(f),
    h("small", {}, t("fact.characters", { start, end }).replace(/^\s*[,，]\s*/, "")),
    facts.makeDoubt(f),
  );
}

/** Where it all comes from, where this page lies, and when it was printed. */
function paperSources() {
  const address = location.href.split("#")[0];
  const day = new Intl.DateTimeFormat(strings.languageTag(), { dateStyle: "long" }).format(new Date());
  const cited = data.sources().map(({ title: name, url }) => {
    const shown = makeLocalText(pickText(name));
    return h("p", {}, `${t("panel.source")} `, url ? [makeLink(url, {}, shown), ` ${url}`] : shown);
  });
  return h(
    "footer",
    { class: "paper paper-sources" },
    cited,
    data
      .datasets()
      .map(({ name, licence, used_for: use }) => h("p", {}, `${name} (${licence}): `, makeLocalText(pickText(use)))),
    h("p", {}, makeLocalText(pickText(data.backdrop().note))),
    h("p", {}, data.checkedOn() && `${t("panel.checked", { day: data.checkedOn() })} · `, t("print.printed", { day })),
    /^https?:/.test(address) && h("p", {}, makeLink(address, {}, address)),
  );
}
