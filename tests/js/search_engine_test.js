import assert from "node:assert/strict";
import * as searchEngine from "../../geo/page/js/search/search_engine.js";
import * as normalising from "../../geo/page/js/search/normalising.js";

const PARTS = {
  "map-names-0": { id: ["mill", "ferry"], kind: [0, 0], "name:en": ["Cotton Mill", "Upper Ferry"] },
  "map-names-1": { id: ["school"], kind: [1], "name:en": ["Mill Lane School"] },
  "map-details-0": {
    facts_to: [1, 2],
    facts: { id: ["F1", "F2"], "text:en": ["Spins cotton since 1950.", "Boats to the mill."] },
    "note:en": ["Its walls are old.", null],
  },
  "map-details-1": {
    facts_to: [1],
    facts: { id: ["F3"], "text:en": ["Its walls are white."] },
    "note:en": ["A ferry once stood here."],
  },
};
const SOURCE = {
  count: 3,
  languages: ["en"],
  starts: { names: [0, 2], details: [0, 2] },
  group: [0, 0, 1],
  groups: [0, 0],
  layers: [["Works"]],
  kinds: [["Factory"], ["School"]],
  slices: 0,
  folder: "",
  most: Infinity,
};

/** Ask an own search, and return what it told last: ids in order, how many, how many hidden. */
async function askSearch(text, seen = [1, 1], value = (id) => Promise.resolve(PARTS[id])) {
  normalising.init({});
  const rows = [];
  let last = null;
  const { ask } = searchEngine.makeEngine(SOURCE, { value, binary: value }, 30, (told) => {
    for (const [k, row] of told.changes) rows[k] = row;
    rows.length = told.length;
    last = told;
  });
  await ask({ turn: 1, text, seen: Uint8Array.from(seen) });
  assert.equal(last.done, true);
  return { ids: rows.map(({ id }) => id), facts: rows.map(({ facts }) => facts.map(({ id }) => id)), ...last };
}

Deno.test("names come first, then facts, then notes", async () => {
  assert.deepEqual((await askSearch("mill")).ids, ["school", "mill", "ferry"]);
  assert.deepEqual((await askSearch("ferry")).ids, ["ferry", "school"]);
  assert.deepEqual((await askSearch("walls")).ids, ["school", "mill"]);
});

Deno.test("all terms must match, be it in name and fact", async () => {
  assert.deepEqual((await askSearch("ferry boats")).ids, ["ferry"]);
  assert.deepEqual((await askSearch("ferry cotton")).ids, []);
});

Deno.test("what a name has found is told with the facts that match too", async () => {
  const { ids, facts } = await askSearch("cotton");
  assert.deepEqual([ids, facts], [["mill"], [["F1"]]]);
});

Deno.test("places of hidden groups are counted, not told", async () => {
  const { ids, n, hidden } = await askSearch("mill", [1, 0]);
  assert.deepEqual([ids, n, hidden], [["mill", "ferry"], 2, 1]);
});

Deno.test("kinds and layers name their places", async () => {
  assert.deepEqual((await askSearch("school")).ids, ["school"]);
  assert.deepEqual((await askSearch("works")).n, 3);
});

Deno.test("a block that cannot be had is told as a failure", async () => {
  const value = (id) => id === "map-details-1" ? Promise.reject(new Error("gone")) : Promise.resolve(PARTS[id]);
  assert.equal((await askSearch("spins", [1, 1], value)).failed, true);
});
