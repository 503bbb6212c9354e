import * as normalising from "./normalising.js";
import { RANK } from "./query.js";
import * as textBuffer from "./text_buffer.js";

/** Return the names, short names and aliases of place `k` in a block of names, the names first. */
function listNames(block, k, languages) {
  const names = languages.map((code) => block[`name:${code}`]?.[k]).filter(Boolean);
  const short = languages.map((code) => block[`short:${code}`]?.[k]).filter(Boolean);
  const others = [...short, ...(block.aliases?.[k] ?? [])];
  return [...names.map((text) => ({ text, alias: 0 })), ...others.map((text) => ({ text, alias: 1 }))];
}

/**
 * Fold a block of names for the search: a pile of all names and aliases, and one of those that can
 * be spelt, as they are written; the block itself may be let go.
 * @param {any} block
 * @param {string[]} languages
 */
export function makeNameTable(block, languages) {
  const all = block.id.flatMap((id, k) => listNames(block, k, languages).map((each) => ({ ...each, k })));
  const aloud = all.filter(({ text }) => normalising.hasPinyin(text));
  return {
    base: block.base,
    kind: Uint16Array.from(block.kind),
    ...textBuffer.makeBuffer(all.map(({ text }) => text)),
    owner: Uint16Array.from(all, ({ k }) => k),
    alias: Uint8Array.from(all, ({ alias }) => alias),
    spoken: {
      ...textBuffer.makeRawBuffer(aloud.map(({ text }) => text)),
      owner: Uint16Array.from(aloud, ({ k }) => k),
    },
  };
}

/**
 * Put into `ranks`, by place, how well the names of a block match a term. `before` are those of the
 * term less its last letters: no name that it is not heard in is heard to spell more of it.
 * @param {any} names
 * @param {string} term
 * @param {Uint8Array} ranks
 * @param {Uint8Array} before
 */
export function rankNames(names, term, ranks, before) {
  textBuffer.findAll(names, term, (u, at) => {
    const i = names.base + names.owner[u];
    const found = names.alias[u] ? RANK.alias : rankWithin(names, u, at);
    if (found < ranks[i]) ranks[i] = found;
  });
  const typed = normalising.pinyinLetters(term);
  if (typed) rankPinyin(names, typed, ranks, before);
}

function rankWithin(names, u, at) {
  if (at === textBuffer.entryStart(names, u)) return RANK.start;
  return /[\s\-–(]/.test(names.text[at - 1]) ? RANK.word : RANK.name;
}

function rankPinyin({ base, spoken }, typed, ranks, before) {
  const { text, ends, owner } = spoken;
  let start = 0;
  for (let u = 0; u < ends.length; u += 1) {
    const i = base + owner[u];
    const open = ranks[i] > RANK.pinyin && (!before || before[i] !== RANK.none);
    if (open && normalising.matchPinyin(text, typed, start, ends[u])) ranks[i] = RANK.pinyin;
    start = ends[u] + 1;
  }
}
