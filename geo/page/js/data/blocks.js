import * as columns from "./columns.js";

/**
 * Make a series of blocks: parts of the data that are inflated when first asked for. `name` is the
 * series, `starts` the number of the first item in each block, ascending; `most` how many blocks
 * are kept, the least used let go first; `value` reads a part by its name.
 * @param {string} name
 * @param {ArrayLike<number>} starts
 * @param {number} most
 * @param {(id: string) => Promise<any>} value
 */
export function series(name, starts, most, value) {
  const loaded = new Map();
  let room = most;
  const coming = new Map();

  function come(b) {
    if (!coming.has(b)) {
      const block = value(`map-${name}-${b}`).then((found) => keep(b, found));
      coming.set(b, block.finally(() => coming.delete(b)));
    }
    return coming.get(b);
  }

  function keep(b, block) {
    loaded.set(b, { base: starts[b], ...block });
    for (const old of loaded.keys()) {
      if (loaded.size <= room) break;
      loaded.delete(old);
    }
  }

  const of = (i) => columns.below(starts, i);

  /** Return the block that holds item `i`, or undefined where it is not loaded. */
  function get(i) {
    return loaded.get(of(i));
  }

  /** Load the blocks of some items; rejects where one cannot be had. */
  async function load(items) {
    const wanted = [...new Set([...items].map(of))];
    room = Math.max(most, wanted.length);
    await Promise.all(wanted.map((b) => touch(b) ?? come(b)));
  }

  /** Load the block of an item and return it; it may have been let go again before its turn came. */
  async function take(i) {
    await load([i]);
    return get(i) ?? take(i);
  }

  /** Move a loaded block to the end of the row of those to let go. */
  function touch(b) {
    const block = loaded.get(b);
    if (!block) return null;
    loaded.delete(b);
    loaded.set(b, block);
    return block;
  }

  return { get, load, take, ready: (i) => loaded.has(of(i)), count: starts.length, starts };
}
