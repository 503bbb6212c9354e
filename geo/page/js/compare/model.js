import { pickText, t } from "../core/strings.js";
import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as measures from "../data/measures.js";

/** Columns that every place has, before those of its figures. */
const FIXED = ["name", "layer", "state", "certainty"];
/** A column of figures is one that so many places have; what all places could have stands there for one of them too. */
const SHARED = 2;
const GENERAL = ["area", "money"];

/**
 * Return the figures of a place: what each measures, its fact, and what tells whether it may be compared.
 * @param {Place} i
 */
export function measuredFigures(i) {
  const first = strings.languageCodes()[0];
  return data.factsOf(i).filter((f) => typeof data.fact.value(f) === "number").map((f) => ({
    ...measures.normaliseFigure(
      { measure: data.fact.measure(f), value: data.fact.value(f), units: data.fact.unit(f) },
      first,
    ),
    f,
    measure: data.fact.measure(f),
    state: data.fact.state(f),
    interval: data.fact.interval(f),
    bound: data.fact.bound(f),
    text: pickText(data.fact.text(f)).text,
  }));
}

/**
 * Return the table of some places: `columns` as {key, title, measured, differs}, `rows` as {i, cells},
 * where a cell of a measure is the list of its figures, the largest first.
 * @param {Place[]} places
 */
export function makeModel(places) {
  const told = places.map((i) => ({ i, figures: measuredFigures(i) }));
  const keys = [...new Set(told.flatMap((each) => each.figures.map(({ key }) => key)))];
  const countOwners = (key) => told.filter((each) => each.figures.some((figure) => figure.key === key)).length;
  const shared = keys.filter((key) => countOwners(key) >= (GENERAL.includes(key) ? 1 : SHARED)).sort(compareKeys);
  const rows = told.map(({ i, figures: own }) => ({ i, cells: makeCells(own, shared) }));
  const fixed = FIXED.map((key) => ({ key, title: t(`compare.${key}`), measured: false, differs: [] }));
  return { columns: [...fixed, ...shared.map((key) => makeColumn(key, rows))], rows };
}

/** Areas and money come first; the others as they come in the text. */
const compareKeys = (a, b) => keyRank(a) - keyRank(b);
const keyRank = (key) => (GENERAL.includes(key) ? GENERAL.indexOf(key) : GENERAL.length);

function makeCells(own, keys) {
  const figuresOfKey = (key) => own.filter((figure) => figure.key === key).sort((a, b) => b.value - a.value);
  return Object.fromEntries(keys.map((key) => [key, figuresOfKey(key)]));
}

function makeColumn(key, rows) {
  const largest = rows.map(({ cells: all }) => all[key][0]).filter(Boolean);
  return { key, title: columnTitle(largest[0]), measured: true, differs: measures.findDifferences(largest) };
}

/**
 * Return what a column of figures is called: what is measured, or what is counted.
 * @param {{ key: string, measure: string, f: number }} figure
 */
export function columnTitle({ key, measure, f }) {
  if (key === "area" || key === "money") return t(`compare.${key}`);
  const unit = pickText(data.fact.unit(f)).text;
  return strings.hasWords(`compare.${measure}`) ? t(`compare.${measure}`, { unit }) : unit;
}

/**
 * Return rows in an order: `sort` is a column's key, with "-" before it downwards; what a place
 * does not have comes last either way. An unknown key leaves them as they are.
 * @param {any[]} rows
 * @param {string} sort
 */
export function sortRows(rows, sort) {
  const down = sort.startsWith("-");
  const key = down ? sort.slice(1) : sort;
  const sortValue = (row) => (FIXED.includes(key) ? fixedWord(row.i, key) : row.cells[key]?.[0]?.value ?? null);
  const collator = new Intl.Collator(strings.languageTag(), { numeric: true });
  return [...rows].sort((a, b) => {
    const [x, y] = [sortValue(a), sortValue(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const way = typeof x === "number" ? x - y : collator.compare(x, y);
    return down ? -way : way;
  });
}

/** Return what a place is by in a column that every place has; state and certainty by their own order. */
function fixedWord(i, key) {
  if (key === "name") return pickText(data.nameOf(i)).text;
  if (key === "layer") return data.layerOf(i);
  return key === "state" ? data.states().indexOf(data.stateOf(i)) : data.certainties().indexOf(data.certaintyOf(i));
}
