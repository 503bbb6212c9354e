import { h, inTurn, local, redraw } from "../core/dom.js";
import { icon, mark, signOfLayer } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as longList from "./long.js";
import * as rows from "./rows.js";
import * as sheet from "./sheet.js";
import { describeStates, drawStates } from "./statebars.js";

/** Rows of a layer from which only those in sight are made; on a map of so many places, none of a folded one. */
const LONG = 100;
/** Rows of a short list that a page key moves by. */
const PAGE = 10;
const open = new Set();
/** The lists that are open now and long, by layer. */
const long = new Map();
const later = inTurn(() => long.forEach((each) => each.draw()));
const follow = inTurn(reveal);
/** The places of each layer that some filters leave, as far as they were asked for, and these filters. */
let left = { filters: [] };
/** Milliseconds after a selection in which its popup has the page to itself. */
const REST = 80;
let root = null;
/** How the selection came that is still to be followed, and when it will be. */
let meant = {};
let timer = 0;

/**
 * Build the list of layers with their places into the panel's page; it follows the state.
 * @param {HTMLElement} page
 */
export function init(page) {
  root = h("div", { class: "groups" });
  page.append(root);
  if (matchMedia("(min-width: 761px)").matches) open.add(first());
  store.on(["lang", ...store.filters.filter((key) => key !== "off")], draw);
  store.on(["off"], dim);
  store.on(["selected"], (how) => {
    meant = how;
    clearTimeout(timer);
    timer = setTimeout(follow, REST);
  });
  store.on(["hover"], point);
  store.on(["here"], draw);
  store.on(["tab", "query"], later);
  const panel = page.closest(".panel");
  panel.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(later).observe(panel);
  draw();
}

const first = () => data.layers().findIndex((layer, l) => data.amount(l) > 0);

function draw() {
  const held = root.contains(document.activeElement) && document.activeElement.dataset.number;
  long.clear();
  redraw(
    root,
    h("h2", { class: "hidden" }, t("list.heading")),
    data.layers().map((layer, l) => data.amount(l) > 0 && group(l)),
  );
  long.forEach((each) => each.draw());
  rows.read(root.querySelectorAll(".group-list:not(.is-long) .row"));
  // the row that had the focus is not there before its list is drawn
  if (held && !root.contains(document.activeElement)) long.get(data.layer(Number(held)))?.reveal(Number(held), true);
}

/** Return the places of a layer that the filters leave, those on the map first; of a country, they are looked for once. */
function members(l) {
  const filters = [store.get("states"), store.get("certainty")];
  if (filters.some((each, k) => each !== left.filters[k])) left = { filters, of: new Map() };
  if (!left.of.has(l)) left.of.set(l, listed(l));
  return left.of.get(l);
}

function listed(l) {
  const passing = data.groups().map((group) => group.layer === l && store.passing(group));
  const found = [[], []];
  for (let i = 0; i < data.count(); i += 1) if (passing[data.group(i)]) found[data.located(i) ? 0 : 1].push(i);
  return found.flat();
}

/** Return how many places a layer lists, how many of them have a position, and of how many only the area is known. */
function counts(l) {
  const listed = (group) => group.layer === l && store.passing(group);
  const located = (group) => listed(group) && data.positioned(group);
  const within = (group) => listed(group) && group.certainty === "area-known";
  return { n: store.count(listed), located: store.count(located), within: store.count(within) };
}

function lengthy(l) {
  return counts(l).n >= LONG;
}

function group(l) {
  const name = pick(data.layers()[l].name);
  const id = data.layers()[l].id;
  const off = store.get("off").has(l);
  const count = counts(l);
  const told = t(count.within ? "list.counted_within" : "list.counted_long", count);
  const toggle = h(
    "button",
    {
      type: "button",
      class: "group-name",
      "data-focus": `group-${id}`,
      "aria-expanded": String(open.has(l)),
      "aria-controls": `group-${id}`,
      on: { click: () => unfold(l) },
    },
    signOfLayer(l),
    local(name, "span", { class: "group-title" }),
    h("span", { class: "group-count", title: told, "aria-hidden": "true" }, counted(count)),
    h("span", { class: "hidden" }, `${told} ${describeStates(l, store.passing)}`),
    icon("open"),
    drawStates(l, store.passing),
  );
  return h(
    "section",
    { class: `group${off ? " is-off" : ""}`, "data-layer": id, "data-number": l },
    h("div", { class: "group-head" }, h("h3", {}, toggle), knob(l, name, off)),
    body(l, { id: `group-${id}` }),
  );
}

function body(l, props) {
  const folded = !open.has(l);
  if (folded || !lengthy(l)) {
    const made = folded && data.count() >= LONG ? [] : members(l);
    const own = { ...props, class: "group-list", hidden: folded, on: { keydown: walk } };
    return h("ul", own, made.map((i) => rows.row(i)));
  }
  long.set(l, longList.make(members(l), props));
  return long.get(l).node;
}

/** Move through the rows of a short list by the keys that move through a long one. */
function walk(event) {
  const here = [...event.currentTarget.querySelectorAll(".row")];
  const to = longList.moved(event, here.indexOf(document.activeElement), here.length, PAGE);
  if (to !== null) here[to].focus();
}

/** How many stand on the map, as a dot or as a square, and how many in no known area. */
function counted({ located, within, n }) {
  if (located === n) return strings.number(n);
  const parts = [
    [located, mark("certain")],
    [within, mark("area-known")],
    [n - located - within, "?"],
  ];
  return parts.filter(([many]) => many).map(([many, sign]) =>
    h("span", { class: "count-part" }, strings.number(many), sign)
  );
}

function knob(l, name, off) {
  return h(
    "button",
    {
      type: "button",
      class: "switch hue",
      role: "switch",
      "--hue": data.layers()[l].colour,
      "data-focus": `switch-${data.layers()[l].id}`,
      "aria-checked": String(!off),
      "aria-label": t("list.switch", { layer: name.text }),
      on: { click: () => flip(l) },
    },
    h("span", { class: "switch-knob" }),
  );
}

/** Show which layers are switched off; what they list does not depend on it. */
function dim() {
  for (const node of root.querySelectorAll(".group")) {
    const off = store.get("off").has(Number(node.dataset.number));
    node.classList.toggle("is-off", off);
    node.querySelector(".switch").setAttribute("aria-checked", String(!off));
  }
}

function flip(l) {
  const off = new Set(store.get("off"));
  if (!off.delete(l)) off.add(l);
  const hides = store.get("selected") >= 0 && off.has(data.layer(store.get("selected")));
  store.set(hides ? { off, selected: -1 } : { off });
}

function unfold(l) {
  if (open.has(l)) open.delete(l);
  else unroll(l);
  draw();
}

/** Open a layer. A long one is open alone: nobody scrolls past thousands of rows to the next. */
function unroll(l) {
  if (lengthy(l)) open.forEach((other) => lengthy(other) && open.delete(other));
  open.add(l);
}

/** Open the group of what was selected elsewhere and bring its row into sight, once the popup is seen. */
function reveal() {
  const how = meant;
  const i = store.get("selected");
  if (i >= 0 && !open.has(data.layer(i))) {
    unroll(data.layer(i));
    draw();
  } else dress();
  if (i < 0 || how.still) return;
  if (long.has(data.layer(i))) long.get(data.layer(i)).reveal(i);
  else root.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/**
 * Open a layer at the first of its places that are not on the map, and go there.
 * @param {number} l
 */
export function unlocated(l) {
  store.set({ tab: "places", query: "" });
  sheet.raise();
  unroll(l);
  draw();
  const i = members(l).find((each) => !data.located(each));
  if (long.has(l)) long.get(l).reveal(i, true);
  else root.querySelector(`.row[data-number="${i}"]`)?.focus();
}

function dress() {
  root.querySelectorAll(".row").forEach(rows.dress);
}

function point() {
  const i = store.get("hover");
  dress();
  // a folded group cannot light the row, so its head is lit
  for (const node of root.querySelectorAll(".group")) {
    const own = i >= 0 && node.dataset.layer === data.layers()[data.layer(i)].id;
    node.classList.toggle("has-hover", own && !open.has(data.layer(i)));
  }
}
