import * as normalising from "./normalising.js";
import * as query from "./query.js";

/**
 * Return the parts of a text that a query matches, as [from, to] of the string, in order and
 * apart; with `spoken` also where only the pinyin does.
 * @param {string} text
 * @param {string} asked
 * @param {boolean} [spoken]
 */
export function findMarks(text, asked, spoken = false) {
  const units = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const plain = normalising.normaliseCharacter(character);
    for (let k = 0; k < plain.length; k += 1) units.push([at, at + character.length]);
    folded += plain;
    at += character.length;
  }
  const found = query.splitTerms(asked).flatMap((term) => {
    const plain = findEverywhere(folded, term).map((from) => [units[from][0], units[from + term.length - 1][1]]);
    return plain.length || !spoken ? plain : findPinyin(text, term);
  });
  return joinOverlaps(found.sort((a, b) => a[0] - b[0]));
}

function findEverywhere(folded, term) {
  const found = [];
  for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) found.push(at);
  return found;
}

function findPinyin(text, term) {
  const typed = normalising.pinyinLetters(term);
  const part = typed && normalising.matchPinyin(text, typed);
  return part ? [part] : [];
}

function joinOverlaps(parts) {
  const apart = [];
  for (const [from, to] of parts) {
    const last = apart[apart.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}
