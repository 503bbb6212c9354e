import * as strings from "../core/strings.js";
import * as data from "./data.js";
import * as store from "./store.js";

const KEYS = [
  "feature",
  "fact",
  "layers",
  "lang",
  "states",
  "certainty",
  "q",
  "view",
  "compare",
  "sort",
  "stop",
  "source",
];
/** Places that can be pinned side by side. */
export const MOST_PINNED = 4;
const LONGEST = 200;
const VIEW = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/;
/** Marks the steps that the page itself made; an address typed by hand has no such mark. */
const OWN = { own: true };
let timer = 0;
/** Id of the selected place, or of one that a link asked for and that could not be loaded: it stays in the address. */
let wanted = "";

/**
 * Read an address. The query holds `feature`, `fact`, `layers`, `states`, `certainty`, `q`, `lang`,
 * and of the table `view`, `compare` (ids of the places pinned) and `sort`, and of the article `panel` and `source`; the hash the view as zoom/latitude/longitude, and the same keys too, joined by `&`, since some hosts
 * cut the query.
 * `unknown` lists what the map does not have, for a word to the reader; nothing throws.
 * @param {string} search
 * @param {string} hash
 */
export function readAddress(search, hash) {
  const query = new URLSearchParams(search);
  const found = {
    view: null,
    feature: "",
    off: new Set(),
    states: new Set(),
    certainty: new Set(),
    query: "",
    fact: "",
    table: false,
    pinned: new Set(),
    sort: "",
    stop: 0,
    article: "",
    lang: "",
    unknown: [],
  };
  for (const part of hash.replace(/^#/, "").split("&")) {
    const view = VIEW.exec(part);
    if (view) found.view = checkView(view.slice(1).map(Number));
    else for (const [key, value] of new URLSearchParams(part)) query.set(key, value);
  }
  found.feature = query.get("feature") ?? "";
  if (query.has("layers")) found.off = readHiddenLayers(query.get("layers"), found.unknown);
  for (const key of ["states", "certainty"]) {
    found[key] = readFilter(query.get(key) ?? "", store.filterValues(key), found.unknown);
  }
  for (const key of ["q", "fact", "sort"]) {
    found[key === "q" ? "query" : key] = (query.get(key) ?? "").slice(0, LONGEST);
  }
  found.table = query.get("view") === "table";
  if (query.get("view") && !found.table) found.unknown.push(query.get("view"));
  const pinned = (query.get("compare") ?? "").split(",").filter(Boolean);
  found.pinned = new Set(pinned.slice(0, MOST_PINNED));
  const stop = query.get("stop") ?? "";
  if (/^\d{1,2}$/.test(stop) && Number(stop) >= 1 && Number(stop) <= data.stops()) found.stop = Number(stop);
  else if (stop) found.unknown.push(stop);
  if (query.get("panel") === "article") found.article = readArticle(query.get("source") ?? "", found.unknown);
  const lang = query.get("lang");
  if (strings.languageCodes().includes(lang)) found.lang = lang;
  else if (lang) found.unknown.push(lang);
  return found;
}

/** Return the article that a link asks for, the first where it names none. */
function readArticle(source, unknown) {
  const known = data.articles().map(([id]) => id);
  if (source ? !known.includes(source) : !known.length) unknown.push(source || "article");
  return known.includes(source) ? source : known[0] ?? "";
}

/** @param {number[]} view */
const checkView = ([zoom, lat, lng]) =>
  zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { zoom, lat, lng } : null;

/** Return the values of a filter that a link asks for; where it names none that is known, all pass. */
function readFilter(list, known, unknown) {
  const asked = list.split(",").filter(Boolean);
  unknown.push(...asked.filter((value) => !known.includes(value)));
  return new Set(asked.filter((value) => known.includes(value)));
}

function readHiddenLayers(list, unknown) {
  const ids = list.split(",").filter(Boolean);
  const known = data.layers().map((layer) => layer.id);
  unknown.push(...ids.filter((id) => !known.includes(id)));
  if (ids.length && !ids.some((id) => known.includes(id))) return new Set();
  return new Set(known.map((id, l) => (ids.includes(id) ? -1 : l)).filter((l) => l >= 0));
}

/** Return the query and the hash that open the page as it is seen now. @param {LeafletMap} map */
export function makeAddress(map) {
  const query = new URLSearchParams(location.search);
  for (const key of KEYS) query.delete(key);
  const off = store.get("off");
  const on = data.layers().filter((layer, l) => !off.has(l));
  if (off.size) query.set("layers", on.map((layer) => layer.id).join(","));
  for (const key of ["states", "certainty"]) if (store.get(key).size) query.set(key, [...store.get(key)].join(","));
  if (store.get("query").trim()) query.set("q", store.get("query").trim());
  if (strings.languageCodes().length > 1) query.set("lang", store.get("lang"));
  if (addressedPlace()) query.set("feature", wanted);
  if (store.get("fact")) query.set("fact", store.get("fact"));
  if (store.get("table")) query.set("view", "table");
  if (store.get("pinned").size) query.set("compare", [...store.get("pinned")].join(","));
  if (store.get("table") && store.get("sort")) query.set("sort", store.get("sort"));
  if (store.get("stop")) query.set("stop", String(store.get("stop")));
  if (store.get("article")) query.set("panel", "article");
  else if (query.get("panel") === "article") query.delete("panel");
  if (store.get("article") && data.articles().length > 1) query.set("source", store.get("article"));
  const zoom = Math.round(map.getZoom() * 100) / 100;
  const digits = Math.max(0, Math.ceil(Math.log2(zoom || 1)));
  const { lat, lng } = map.getCenter();
  const text = query.toString().replace(/%2C/g, ",");
  return { query: text, hash: `${zoom}/${lat.toFixed(digits)}/${lng.toFixed(digits)}` };
}

/** Return the id that the address names; that of a selected place may have been let go with its name. */
function addressedPlace() {
  const i = store.get("selected");
  if (i >= 0 && data.hasName(i)) wanted = data.idOf(i);
  return wanted;
}

/** Keep a place in the address that is not selected, until one is or a popup is closed. @param {string} id */
export function keepInAddress(id) {
  wanted = id;
}

/** Return the link to one place, in the language of the page. @param {Place} i */
export function linkToPlace(i) {
  const query = new URLSearchParams({ feature: data.idOf(i) });
  if (strings.languageCodes().length > 1) query.set("lang", store.get("lang"));
  return `${location.href.split(/[?#]/)[0]}?${query}`;
}

/** Return the link to one fact, in the language of the page. @param {number} f */
export function linkToFact(f) {
  const query = new URLSearchParams({ fact: data.fact.id(f) });
  if (strings.languageCodes().length > 1) query.set("lang", store.get("lang"));
  return `${location.href.split(/[?#]/)[0]}?${query}`;
}

/**
 * Keep the address bar in step. A new selection is a step back and forward go through; views and
 * switches only replace. Where a browser refuses (srcdoc, sandbox) the page works on without.
 */
function updateAddress(map, push) {
  const { query, hash } = makeAddress(map);
  const url = `${query ? `?${query}` : location.pathname}#${hash}`;
  try {
    if (push) history.pushState(OWN, "", url);
    else history.replaceState(OWN, "", url);
  } catch {
    // refused here or too often: the address stays behind, the next change tries again
  }
}

/**
 * Follow the state and the map from now on. `apply` is called with what back and forward give, or
 * an address typed by hand, and with whether the page itself had made that step.
 * @param {LeafletMap} map
 * @param {(found: any, ours: boolean) => unknown} apply
 */
export function followAddress(map, apply) {
  const updateLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => updateAddress(map, false), 300);
  };
  map.on("moveend", updateLater);
  store.on(["lang", "query", "fact", "table", "pinned", "sort", "stop", "article", ...store.filters], updateLater);
  store.on(["selected"], (how) => {
    wanted = "";
    addressedPlace();
    if (!how.quiet) updateAddress(map, true);
  });
  addEventListener("popstate", (event) => {
    clearTimeout(timer);
    apply(readAddress(location.search, location.hash), Boolean(event.state?.own));
    updateLater();
  });
  updateAddress(map, false);
}
