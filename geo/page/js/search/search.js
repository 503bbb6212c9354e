import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as normalising from "./normalising.js";
import * as searchEngine from "./search_engine.js";

/** Milliseconds of one slice of work in the page itself: a frame has sixteen. */
const SLICE = 8;
/** Blocks of facts that one query fetches over a network before it stops and asks. */
const FETCHED = 40;
let engine = null;
let listener = null;
/** @type {{ turn: number, text?: string, far?: boolean }} */
let last = { turn: 0 };

/**
 * Call `told` with what is found, as `search_engine.js` reports it; only the newest query is told of.
 * @param {any} told
 */
export function init(told) {
  listener = (found) => found.turn === last.turn && told(found);
}

/** Read what the search needs, on its first use; a worker reads the names meanwhile. */
export function startEngine() {
  engine ??= beginEngine();
  engine.catch(() => {
    engine = null; // the next query tries again
  });
  return engine;
}

async function beginEngine() {
  const tables = await data.loadSearchTables();
  normalising.init(tables);
  const source = data.searchSource();
  source.most = source.folder ? FETCHED : Infinity;
  // few places are searched in less time than a message takes
  return (!data.hasFewPlaces() && (await makeWorkerEngine(source, tables))) || makeLocalEngine(source);
}

function makeLocalEngine(source) {
  const made = searchEngine.makeEngine(source, { binary: unpack.readBinary, value: unpack.readJson }, SLICE, listener);
  if (!source.slices) made.warm();
  return made.ask;
}

/** Return how to ask a worker, or nothing where the browser or the page around it refuses one. */
async function makeWorkerEngine(source, tables) {
  try {
    const script = new Blob([await unpack.readBinary("map-worker")], { type: "text/javascript" });
    const address = URL.createObjectURL(script);
    const worker = new Worker(address);
    await new Promise((done, failed) => {
      worker.addEventListener("message", done, { once: true });
      worker.addEventListener("error", failed, { once: true });
    });
    URL.revokeObjectURL(address);
    worker.addEventListener(
      "message",
      ({ data: { told, wants } }) => (told ? listener(told) : handPart(worker, wants)),
    );
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker.terminate();
      engine = Promise.resolve(makeLocalEngine(source));
      if (last.text) askEngine(last.text, last);
    });
    const postToWorker = (kind, more) => worker.postMessage({ kind, ...more }, []);
    postToWorker("start", { source, tables });
    return (asks) => postToWorker("ask", asks);
  } catch {
    return null;
  }
}

/** Hand a part of the page to the worker, packed as it is. */
async function handPart(worker, id) {
  worker.postMessage({ kind: "part", id, text: await unpack.readPacked(id).catch(() => "") }, []);
}

/**
 * Look for a query; an empty one has no hits. `far` searches all facts over a network too.
 * @param {string} text
 * @param {{ far?: boolean }} [given]
 */
export async function askEngine(text, { far = false } = {}) {
  last = { turn: last.turn + 1, text, far };
  const own = last;
  try {
    const answer = await startEngine();
    if (own === last) answer({ ...own, seen: store.visibleGroups() });
  } catch {
    listener({ ...own, changes: [], length: 0, n: 0, hidden: 0, done: true, failed: true });
  }
}

/** Look for nothing any more. */
export function leaveEngine() {
  last = { turn: last.turn + 1 };
  engine?.then((answer) => answer({ turn: 0, text: "" })).catch(() => {});
}
