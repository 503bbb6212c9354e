import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import { cell } from "../export/formats.js";

/** What the table says of each figure, one row of the file each. */
const FIGURE = ["measure", "value", "unit", "bound", "period", "state", "value_normal", "unit_normal", "fact"];

/**
 * Return a table of places as CSV: a row for each figure that stands in a column, and one for a place
 * without any; numbers as printed, and beside them in the unit that makes them alike.
 * @param {{ columns: any[], rows: any[] }} table
 */
export function csv({ columns, rows }) {
  const names = Object.keys(records.suffixed("name", {}));
  const header = ["id", ...names, "layer", "state_of_place", "certainty", "column", ...FIGURE];
  const measured = columns.filter((column) => column.measured);
  const lines = rows.flatMap((row) => {
    const told = measured.flatMap(({ key, title }) => row.cells[key].map((figure) => [title, figure]));
    return (told.length ? told : [["", null]]).map(([title, figure]) => line(row.i, title, figure));
  });
  return `\ufeff${[header, ...lines].map((each) => `${each.map((one) => cell(one ?? "")).join(",")}\r\n`).join("")}`;
}

function line(i, title, figure) {
  const names = Object.values(records.suffixed("name", data.name(i)));
  const place = [data.idOf(i), ...names, data.layers()[data.layer(i)].id, data.state(i), data.certainty(i), title];
  if (!figure) return [...place, ...FIGURE.map(() => "")];
  const { f, value, unit } = figure;
  const printed = data.fact.unit(f)?.[strings.codes()[0]];
  return [
    ...place,
    figure.measure,
    data.fact.value(f),
    printed,
    figure.bound,
    figure.interval,
    figure.state,
    Number(value.toPrecision(12)),
    unit,
    data.fact.id(f),
  ];
}
