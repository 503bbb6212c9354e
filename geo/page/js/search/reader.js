import * as blocks from "../data/blocks.js";
import * as columns from "../data/columns.js";
import * as named from "./named.js";
import * as told from "./told.js";

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
export function make({ languages, starts }, value) {
  const names = blocks.series("names", starts.names, RAW.names, value);
  const details = blocks.series("details", starts.details, RAW.details, value);
  const heads = [];
  const bodies = new Map();
  let kept = 0;

  function head(b) {
    heads[b] ??= names.take(starts.names[b]).then((block) => named.made(block, languages));
    heads[b].catch(() => delete heads[b]); // the next query tries again
    return heads[b];
  }

  async function body(b) {
    if (bodies.has(b)) return bodies.get(b);
    const made = await told.made(await details.take(starts.details[b]), languages);
    if (kept + made.text.length < KEPT && !bodies.has(b)) {
      bodies.set(b, made);
      kept += made.text.length;
    }
    return made;
  }

  /** Begin to read a block of details that will be asked for; who asks is told where it cannot be had. */
  function ahead(b) {
    if (!bodies.has(b)) details.load([starts.details[b]]).catch(() => {});
  }

  /** Return place `i` as it is shown: its names, and of its facts and note what was found. */
  async function row(i, byName, { facts = [], noted = false } = {}) {
    const { base, id, aliases, kind, ...head } = await names.take(i);
    const k = i - base;
    const own = {
      i,
      id: id[k],
      kind: kind[k],
      name: texts(head, "name", k),
      aliases: aliases?.[k] ?? [],
      named: byName,
      noted,
    };
    if (!facts.length && !noted) return { ...own, facts, note: {} };
    const block = await details.take(i);
    const note = texts(block, "note", i - block.base);
    return { ...own, note, facts: facts.map((f) => fact(block.facts, f)) };
  }

  function fact(facts, f) {
    const figure = columns.figure(facts, f, languages);
    return { id: facts.id[f], text: texts(facts, "text", f), note: texts(facts, "note", f), figure };
  }

  function texts(columns, name, k) {
    const said = languages.map((code) => [code, columns[`${name}:${code}`]?.[k]]);
    return Object.fromEntries(said.filter(([, text]) => text));
  }

  return { head, body, ahead, has: (b) => bodies.has(b), row };
}
