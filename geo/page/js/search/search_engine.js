import * as blockReader from "./block_reader.js";
import * as factTable from "./fact_table.js";
import * as kindMatcher from "./kind_matcher.js";
import * as nameTable from "./name_table.js";
import * as ngramFilter from "./ngram_filter.js";
import * as query from "./query.js";

const { none: NONE, fact: FACT } = query.RANK;
/** Places told at once; who sees as many types one letter more. */
export const MOST = 50;
/** Blocks that are read at the same time. */
const AHEAD = 4;
/** Blocks of facts that are read before anything is asked: of more, only what a query needs. */
const SHORT = 8;
/** Milliseconds between two of them: what the reader does meanwhile comes first. */
const PAUSE = 400;
/** Milliseconds that blocks of facts are left alone once names are found: who types on is answered first. */
const TYPING = 160;
/** What is looked for among the names before a reader asks, in no turn: a browser is slow at what it does first. */
const TRIED = ["s", "sh", "sha"];
/** Milliseconds between two reports of one query. */
const PERIOD = 120;
/** Milliseconds until the first of them. */
const SOON = 40;

/** A search over blocks of names and details. */
class Search {
  /**
   * @param {any} source
   * @param {any} read
   * @param {number} slice
   * @param {(told: any) => unknown} tell
   */
  constructor(source, read, slice, tell) {
    const { starts, slices, folder } = source;
    this.source = source;
    this.read = read;
    this.slice = slice;
    this.tell = tell;
    this.starts = starts;
    this.group = source.group;
    this.reader = blockReader.makeReader(source, read.value);
    this.sorting = kindMatcher.makeKindMatcher(source);
    this.many = slices && (folder || starts.details.length > SHORT);
    /** Blocks of facts that are on their way at a time: those of the page itself come at once. */
    this.ahead = folder ? AHEAD : 1;
    /** Slices of the signatures as they are asked for, and those that have been read. */
    this.signing = [];
    this.signatures = slices ? Array.from({ length: slices }) : null;
    this.current = null;
    /** The last query for which all names were gone through. */
    this.before = { terms: [] };
    this.until = 0;
  }

  /** Let others in, once a slice of work is done; ends a query that a newer one has overtaken. */
  async rest(job) {
    if (performance.now() > this.until) {
      await new Promise((done) => setTimeout(done));
      this.until = performance.now() + this.slice;
    }
    if (job !== this.current) throw job.overtaken;
  }

  /**
   * Look for a query among the places of the groups in `seen`, and tell what is found: by names
   * first, then by facts and notes. A newer query ends the one before. `far` goes on where a search
   * over a network stops by itself.
   * @param {{ turn?: number, text: string, seen: Uint8Array, far?: boolean }} asked
   */
  async ask({ turn, text, seen, far }) {
    const terms = query.splitTerms(text);
    const job = {
      turn,
      terms,
      seen,
      ranks: terms.map(() => new Uint8Array(this.source.count).fill(NONE)),
      bits: terms.map((term) => ngramFilter.bloomBits(term, this.source.filterBits)),
      sorts: terms.map(this.sorting.meant),
      n: 0,
      hidden: 0,
      named: [],
      said: [],
      noted: [],
      rows: new Map(),
      read: 0,
      told: [],
      at: performance.now() - PERIOD + SOON,
      left: far ? Infinity : this.source.most,
      overtaken: new Error("overtaken"),
    };
    this.current = job;
    this.until = performance.now() + this.slice;
    try {
      if (terms.length) await this.look(job);
      this.report(job, { done: true });
    } catch (error) {
      if (error !== job.overtaken) this.report(job, { done: true, failed: true });
    }
  }

  async look(job) {
    const shorter = job.terms.map((term) => this.less(term));
    const coming = this.signatures && this.signed(job.bits.flat());
    coming?.catch(() => {}); // told where they are waited for
    for (let b = 0; b < this.starts.names.length; b += 1) {
      for (let k = b; k < Math.min(b + AHEAD, this.starts.names.length); k += 1) this.reader.head(k);
      const head = await this.waited(job, b);
      job.terms.forEach((term, t) => {
        nameTable.rankNames(head, term, job.ranks[t], shorter[t]);
        this.sorting.rank(head, job.sorts[t], job.ranks[t]);
      });
      job.read = this.starts.names[b + 1] ?? this.source.count;
      await this.rest(job);
      if (performance.now() - job.at > PERIOD) await this.name(job);
    }
    this.before = job;
    await this.name(job);
    if (!job.turn) return;
    if (this.many && job.named.length) await new Promise((done) => setTimeout(done, TYPING));
    await this.rest(job);
    await coming;
    const worth = [...this.starts.details.keys()].filter((b) => this.holds(job, b));
    for (let k = 0; k < worth.length && job.left >= 0; k += 1) {
      await this.rest(job);
      for (const b of worth.slice(k, k + Math.min(this.ahead, job.left))) this.reader.ahead(b);
      await this.through(job, worth[k]);
      if (performance.now() - job.at > PERIOD) this.report(job);
    }
  }

  /** Return how names matched the beginning of a term, where that was looked for just now. */
  less(term) {
    // one letter is looked for at the beginning of names only
    return this.before.ranks?.[this.before.terms.findIndex((each) => each.length > 1 && term.startsWith(each))];
  }

  /** Return a block of names; where it is long in coming, what the others have is told meanwhile. */
  async waited(job, b) {
    if (this.before.ranks) return this.reader.head(b); // all have been read, and to set a timer for each takes long
    const timer = setTimeout(() => job.read && this.name(job).catch(() => {}), PERIOD);
    try {
      return await this.reader.head(b);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tell the best of the places whose names match, as far as names have been read. */
  async name(job) {
    const own = {};
    job.naming = own;
    const rows = [];
    for (const i of this.best(job)) {
      if (!job.rows.has(i)) job.rows.set(i, await this.reader.row(i, true));
      rows.push(job.rows.get(i));
    }
    if (job.naming !== own) return; // more has been read since
    job.named = rows;
    this.report(job);
  }

  /** Read the slices of the signatures that hold some bits; who asks while they come waits for the same. */
  signed(bits) {
    const { slices, filterBits } = this.source;
    return Promise.all(
      [...ngramFilter.neededSlices(bits, slices, filterBits)].map((k) => (this.signing[k] ??= this.some(k))),
    );
  }

  async some(k) {
    try {
      this.signatures[k] = new Uint8Array(await this.read.binary(`map-grams-${k}`));
    } catch (error) {
      delete this.signing[k]; // the next query tries again
      throw error;
    }
  }

  /** Count the places whose names alone match, and return the best of those that are seen. */
  best(job) {
    Object.assign(job, { n: 0, hidden: 0 });
    const found = Array.from({ length: FACT }, () => []);
    for (let i = 0; i < this.source.count; i += 1) {
      let rank = 0;
      for (const ranks of job.ranks) rank = Math.max(rank, ranks[i]);
      if (rank < FACT && this.counted(job, i) && found[rank].length < MOST) found[rank].push(i);
    }
    return found.flat().slice(0, MOST);
  }

  counted(job, i) {
    const seen = job.seen[this.group[i]] === 1;
    job[seen ? "n" : "hidden"] += 1;
    return seen;
  }

  /** Return the terms that no name in a block of details lends to the facts of its place. */
  needed({ terms, ranks }, b) {
    const [from, to] = [this.starts.details[b], this.starts.details[b + 1]];
    return terms.filter((term, t) => !ranks[t].subarray(from, to).some((rank) => rank < NONE));
  }

  /** Return whether a block of details may hold the terms, as its signature tells. */
  holds(job, b) {
    const { filterBits } = this.source;
    const may = job.terms.filter((term, t) =>
      !this.signatures || ngramFilter.mayHold(this.signatures, b, job.bits[t], filterBits)
    );
    return may.length > 0 && this.needed(job, b).every((term) => may.includes(term));
  }

  /** Look through a block of details. */
  async through(job, b) {
    if (!this.reader.has(b)) job.left -= 1;
    if (job.left < 0) return;
    const own = this.needed(job, b);
    const body = await this.reader.body(b);
    if (job !== this.current) throw job.overtaken;
    for (const k of factTable.findHolding(body, job.terms, own)) {
      const i = body.base + k;
      const missing = job.terms.filter((term, t) => job.ranks[t][i] === NONE);
      if (missing.length) await this.add(job, i, factTable.matchPlace(body, k, job.terms, missing));
      else await this.fill(job, i, () => factTable.matchPlace(body, k, job.terms, missing));
    }
  }

  async add(job, i, found) {
    if (found.rank === NONE || !this.counted(job, i)) return;
    const list = found.rank === FACT ? job.said : job.noted;
    if (job.named.length + list.length < MOST) list.push(await this.reader.row(i, false, found));
  }

  /** Give a place that was found by its name the facts that match too, where it is among the told. */
  async fill(job, i, match) {
    const at = job.named.findIndex((row) => row.i === i);
    const { facts } = at < 0 ? { facts: [] } : match();
    if (facts.length) job.named[at] = await this.reader.row(i, true, { facts });
  }

  /** Tell which rows have changed since the last report, and how many places were found. */
  report(job, more = {}) {
    if (job !== this.current) return;
    const rows = [...job.named, ...job.said, ...job.noted].slice(0, MOST);
    const changes = [...rows.entries()].filter(([k, row]) => job.told[k] !== row);
    const { turn, n, hidden, read } = job;
    this.tell({ turn, changes, length: rows.length, n, hidden, read, part: job.left < 0, ...more });
    Object.assign(job, { told: rows, at: performance.now() });
  }

  /** Read the names before anything is asked, and where that is not much, all that is told of the places. */
  async warm() {
    for (let b = 0; b < this.starts.names.length; b += 1) await this.reader.head(b);
    const seen = new Uint8Array(this.source.groups.length).fill(1);
    for (const text of this.source.slices ? TRIED : []) if (!this.current?.turn) await this.ask({ text, seen });
    if (this.many) return;
    for (let b = 0; b < this.starts.details.length; b += 1) {
      await new Promise((done) => setTimeout(done, this.source.slices ? PAUSE : 0));
      await this.reader.body(b);
    }
  }
}

/**
 * Make a search over blocks of names and details, the same in a worker and in the page. `source` is
 * {count, languages, starts, group, groups, layers, kinds, slices, most}; `slice` how many milliseconds it works before it
 * lets others in. `read` has what reads a part of the data by its name, as `binary` and as `value`. `tell` is called
 * with what is found so far.
 * @param {any} source
 * @param {any} read
 * @param {number} slice
 * @param {(...told: any[]) => unknown} tell
 */
export function makeEngine(source, read, slice, tell) {
  const search = new Search(source, read, slice, tell);
  return { ask: (asked) => search.ask(asked), warm: () => search.warm().catch(() => {}) };
}
