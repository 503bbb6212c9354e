import * as normalising from "./normalising.js";

/** How a place matches, the best first; `none` is not at all. */
export const RANK = { start: 0, word: 1, name: 2, alias: 3, pinyin: 4, kind: 5, layer: 6, fact: 7, note: 8, none: 9 };
const MOST_TERMS = 8;
export const LONGEST = 200;

/** Return the terms of a query: what stands between blanks, folded; all of them must match. @param {string} query */
export function splitTerms(query) {
  const folded = normalising.normaliseText(query.slice(0, LONGEST)).split(/\s+/).filter(Boolean);
  return [...new Set(folded)].slice(0, MOST_TERMS);
}
