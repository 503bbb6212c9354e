import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "./data.js";

const state = {
  /** Code of the page's language. */
  lang: "",
  /** Numbers of the layers that are switched off. */
  off: new Set(),
  /** States and certainties of the places that are shown; an empty set lets all pass. */
  states: new Set(),
  certainty: new Set(),
  /** What the reader searches for. */
  query: "",
  /** Numbers of the places that the search has found, or null where nothing is searched. */
  hits: null,
  /** Number of the selected place, or -1. */
  selected: -1,
  /** Number of the place under pointer or focus, or -1. */
  hover: -1,
  /** Number of the area whose list is open, and of that under pointer or focus, or -1. */
  area: -1,
  areaHover: -1,
  /** Id of the tile service, or empty for the drawn backdrop. */
  base: "",
  /** Where the reader is, {lat, lng, accuracy}, once asked for; it never leaves the page. */
  here: null,
  /** What the panel shows: places or figures. */
  tab: "places",
  /** Id of the fact at which the selected place is open, or empty. */
  fact: "",
  /** Whether the table of places is open; what it is sorted by ("-" before it: downwards), and the ids pinned in it. */
  table: false,
  sort: "",
  pinned: new Set(),
  /** Number of the stop of the short story that is shown, from 1, or 0. */
  stop: 0,
  /** Id of the source whose text is read beside the map, or empty. */
  article: "",
};
const VALUES = { states: () => data.states(), certainty: () => data.certainties() };
export const filters = ["off", ...Object.keys(VALUES)];
/** Milliseconds after which a reader is told that what was asked for is on its way. */
const PATIENCE = 1000;
const listeners = [];
/** Whether each group of the data (alike in layer, state and certainty) is to be seen. */
let seen = null;
let asked = 0;
let lit = -1;

/** Return one value of the page's state. Sets are never changed in place, only replaced. @param {string} key */
export const get = (key) => state[key];

/**
 * Change values and tell who listens to them, in the order of listening; `how` reaches the
 * listeners (who asked, whether to move the map). Equal values change nothing.
 * @param {any} given
 * @param {How} [how]
 */
export function set(given, how = {}) {
  // another place, or none, is not open at the fact of the one before
  const values = "selected" in given ? { fact: "", ...given } : given;
  const changed = Object.keys(values).filter((key) => !isEqual(state[key], values[key]));
  if (!changed.length) return;
  for (const key of changed) state[key] = values[key];
  if (changed.some((key) => filters.includes(key))) seen = null;
  if ("selected" in values) asked += 1;
  for (const { keys, tell } of listeners) if (keys.some((key) => changed.includes(key))) tell(how, changed);
}

/** Return whether two values are equal; sets are by what is in them, since every address makes new ones. */
function isEqual(a, b) {
  if (!(a instanceof Set) || !(b instanceof Set)) return a === b;
  return a.size === b.size && [...a].every((each) => b.has(each));
}

/**
 * Select a place once all that is told of it is at hand; of several asked for, the last one is. What
 * cannot be had is told to the reader.
 * @param {Place} i
 * @param {How} [how]
 */
export async function selectPlace(i, how = {}) {
  asked += 1;
  const own = asked;
  if (i >= 0 && !data.isLoaded(i)) {
    const late = setTimeout(() => own === asked && announceKey("data.coming"), PATIENCE);
    try {
      await data.loadPlaces([i]);
    } catch {
      announceKey("data.missing");
      return;
    } finally {
      clearTimeout(late);
    }
    if (own === asked) statusLine.clearAnnouncement(); // a reader may be faster than the page
  }
  if (own === asked) set({ selected: i, fact: i < 0 ? "" : (how.fact ?? "") }, how);
}

/** Light a place once its name is at hand; of several asked for, the last one. @param {Place} i */
export async function hoverPlace(i) {
  lit = i;
  if (i >= 0 && !data.hasName(i)) {
    try {
      await data.loadNames([i]);
    } catch {
      return; // without its name there is nothing to tell
    }
  }
  if (lit === i) set({ hover: i });
}

const announceKey = (key) => statusLine.announce(t(key));

/**
 * Call `tell` whenever one of `keys` has changed.
 * @param {string[]} keys
 * @param {(...told: any[]) => unknown} tell
 */
export const on = (keys, tell) => listeners.push({ keys, tell });

/**
 * Return what a place is in the terms of a filter, `states` or `certainty`.
 * @param {string} key
 * @param {Place} i
 */
export const filterValueOf = (key, i) => key === "states" ? data.stateOf(i) : data.certaintyOf(i);

/**
 * Return whether a group passes the filters; `but` names one that is left out, to count by it.
 * @param {Group} group
 * @param {string} [but]
 */
export const isGroupPassing = (group, but = "") =>
  Object.keys(VALUES).every(
    (key) => key === but || !state[key].size || state[key].has(group[key === "states" ? "state" : key]),
  );

/** @param {Place} i */
export const isPassing = (i) => isGroupPassing(data.facetCombinations()[data.groupOf(i)]);

/** Return for each group of the data whether it is to be seen: its layer is on, and it passes. */
export function visibleGroups() {
  seen ??= Uint8Array.from(
    data.facetCombinations(),
    (group) => Number(!state.off.has(group.layer) && isGroupPassing(group)),
  );
  return seen;
}

/** Return whether a place is to be seen. @param {Place} i */
export const isShown = (i) => visibleGroups()[data.groupOf(i)] === 1;

/**
 * Count the places of the groups that `counted` takes: the work depends on how many groups there
 * are, not on how many places.
 * @param {(group: Group, g: number) => unknown} counted
 */
export function countPlacesWhere(counted) {
  const census = data.facetCounts();
  return data.facetCombinations().reduce((sum, group, g) => sum + (census[g] && counted(group, g) ? census[g] : 0), 0);
}

/** Return whether the search has found a place. @param {Place} i */
export const isHit = (i) => state.hits?.has(i) ?? false;
/** Return whether layers or filters are set, be it that they hide nothing. */
export const isFiltered = () => filters.some((key) => state[key].size);
/** @param {string} key */
export const filterValues = (key) => VALUES[key]();
