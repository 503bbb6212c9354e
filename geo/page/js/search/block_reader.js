import * as blocks from "../data/blocks.js";
import * as columns from "../data/columns.js";
import * as factTable from "./fact_table.js";
import * as nameTable from "./name_table.js";

/** Folded characters of facts that are kept from one query to the next. */
const KEPT = 32e6;
/** Blocks kept as they were read, for the hits that are shown. */
const RAW = { names: 32, details: 12 };

/**
 * Make what reads and folds the blocks that are searched, each when it is first asked for:
 * `head(b)` and `body(b)` are those of names and of details, `row` is what the page shows of a hit.
 * All reject where a block cannot be had. `value` reads one by its name.
 * @param {any} given
 * @param {(id: string) => Promise<any>} value
 */
export function makeReader({ languages, starts }, value) {
  const names = blocks.makeBlockSeries("names", starts.names, RAW.names, value);
  const details = blocks.makeBlockSeries("details", starts.details, RAW.details, value);
  const heads = [];
  const bodies = new Map();
  let kept = 0;

  function readHead(b) {
    heads[b] ??= names.take(starts.names[b]).then((block) => nameTable.makeNameTable(block, languages));
    heads[b].catch(() => delete heads[b]); // the next query tries again
    return heads[b];
  }

  async function readBody(b) {
    if (bodies.has(b)) return bodies.get(b);
    const made = await factTable.makeFactTable(await details.take(starts.details[b]), languages);
    if (kept + made.text.length < KEPT && !bodies.has(b)) {
      bodies.set(b, made);
      kept += made.text.length;
    }
    return made;
  }

  /** Begin to read a block of details that will be asked for; who asks is told where it cannot be had. */
  function readAhead(b) {
    if (!bodies.has(b)) details.load([starts.details[b]]).catch(() => {});
  }

  /** Return place `i` as it is shown: its names, and of its facts and note what was found. */
  async function readRow(i, byName, { facts = [], noted = false } = {}) {
    const { base, id, aliases, kind, ...head } = await names.take(i);
    const k = i - base;
    const own = {
      i,
      id: id[k],
      kind: kind[k],
      name: readTexts(head, "name", k),
      aliases: aliases?.[k] ?? [],
      named: byName,
      noted,
    };
    if (!facts.length && !noted) return { ...own, facts, note: {} };
    const block = await details.take(i);
    const note = readTexts(block, "note", i - block.base);
    return { ...own, note, facts: facts.map((f) => readFact(block.facts, f)) };
  }

  function readFact(facts, f) {
    const figure = columns.readFigure(facts, f, languages);
    return { id: facts.id[f], text: readTexts(facts, "text", f), note: readTexts(facts, "note", f), figure };
  }

  function readTexts(block, name, k) {
    const said = languages.map((code) => [code, block[`${name}:${code}`]?.[k]]);
    return Object.fromEntries(said.filter(([, text]) => text));
  }

  return { head: readHead, body: readBody, ahead: readAhead, has: (b) => bodies.has(b), row: readRow };
}
