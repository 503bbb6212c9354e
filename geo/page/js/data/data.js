import * as blocks from "./blocks.js";
import * as columns from "./columns.js";
import * as unpack from "./unpack.js";

const COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
/** Blocks kept: names for what is listed and labelled, details for what is read. */
const KEPT = { names: 16, details: 12, shapes: 64, ids: 4, fact_ids: 4 };
/** Of the places that lie in one so many are named; a county may have thousands. */
const KIN = 60;
/** Blocks of details that are read before anybody asks for them. */
const AHEAD = 3;
/** Certainties of places that have no position of their own. */
const UNPLACED = ["area-known", "none"];
let all = null;
let core = null;
let parts = {};
let members = [];
let combined = [];
let counts = null;

/**
 * Take what the map as a whole is made of. The columns, which have a number for each place, come
 * with `takeColumns`; names, details and shapes in blocks, which `loadPlaces` brings. Everything else asks by
 * number through the functions below and never touches a record, so that another form of the data
 * changes this file alone.
 * @param {any} head
 */
export function init(head) {
  all = head;
  parts = Object.fromEntries(
    Object.entries(head.blocks).map(([name, { starts }]) => [
      name,
      blocks.makeBlockSeries(name, starts, KEPT[name], unpack.readJson),
    ]),
  );
  combined = makeCombinations(head);
  counts = new Uint32Array(combined.length);
  members = head.layers.map(() => null);
}

/** Return the numbers that the build and the scripts share (`geo/page/data/constants.py`). */
export const constants = () => all.constants;

/** Take the columns of all places. @param {ArrayBuffer} buffer */
export function takeColumns(buffer) {
  core = columns.readColumns(buffer, all.count, all.shapes);
  for (let i = 0; i < all.count; i += 1) counts[core.group[i]] += 1;
}

/** Take columns of some places, for a first picture of which they alone are told. @param {any} places */
export function takeSketch(places) {
  core = columns.makeSparseColumns(places);
}

/** Return what each group number stands for: places alike in layer, state and certainty. */
const makeCombinations = ({ layers, states, certainties }) =>
  layers.flatMap((layer, l) =>
    states.flatMap((state) => certainties.map((certainty) => ({ layer: l, state, certainty })))
  );

/** Return how many places a layer has. @param {number} l */
export const countInLayer = (l) => combined.reduce((sum, group, g) => sum + (group.layer === l ? counts[g] : 0), 0);

/** Return the numbers of the places in a layer. @param {number} l */
export function listInLayer(l) {
  if (!members[l]) {
    members[l] = [];
    for (let i = 0; i < all.count; i += 1) if (layerOf(i) === l) members[l].push(i);
  }
  return members[l];
}

/** Return a block that must have been loaded: what is not must never be told as empty. */
function loadedBlock(name, i) {
  const found = parts[name].get(i);
  if (!found) throw new Error(`${name} of place ${i} are not loaded`);
  return found;
}

/** Return item `k` of a block's column, or null where the column or the cell is empty. */
const readCell = (found, column, k) => found[column]?.[k - found.base] ?? null;
const nameCell = (column, i) => readCell(loadedBlock("names", i), column, i);
const detailCell = (column, i) => readCell(loadedBlock("details", i), column, i);

/** Return a text per language from the columns of a block; languages without one are left out. */
function readText(found, column, k) {
  const said = all.languages.map((code) => [code, readCell(found, `${column}:${code}`, k)]);
  return Object.fromEntries(said.filter(([, each]) => each));
}

const kindRecordOf = (i) => all.kinds[nameCell("kind", i)];
/** @param {Place} i */
export const layerOf = (i) => combined[core.group[i]].layer;
/** @param {Place} i */
export const styleOf = (i) => all.styles[core.style[i]];
/** @param {Place} i */
export const formOf = (i) => columns.FORMS[core.form[i]];

/** Return the colour of a place: its own where it has a sound one, else its layer's. @param {Place} i */
export function colourOf(i) {
  const own = styleOf(i)["marker-color"] || styleOf(i).stroke;
  return COLOUR.test(own) ? own : all.layers[layerOf(i)].colour;
}

/** Return [longitude, latitude] of the point that stands for a place, or null. @param {Place} i */
export const anchorOf = (i) => core.form[i] ? [core.lon[i], core.lat[i]] : null;
/** Return a line's or an area's place in the row of them. */
const ordinalOf = (i) => columns.findUpperBound(core.ordinal, i);

/** @param {Place} i */
export function bboxOf(i) {
  if (core.form[i] < 2) return core.form[i] ? [...anchorOf(i), ...anchorOf(i)] : null;
  const at = 4 * ordinalOf(i);
  return [...core.boxes.subarray(at, at + 4)].map((part) => part / columns.DEGREE);
}

/** @param {Place} i */
export function geometryOf(i) {
  if (core.form[i] < 2) return core.form[i] ? { type: "Point", coordinates: anchorOf(i) } : null;
  const found = parts.shapes.get(ordinalOf(i));
  if (!found) throw new Error(`the shape of place ${i} is not loaded`);
  return found.geometry[ordinalOf(i) - found.base];
}

/**
 * Load the shapes of those of some places that are lines or areas; a sketch has none.
 * @param {Iterable<Place>} places
 */
export function loadShapes(places) {
  const rows = [...places].filter((i) => core.form[i] > 1).map(ordinalOf);
  return parts.shapes.load(rows.filter((row) => row >= 0));
}

/**
 * Load all that is told of some places: names, details, and the names of what they lie in.
 * @param {Iterable<Place>} places
 */
export async function loadPlaces(places) {
  await Promise.all([parts.names.load(places), parts.details.load(places)]);
  const kin = [...places]
    .flatMap((i) => [partOf(i), ...holdersOf(i), ...childrenOf(i).slice(0, KIN)])
    .filter((i) => i >= 0);
  // together: else the names of the kin might push those of the places out
  await parts.names.load([...places, ...kin]);
}

/**
 * Begin to load all that is told of some places, as far as few blocks of the page itself hold it.
 * @param {Place[]} places
 */
export function prefetchPlaces(places) {
  const { size } = new Set(places.map((i) => columns.findUpperBound(parts.details.starts, i)));
  if (!unpack.dataFolder() && size <= AHEAD) loadPlaces(places).catch(() => {}); // who asks is told
}

/**
 * Return the number of the place with an id, or -1. Names that stand in the page are looked through;
 * where they would have to be fetched, blocks of sorted ids lead there.
 * @param {string} id
 */
export async function findPlace(id) {
  if (!parts.ids) {
    for (const from of parts.names.starts) {
      await parts.names.load([from]);
      const at = parts.names.get(from).id.indexOf(id);
      if (at >= 0) return from + at;
    }
    return -1;
  }
  return findOwner("ids", id);
}

/** Return the number of the place that an id leads to in blocks of sorted ids, or -1. */
async function findOwner(series, id) {
  const b = columns.findUpperBound(all.blocks[series].firsts, id);
  if (b < 0) return -1;
  const from = all.blocks[series].starts[b];
  await parts[series].load([from]);
  const found = parts[series].get(from);
  const at = columns.findUpperBound(found.id, id);
  return found.id[at] === id ? found.place[at] : -1;
}

/**
 * Return [place, fact] by the id of a fact, or null: looked for in one place where it is named, else in
 * all that the page itself holds; in a folder blocks of sorted ids lead there.
 * @param {string} id
 * @param {Place} [i]
 */
export async function findFact(id, i = -1) {
  const owner = i < 0 && parts.fact_ids ? await findOwner("fact_ids", id) : i;
  const starts = owner >= 0 ? [owner] : parts.fact_ids ? [] : parts.details.starts;
  for (const from of starts) {
    await loadPlaces([from]);
    const found = parts.details.get(from);
    const k = (found.facts.id ?? []).indexOf(id);
    if (k >= 0) return [found.base + found.facts_to.findIndex((end) => end > k), found.facts_from + k];
  }
  return null;
}

/** Return whether there are so few places that all of them are read at once. */
export const hasFewPlaces = () => parts.names.count < 2;
export const allPlaces = () => Array.from({ length: all.count }, (none, i) => i);
/** @param {Place} i */
export const partOf = (i) => detailCell("part_of", i) ?? -1;
/** @param {Place} i */
export const childrenOf = (i) => detailCell("parts", i) ?? [];

/**
 * Return what a place is shown in: 0 at itself, 1 nowhere, 2 it is no site, 3 and more a container.
 * @param {Place} i
 */
export const withinCode = (i) => core.within?.[i] ?? 0;
const containerOf = (i) => all.containers[withinCode(i) - 3] ?? null;
/**
 * Return what `within` names as pairs of kind ("p" place, "a" area) and number, unless it is the container.
 * @param {Place} i
 */
export const alternativesOf = (i) => detailCell("within", i) ?? [];

/** Return the places that hold a place, or might, by number. */
function holdersOf(i) {
  const named = alternativesOf(i).flatMap(([kind, number]) => (kind === "p" ? [number] : []));
  return [containerOf(i)?.place ?? -1, ...named];
}

/** @param {any[]} holder */
const idOfHolder = ([kind, number]) => (kind === "a" ? all.areas[number].id : nameCell("id", number));

/** Return the ids that `within` names; a container that `part_of` alone leads to is none of them. @param {Place} i */
export function withinIds(i) {
  const held = containerOf(i);
  if (alternativesOf(i).length) return alternativesOf(i).map(idOfHolder);
  if (!held || !detailCell("within_source", i)) return [];
  return [idOfHolder(holderOf(i))];
}

/** Return what a place is shown in as kind and number, or null. @param {Place} i */
export function holderOf(i) {
  const held = containerOf(i);
  if (!held) return null;
  return held.area === undefined ? ["p", held.place] : ["a", held.area];
}

/** @param {Place} i */
export function factsOf(i) {
  const found = loadedBlock("details", i);
  const k = i - found.base;
  const from = found.facts_from;
  return Array.from(
    { length: found.facts_to[k] - (k ? found.facts_to[k - 1] : 0) },
    (none, n) => from + (k ? found.facts_to[k - 1] : 0) + n,
  );
}

/** Return the facts of the loaded block that holds fact `f`, numbered from its first. */
function factBlockOf(f) {
  const firsts = all.blocks.details.facts;
  const found = loadedBlock("details", all.blocks.details.starts[columns.findUpperBound(firsts, f)]);
  return { ...found.facts, base: found.facts_from };
}

const factCell = (column, f) => readCell(factBlockOf(f), column, f);
/** Return whether more places are located than can all have glyph markers. */
export const isCrowded = () => all.crowded;
/** Load the names of some places: what lists, labels and links need. @param {Iterable<Place>} places */
export const loadNames = (places) => parts.names.load(places);
/** Return whether the name, or all that is told, of a place is at hand. @param {Place} i */
export const hasName = (i) => parts.names.ready(i);
/** @param {Place} i */
export const isLoaded = (i) => parts.names.ready(i) && parts.details.ready(i);
/** @param {Place} i */
export const hasShape = (i) => core.form[i] < 2 || parts.shapes.ready(ordinalOf(i));
/** What the map as a whole is made of. */
export const mapId = () => all.id;
export const mapTitle = () => all.title;
export const mapSummary = () => all.summary;
/** Return how readers reach the editors: {mail, issues}, either or none. */
export const contactWays = () => all.contact ?? {};
/** Return the addresses of other maps that serve in this region, by their ids; `{lat}` and the like are to be filled in. */
export const mapServices = () => all.services;
/** Return what sort of place the map is about, in each language; nothing where it is about none. */
export const subjectKind = () => all.kinds.find(({ id }) => id === all.subject_kind)?.name ?? {};
export const subjectKindId = () => all.subject_kind;
/** Return the files for reuse that lie beside a published page, by form. */
export const reuseFiles = () => all.files ?? {};
/** Return how many stops the short story has. */
export const stops = () => all.stops ?? 0;
/** Return the licence of the map's own words: {name, url}, or nothing. */
export const mapLicence = () => all.licence ?? {};
export const languages = () => all.languages;
export const mapBounds = () => all.bounds;
/** Return west, south, east, north of all that is located, or the map's bounds. */
export const mapExtent = () => all.extent ?? all.bounds;
/** Return west, south, east, north of what the map is first seen by. */
export const siteBounds = () => all.sites ?? all.extent ?? all.bounds;
export const subject = () => all.subject;
export const checkedOn = () => all.checked_on;
export const layers = () => all.layers;
export const states = () => all.states;
export const certainties = () => all.certainties;
export const topics = () => all.topics;
export const kinds = () => all.kinds;
export const sources = () => all.sources;
/** The articles that the page can show, as [source, whether whole]. */
export const articles = () => all.articles;
export const datasets = () => all.datasets;
export const backdrop = () => all.backdrop;
export const tiles = () => all.tiles ?? [];
export const coverage = () => all.coverage;
/** Return the facts with a note, or the first of many, as [place, fact]. */
export const doubts = () => all.doubts;
/** Return how many facts are told of the subject itself. */
export const countFigures = () => all.figures;
/** Return SHA-256 by name of each file that the map was built from. */
export const inputHashes = () => all.inputs ?? {};
/** Return tables of the search: characters that are one, and their readings. */
export const loadSearchTables = () => unpack.readJson("map-search");
/** Return what the search reads the blocks by, itself; it is handed to a worker. */
export const searchSource = () => ({
  filterBits: all.constants.filter_bits,
  count: all.count,
  languages: all.languages,
  starts: { names: parts.names.starts, details: parts.details.starts },
  group: core.group.slice(),
  groups: combined.map((group) => group.layer),
  layers: all.layers.map((each) => Object.values(each.name)),
  kinds: all.kinds.map((each) => Object.values(each.name)),
  /** In how many slices the signatures of the facts come; few facts have none. */
  slices: hasFewPlaces() ? 0 : all.slices,
  folder: unpack.dataFolder() && new URL(unpack.dataFolder(), document.baseURI).href,
});
/** Return how many places there are of each group, and what a group's number stands for. */
export const facetCounts = () => counts;
export const facetCombinations = () => combined;
/** Return whether the places of a group have a position of their own. @param {Group} group */
export const hasPosition = (group) => !UNPLACED.includes(group.certainty);
/** @param {Place} i */
export const groupOf = (i) => core.group[i];
/** Return the longitudes and latitudes of all places, in degrees, and what form each has. */
export const pointColumns = () => ({ lon: core.lon, lat: core.lat, form: core.form, group: core.group });
/** Return the numbers of the places that are lines or areas. */
export const shapePlaces = () => core.ordinal;
/** Return their west, south, east and north, one after the other, in millionths of a degree. */
export const shapeBoxes = () => core.boxes;
/** Places by number. */
export const countPlaces = () => all.count;
/** @param {Place} i */
export const stateOf = (i) => combined[core.group[i]].state;
/** @param {Place} i */
export const certaintyOf = (i) => combined[core.group[i]].certainty;
/** @param {Place} i */
export const isLocated = (i) => core.form[i] > 0;
/** @param {Place} i */
export const isPoint = (i) => core.form[i] === 1;
/** @param {Place} i */
export const radiusOf = (i) => core.radius[i] || null;
/** @param {Place} i */
export const glyphOf = (i) => styleOf(i)["marker-symbol"] || all.layers[layerOf(i)].glyph;
/**
 * Return the drawing that stands for a place; that of its kind before its layer's; "" where its glyph does: its own, or that of a layer without one.
 * @param {Place} i
 */
export const symbolOf = (
  i,
) => (styleOf(i)["marker-symbol"]
  ? ""
  : (parts.names.ready(i) && kindRecordOf(i)?.symbol) || all.layers[layerOf(i)].symbol);
/** @param {Place} i */
export const idOf = (i) => nameCell("id", i);
/** @param {Place} i */
export const nameOf = (i) => readText(loadedBlock("names", i), "name", i);
/** Return the names for the map's labels: the short one where there is one, else the full one. @param {Place} i */
export const shortNameOf = (i) => ({
  ...readText(loadedBlock("names", i), "name", i),
  ...readText(loadedBlock("names", i), "short", i),
});
/** Return the short names alone, as the files have them. @param {Place} i */
export const ownShortNameOf = (i) => readText(loadedBlock("names", i), "short", i);
/** @param {Place} i */
export const aliasesOf = (i) => nameCell("aliases", i) ?? [];
/** @param {Place} i */
export const kindOf = (i) => kindRecordOf(i)?.name ?? {};
/** @param {Place} i */
export const kindIdOf = (i) => kindRecordOf(i)?.id ?? null;
/** @param {Place} i */
export const withinSourceOf = (i) => detailCell("within_source", i) ?? "";
/** Return the reference areas that hold places, or might, and what places are shown in. */
export const areas = () => all.areas;
export const containers = () => all.containers;
/** Return those of them that are named once their place is loaded. @param {Place} i */
export const namedPartsOf = (i) => childrenOf(i).slice(0, KIN);
/** @param {Place} i */
export const photoOf = (i) => detailCell("photo", i);
/** @param {Place} i */
export const locationOf = (i) => ({
  by: detailCell("located_by", i),
  source: detailCell("location_source", i) ?? "",
  licence: detailCell("location_licence", i) ?? "",
  datum: detailCell("source_datum", i) ?? "",
  checked: detailCell("checked_on", i) ?? "",
});
/** @param {Place} i */
export const noteOf = (i) => readText(loadedBlock("details", i), "note", i);
/** Facts by number. */
export const fact = {
  id: (f) => factCell("id", f),
  topic: (f) => factCell("topic", f),
  text: (f) => readText(factBlockOf(f), "text", f),
  figure: (f) => columns.readFigure(factBlockOf(f), f - factBlockOf(f).base, all.languages),
  measure: (f) => factCell("measure", f) ?? "",
  value: (f) => factCell("value", f),
  unit: (f) => readText(factBlockOf(f), "unit", f),
  bound: (f) => factCell("bound", f) ?? "",
  period: (f) => factCell("period", f),
  interval: (f) => factCell("interval", f) ?? "",
  state: (f) => factCell("state", f),
  source: (f) => all.sources.find((source) => source.id === factCell("source", f)),
  span: (f) => [factCell("start", f), factCell("start", f) + factCell("length", f)],
  note: (f) => readText(factBlockOf(f), "note", f),
  quote: (f) => factCell("quote", f),
  /** Return the fact's row in the table of facts, or its id where the table is sorted by it. */
  row: (f) => factCell("row", f) ?? factCell("id", f),
};
