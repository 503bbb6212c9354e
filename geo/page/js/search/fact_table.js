import * as columns from "../data/columns.js";
import { RANK } from "./query.js";
import * as textBuffer from "./text_buffer.js";

const FACT = 0;
const DOUBT = 1;
const NOTE = 2;

/**
 * Return a figure in the words of one language, as it is searched and shown: Chinese has no blanks
 * in 近30亿元, and who looks for it types none.
 * @param {any} figure
 */
export function formatAmount(figure) {
  if (!figure) return "";
  const { bound, number, unit } = figure;
  const before = !bound || /\p{Script=Han}$/u.test(bound) ? "" : " ";
  const after = !unit || /^[%‰\p{Script=Han}]/u.test(unit) ? "" : " ";
  return `${bound}${before}${number}${after}${unit}`;
}

const yieldTask = () => new Promise((done) => setTimeout(done));
const joinLines = (texts) => texts.filter(Boolean).join("\n");
const inAllLanguages = (block, name, k, languages) => languages.map((code) => block[`${name}:${code}`]?.[k]);

function factText(facts, f, languages) {
  const figure = columns.readFigure(facts, f, languages) ?? {};
  const figures = languages.flatMap((code) => [formatAmount(figure[code]), figure[code]?.equivalent]);
  return joinLines([...inAllLanguages(facts, "text", f, languages), ...figures]);
}

/**
 * Fold a block of details for the search: a pile of the facts and notes of its places, with the
 * place, the sort and the number of each; the block itself may be let go. It takes some forty
 * milliseconds, amid which others are let in.
 * @param {any} block
 * @param {string[]} languages
 */
export async function makeFactTable(block, languages) {
  await yieldTask();
  const all = [];
  const addText = (text, k, sort, f) => text && all.push({ text, k, sort, f });
  let f = 0;
  block.facts_to.forEach((end, k) => {
    for (; f < end; f += 1) {
      addText(factText(block.facts, f, languages), k, FACT, f);
      addText(joinLines(inAllLanguages(block.facts, "note", f, languages)), k, DOUBT, f);
    }
    addText(joinLines(inAllLanguages(block, "note", k, languages)), k, NOTE, -1);
  });
  await yieldTask();
  return {
    base: block.base,
    ...textBuffer.makeBuffer(all.map(({ text }) => text)),
    owner: Uint16Array.from(all, ({ k }) => k),
    sort: Uint8Array.from(all, ({ sort }) => sort),
    fact: Int32Array.from(all, (each) => each.f),
  };
}

/**
 * Return the places of a block that are worth a closer look, by their number in it: their texts hold
 * each of the terms in `needed`, which no name there lends, or any term where all may be lent.
 * @param {any} told
 * @param {any} terms
 * @param {any} needed
 */
export function findHolding(told, terms, needed) {
  const placesHolding = (sought) => {
    const found = new Set();
    for (const term of sought) textBuffer.findAll(told, term, (u) => found.add(told.owner[u]));
    return found;
  };
  const [first, ...others] = needed.length ? needed.map((term) => placesHolding([term])) : [placesHolding(terms)];
  return [...first].filter((k) => others.every((found) => found.has(k))).sort((a, b) => a - b);
}

/**
 * Return how what is told of a place matches: `facts` that do, by their number in the block, and
 * whether its note does; `rank` is that of a place whose names lack the terms `missing`. A fact may
 * share the terms with the name of its place: "station billion" finds the money at the station.
 * @param {any} told
 * @param {number} k
 * @param {any} wanted
 * @param {any} missing
 */
export function matchPlace(told, k, wanted, missing) {
  const hasTerms = (text) => missing.every((term) => text.includes(term)) && wanted.some((term) => text.includes(term));
  const found = { facts: [], noted: false, rank: RANK.none };
  const doubted = [];
  let said = "";
  for (let u = columns.findUpperBound(told.owner, k - 1) + 1; told.owner[u] === k; u += 1) {
    const text = textBuffer.entryAt(told, u);
    if (told.sort[u] === FACT) {
      said = text;
      if (hasTerms(text)) found.facts.push(told.fact[u]);
    } else if (told.sort[u] === NOTE) found.noted = hasTerms(text);
    else if (!hasTerms(said) && hasTerms(`${said}\n${text}`)) doubted.push(told.fact[u]);
  }
  if (found.noted || doubted.length) found.rank = RANK.note;
  if (found.facts.length) found.rank = RANK.fact;
  found.facts.push(...doubted);
  return found;
}
