import { pick, t } from "../core/strings.js";
import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as measures from "../data/measures.js";

/** Columns that every place has, before those of its figures. */
const FIXED = ["name", "layer", "state", "certainty"];
/** A column of figures is one that so many places have. */
const SHARED = 2;

/**
 * Return the figures of a place: what each measures, its fact, and what tells whether it may be compared.
 * @param {Place} i
 */
export function figures(i) {
  const first = strings.codes()[0];
  return data.facts(i).filter((f) => typeof data.fact.value(f) === "number").map((f) => ({
    ...measures.normalise(
      { measure: data.fact.measure(f), value: data.fact.value(f), units: data.fact.unit(f) },
      first,
    ),
    f,
    measure: data.fact.measure(f),
    state: data.fact.state(f),
    interval: data.fact.interval(f),
    bound: data.fact.bound(f),
    text: pick(data.fact.text(f)).text,
  }));
}

/**
 * Return the table of some places: `columns` as {key, title, measured, differs}, `rows` as {i, cells},
 * where a cell of a measure is the list of its figures, the largest first.
 * @param {Place[]} places
 */
export function table(places) {
  const told = places.map((i) => ({ i, figures: figures(i) }));
  const keys = [...new Set(told.flatMap((each) => each.figures.map(({ key }) => key)))];
  const owners = (key) => told.filter((each) => each.figures.some((figure) => figure.key === key)).length;
  const shared = keys.filter((key) => owners(key) >= SHARED).sort(rank);
  const rows = told.map(({ i, figures: own }) => ({ i, cells: cells(own, shared) }));
  const fixed = FIXED.map((key) => ({ key, title: t(`compare.${key}`), measured: false, differs: [] }));
  return { columns: [...fixed, ...shared.map((key) => column(key, rows))], rows };
}

/** Areas and money come first; the others as they come in the text. */
function rank(a, b) {
  return early(a) - early(b);
}

const early = (key) => (key === "area" ? 0 : key === "money" ? 1 : 2);

function cells(own, keys) {
  const of = (key) => own.filter((figure) => figure.key === key).sort((a, b) => b.value - a.value);
  return Object.fromEntries(keys.map((key) => [key, of(key)]));
}

function column(key, rows) {
  const largest = rows.map(({ cells: all }) => all[key][0]).filter(Boolean);
  return { key, title: title(largest[0]), measured: true, differs: measures.differences(largest) };
}

/**
 * Return what a column of figures is called: what is measured, or what is counted.
 * @param {{ key: string, measure: string, f: number }} figure
 */
export function title({ key, measure, f }) {
  if (key === "area" || key === "money") return t(`compare.${key}`);
  const unit = pick(data.fact.unit(f)).text;
  return strings.has(`compare.${measure}`) ? t(`compare.${measure}`, { unit }) : unit;
}

/**
 * Return rows in an order: `sort` is a column's key, with "-" before it downwards; what a place
 * does not have comes last either way. An unknown key leaves them as they are.
 * @param {any[]} rows
 * @param {string} sort
 */
export function sorted(rows, sort) {
  const down = sort.startsWith("-");
  const key = down ? sort.slice(1) : sort;
  const value = (row) => (FIXED.includes(key) ? word(row.i, key) : row.cells[key]?.[0]?.value ?? null);
  const collator = new Intl.Collator(strings.tag(), { numeric: true });
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const way = typeof x === "number" ? x - y : collator.compare(x, y);
    return down ? -way : way;
  });
}

/** Return what a place is by in a column that every place has; state and certainty by their own order. */
function word(i, key) {
  if (key === "name") return pick(data.name(i)).text;
  if (key === "layer") return data.layer(i);
  return key === "state" ? data.states().indexOf(data.state(i)) : data.certainties().indexOf(data.certainty(i));
}
