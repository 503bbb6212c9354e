import { h, makeButton, redrawContent, scheduleAfterPaint } from "../core/dom.js";
import { makeCertaintyMark, makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as bottomSheet from "./bottom_sheet.js";

let toggle = null;
const root = h("div", { class: "filters", id: "filters", role: "group" });
const line = h("div", { class: "filters-line", "aria-live": "polite" });
const empty = h("div", { class: "map-empty", "aria-live": "polite" });
let open = false;

/**
 * Build the filters by state and by certainty below the search box, folded, and the line that says
 * how many places are shown. Within a group any chosen value will do, over the groups all must.
 */
export function init() {
  toggle = makeButton("quiet-button filters-toggle", toggleFilters, {
    "aria-controls": "filters",
    "data-focus": "filters",
  });
  document.getElementById("map-stage").append(empty);
  document.querySelector(".find").append(toggle);
  document.querySelector(".panel-top").after(root, line);
  store.on(["lang"], drawFilters);
  store.on(store.filters, scheduleAfterPaint(drawFilters));
  store.on(["selected"], liftFilters);
  drawFilters();
}

function toggleFilters() {
  open = !open;
  drawFilters();
  if (!open) return;
  bottomSheet.raiseSheet();
  // on a phone the panel is low: then the head gives way
  const low = matchMedia("(max-width: 760px)").matches;
  root.scrollIntoView({ block: low ? "start" : "nearest" });
}

function drawFilters() {
  const used = store.get("states").size + store.get("certainty").size;
  toggle.setAttribute("aria-expanded", String(open));
  toggle.replaceChildren(makeIcon("filter"), t("filters.button"));
  if (used) toggle.append(h("span", { class: "filters-used" }, strings.formatNumber(used)));
  root.hidden = !open;
  root.setAttribute("aria-label", t("filters.label"));
  const head = h("h2", { class: "hidden" }, t("filters.label"));
  redrawContent(root, head, makeFilter("states", "state"), makeFilter("certainty", "filters"));
  tellShown();
  tellEmpty();
}

/** Count the places that stand on the map and pass a test of their group. */
const countDrawn = (passes) => store.countPlacesWhere((group, g) => group.certainty !== "none" && passes(g));

/** Say on the map that nothing is left to be seen there, with the way back. */
function tellEmpty() {
  const i = data.subject();
  // the subject itself is the ground of the map; of places that nobody has located none is hidden
  const hasAny = countDrawn(() => true) > (i >= 0 ? 1 : 0);
  if (!hasAny || countDrawn((g) => store.visibleGroups()[g]) > (i >= 0 && store.isShown(i) ? 1 : 0)) {
    if (empty.contains(document.activeElement)) toggle.focus();
    return empty.replaceChildren();
  }
  const reset = { type: "button", class: "quiet-button", "data-focus": "map-empty", on: { click: clearFilters } };
  redrawContent(empty, h("p", {}, t("filters.empty")), h("button", reset, t("filters.clear")));
}

function makeFilter(key, words) {
  const count = countValues(key);
  const chosen = store.get(key);
  const values = store.filterValues(key).filter((value) => count.every.has(value) || chosen.has(value));
  return h(
    "div",
    { class: "filter", role: "group", "aria-labelledby": `filter-${key}` },
    h("h3", { class: "small-heading", id: `filter-${key}` }, t(`filters.${key}`)),
    h(
      "div",
      { class: "filter-chips" },
      values.map((value) => makeFilterChip(key, value, t(`${words}.${value}`), count.now.get(value) ?? 0)),
    ),
  );
}

/** Count the places of each value: all, and those that the other filters and layers let through. */
function countValues(key) {
  const every = new Set();
  const now = new Map();
  const census = data.facetCounts();
  data.facetCombinations().forEach((group, g) => {
    if (!census[g]) return;
    const value = group[key === "states" ? "state" : key];
    every.add(value);
    const passes = !store.get("off").has(group.layer) && store.isGroupPassing(group, key);
    if (passes) now.set(value, (now.get(value) ?? 0) + census[g]);
  });
  return { every, now };
}

const makeFilterChip = (key, value, word, n) =>
  makeButton(
    `filter-chip${n ? "" : " is-empty"}`,
    () => toggleValue(key, value),
    { "aria-pressed": String(store.get(key).has(value)), "data-focus": `filter-${key}-${value}` },
    key === "certainty" ? makeCertaintyMark(value) : null,
    word,
    h("span", { class: "filter-count" }, strings.formatNumber(n)),
  );

function toggleValue(key, value) {
  const chosen = new Set(store.get(key));
  if (!chosen.delete(value)) chosen.add(value);
  const i = store.get("selected");
  const hides = i >= 0 && chosen.size && !chosen.has(store.filterValueOf(key, i));
  store.set(hides ? { [key]: chosen, selected: -1 } : { [key]: chosen });
}

/** Say how many places are shown, with the way back, as soon as anything is hidden. */
function tellShown() {
  const all = data.countPlaces();
  const n = store.countPlacesWhere((group, g) => store.visibleGroups()[g]);
  line.hidden = n === all && !store.isFiltered();
  if (line.hidden) {
    // the way back is gone with it: the focus goes where the filters are
    if (line.contains(document.activeElement)) toggle.focus();
    line.replaceChildren();
    return;
  }
  redrawContent(
    line,
    h("span", {}, t("filters.shown", { shown: n, all })),
    makeButton("text-button", clearFilters, { "data-focus": "filters-clear" }, t("filters.clear")),
  );
}

/** Show everything again: no filters, all layers. */
export const clearFilters = () => store.set({ states: new Set(), certainty: new Set(), off: new Set() });

/** A place that was asked for is shown even where filters hide it: they give way, with a word. */
function liftFilters() {
  const i = store.get("selected");
  if (i < 0 || store.isShown(i)) return;
  const off = new Set(store.get("off"));
  off.delete(data.layerOf(i));
  const wider = { off };
  for (const key of ["states", "certainty"]) {
    const chosen = store.get(key);
    if (chosen.size) wider[key] = new Set([...chosen, store.filterValueOf(key, i)]);
  }
  store.set(wider);
  statusLine.announce(t("filters.lifted", { name: pickText(data.nameOf(i)).text }));
}
