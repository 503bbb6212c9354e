const DROPPED = /[\p{Mn},·・、"“”「」《》]/gu;
const DASHES = /[\u2010-\u2015\u2212]/g;
const QUOTES = /[‘’ʼ]/g;
/** No reader types more letters than this of a name. */
const LONGEST = 40;
/** What a UTF-16 unit folds into where that is not one unit; neither is a character. */
const NOTHING = 0xffff;
const MORE = 0xfffe;
/** Of a unit that was not met yet: half of a pair, into which nothing folds. */
const UNMET = 0xd800;
const decoder = new TextDecoder("utf-16le", { ignoreBOM: true });
const forms = new Map();
const readings = new Map();
/** By UTF-16 unit: what it folds into, and the letters that its readings begin with. */
const folded = new Uint16Array(0x10000).fill(UNMET);
const initials = new Uint32Array(0x10000);

/**
 * Take the tables of the build: pairs of characters that are one, and readings by character.
 * @param {{ fold?: string, pinyin?: string }} given
 */
export function init({ fold: pairs = "", pinyin = "" }) {
  const all = [...pairs];
  for (let k = 0; k + 1 < all.length; k += 2) forms.set(all[k], all[k + 1]);
  for (const entry of pinyin.split(" ").filter(Boolean)) {
    const [, character, words, others] = /^(.)([a-z,]+)([A-Z]*)$/u.exec(entry) ?? [];
    if (!character) continue;
    const read = [...words.split(","), ...others.toLowerCase()];
    readings.set(character.codePointAt(0), read);
    for (const each of read) initials[character.charCodeAt(0)] |= letterBit(each);
  }
  folded.fill(UNMET);
}

const letterBit = (word) => 1 << (word.charCodeAt(0) - 97);

/**
 * Return a text as it is compared: without case, accents, full-width forms and small marks, in
 * simplified characters. A text and what a reader types for it fold into the same. It goes by a
 * table: a page of a hundred thousand places has forty megabytes of text.
 * @param {string} text
 */
export function normaliseText(text) {
  let found = new Uint16Array(text.length + 64);
  let n = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const one = normaliseUnit(unit);
    if (one < MORE) found[n++] = one;
    else if (one === MORE) {
      const code = text.codePointAt(at);
      const units = normaliseForm(String.fromCodePoint(code));
      if (code > 0xffff) at += 1;
      if (n + units.length + text.length - at > found.length) found = growUnits(found);
      for (let k = 0; k < units.length; k += 1) found[n++] = units.charCodeAt(k);
    }
  }
  return decoder.decode(found.subarray(0, n));
}

function growUnits(units) {
  const found = new Uint16Array(2 * units.length);
  found.set(units);
  return found;
}

const normaliseUnit = (unit) => (folded[unit] === UNMET ? lookUpUnit(unit) : folded[unit]);

/** Look up what one UTF-16 unit folds into; half of a pair is folded with its other half. */
function lookUpUnit(unit) {
  const half = unit >= 0xd800 && unit < 0xe000;
  const text = half ? "" : normaliseForm(String.fromCharCode(unit));
  if (half || text.length > 1) folded[unit] = MORE;
  else folded[unit] = text ? text.charCodeAt(0) : NOTHING;
  return folded[unit];
}

/** Fold one character, of which a text has many. @param {string} character */
export function normaliseCharacter(character) {
  const one = normaliseUnit(character.charCodeAt(0));
  if (one === MORE) return normaliseForm(character);
  return one === NOTHING ? "" : String.fromCharCode(one);
}

function normaliseForm(character) {
  const text = character.normalize("NFKD").replace(DROPPED, "").toLowerCase();
  return [...text.replace(DASHES, "-").replace(QUOTES, "'")].map((each) => forms.get(each) ?? each).join("");
}

/** Return the letters of a term that may be pinyin, or an empty string. @param {string} term */
export function pinyinLetters(term) {
  const found = term.replace(/'/g, "");
  return readings.size && found.length <= LONGEST && /^[a-z][a-z0-9]*$/.test(found) ? found : "";
}

/**
 * Return [from, to] of the part of a text whose pinyin some letters spell: syllables in full or any
 * beginnings of them, in order ("wfbz", "weifangbei", "weifb"). Null where none does. Where many texts
 * stand in one, `start` and `end` bound the one that is meant: to cut it out would take longer.
 * @param {string} text
 * @param {string} typed
 * @param {number} [start]
 * @param {number} [end]
 */
export function matchPinyin(text, typed, start = 0, end = text.length) {
  const first = typed ? letterBit(typed) : 0;
  // one letter is the first of very many names: then only those that begin with it
  const last = typed.length > 1 ? end : start + 1;
  for (let from = start; from < last; from += 1) {
    if (!(initials[text.charCodeAt(from)] & first)) continue;
    const to = matchSyllables(text, from, typed, 0, end);
    if (to > from) return [from, to];
  }
  return null;
}

function matchSyllables(text, at, typed, k, end) {
  if (k === typed.length) return at;
  if (at >= end) return -1;
  const code = text.codePointAt(at);
  const next = at + (code > 0xffff ? 2 : 1);
  const known = readings.get(code);
  if (!known) {
    const one = normaliseCharacter(String.fromCodePoint(code));
    if (!/^[a-z0-9]$/.test(one)) return matchSyllables(text, next, typed, k, end);
    return typed[k] === one ? matchSyllables(text, next, typed, k + 1, end) : -1;
  }
  for (const syllable of known) {
    for (let n = countCommon(syllable, typed, k); n > 0; n -= 1) {
      const to = matchSyllables(text, next, typed, k + n, end);
      if (to > 0) return to;
    }
  }
  return -1;
}

/** Count the letters that two spellings have in common; ü is written v and typed v or u. */
function countCommon(syllable, typed, k) {
  let n = 0;
  while (n < syllable.length && k + n < typed.length) {
    const same = syllable[n] === typed[k + n] || (syllable[n] === "v" && typed[k + n] === "u");
    if (!same) break;
    n += 1;
  }
  return n;
}

/** Return whether a text holds a character that has readings. @param {string} text */
export function hasPinyin(text) {
  for (let at = 0; at < text.length; at += 1) if (initials[text.charCodeAt(at)]) return true;
  return false;
}
