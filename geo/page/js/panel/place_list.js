import { h, makeButton, makeLocalText, redrawContent, scheduleAfterPaint } from "../core/dom.js";
import { makeCertaintyMark, makeIcon, makeLayerSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as bottomSheet from "./bottom_sheet.js";
import * as rows from "./rows.js";
import { describeStates, drawStates } from "./statebars.js";
import * as virtualList from "./virtual_list.js";

/** Rows of a layer from which only those in sight are made; on a map of so many places, none of a folded one. */
const LONG = 100;
/** Rows of a short list that a page key moves by. */
const PAGE = 10;
const open = new Set();
/** The lists that are open now and long, by layer. */
const long = new Map();
const later = scheduleAfterPaint(() => long.forEach((each) => each.draw()));
const follow = scheduleAfterPaint(revealSelected);
/** The places of each layer that some filters leave, as far as they were asked for, and these filters. */
let left = { filters: [] };
/** Milliseconds after a selection in which its popup has the page to itself. */
const REST = 80;
const root = h("div", { class: "groups" });
/** How the selection came that is still to be followed, and when it will be. */
let meant = {};
let timer = 0;

/** Build the list of layers with their places into the panel's page; it follows the state. @param {HTMLElement} page */
export function init(page) {
  page.append(root);
  if (matchMedia("(min-width: 761px)").matches) open.add(firstLayer());
  store.on(["lang", ...store.filters.filter((key) => key !== "off")], drawList);
  store.on(["off"], dimLayers);
  store.on(["selected"], (how) => {
    meant = how;
    clearTimeout(timer);
    timer = setTimeout(follow, REST);
  });
  store.on(["hover"], lightHover);
  store.on(["here"], drawList);
  store.on(["tab", "query"], later);
  const panel = page.closest(".panel");
  panel.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(later).observe(panel);
  drawList();
}

const firstLayer = () => data.layers().findIndex((layer, l) => data.countInLayer(l) > 0);

function drawList() {
  const held = root.contains(document.activeElement) && document.activeElement.dataset.number;
  long.clear();
  redrawContent(
    root,
    h("h2", { class: "hidden" }, t("list.heading")),
    data.layers().map((layer, l) => data.countInLayer(l) > 0 && makeGroup(l)),
  );
  long.forEach((each) => each.draw());
  rows.readRowNames(root.querySelectorAll(".group-list:not(.is-long) .row"));
  // the row that had the focus is not there before its list is drawn
  if (held && !root.contains(document.activeElement)) long.get(data.layerOf(Number(held)))?.reveal(Number(held), true);
}

/** Return the places of a layer that the filters leave, those on the map first; of a country, they are looked for once. */
function listMembers(l) {
  const filters = [store.get("states"), store.get("certainty")];
  if (filters.some((each, k) => each !== left.filters[k])) left = { filters, of: new Map() };
  if (!left.of.has(l)) left.of.set(l, filterMembers(l));
  return left.of.get(l);
}

function filterMembers(l) {
  const passing = data.facetCombinations().map((group) => group.layer === l && store.isGroupPassing(group));
  const found = [[], []];
  for (let i = 0; i < data.countPlaces(); i += 1) {
    if (passing[data.groupOf(i)]) found[data.isLocated(i) ? 0 : 1].push(i);
  }
  return found.flat();
}

/** Return how many places a layer lists, how many of them have a position, and of how many only the area is known. */
function countLayer(l) {
  const isListed = (group) => group.layer === l && store.isGroupPassing(group);
  const isPlaced = (group) => isListed(group) && data.hasPosition(group);
  const isInArea = (group) => isListed(group) && group.certainty === "area-known";
  return {
    n: store.countPlacesWhere(isListed),
    located: store.countPlacesWhere(isPlaced),
    within: store.countPlacesWhere(isInArea),
  };
}

const isLong = (l) => countLayer(l).n >= LONG;

function makeGroup(l) {
  const name = pickText(data.layers()[l].name);
  const id = data.layers()[l].id;
  const off = store.get("off").has(l);
  const count = countLayer(l);
  const told = t(count.within ? "list.counted_within" : "list.counted_long", count);
  const toggle = makeButton(
    "group-name",
    () => toggleGroup(l),
    { "data-focus": `group-${id}`, "aria-expanded": String(open.has(l)), "aria-controls": `group-${id}` },
    makeLayerSign(l),
    makeLocalText(name, "span", { class: "group-title" }),
    h("span", { class: "group-count", title: told, "aria-hidden": "true" }, formatCounts(count)),
    h("span", { class: "hidden" }, `${told} ${describeStates(l, store.isGroupPassing)}`),
    makeIcon("open"),
    drawStates(l, store.isGroupPassing),
  );
  return h(
    "section",
    { class: `group${off ? " is-off" : ""}`, "data-layer": id, "data-number": l },
    h("div", { class: "group-head" }, h("h3", {}, toggle), makeSwitch(l, name, off)),
    makeBody(l, { id: `group-${id}` }),
  );
}

function makeBody(l, props) {
  const folded = !open.has(l);
  if (folded || !isLong(l)) {
    const made = folded && data.countPlaces() >= LONG ? [] : listMembers(l);
    const own = { ...props, class: "group-list", hidden: folded, on: { keydown: walkRows } };
    return h("ul", own, made.map((i) => rows.makeRow(i)));
  }
  long.set(l, virtualList.makeLongList(listMembers(l), props));
  return long.get(l).node;
}

/** Move through the rows of a short list by the keys that move through a long one. */
function walkRows(event) {
  const here = [...event.currentTarget.querySelectorAll(".row")];
  const to = virtualList.rowAfterKey(event, here.indexOf(document.activeElement), here.length, PAGE);
  if (to !== null) here[to].focus();
}

/** How many stand on the map, as a dot or as a square, and how many in no known area. */
function formatCounts({ located, within, n }) {
  if (located === n) return strings.formatNumber(n);
  const parts = [
    [located, makeCertaintyMark("certain")],
    [within, makeCertaintyMark("area-known")],
    [n - located - within, "?"],
  ];
  return parts.filter(([many]) => many).map(([many, sign]) =>
    h("span", { class: "count-part" }, strings.formatNumber(many), sign)
  );
}

const makeSwitch = (l, name, off) =>
  makeButton("switch hue", () => toggleLayer(l), {
    role: "switch",
    "--hue": data.layers()[l].colour,
    "data-focus": `switch-${data.layers()[l].id}`,
    "aria-checked": String(!off),
    "aria-label": t("list.switch", { layer: name.text }),
  }, h("span", { class: "switch-knob" }));

/** Show which layers are switched off; what they list does not depend on it. */
function dimLayers() {
  for (const node of root.querySelectorAll(".group")) {
    const off = store.get("off").has(Number(node.dataset.number));
    node.classList.toggle("is-off", off);
    node.querySelector(".switch").setAttribute("aria-checked", String(!off));
  }
}

function toggleLayer(l) {
  const off = new Set(store.get("off"));
  if (!off.delete(l)) off.add(l);
  const hides = store.get("selected") >= 0 && off.has(data.layerOf(store.get("selected")));
  store.set(hides ? { off, selected: -1 } : { off });
}

function toggleGroup(l) {
  if (open.has(l)) open.delete(l);
  else openGroup(l);
  drawList();
}

/** Open a layer. A long one is open alone: nobody scrolls past thousands of rows to the next. */
function openGroup(l) {
  if (isLong(l)) open.forEach((other) => isLong(other) && open.delete(other));
  open.add(l);
}

/** Open the group of what was selected elsewhere and bring its row into sight, once the popup is seen. */
function revealSelected() {
  const how = meant;
  const i = store.get("selected");
  if (i >= 0 && !open.has(data.layerOf(i))) {
    openGroup(data.layerOf(i));
    drawList();
  } else markRows();
  if (i < 0 || how.still) return;
  if (long.has(data.layerOf(i))) long.get(data.layerOf(i)).reveal(i);
  else root.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** Open a layer at the first of its places that are not on the map, and go there. @param {number} l */
export function openUnlocated(l) {
  store.set({ tab: "places", query: "" });
  bottomSheet.raiseSheet();
  openGroup(l);
  drawList();
  const i = listMembers(l).find((each) => !data.isLocated(each));
  if (long.has(l)) long.get(l).reveal(i, true);
  else root.querySelector(`.row[data-number="${i}"]`)?.focus();
}

const markRows = () => root.querySelectorAll(".row").forEach(rows.markRow);

function lightHover() {
  const i = store.get("hover");
  markRows();
  // a folded group cannot light the row, so its head is lit
  for (const node of root.querySelectorAll(".group")) {
    const own = i >= 0 && node.dataset.layer === data.layers()[data.layerOf(i)].id;
    node.classList.toggle("has-hover", own && !open.has(data.layerOf(i)));
  }
}
