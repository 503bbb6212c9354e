import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",;\t\r\n]/;

/** Return places as one FeatureCollection, each with its layer, certainty and facts. @param {Place[]} places */
export function toGeojson(places) {
  const features = places.map((i) => {
    const facts = data.factsOf(i).map((f) => records.factRecord(i, f));
    const properties = { ...records.placeRecord(i), ...(facts.length ? { facts } : {}) };
    return { type: "Feature", id: data.idOf(i), properties, geometry: data.geometryOf(i) };
  });
  const lines = features.map((feature) => JSON.stringify(feature));
  return `{"type":"FeatureCollection","features":[\n${lines.join(",\n")}\n]}\n`;
}

/**
 * Return the facts of places as a table for a spreadsheet: with a byte order mark, since Excel
 * reads UTF-8 only with it, and with text that looks like a formula made harmless.
 * @param {Place[]} places
 */
export function toCsv(places) {
  const columns = csvHeader();
  const rows = records.sortedFacts(places).map(([i, f]) => {
    const row = { ...records.factRecord(i, f), ...records.suffixByLanguage("place_name", data.nameOf(i)) };
    row.layer = data.layers()[data.layerOf(i)].id;
    row.certainty = data.certaintyOf(i);
    row.within = data.withinIds(i).join(";");
    return columns.map((column) => csvCell(row[column] ?? ""));
  });
  return `\ufeff${[columns, ...rows].map((row) => `${row.join(",")}\r\n`).join("")}`;
}

function csvHeader() {
  const rest = strings.languageCodes().slice(1);
  const names = Object.keys(records.suffixByLanguage("place_name", {}));
  const before = ["id", "place", ...names, "layer", "certainty", "within", "topic", ...strings.languageCodes()];
  const figure = ["measure", "value", "unit", ...rest.map((code) => `unit_${code}`), "bound"];
  const after = ["period", "state", "source", "start", "end", "note"];
  return [...before, ...figure, ...after, ...rest.map((code) => `note_${code}`)];
}

/** Return a cell that a spreadsheet shows and never runs (OWASP, CSV injection). @param {any} value */
export function csvCell(value) {
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
