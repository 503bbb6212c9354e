import { h } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as bottomSheet from "../panel/bottom_sheet.js";
import * as query from "./query.js";
import * as results from "./results.js";
import * as search from "./search.js";

/** Milliseconds after which names are read for a search that may come. */
const IDLE = 1500;
const node = {};

/** Build the search box above the panel's tabs and the results in place of its pages. */
export function init() {
  buildBox();
  const bar = document.querySelector(".panel-body > .bar");
  const top = h("div", { class: "panel-top" });
  bar.before(top);
  node.search = h("div", { class: "find", role: "search" }, node.box);
  top.append(node.search, bar);
  top.after(
    results.init(node.input, { clear: clearBox, again: () => searchNow(), far: () => searchNow({ far: true }) }),
  );
  bar.querySelector(".tabs").addEventListener("click", leaveSearch);
  search.init(results.takeReport);
  store.on(["query"], takeQuery);
  store.on(["lang"], nameBox);
  store.on(["tab"], leaveSearch);
  store.on(store.filters, () => searchNow());
  nameBox();
  takeQuery();
  // a network is not used before somebody searches
  if (!unpack.dataFolder()) setTimeout(() => search.startEngine().catch(() => {}), IDLE);
  bottomSheet.measurePeek();
  if (store.get("query")) bottomSheet.raiseSheet();
}

function buildBox() {
  node.input = h("input", {
    type: "text",
    class: "find-input",
    role: "combobox",
    inputmode: "search",
    enterkeyhint: "search",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: query.LONGEST,
    dir: "auto",
    "data-focus": "find",
    "aria-autocomplete": "list",
    "aria-controls": "find-list",
    "aria-expanded": "false",
    "aria-keyshortcuts": "/ Control+K",
    on: { input: () => store.set({ query: node.input.value }), keydown: handleBoxKey, focus: prepareSearch },
  });
  const wipe = { click: () => clearBox() };
  node.clear = h("button", { type: "button", class: "round-button find-clear", on: wipe }, makeIcon("close"));
  node.key = h("kbd", { class: "find-key", "aria-hidden": "true" }, "/");
  node.box = h("div", { class: "find-box" }, makeIcon("search"), node.input, node.key, node.clear);
}

/** Whoever comes to the box will type: then what is searched is at hand. */
function prepareSearch() {
  search.startEngine().catch(() => {}); // told once something is asked
  // on a phone the keyboard takes the lower half: the sheet goes up, so that results are seen
  if (matchMedia("(max-width: 760px)").matches) bottomSheet.setStop("full");
}

function nameBox() {
  node.search.setAttribute("aria-label", t("find.label"));
  node.input.setAttribute("aria-label", t("find.label"));
  node.input.setAttribute("placeholder", t("find.placeholder"));
  node.clear.setAttribute("aria-label", t("find.clear"));
  results.nameResults();
}

function takeQuery() {
  const text = store.get("query");
  if (node.input.value !== text) node.input.value = text;
  node.clear.hidden = !text;
  node.key.hidden = Boolean(text);
  results.beginQuery();
  searchNow();
}

/** Search for what stands in the box; nothing is looked for where no term stands in it. */
function searchNow(how) {
  const text = store.get("query");
  const on = query.splitTerms(text).length > 0;
  results.showResults(on);
  if (on) search.askEngine(text, how);
  else search.leaveEngine();
}

function handleBoxKey(event) {
  if (event.isComposing) return;
  if (event.key === "Escape" && node.input.value) {
    event.preventDefault();
    event.stopPropagation();
    clearBox();
  }
  results.handleResultKey(event);
}

function clearBox() {
  store.set({ query: "" });
  node.input.focus();
}

const leaveSearch = () => store.set({ query: "" });

/** Go to the box, wherever it is; false where the page does not show it (an embedded map). */
export function focusBox() {
  if (!node.input.getClientRects().length) return false;
  bottomSheet.raiseSheet();
  node.input.focus();
  node.input.select();
  return true;
}
