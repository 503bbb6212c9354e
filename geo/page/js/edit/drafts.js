import * as data from "../data/data.js";

const listeners = [];
let held = null;

const draftsKey = () => `${data.mapId()}.drafts`;

/** Return the drafts by key; they outlive a reload, but not the window. */
function allDrafts() {
  if (held) return held;
  try {
    held = JSON.parse(sessionStorage.getItem(draftsKey()) ?? "{}");
  } catch {
    held = {};
  }
  return held;
}

function storeDrafts() {
  try {
    sessionStorage.setItem(draftsKey(), JSON.stringify(allDrafts()));
  } catch {
    // where storage is refused, drafts last until the page is left
  }
  for (const tell of listeners) tell();
}

/** Return a copy of a JSON value. @param {any} value */
export const copyValue = (value) => value === undefined ? undefined : JSON.parse(JSON.stringify(value));

/**
 * Return whether two JSON values say the same, in whatever order of keys; empty is absent.
 * @param {any} a
 * @param {any} b
 */
export const isSameValue = (a, b) => JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));

function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!value || typeof value !== "object") return value;
  const said = Object.keys(value).sort().filter((name) =>
    value[name] !== "" && value[name] !== undefined && (value[name] !== null || name === "geometry")
  );
  return Object.fromEntries(said.map((name) => [name, sortKeys(value[name])]));
}

/**
 * Keep what is being made of a place or a fact: {what, id, layer, base, next}. One that says the same
 * as its base is no draft.
 * @param {Draft} draft
 */
export function putDraft(draft) {
  const name = `${draft.what}:${draft.id}`;
  if (draft.base && draft.next && draft.was === draft.layer && isSameValue(draft.base, draft.next)) {
    delete allDrafts()[name];
  } else allDrafts()[name] = copyValue(draft);
  storeDrafts();
}

/**
 * @param {string} what
 * @param {string} id
 */
export const getDraft = (what, id) => copyValue(allDrafts()[`${what}:${id}`]) ?? null;

/**
 * @param {string} what
 * @param {string} id
 */
export function dropDraft(what, id) {
  delete allDrafts()[`${what}:${id}`];
  storeDrafts();
}

/** Call `tell` whenever there are others. @param {(...told: any[]) => unknown} tell */
export const onDraftsChange = (tell) => listeners.push(tell);
export const listDrafts = () => Object.values(allDrafts());
