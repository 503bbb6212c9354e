import * as normalising from "./normalising.js";

/** Stands between the texts of a pile. No data holds it, and no term reaches over it. */
const BETWEEN = "\0";

/**
 * Fold texts into one, so that a single scan looks through all of them: {text, ends}, where `ends`
 * tells for each text where it ends. A text may have several lines, of which none runs on.
 * @param {string[]} texts
 */
export function makeBuffer(texts) {
  const text = normalising.normaliseText(texts.join(BETWEEN));
  return { text, ends: findEnds(text, texts.length) };
}

function findEnds(text, count) {
  const found = new Uint32Array(count).fill(text.length);
  let at = -1;
  for (let u = 0; u + 1 < count; u += 1) {
    at = text.indexOf(BETWEEN, at + 1);
    found[u] = at;
  }
  return found;
}

/** Pile texts up as they are. @param {string[]} texts */
export function makeRawBuffer(texts) {
  const text = texts.join(BETWEEN);
  return { text, ends: findEnds(text, texts.length) };
}

/**
 * Return where text `u` of a pile starts.
 * @param {Pile} given
 * @param {number} u
 */
export const entryStart = ({ ends: all }, u) => u ? all[u - 1] + 1 : 0;

/**
 * Return text `u` of a pile.
 * @param {Pile} pile
 * @param {number} u
 */
export const entryAt = (pile, u) => pile.text.slice(entryStart(pile, u), pile.ends[u]);

/**
 * Call `found` with the number of each text that holds a term, and where in the pile it stands.
 * @param {Pile} pile
 * @param {string} term
 * @param {any} found
 */
export function findAll(pile, term, found) {
  const { text, ends: all } = pile;
  let u = 0;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, all[u] + 1)) {
    while (all[u] < at) u += 1;
    found(u, at);
  }
}
