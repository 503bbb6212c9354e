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
export function makeBlockSeries(name, starts, most, value) {
  const loaded = new Map();
  let room = most;
  const coming = new Map();

  function fetchBlock(b) {
    if (!coming.has(b)) {
      const block = value(`map-${name}-${b}`).then((found) => keepBlock(b, found));
      coming.set(b, block.finally(() => coming.delete(b)));
    }
    return coming.get(b);
  }

  function keepBlock(b, block) {
    loaded.set(b, { base: starts[b], ...block });
    for (const old of loaded.keys()) {
      if (loaded.size <= room) break;
      loaded.delete(old);
    }
  }

  const blockNumberOf = (i) => columns.findUpperBound(starts, i);

  /** Return the block that holds item `i`, or undefined where it is not loaded. */
  function getBlock(i) {
    return loaded.get(blockNumberOf(i));
  }

  /** Load the blocks of some items; rejects where one cannot be had. */
  async function loadBlocks(items) {
    const wanted = [...new Set([...items].map(blockNumberOf))];
    room = Math.max(most, wanted.length);
    await Promise.all(wanted.map((b) => touchBlock(b) ?? fetchBlock(b)));
  }

  /** Load the block of an item and return it; it may have been let go again before its turn came. */
  async function takeBlock(i) {
    await loadBlocks([i]);
    return getBlock(i) ?? takeBlock(i);
  }

  /** Move a loaded block to the end of the row of those to let go. */
  function touchBlock(b) {
    const block = loaded.get(b);
    if (!block) return null;
    loaded.delete(b);
    loaded.set(b, block);
    return block;
  }

  return {
    get: getBlock,
    load: loadBlocks,
    take: takeBlock,
    ready: (i) => loaded.has(blockNumberOf(i)),
    count: starts.length,
    starts,
  };
}
