import * as data from "../data/data.js";

const listeners = [];
let held = null;

const key = () => `${data.id()}.drafts`;

/** Return the drafts by key; they outlive a reload, but not the window. */
function all() {
  if (held) return held;
  try {
    held = JSON.parse(sessionStorage.getItem(key()) ?? "{}");
  } catch {
    held = {};
  }
  return held;
}

function keep() {
  try {
    sessionStorage.setItem(key(), JSON.stringify(all()));
  } catch {
    // where storage is refused, drafts last until the page is left
  }
  for (const tell of listeners) tell();
}

/**
 * Return a copy of a JSON value.
 * @param {any} value
 */
export function copy(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/**
 * Return whether two JSON values say the same, in whatever order of keys; empty is absent.
 * @param {any} a
 * @param {any} b
 */
export function same(a, b) {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== "object") return value;
  const said = Object.keys(value).sort().filter((name) =>
    value[name] !== "" && value[name] !== undefined && (value[name] !== null || name === "geometry")
  );
  return Object.fromEntries(said.map((name) => [name, sorted(value[name])]));
}

/**
 * Keep what is being made of a place or a fact: {what, id, layer, base, next}. One that says the same
 * as its base is no draft.
 * @param {Draft} draft
 */
export function put(draft) {
  const name = `${draft.what}:${draft.id}`;
  if (draft.base && draft.next && draft.was === draft.layer && same(draft.base, draft.next)) delete all()[name];
  else all()[name] = copy(draft);
  keep();
}

/**
 * @param {string} what
 * @param {string} id
 */
export function get(what, id) {
  return copy(all()[`${what}:${id}`]) ?? null;
}

/**
 * @param {string} what
 * @param {string} id
 */
export function drop(what, id) {
  delete all()[`${what}:${id}`];
  keep();
}

/**
 * Call `tell` whenever there are others.
 * @param {(...told: any[]) => unknown} tell
 */
export function on(tell) {
  listeners.push(tell);
}

export const every = () => Object.values(all());
