import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",;\t\r\n]/;

/**
 * Return places as one FeatureCollection, each with its layer, certainty and facts.
 * @param {Place[]} places
 */
export function geojson(places) {
  const features = places.map((i) => {
    const facts = data.facts(i).map((f) => records.fact(i, f));
    const properties = { ...records.place(i), ...(facts.length ? { facts } : {}) };
    return { type: "Feature", id: data.idOf(i), properties, geometry: data.geometry(i) };
  });
  const lines = features.map((feature) => JSON.stringify(feature));
  return `{"type":"FeatureCollection","features":[\n${lines.join(",\n")}\n]}\n`;
}

/**
 * Return the facts of places as a table for a spreadsheet: with a byte order mark, since Excel
 * reads UTF-8 only with it, and with text that looks like a formula made harmless.
 * @param {Place[]} places
 */
export function csv(places) {
  const columns = header();
  const rows = records.facts(places).map(([i, f]) => {
    const row = { ...records.fact(i, f), ...records.suffixed("place_name", data.name(i)) };
    row.layer = data.layers()[data.layer(i)].id;
    row.certainty = data.certainty(i);
    row.within = data.withinIds(i).join(";");
    return columns.map((column) => cell(row[column] ?? ""));
  });
  return `\ufeff${[columns, ...rows].map((row) => `${row.join(",")}\r\n`).join("")}`;
}

function header() {
  const rest = strings.codes().slice(1);
  const names = Object.keys(records.suffixed("place_name", {}));
  const before = ["id", "place", ...names, "layer", "certainty", "within", "topic", ...strings.codes()];
  const figure = ["measure", "value", "unit", ...rest.map((code) => `unit_${code}`), "bound"];
  const after = ["period", "state", "source", "start", "end", "note"];
  return [...before, ...figure, ...after, ...rest.map((code) => `note_${code}`)];
}

/**
 * Return a cell that a spreadsheet shows and never runs (OWASP, CSV injection).
 * @param {any} value
 */
export function cell(value) {
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
