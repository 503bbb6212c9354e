import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import { csvCell } from "../export/formats.js";

/** What the table says of each figure, one row of the file each. */
const FIGURE = ["measure", "value", "unit", "bound", "period", "state", "value_normal", "unit_normal", "fact"];

/**
 * Return a table of places as CSV: a row for each figure that stands in a column, and one for a place
 * without any; numbers as printed, and beside them in the unit that makes them alike.
 * @param {{ columns: any[], rows: any[] }} table
 */
export function tableToCsv({ columns, rows }) {
  const names = Object.keys(records.suffixByLanguage("name", {}));
  const header = ["id", ...names, "layer", "state_of_place", "certainty", "column", ...FIGURE];
  const measured = columns.filter((column) => column.measured);
  const lines = rows.flatMap((row) => {
    const told = measured.flatMap(({ key, title }) => row.cells[key].map((figure) => [title, figure]));
    return (told.length ? told : [["", null]]).map(([title, figure]) => csvLine(row.i, title, figure));
  });
  return `\ufeff${[header, ...lines].map((each) => `${each.map((one) => csvCell(one ?? "")).join(",")}\r\n`).join("")}`;
}

function csvLine(i, title, figure) {
  const names = Object.values(records.suffixByLanguage("name", data.nameOf(i)));
  const place = [
    data.idOf(i),
    ...names,
    data.layers()[data.layerOf(i)].id,
    data.stateOf(i),
    data.certaintyOf(i),
    title,
  ];
  if (!figure) return [...place, ...FIGURE.map(() => "")];
  const { f, value, unit } = figure;
  const printed = data.fact.unit(f)?.[strings.languageCodes()[0]];
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
