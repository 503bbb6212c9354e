import * as facts from "../card/facts.js";
import { flushScheduled, h, makeLink, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark, makeIcon, makeLayerSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { otherTexts, pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as tally from "../map/tally.js";

/** A place with more facts than this is printed in several rows, one a topic. */
const MANY = 8;
let map = null;
let app = null;
let before = null;

/**
 * Make paper of the page when the reader prints: the map as it is seen, in a box of fixed size
 * that the style sheet scales to the sheet, its legend, and all that is shown as one table. What
 * was on the screen comes back afterwards. The text edition, when it is open, is printed as it is.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} root
 */
export function init(leaflet, root) {
  map = leaflet;
  app = root;
  addEventListener("beforeprint", layPaper);
  addEventListener("afterprint", clearPaper);
}

/** Make the button that prints. */
export function makePrintButton() {
  const act = { click: () => print() };
  const named = { type: "button", class: "quiet-button", "data-focus": "print", on: act };
  return h("button", named, makeIcon("print"), t("print.print"));
}

function layPaper() {
  const page = document.documentElement;
  if (before || page.classList.contains("reading")) return;
  const { zoomSnap } = map.options;
  const parts = [paperHead(), paperLegend(), paperTable()];
  before = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom(), zoomSnap, parts };
  app.prepend(parts[0]);
  map.getContainer().parentElement.after(parts[1]);
  app.after(parts[2]);
  page.classList.add("printing");
  map.options.zoomSnap = 0;
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(before.bounds, { animate: false });
  flushScheduled();
  tally.numberSquares(true);
  const keys = h(
    "section",
    { class: "paper paper-areas" },
    h("h2", {}, t("print.areas")),
    h("div", { class: "tally-keys" }, tally.drawNumbers()),
  );
  parts[1].after(keys);
  parts.push(keys);
  flushScheduled();
}

function clearPaper() {
  if (!before) return;
  const { parts, centre, zoom, zoomSnap } = before;
  before = null;
  for (const part of parts) part.remove();
  document.documentElement.classList.remove("printing");
  tally.numberSquares(false);
  map.options.zoomSnap = zoomSnap;
  map.invalidateSize({ animate: false, pan: false });
  map.setView(centre, zoom, { animate: false });
  flushScheduled();
}

function paperHead() {
  return h(
    "header",
    { class: "paper paper-head" },
    makeLocalText(pickText(data.mapTitle()), "h1", { class: "title" }),
    makeLocalText(pickText(data.mapSummary()), "p", { class: "summary" }),
  );
}

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

function paperTable() {
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
      data.hasFewPlaces() && shownLayers().map(paperGroup),
    ),
    !data.hasFewPlaces() && h("p", { class: "hint" }, t("print.many")),
    paperSources(),
  );
}

function paperGroup(l) {
  const shown = data.listInLayer(l).filter((i) => store.isShown(i));
  if (!shown.length) return null;
  const title = { scope: "rowgroup", colspan: 3 };
  return h(
    "tbody",
    {},
    h("tr", { class: "paper-layer" }, h("th", title, makeLayerSign(l), layerName(l))),
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

function paperTitle(i) {
  return [
    makeLocalText(pickText(data.nameOf(i)), "b"),
    otherTexts(data.nameOf(i)).map((name) => makeLocalText(name, "small")),
    h("small", {}, [makeLocalText(pickText(data.kindOf(i))), " · ", t(`state.${data.stateOf(i)}`)]),
  ];
}

function paperPosition(i) {
  const radius = data.radiusOf(i) ? ` ±${placeText.formatDistance(data.radiusOf(i))}` : "";
  return [
    h("span", {}, makeCertaintyMark(data.certaintyOf(i)), " ", t(`certainty.${data.certaintyOf(i)}`), radius),
    h("small", {}, data.isLocated(i) ? t(`located_by.${data.locationOf(i).by}`) : locationText.describeWhereabouts(i)),
  ];
}

function paperFacts(numbers, topic) {
  return h(
    "td",
    topic ? { class: "paper-wide", colspan: 3 } : {},
    topic && makeLocalText(pickText(topic.name), "b", { class: "paper-topic" }),
    h("ul", {}, numbers.map(paperFact)),
  );
}

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
    { class: "paper-sources" },
    cited,
    data
      .datasets()
      .map(({ name, licence, used_for: use }) => h("p", {}, `${name} (${licence}): `, makeLocalText(pickText(use)))),
    h("p", {}, makeLocalText(pickText(data.backdrop().note))),
    h(
      "p",
      {},
      data.checkedOn() && `${t("panel.checked", { day: data.checkedOn() })} · `,
      t("print.printed", { day }),
    ),
    /^https?:/.test(address) && h("p", {}, makeLink(address, {}, address)),
  );
}
