import * as dom from "../core/dom.js";
import { h, makeButton, redrawContent, scheduleAfterPaint } from "../core/dom.js";
import { makeIcon, makeLineSample, makeSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as markers from "./markers.js";
import * as shapes from "./shapes.js";

const GREY = "#5b564c";
/** Pixels that the folded legend may move up. */
const AWAY = [0, -48, -96, -144];
/** Pixels between a place and the open legend that ends below it, and how high what it lists is then at least. */
const BELOW = 8;
const LEAST = 120;
/** What tells of a place, and of a group of them, what its sign shows. */
const PROPERTIES = { certainty: data.certaintyOf, state: data.stateOf };
const DISCS = ["certain", "less-certain"];
/** How a line of the base map is drawn, from its lowest stroke up. */
const STROKES = {
  outline: ["bd bd-edge bd-edge-middle", "bd bd-border"],
  rail: ["bd bd-rail", "bd bd-rail-ties"],
  river: ["bd bd-river"],
};
const root = h("section", { class: "legend" });
let open = false;
/** Whether there is room for the legend beside the sites. */
let wide = false;

/**
 * Build the legend: what rings, fillings and lines mean. It lists only what the map shows now.
 * @param {HTMLElement} corner
 */
export function init(corner) {
  corner.append(root);
  const room = matchMedia("(min-width: 68.75em) and (min-height: 47em)");
  const takeRoom = () => {
    wide = room.matches && !document.documentElement.classList.contains("embed");
    open = wide;
    root.classList.toggle("is-open", open);
  };
  takeRoom();
  room.addEventListener("change", () => {
    takeRoom();
    if (root.firstChild) drawLegend();
  });
  // where it covers the map, a touch beside it closes it; so does Esc where it has the focus
  document.addEventListener("pointerdown", ({ target }) => open && !wide && !root.contains(target) && toggleLegend());
  document.addEventListener("keydown", closeOnEscape, true);
}

function closeOnEscape(event) {
  if (event.key !== "Escape" || !open || (wide && !root.contains(document.activeElement))) return;
  event.stopPropagation();
  toggleLegend();
  root.querySelector("button").focus({ preventScroll: true });
}

/** Fill the legend, which had its room from the start; it follows the state. */
export function fillLegend() {
  store.on(["lang"], drawLegend);
  store.on(store.filters, scheduleAfterPaint(drawLegend));
  drawLegend();
}

function drawLegend() {
  root.setAttribute("aria-label", t("legend.title"));
  root.classList.toggle("is-open", open);
  redrawContent(
    root,
    h("h2", { class: "hidden" }, t("legend.title")),
    makeButton(
      "legend-toggle",
      toggleLegend,
      { "data-focus": "legend", "aria-expanded": String(open), "aria-controls": "legend-body" },
      makeIcon("key"),
      t("legend.title"),
      open && makeIcon("close"),
    ),
    h("div", { class: "legend-body", id: "legend-body", hidden: !open }, legendParts()),
  );
  if (open) settleLegend();
}

/** Return the parts of the legend, for paper and pictures too. */
export const legendParts = () =>
  [certaintyPart(), statePart(), linePart(), clusterPart(), basemapPart()].filter(Boolean);

/**
 * Move the folded legend up its edge, away from places that lie under it; beside a card the open one
 * ends below them, and is scrolled.
 */
export function settleLegend() {
  moveOrShorten();
  markScrolled();
}

/** Let keys reach the legend where it has to be scrolled. */
const markScrolled = scheduleAfterPaint(() => {
  const body = root.querySelector(".legend-body");
  if (body) body.tabIndex = body.scrollHeight > body.clientHeight ? 0 : -1;
});

function moveOrShorten() {
  root.style.translate = "";
  root.style.removeProperty("--room");
  if (open && !(wide && store.get("selected") >= 0)) return;
  const own = root.getBoundingClientRect();
  const signs = dom.findParts(".pin-disc .sign").map((node) => node.getBoundingClientRect());
  if (open) return shortenLegend(own, signs);
  const isOver = (by) =>
    signs.some((at) =>
      at.left < own.right && at.right > own.left && at.top < own.bottom + by && at.bottom > own.top + by
    );
  const by = AWAY.find((off) => !isOver(off)) ?? 0;
  if (by) root.style.translate = `0 ${by}px`;
}

function shortenLegend(own, signs) {
  const head = root.querySelector(".legend-toggle")?.offsetHeight ?? 0;
  const over = signs.filter((at) => at.left < own.right && at.right > own.left && at.bottom > own.top);
  const high = own.bottom - Math.max(...over.map(({ bottom }) => bottom)) - BELOW - head;
  if (over.length && high >= LEAST) root.style.setProperty("--room", `${Math.floor(high)}px`);
}

function toggleLegend() {
  open = !open;
  drawLegend();
  markers.arrangeMarkers();
}

/** Return the values of `get` over the groups of places that are shown. */
function usedValues(get) {
  const found = data.facetCombinations().filter((group, g) => data.facetCounts()[g] && store.visibleGroups()[g]);
  return new Set(found.map(get));
}

/** Return the values of `name` over the places that have a sign on the map now; a crowded map looks at groups alone. */
function markedValues(name, certainties) {
  if (data.isCrowded()) return usedValues((group) => certainties.includes(group.certainty) && group[name]);
  const seen = data.allPlaces().filter((i) =>
    data.isLocated(i) && i !== data.subject() && data.formOf(i) !== "line" && store.isShown(i)
  );
  return new Set(seen.filter((i) => certainties.includes(data.certaintyOf(i))).map(PROPERTIES[name]));
}

/** What a ring with a number in it means, on a map of so many places that there may be some. */
function clusterPart() {
  if (store.countPlacesWhere((group) => data.hasPosition(group)) <= data.constants().glyphs) return null;
  const sample = h("span", { class: "cluster-sample", "aria-hidden": "true" }, strings.formatNumber(12));
  return makePart(t("legend.clusters"), [[sample, t("legend.cluster")]]);
}

/** Return what stands in the discs of samples: pictograms need no word there. */
const sampleText = () => (data.layers().some(({ symbol }) => !symbol) ? t("legend.sample") : "");

function certaintyPart() {
  const all = [...DISCS, "uncertain"];
  const found = markedValues("certainty", all);
  const rows = all.filter((name) => found.has(name));
  return makePart(
    t("legend.certainty"),
    rows.map((name) => [makeSign({ glyph: sampleText(), colour: GREY, certainty: name }), t(`legend.${name}`)]),
    squareRows(),
  );
}

/** The squares of places known only by their area, where the map has such places. */
function squareRows() {
  if (!data.containers().length || !usedValues((group) => group.certainty).has("area-known")) return [];
  return [[h("span", { class: "tally-square hue", "--hue": GREY }), t("legend.area")]];
}

function statePart() {
  const found = markedValues("state", DISCS);
  const rows = ["open", "building", "planned", "designated", "unknown"].filter((name) => found.has(name));
  return makePart(
    t("legend.state"),
    rows.map((state) => [makeSign({ glyph: sampleText(), colour: GREY, state }), t(`state.${state}`)]),
  );
}

/** What dashes and bands of lines mean; asked of a small map, whose shapes are all at hand. */
function linePart() {
  if (data.isCrowded()) return null;
  const drawn = shapes.drawnLines().map(({ i }) => i);
  const hasState = (states) => drawn.some((i) => states.includes(data.stateOf(i)));
  return makePart(t("legend.lines"), [
    hasState(["building", "planned"]) && [makeLineSample(["shape is-building"], GREY), t("legend.dashed")],
    drawn.some((i) => data.radiusOf(i)) && [makeLineSample(["doubt-band", "shape"], GREY), t("legend.band")],
  ]);
}

function basemapPart() {
  const kind = strings.pickText(data.subjectKind()).text;
  const roles = new Set(data.backdrop().layers.filter(isSeen).map(({ role }) => role));
  const rows = Object.keys(STROKES).filter((role) => roles.has(role));
  return makePart(
    t("legend.ground"),
    rows.map((role) => [makeLineSample(STROKES[role]), t(`legend.${role}`, { kind })]),
  );
}

/** Return whether something of a layer of the base map is seen: a line may lie under a place's own, of the same name. */
function isSeen({ features }) {
  const own = data.isCrowded()
    ? []
    : shapes.drawnLines().filter(({ i }) => data.hasName(i)).map(({ i }) => Object.values(data.nameOf(i)));
  return features.some((feature) => !own.some((names) => names.includes(Object.values(feature.name ?? {})[0])));
}

function makePart(title, ...rows) {
  if (!rows.flat().some(Boolean)) return null;
  return h(
    "div",
    { class: "legend-part" },
    h("h3", { class: "small-heading" }, title),
    h(
      "ul",
      {},
      rows
        .flat()
        .filter(Boolean)
        .map(([sample, words]) => h("li", {}, h("span", { class: "sample" }, sample), h("span", {}, words))),
    ),
  );
}
