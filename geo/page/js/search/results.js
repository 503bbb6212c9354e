import * as popup from "../card/popup.js";
import { h, makeButton, scheduleAfterPaint } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as filters from "../panel/filters.js";
import * as hits from "./hits.js";
import * as searchEngine from "./search_engine.js";

const node = {};
const NOTHING = { n: 0, hidden: 0, done: false };
/** Milliseconds that what was found before stays, where nothing is found yet. */
const LATE = 150;
/** Pixels of a place's row, at least: so many places are drawn at once as may be seen of the list. */
const HIGH = 60;
/** Milliseconds after which the others are drawn, part by part: who types on does not wait for them. */
const REST = 120;
const others = scheduleAfterPaint(() => {
  if (coming || most >= rows.length) return;
  writeRows(most + visibleRows());
  others();
});
/** Draw what comes after the first rows of a query, once these are seen. */
const later = scheduleAfterPaint(drawResults);
/** Places of which the reader asked to see all facts. */
const whole = new Set();
let bound = null;
let found = NOTHING;
let rows = [];
/** What is drawn of each row: {row, wide, options}; and all of their options in one list. */
let drawn = [];
let options = [];
/** So many rows are drawn as they are now; what stands below them is of the query before. */
let most = 0;
let active = -1;
/** Timers of what is said at the end, of what is seen where nothing is found at once, and of the other rows. */
let timer = 0;
let slow = 0;
let coming = 0;

/**
 * Build the list of results and what stands below it, and return its node. `input` is the box that
 * the list belongs to; `ways` are what a reader can do about it: clear the box, search on or anew.
 * @param {HTMLInputElement} input
 * @param {any} ways
 */
export function init(input, ways) {
  bound = { input, ...ways };
  node.list = h("ul", {
    class: "find-list",
    id: "find-list",
    role: "listbox",
    tabindex: "-1",
    "data-focus": "find-list",
  });
  node.rest = h("div", { class: "find-rest" });
  node.voice = h("p", { class: "hidden", "aria-live": "polite" });
  node.head = h("h2", { class: "hidden" });
  node.count = h("p", { class: "hint find-count", "aria-hidden": "true" });
  node.results = h("div", { class: "find-results" }, node.head, node.count, node.list, node.rest, node.voice);
  return node.results;
}

/** Speak the page's language. */
export function nameResults() {
  node.list.setAttribute("aria-label", t("find.list"));
  node.head.replaceChildren(t("find.list"));
  drawn = [];
  node.list.replaceChildren();
  drawResults();
}

/** Make ready for another query: nothing of the one before is chosen. What is shown stays till then. */
export function beginQuery() {
  whole.clear();
  clearTimeout(coming);
  coming = 0;
  if (active >= 0) store.set({ hover: -1 });
  activateOption(-1);
  node.list.setAttribute("aria-busy", "true");
}

/** Show or hide the results. @param {boolean} on */
export function showResults(on) {
  node.results.hidden = !on;
  node.results.parentNode?.classList.toggle("is-finding", on);
  clearTimeout(slow);
  if (on) {
    slow = setTimeout(drawResults, LATE);
    return;
  }
  clearTimeout(timer);
  node.voice.replaceChildren();
  [found, rows] = [NOTHING, []];
  store.set({ hits: null });
  drawResults();
}

/** Take what the search reports: rows that changed, and how many places were found so far. @param {any} told */
export function takeReport(told) {
  const fresh = told.turn !== found.turn || !rows.length;
  if (told.turn !== found.turn) rows = [];
  found = told;
  for (const [k, row] of told.changes) rows[k] = row;
  rows.length = told.length;
  clearTimeout(slow);
  clearTimeout(timer);
  if (told.done) store.set({ hits: new Set(rows.filter(Boolean).map(({ i }) => i)) });
  if (told.done || rows.length) (fresh || told.done ? drawResults : later)();
  else slow = setTimeout(drawResults, LATE);
  if (told.done) timer = setTimeout(() => node.voice.replaceChildren(tellCount()), 400);
}

const currentQuery = () => store.get("query");
const visibleRows = () => Math.ceil(innerHeight / HIGH);

function drawResults() {
  writeRows(visibleRows());
  coming ||= most < rows.length && setTimeout(() => {
    coming = 0;
    others();
  }, REST);
}

/** Draw those of the first `upTo` rows that have changed. */
function writeRows(upTo) {
  most = upTo;
  const chosen = options[active];
  rows.slice(0, most).forEach((row, k) => {
    const wide = found.n === 1 || whole.has(row.i);
    if (drawn[k]?.row === row && drawn[k].wide === wide) return;
    const made = hits.makeOptions(row, currentQuery(), wide);
    made.forEach(wireOption);
    const old = drawn[k]?.options ?? [];
    if (old.length) old[0].node.before(...made.map((each) => each.node));
    else node.list.append(...made.map((each) => each.node));
    for (const each of old) each.node.remove();
    drawn[k] = { row, wide, options: made };
  });
  for (const { options: gone } of drawn.splice(rows.length)) for (const each of gone) each.node.remove();
  options = drawn.flatMap((row) => row.options);
  options.forEach((option, k) => (option.node.id = `find-${k}`));
  node.list.hidden = !options.length;
  node.list.setAttribute("aria-busy", String(!found.done || drawn.length < rows.length || most < rows.length));
  bound.input.setAttribute("aria-expanded", String(options.length > 0));
  node.count.replaceChildren(found.done && found.n ? tellCount() : "");
  node.rest.replaceChildren(...makeRest());
  if (chosen) activateOption(findOption(chosen));
}

/** Return where an option stands now that rows came or went. */
function findOption(chosen) {
  const same = options.findIndex(({ i, fact, more }) => i === chosen.i && fact === chosen.fact && more === chosen.more);
  return same < 0 ? Math.min(active, options.length - 1) : same;
}

function wireOption(option) {
  option.node.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && event.preventDefault());
  option.node.addEventListener("click", (event) => {
    // with the focus in the box a phone would raise its keyboard again when the popup closes
    if (event.pointerType !== "mouse") node.list.focus({ preventScroll: true });
    chooseOption(option);
  });
  if (option.more) return;
  option.node.addEventListener("pointerenter", () => store.set({ hover: option.i }));
  option.node.addEventListener("pointerleave", () => store.set({ hover: -1 }));
}

/** What stands below the list: nothing found, more than listed, hidden by filters, or still searched. */
function makeRest() {
  const { n, hidden, done, part, failed } = found;
  return [
    done && !n && !failed && h("p", { class: "find-none" }, t("find.none", { query: currentQuery().trim() })),
    n > searchEngine.MOST && h("p", { class: "hint" }, t("find.places_more", { n: n - searchEngine.MOST })),
    hidden > 0 &&
    h("p", { class: "hint" }, t("find.hidden", { n: hidden }), " ", makeAction("find.show", filters.clearFilters)),
    !done && h("p", { class: "hint find-busy" }, tellReading() ?? t("find.busy")),
    failed && h("p", { class: "hint" }, t("find.failed"), " ", makeAction("find.again", bound.again)),
    part && h("p", { class: "hint" }, t("find.part"), " ", makeAction("find.far", bound.far)),
    done && !n && makeAction("find.clear", bound.clear),
  ].filter(Boolean);
}

/** Say how many names have been read, where that takes so long that it is seen; nothing once all are. */
function tellReading() {
  const all = data.countPlaces();
  return found.read > 0 && found.read < all ? t("find.reading", { read: found.read, all }) : null;
}

const makeAction = (word, does) => makeButton("quiet-button", () => does(), { "data-focus": word }, t(word));

function tellCount() {
  if (found.failed) return t("find.failed");
  return found.n ? t("find.count", { n: found.n }) : t("find.none", { query: currentQuery().trim() });
}

const MOVES = {
  ArrowDown: () => (active + 1) % options.length,
  ArrowUp: () => (active < 1 ? options.length : active) - 1,
  Home: () => (active < 0 ? null : 0),
  End: () => (active < 0 ? null : options.length - 1),
};

/** Take a key that was pressed in the box: arrows move through the options, Enter opens one. @param {any} event */
export function handleResultKey(event) {
  if (!options.length || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const to = Object.hasOwn(MOVES, event.key) ? MOVES[event.key]() : null;
  if (to === null && event.key !== "Enter") return;
  if (most < rows.length) writeRows(rows.length);
  event.preventDefault();
  if (to === null) chooseOption(options[Math.max(active, 0)]);
  else moveToOption(to);
}

/** Make one option the active one; the focus stays in the box, as a combobox has it. */
function activateOption(k) {
  active = k;
  options.forEach((option, at) => option.node.setAttribute("aria-selected", String(at === k)));
  if (k < 0) bound.input.removeAttribute("aria-activedescendant");
  else bound.input.setAttribute("aria-activedescendant", `find-${k}`);
}

function moveToOption(k) {
  activateOption(k);
  options[k].node.scrollIntoView({ block: "nearest" });
  store.set({ hover: options[k].i });
}

/** Open a place, flying to it, or its popup at a fact; or list the rest of a place's facts. */
function chooseOption(option) {
  const { i, fact, more } = option;
  active = options.indexOf(option);
  if (more) {
    whole.add(i);
    drawResults();
  } else if (store.get("selected") !== i) store.selectPlace(i, { fly: true, fact });
  else {
    if (fact) popup.openAtFact(i, fact);
    else view.flyTo(i);
    document.getElementById("card-title")?.focus({ preventScroll: true });
  }
}
