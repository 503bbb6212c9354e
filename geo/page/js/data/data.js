import * as blocks from "./blocks.js";
import * as columns from "./columns.js";
import * as unpack from "./unpack.js";

const COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;
/** Blocks kept: names for what is listed and labelled, details for what is read. */
const KEPT = { names: 16, details: 12, shapes: 64, ids: 4 };
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
 * with `take`; names, details and shapes in blocks, which `load` brings. Everything else asks by
 * number through the functions below and never touches a record, so that another form of the data
 * changes this file alone.
 * @param {any} head
 */
export function init(head) {
  all = head;
  parts = Object.fromEntries(
    Object.entries(head.blocks).map(([name, { starts }]) => [
      name,
      blocks.series(name, starts, KEPT[name], unpack.value),
    ]),
  );
  combined = combinations(head);
  counts = new Uint32Array(combined.length);
  members = head.layers.map(() => null);
}

/**
 * Take the columns of all places.
 * @param {ArrayBuffer} buffer
 */
export function take(buffer) {
  core = columns.read(buffer, all.count, all.shapes);
  for (let i = 0; i < all.count; i += 1) counts[core.group[i]] += 1;
}

/**
 * Take columns of some places, for a first picture of which they alone are told.
 * @param {any} places
 */
export function sketch(places) {
  core = columns.some(places);
}

/** Return what each group number stands for: places alike in layer, state and certainty. */
function combinations({ layers, states, certainties }) {
  return layers.flatMap((layer, l) =>
    states.flatMap((state) => certainties.map((certainty) => ({ layer: l, state, certainty })))
  );
}

/**
 * Return how many places a layer has.
 * @param {number} l
 */
export function amount(l) {
  return combined.reduce((sum, group, g) => sum + (group.layer === l ? counts[g] : 0), 0);
}

/**
 * Return the numbers of the places in a layer.
 * @param {number} l
 */
export function inLayer(l) {
  if (!members[l]) {
    members[l] = [];
    for (let i = 0; i < all.count; i += 1) if (layer(i) === l) members[l].push(i);
  }
  return members[l];
}

/** Return a block that must have been loaded: what is not must never be told as empty. */
function block(name, i) {
  const found = parts[name].get(i);
  if (!found) throw new Error(`${name} of place ${i} are not loaded`);
  return found;
}

/** Return item `k` of a block's column, or null where the column or the cell is empty. */
function cell(found, column, k) {
  return found[column]?.[k - found.base] ?? null;
}

const named = (column, i) => cell(block("names", i), column, i);
const detail = (column, i) => cell(block("details", i), column, i);

/** Return a text per language from the columns of a block; languages without one are left out. */
function text(found, column, k) {
  const said = all.languages.map((code) => [code, cell(found, `${column}:${code}`, k)]);
  return Object.fromEntries(said.filter(([, each]) => each));
}

const sort = (i) => all.kinds[named("kind", i)];

/** @param {Place} i */
export const layer = (i) => combined[core.group[i]].layer;
/** @param {Place} i */
export const style = (i) => all.styles[core.style[i]];
/** @param {Place} i */
export const form = (i) => columns.FORMS[core.form[i]];

/**
 * Return the colour of a place: its own where it has a sound one, else its layer's.
 * @param {Place} i
 */
export function colour(i) {
  const own = style(i)["marker-color"] || style(i).stroke;
  return COLOUR.test(own) ? own : all.layers[layer(i)].colour;
}

/**
 * Return [longitude, latitude] of the point that stands for a place, or null.
 * @param {Place} i
 */
export function anchor(i) {
  return core.form[i] ? [core.lon[i], core.lat[i]] : null;
}

/** Return a line's or an area's place in the row of them. */
const ordinal = (i) => columns.below(core.ordinal, i);

/** @param {Place} i */
export function bbox(i) {
  if (core.form[i] < 2) return core.form[i] ? [...anchor(i), ...anchor(i)] : null;
  const at = 4 * ordinal(i);
  return [...core.boxes.subarray(at, at + 4)].map((part) => part / columns.DEGREE);
}

/** @param {Place} i */
export function geometry(i) {
  if (core.form[i] < 2) return core.form[i] ? { type: "Point", coordinates: anchor(i) } : null;
  const found = parts.shapes.get(ordinal(i));
  if (!found) throw new Error(`the shape of place ${i} is not loaded`);
  return found.geometry[ordinal(i) - found.base];
}

/**
 * Load the shapes of those of some places that are lines or areas; a sketch has none.
 * @param {Iterable<Place>} places
 */
export function shapes(places) {
  const rows = [...places].filter((i) => core.form[i] > 1).map(ordinal);
  return parts.shapes.load(rows.filter((row) => row >= 0));
}

/**
 * Load all that is told of some places: names, details, and the names of what they lie in.
 * @param {Iterable<Place>} places
 */
export async function load(places) {
  await Promise.all([parts.names.load(places), parts.details.load(places)]);
  const kin = [...places]
    .flatMap((i) => [partOf(i), ...holders(i), ...children(i).slice(0, KIN)])
    .filter((i) => i >= 0);
  // together: else the names of the kin might push those of the places out
  await parts.names.load([...places, ...kin]);
}

/**
 * Begin to load all that is told of some places, as far as few blocks of the page itself hold it.
 * @param {Place[]} places
 */
export function ahead(places) {
  const { size } = new Set(places.map((i) => columns.below(parts.details.starts, i)));
  if (!unpack.folder() && size <= AHEAD) load(places).catch(() => {}); // who asks is told
}

/**
 * Return the number of the place with an id, or -1. Names that stand in the page are looked through;
 * where they would have to be fetched, blocks of sorted ids lead there.
 * @param {string} id
 */
export async function find(id) {
  if (!parts.ids) {
    for (const from of parts.names.starts) {
      await parts.names.load([from]);
      const at = parts.names.get(from).id.indexOf(id);
      if (at >= 0) return from + at;
    }
    return -1;
  }
  const b = columns.below(all.blocks.ids.firsts, id);
  if (b < 0) return -1;
  const from = all.blocks.ids.starts[b];
  await parts.ids.load([from]);
  const found = parts.ids.get(from);
  const at = columns.below(found.id, id);
  return found.id[at] === id ? found.place[at] : -1;
}

/**
 * Return [place, fact] by the id of a fact, or null: looked for in one place where it is named, else in
 * all that the page itself holds. A folder is not fetched for it.
 * @param {string} id
 * @param {Place} [i]
 */
export async function findFact(id, i = -1) {
  const starts = i < 0 ? (unpack.folder() ? [] : parts.details.starts) : [i];
  for (const from of starts) {
    await load([from]);
    const found = parts.details.get(from);
    const k = (found.facts.id ?? []).indexOf(id);
    if (k >= 0) return [found.base + found.facts_to.findIndex((end) => end > k), found.facts_from + k];
  }
  return null;
}

/** Return whether there are so few places that all of them are read at once. */
export const few = () => parts.names.count < 2;
export const every = () => Array.from({ length: all.count }, (none, i) => i);

/** @param {Place} i */
export const partOf = (i) => detail("part_of", i) ?? -1;
/** @param {Place} i */
export const children = (i) => detail("parts", i) ?? [];

/**
 * Return what a place is shown in: 0 at itself, 1 nowhere, 2 it is no site, 3 and more a container.
 * @param {Place} i
 */
export const within = (i) => core.within?.[i] ?? 0;
const container = (i) => all.containers[within(i) - 3] ?? null;
/**
 * Return what `within` names as pairs of kind ("p" place, "a" area) and number, unless it is the container.
 * @param {Place} i
 */
export const alternatives = (i) => detail("within", i) ?? [];

/** Return the places that hold a place, or might, by number. */
function holders(i) {
  const named = alternatives(i).flatMap(([kind, number]) => (kind === "p" ? [number] : []));
  return [container(i)?.place ?? -1, ...named];
}

/** @param {any[]} holder */
const idOfHolder = ([kind, number]) => (kind === "a" ? all.areas[number].id : named("id", number));

/**
 * Return the ids that `within` names; a container that `part_of` alone leads to is none of them.
 * @param {Place} i
 */
export function withinIds(i) {
  const held = container(i);
  if (alternatives(i).length) return alternatives(i).map(idOfHolder);
  if (!held || !detail("within_source", i)) return [];
  return [idOfHolder(holder(i))];
}

/**
 * Return what a place is shown in as kind and number, or null.
 * @param {Place} i
 */
export function holder(i) {
  const held = container(i);
  if (!held) return null;
  return held.area === undefined ? ["p", held.place] : ["a", held.area];
}

/** @param {Place} i */
export function facts(i) {
  const found = block("details", i);
  const k = i - found.base;
  const from = found.facts_from;
  return Array.from(
    { length: found.facts_to[k] - (k ? found.facts_to[k - 1] : 0) },
    (none, n) => from + (k ? found.facts_to[k - 1] : 0) + n,
  );
}

/** Return the facts of the loaded block that holds fact `f`, numbered from its first. */
function told(f) {
  const firsts = all.blocks.details.facts;
  const found = block("details", all.blocks.details.starts[columns.below(firsts, f)]);
  return { ...found.facts, base: found.facts_from };
}

const said = (column, f) => cell(told(f), column, f);

/** Return whether more places are located than can all have glyph markers. */
export const crowded = () => all.crowded;
/**
 * Load the names of some places: what lists, labels and links need.
 * @param {Iterable<Place>} places
 */
export const names = (places) => parts.names.load(places);
/**
 * Return whether the name, or all that is told, of a place is at hand.
 * @param {Place} i
 */
export const hasName = (i) => parts.names.ready(i);
/** @param {Place} i */
export const ready = (i) => parts.names.ready(i) && parts.details.ready(i);
/** @param {Place} i */
export const hasShape = (i) => core.form[i] < 2 || parts.shapes.ready(ordinal(i));
/** What the map as a whole is made of. */
export const id = () => all.id;
export const title = () => all.title;
export const summary = () => all.summary;
/** Return how readers reach the editors: {mail, issues}, either or none. */
export const contact = () => all.contact ?? {};
/** Return the files for reuse that lie beside a published page, by form. */
export const files = () => all.files ?? {};
/** Return how many stops the short story has. */
export const stops = () => all.stops ?? 0;
/** Return the licence of the map's own words: {name, url}, or nothing. */
export const licence = () => all.licence ?? {};
export const languages = () => all.languages;
export const bounds = () => all.bounds;
/** Return west, south, east, north of all that is located, or the map's bounds. */
export const extent = () => all.extent ?? all.bounds;
/** Return west, south, east, north of what the map is first seen by. */
export const sites = () => all.sites ?? all.extent ?? all.bounds;
export const subject = () => all.subject;
export const checkedOn = () => all.checked_on;
export const layers = () => all.layers;
export const states = () => all.states;
export const certainties = () => all.certainties;
export const topics = () => all.topics;
export const kinds = () => all.kinds;
export const sources = () => all.sources;
export const datasets = () => all.datasets;
export const backdrop = () => all.backdrop;
export const tiles = () => all.tiles ?? [];
export const coverage = () => all.coverage;
/** Return the facts with a note, or the first of many, as [place, fact]. */
export const doubts = () => all.doubts;
/** Return how many facts are told of the subject itself. */
export const figures = () => all.figures;
/** Return SHA-256 by name of each file that the map was built from. */
export const inputs = () => all.inputs ?? {};
/** Return tables of the search: characters that are one, and their readings. */
export const searching = () => unpack.value("map-search");
/** Return what the search reads the blocks by, itself; it is handed to a worker. */
export const searched = () => ({
  count: all.count,
  languages: all.languages,
  starts: { names: parts.names.starts, details: parts.details.starts },
  group: core.group.slice(),
  groups: combined.map((group) => group.layer),
  layers: all.layers.map((each) => Object.values(each.name)),
  kinds: all.kinds.map((each) => Object.values(each.name)),
  /** In how many slices the signatures of the facts come; few facts have none. */
  slices: few() ? 0 : all.slices,
  folder: unpack.folder() && new URL(unpack.folder(), document.baseURI).href,
});
/** Return how many places there are of each group, and what a group's number stands for. */
export const census = () => counts;
export const groups = () => combined;
/**
 * Return whether the places of a group have a position of their own.
 * @param {Group} group
 */
export const positioned = (group) => !UNPLACED.includes(group.certainty);
/** @param {Place} i */
export const group = (i) => core.group[i];
/** Return the longitudes and latitudes of all places, in degrees, and what form each has. */
export const points = () => ({ lon: core.lon, lat: core.lat, form: core.form, group: core.group });
/** Return the numbers of the places that are lines or areas. */
export const drawn = () => core.ordinal;
/** Return their west, south, east and north, one after the other, in millionths of a degree. */
export const boxes = () => core.boxes;
/** Places by number. */
export const count = () => all.count;
/** @param {Place} i */
export const state = (i) => combined[core.group[i]].state;
/** @param {Place} i */
export const certainty = (i) => combined[core.group[i]].certainty;
/** @param {Place} i */
export const located = (i) => core.form[i] > 0;
/** @param {Place} i */
export const pointed = (i) => core.form[i] === 1;
/** @param {Place} i */
export const radius = (i) => core.radius[i] || null;
/** @param {Place} i */
export const glyph = (i) => style(i)["marker-symbol"] || all.layers[layer(i)].glyph;
/**
 * Return the drawing that stands for a place; that of its kind before its layer's; "" where its glyph does: its own, or that of a layer without one.
 * @param {Place} i
 */
export const symbol = (
  i,
) => (style(i)["marker-symbol"] ? "" : (parts.names.ready(i) && sort(i)?.symbol) || all.layers[layer(i)].symbol);
/** @param {Place} i */
export const idOf = (i) => named("id", i);
/** @param {Place} i */
export const name = (i) => text(block("names", i), "name", i);
/**
 * Return the names for the map's labels: the short one where there is one, else the full one.
 * @param {Place} i
 */
export const short = (i) => ({ ...text(block("names", i), "name", i), ...text(block("names", i), "short", i) });
/**
 * Return the short names alone, as the files have them.
 * @param {Place} i
 */
export const shortOnly = (i) => text(block("names", i), "short", i);
/** @param {Place} i */
export const aliases = (i) => named("aliases", i) ?? [];
/** @param {Place} i */
export const kind = (i) => sort(i)?.name ?? {};
/** @param {Place} i */
export const kindId = (i) => sort(i)?.id ?? null;
/** @param {Place} i */
export const withinSource = (i) => detail("within_source", i) ?? "";
/** Return the reference areas that hold places, or might, and what places are shown in. */
export const areas = () => all.areas;
export const containers = () => all.containers;
/**
 * Return those of them that are named once their place is loaded.
 * @param {Place} i
 */
export const namedParts = (i) => children(i).slice(0, KIN);
/** @param {Place} i */
export const photo = (i) => detail("photo", i);
/** @param {Place} i */
export const location = (i) => ({
  by: detail("located_by", i),
  source: detail("location_source", i) ?? "",
  licence: detail("location_licence", i) ?? "",
  datum: detail("source_datum", i) ?? "",
  checked: detail("checked_on", i) ?? "",
});
/** @param {Place} i */
export const note = (i) => text(block("details", i), "note", i);
/** Facts by number. */
export const fact = {
  id: (f) => said("id", f),
  topic: (f) => said("topic", f),
  text: (f) => text(told(f), "text", f),
  figure: (f) => columns.figure(told(f), f - told(f).base, all.languages),
  measure: (f) => said("measure", f) ?? "",
  value: (f) => said("value", f),
  unit: (f) => text(told(f), "unit", f),
  bound: (f) => said("bound", f) ?? "",
  period: (f) => said("period", f),
  interval: (f) => said("interval", f) ?? "",
  state: (f) => said("state", f),
  source: (f) => all.sources.find((source) => source.id === said("source", f)),
  span: (f) => [said("start", f), said("start", f) + said("length", f)],
  note: (f) => text(told(f), "note", f),
  quote: (f) => said("quote", f),
  /** Return the fact's row in the table of facts, or its id where the table is sorted by it. */
  row: (f) => said("row", f) ?? said("id", f),
};
