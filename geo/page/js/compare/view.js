import * as share from "../card/share.js";
import { h, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as records from "../data/records.js";
import * as store from "../data/store.js";
import { saveFile } from "../export/download.js";
import { printAs } from "../export/print.js";
import * as view from "../map/view.js";
import { makeSideBySide } from "./beside.js";
import { tableToCsv } from "./csv.js";
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
export function followTable(leaflet, still) {
  map = leaflet;
  settled = still;
  root = h("section", {
    class: "compare",
    id: "compare",
    "aria-labelledby": "compare-title",
    on: { keydown: closeOnEscape },
  });
  document.getElementById("app").append(root);
  store.on(["table", "lang", "pinned", "sort", ...store.filters], () => drawTable());
  store.on(["selected"], markPinned);
  return drawTable(true);
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  closeTable();
}

function closeTable() {
  store.set({ table: false });
  const door = /** @type {HTMLElement} */ (document.querySelector("[data-focus=compare]"));
  (door?.getClientRects().length ? door : document.getElementById("map-stage")).focus({ preventScroll: true });
}

/** Draw the table of what is shown, once all that is told of it is at hand; of several calls, for the last. */
async function drawTable(first = false) {
  const own = (turn += 1);
  const opened = first || root.hidden;
  const closed = !root.hidden && !store.get("table");
  root.hidden = !store.get("table");
  document.documentElement.classList.toggle("comparing", !root.hidden);
  if (closed) view.showSitesAgain();
  if (root.hidden) return;
  try {
    const told = await readTable();
    if (own !== turn) return;
    fillTable(told);
    if (opened) revealTable(first);
  } catch {
    statusLine.announce(t("data.missing"));
  }
}

/** Begin at the table's heading, and bring the sites into what is left of the map; not where an address says a view. */
function revealTable(first) {
  root.querySelector("h2").focus({ preventScroll: true });
  if (store.get("selected") < 0 && !(first && settled)) view.showSites(true);
}

/** Return the places of the table and those pinned, read. */
async function readTable() {
  const all = records.listShownPlaces().filter((i) => i !== data.subject());
  const places = all.slice(0, MOST);
  const pinned = [];
  for (const id of store.get("pinned")) {
    const i = await data.findPlace(id);
    if (i >= 0) pinned.push(i);
  }
  await data.loadPlaces([...places, ...pinned]);
  return { all, places, pinned };
}

function fillTable({ all, places, pinned }) {
  const table = model.makeModel(places);
  const sort = store.get("sort");
  const held = root.querySelector(".compare-scroll");
  const at = held ? [held.scrollLeft, held.scrollTop] : [0, 0];
  drawn = { ...table, rows: sort ? model.sortRows(table.rows, sort) : table.rows };
  redrawContent(
    root,
    makeTableHead(all.length, places.length),
    h(
      "div",
      { class: "compare-scroll", tabindex: "0", role: "region", "aria-label": t("compare.scroll") },
      makeSideBySide(pinned),
      rows.makeRowsTable(drawn),
    ),
  );
  [root.querySelector(".compare-scroll").scrollLeft, root.querySelector(".compare-scroll").scrollTop] = at;
  markPinned();
}

function markPinned() {
  const i = store.get("selected");
  for (const row of root.querySelectorAll("[data-row]")) {
    row.classList.toggle("is-chosen", Number(row.dataset.row) === i);
  }
}

/** Make the head of the table; what is said of a copy stands in a row below it, where it moves no button. */
function makeTableHead(n, shown) {
  const said = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copy = () => share.copyText(tableAddress(), t("share.link_text"), said, hand);
  const head = h(
    "header",
    { class: "compare-head" },
    h("h2", { class: "compare-title", id: "compare-title", tabindex: "-1" }, t("compare.title")),
    h("span", { class: "hint" }, shown < n ? t("compare.part", { shown, n }) : t("compare.number", { n })),
    h(
      "div",
      { class: "compare-ways" },
      makeLayerChoice(),
      makeTableWay("link", "link", "compare.link", copy),
      makeTableWay("csv", "down", "compare.csv", () => saveTable(said, hand)),
      makeTableWay("print", "print", "compare.print", () => printAs({ kind: "table" })),
    ),
    makeButton("round-button", closeTable, { "aria-label": t("compare.close") }, makeIcon("close")),
  );
  return [head, h("div", { class: "compare-said" }, said, hand)];
}

function makeTableWay(name, sign, key, act) {
  const named = { type: "button", class: "quiet-button", "data-focus": `compare-${name}`, on: { click: act } };
  return h("button", named, makeIcon(sign), t(key));
}

function tableAddress() {
  const { query, hash } = link.makeAddress(map);
  return `${location.href.split(/[?#]/)[0]}?${query}#${hash}`;
}

function saveTable(said, hand) {
  const file = `${data.mapId()}-compare.csv`;
  saveFile(tableToCsv(drawn), file, "text/csv;charset=utf-8");
  hand.replaceChildren();
  said.replaceChildren(t("download.saved", { file }));
}

/** A choice of one layer or of all that are on; it switches the layers themselves. */
function makeLayerChoice() {
  const off = store.get("off");
  const on = data.layers().map((layer, l) => l).filter((l) => data.countInLayer(l) > 0 && !off.has(l));
  const chosen = on.length === 1 ? String(on[0]) : "";
  const makeOption = (value, words) =>
    makeLocalText(words, "option", { value, selected: value === chosen || (!value && !chosen) });
  return h(
    "select",
    {
      class: "compare-layer",
      "aria-label": t("compare.layer"),
      "data-focus": "compare-layer",
      on: { change: ({ target }) => showOnlyLayer(target.value) },
    },
    makeOption("", { text: t(off.size ? "compare.chosen_layers" : "compare.all_layers") }),
    off.size > 0 && makeOption("all", { text: t("compare.all_layers") }),
    data.layers().map((layer, l) => data.countInLayer(l) > 0 && makeOption(String(l), pickText(layer.name))),
  );
}

function showOnlyLayer(value) {
  if (!value) return;
  const others = data.layers().map((layer, l) => l).filter((l) => String(l) !== value);
  store.set({ off: new Set(value === "all" ? [] : others) });
}
