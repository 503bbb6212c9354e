import * as share from "../card/share.js";
import { h, local, redraw } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as records from "../data/records.js";
import * as store from "../data/store.js";
import { save } from "../export/download.js";
import { printAs } from "../export/print.js";
import * as view from "../map/view.js";
import { beside } from "./beside.js";
import { csv } from "./csv.js";
import * as model from "./model.js";
import * as rows from "./rows.js";

/** Places of which a table is drawn; of more the first, and it is said how many there are. */
const MOST = 500;
let map = null;
let root = null;
let turn = 0;
/** Whether the map stands where the address put it. */
let settled = false;
/** The table as it was drawn last, for the file. */
let drawn = null;

/**
 * Show the table of places from now on whenever the state says so.
 * @param {LeafletMap} leaflet
 * @param {boolean} still
 */
export function follow(leaflet, still) {
  map = leaflet;
  settled = still;
  root = h("section", {
    class: "compare",
    id: "compare",
    "aria-labelledby": "compare-title",
    on: { keydown: escape },
  });
  document.getElementById("app").append(root);
  store.on(["table", "lang", "pinned", "sort", ...store.filters], () => draw());
  store.on(["selected"], mark);
  return draw(true);
}

function escape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
}

function close() {
  store.set({ table: false });
  const door = /** @type {HTMLElement} */ (document.querySelector("[data-focus=compare]"));
  (door?.getClientRects().length ? door : document.getElementById("map-stage")).focus({ preventScroll: true });
}

/** Draw the table of what is shown, once all that is told of it is at hand; of several calls, for the last. */
async function draw(first = false) {
  const own = (turn += 1);
  const opened = first || root.hidden;
  root.hidden = !store.get("table");
  document.documentElement.classList.toggle("comparing", !root.hidden);
  if (root.hidden) return;
  try {
    const told = await tell();
    if (own !== turn) return;
    fill(told);
    if (opened) show(first);
  } catch {
    voice.say(t("data.missing"));
  }
}

/** Begin at the table's heading, and bring the sites into what is left of the map; not where an address says a view. */
function show(first) {
  root.querySelector("h2").focus({ preventScroll: true });
  if (store.get("selected") < 0 && !(first && settled)) view.whole(true);
}

/** Return the places of the table and those pinned, read. */
async function tell() {
  const all = records.shown().filter((i) => i !== data.subject());
  const places = all.slice(0, MOST);
  const pinned = [];
  for (const id of store.get("pinned")) {
    const i = await data.find(id);
    if (i >= 0) pinned.push(i);
  }
  await data.load([...places, ...pinned]);
  return { all, places, pinned };
}

function fill({ all, places, pinned }) {
  const table = model.table(places);
  const sort = store.get("sort");
  const held = root.querySelector(".compare-scroll");
  const at = held ? [held.scrollLeft, held.scrollTop] : [0, 0];
  drawn = { ...table, rows: sort ? model.sorted(table.rows, sort) : table.rows };
  redraw(
    root,
    head(all.length, places.length),
    h(
      "div",
      { class: "compare-scroll", tabindex: "0", role: "region", "aria-label": t("compare.scroll") },
      beside(pinned),
      rows.table(drawn),
    ),
  );
  [root.querySelector(".compare-scroll").scrollLeft, root.querySelector(".compare-scroll").scrollTop] = at;
  mark();
}

function mark() {
  const i = store.get("selected");
  for (const row of root.querySelectorAll("[data-row]")) {
    row.classList.toggle("is-chosen", Number(row.dataset.row) === i);
  }
}

function head(n, shown) {
  const said = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  return h(
    "header",
    { class: "compare-head" },
    h("h2", { class: "compare-title", id: "compare-title", tabindex: "-1" }, t("compare.title")),
    h("span", { class: "hint" }, shown < n ? t("compare.part", { shown, n }) : t("compare.number", { n })),
    h(
      "div",
      { class: "compare-ways" },
      layers(),
      way("link", "link", "compare.link", () => share.put(address(), t("share.link_text"), said, hand)),
      way("csv", "down", "compare.csv", () => keep()),
      way("print", "print", "compare.print", () => printAs({ kind: "table" })),
      said,
      hand,
    ),
    h(
      "button",
      { type: "button", class: "round-button", "aria-label": t("compare.close"), on: { click: close } },
      icon("close"),
    ),
  );
}

function way(name, sign, key, act) {
  const named = { type: "button", class: "quiet-button", "data-focus": `compare-${name}`, on: { click: act } };
  return h("button", named, icon(sign), t(key));
}

function address() {
  const { query, hash } = link.address(map);
  return `${location.href.split(/[?#]/)[0]}?${query}#${hash}`;
}

function keep() {
  save(csv(drawn), `${data.id()}-compare.csv`, "text/csv;charset=utf-8");
  voice.say(t("download.saved", { file: `${data.id()}-compare.csv` }));
}

/** A choice of one layer or of all that are on; it switches the layers themselves. */
function layers() {
  const off = store.get("off");
  const on = data.layers().map((layer, l) => l).filter((l) => data.amount(l) > 0 && !off.has(l));
  const chosen = on.length === 1 ? String(on[0]) : "";
  const option = (value, words) => local(words, "option", { value, selected: value === chosen || (!value && !chosen) });
  return h(
    "select",
    {
      class: "compare-layer",
      "aria-label": t("compare.layer"),
      "data-focus": "compare-layer",
      on: { change: ({ target }) => only(target.value) },
    },
    option("", { text: t(off.size ? "compare.chosen_layers" : "compare.all_layers") }),
    off.size > 0 && option("all", { text: t("compare.all_layers") }),
    data.layers().map((layer, l) => data.amount(l) > 0 && option(String(l), pick(layer.name))),
  );
}

function only(value) {
  if (!value) return;
  const others = data.layers().map((layer, l) => l).filter((l) => String(l) !== value);
  store.set({ off: new Set(value === "all" ? [] : others) });
}
