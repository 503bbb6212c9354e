import * as facts from "../card/facts.js";
import * as share from "../card/share.js";
import { h, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark, makeLayerSign } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as pins from "./pins.js";

/** Figures of one cell that are told in full. */
const FEW = 3;

/**
 * Make the table: a row a place, its columns sorted by a press on their heads. The roles say again what
 * it is, since a narrow screen lays the rows out as blocks.
 * @param {{ columns: any[], rows: any[] }} told
 */
export const makeRowsTable = ({ columns, rows }) =>
  h(
    "table",
    { class: "compare-table", role: "table", "aria-labelledby": "compare-title" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map(makeColumnHead))),
    h("tbody", { role: "rowgroup" }, rows.map((row) => makePlaceLine(row, columns))),
  );

function makeColumnHead({ key, title, differs }) {
  const sort = store.get("sort");
  const way = sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none";
  return h(
    "th",
    { role: "columnheader", scope: "col", "aria-sort": way },
    h(
      "button",
      { type: "button", class: "compare-sort", "data-focus": `sort-${key}`, on: { click: () => nextSort(key, way) } },
      title,
      h("span", { class: "compare-way", "aria-hidden": "true" }, { ascending: "▲", descending: "▼", none: "↕" }[way]),
    ),
    explainDifference(differs),
  );
}

/** The largest figures first, since they are looked for; words from the first letter. */
function nextSort(key, way) {
  const words = ["name", "layer", "state", "certainty"].includes(key);
  const next = { none: words ? key : `-${key}`, ascending: words ? `-${key}` : "", descending: words ? "" : key }[way];
  store.set({ sort: next });
}

/** Say why some numbers must not be compared; nothing where they may. @param {string[]} differs */
export function explainDifference(differs) {
  if (!differs.length) return null;
  const reasons = differs.map((reason) => t(`compare.differs.${reason}`)).join(t("compare.and"));
  return h("span", { class: "compare-differs" }, t("compare.careful", { reasons }));
}

function makePlaceLine({ i, cells }, columns) {
  const measured = columns.filter((column) => column.measured);
  return h(
    "tr",
    { role: "row", "data-row": i },
    h("th", { role: "rowheader", scope: "row" }, h("div", { class: "compare-place" }, makePinBox(i), makePlaceDoor(i))),
    makeCell(columns[1].title, [
      makeLayerSign(data.layerOf(i)),
      makeLocalText(pickText(data.layers()[data.layerOf(i)].name)),
    ]),
    makeCell(columns[2].title, [t(`state.${data.stateOf(i)}`)]),
    makeCell(columns[3].title, makeCertaintyText(i)),
    measured.map(({ key, title }) => makeCell(title, makeCellFigures(cells[key]), "compare-figures")),
  );
}

const makeCell = (title, children, name = "") =>
  h("td", { role: "cell", "data-head": title, class: `${name}${children.length ? "" : " is-empty"}` }, children);

/** Say how surely a place is located, with its radius or the area that it lies in. @param {Place} i */
export function makeCertaintyText(i) {
  const radius = data.radiusOf(i) ? ` ±${placeText.formatDistance(data.radiusOf(i))}` : "";
  const where = data.isLocated(i) ? radius : ` ${locationText.nameArea(i)}`;
  return [makeCertaintyMark(data.certaintyOf(i)), t(`certainty.${data.certaintyOf(i)}`), h("small", {}, where)];
}

/** A box to tick: what is ticked stands side by side. */
function makePinBox(i) {
  const id = data.idOf(i);
  const box = h("input", {
    type: "checkbox",
    "data-focus": `pin-${id}`,
    "aria-label": t("compare.pin", { name: pickText(data.nameOf(i)).text }),
    on: { change: ({ target }) => (target.checked = pins.togglePin(id)) },
  });
  box.checked = store.get("pinned").has(id);
  return h("label", { class: "compare-pin" }, box);
}

/** Make the way to a place: its name, which opens its card. @param {Place} i */
export function makePlaceDoor(i) {
  const act = { click: () => share.flyToPlace(i) };
  const named = { type: "button", class: "text-button", "data-focus": `compare-${data.idOf(i)}`, on: act };
  return h("button", named, makeLocalText(pickText(data.nameOf(i))));
}

/**
 * Make the figures of a cell, each as printed with what it says, its state and its period.
 * @param {{ f: number }[]} told
 */
export function makeCellFigures(told) {
  const shown = told.slice(0, FEW).map(({ f }) =>
    h(
      "div",
      { class: "compare-figure" },
      facts.makeFigure(f),
      makeLocalText(pickText(data.fact.text(f)), "small"),
      facts.makeStatus(f),
    )
  );
  const more = told.length - shown.length;
  return more > 0 ? [...shown, h("small", { class: "hint" }, t("find.more", { n: more }))] : shown;
}
