import * as strings from "../core/strings.js";
import * as data from "./data.js";
import * as store from "./store.js";

/**
 * Return one text of the data as columns: `name` in the map's first language, `name_en` and so on
 * in the others, as the files of the map's source write it.
 * @param {string} name
 * @param {Names} text
 */
export function suffixByLanguage(name, text) {
  const codes = strings.languageCodes();
  return Object.fromEntries(codes.map((code, k) => [k ? `${name}_${code}` : name, text?.[code]]));
}

/** Leave out what is empty, as the published files do. */
function dropEmpty(columns) {
  const said = Object.entries(columns).filter(([, value]) => (value ?? "") !== "");
  return Object.fromEntries(said);
}

/** Return place `i` as the flat properties of the published GeoJSON. @param {Place} i */
export function placeRecord(i) {
  const { by, source, licence, datum, checked } = data.locationOf(i);
  const whole = data.partOf(i);
  return dropEmpty({
    id: data.idOf(i),
    ...suffixByLanguage("name", data.nameOf(i)),
    ...suffixByLanguage("name_short", data.ownShortNameOf(i)),
    aliases: data.aliasesOf(i).join(";"),
    kind: data.kindIdOf(i),
    part_of: whole < 0 ? null : data.idOf(whole),
    within: data.withinIds(i).join(";"),
    within_source: data.withinSourceOf(i),
    photo: data.photoOf(i),
    state: data.stateOf(i),
    located_by: by,
    location_source: source,
    location_licence: licence,
    source_datum: datum,
    uncertainty_m: data.radiusOf(i),
    checked_on: checked,
    ...suffixByLanguage("note", data.noteOf(i)),
    layer: data.layers()[data.layerOf(i)].id,
    certainty: data.certaintyOf(i),
    ...data.styleOf(i),
  });
}

/**
 * Return a fact of place `i` as the columns of the published table.
 * @param {Place} i
 * @param {number} f
 */
export function factRecord(i, f) {
  const [start, end] = data.fact.span(f);
  const text = data.fact.text(f);
  return dropEmpty({
    id: data.fact.id(f),
    place: data.idOf(i),
    topic: data.fact.topic(f),
    ...Object.fromEntries(strings.languageCodes().map((code) => [code, text[code]])),
    measure: data.fact.measure(f),
    value: data.fact.value(f),
    ...suffixByLanguage("unit", data.fact.unit(f)),
    bound: data.fact.bound(f),
    period: data.fact.interval(f),
    state: data.fact.state(f),
    source: data.fact.source(f)?.id,
    start,
    end,
    ...suffixByLanguage("note", data.fact.note(f)),
  });
}

/** Return the numbers of the places that layers and filters leave. */
export function listShownPlaces() {
  const found = [];
  for (let i = 0; i < data.countPlaces(); i += 1) if (store.isShown(i)) found.push(i);
  return found;
}

/** Return the same with all that is told of them at hand, by id as the files have them. */
export async function loadShownPlaces() {
  const found = listShownPlaces();
  await Promise.all([data.loadPlaces(found), data.loadShapes(found)]);
  return found.sort((a, b) => (data.idOf(a) < data.idOf(b) ? -1 : 1));
}

/** Return the facts of some places in the order of the table: [[place, fact], …]. @param {Place[]} places */
export const sortedFacts = (places) =>
  places
    .flatMap((i) => data.factsOf(i).map((f) => [i, f]))
    .map((pair) => [data.fact.row(pair[1]), pair])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pair]) => pair);
