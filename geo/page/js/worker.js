import * as inflate from "./data/inflate.js";
import * as normalising from "./search/normalising.js";
import * as searchEngine from "./search/search_engine.js";

/** Milliseconds of work between two looks at what the page says. */
const SLICE = 30;
const asked = new Map();
let folder = "";
let seek = null;

/** Return the bytes of a part: from the folder, or of the page's own, which it is asked for. */
async function readBinary(id) {
  if (folder) return inflate.fetchPart(folder, id);
  const text = new Promise((done, failed) => {
    asked.set(id, { done, failed });
    postMessage({ wants: id });
  });
  return inflate.inflateBytes(inflate.decodeBase91(await text));
}

const readValue = async (id) => inflate.parseJson(await readBinary(id));

const HEARD = {
  start({ source, tables }) {
    folder = source.folder;
    normalising.init(tables);
    seek = searchEngine.makeEngine(
      source,
      { binary: readBinary, value: readValue },
      SLICE,
      (told) => postMessage({ told }),
    );
    seek.warm();
  },
  ask: (asks) => seek.ask(asks),
  part({ id, text }) {
    const { done, failed } = asked.get(id);
    asked.delete(id);
    if (text) done(text);
    else failed(new Error(`the page has no part ${id}`));
  },
};

addEventListener("message", ({ data }) => HEARD[data.kind](data));
postMessage({ ready: true });
