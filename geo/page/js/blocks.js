{
  const { unpack } = atlas;

  /**
   * Make a series of blocks: parts of the data that are inflated when first asked for. `name` is the
   * series, `starts` the number of the first item in each block, ascending; `most` how many blocks
   * are kept, the least used let go first; `folder` where they lie when they are not in the page.
   */
  function series(name, starts, most, folder = "") {
    const loaded = new Map();
    const coming = new Map();

    async function fetched(b) {
      if (!folder) return unpack.value(`map-${name}-${b}`);
      const answer = await fetch(`${folder}/${name}-${b}.z`);
      if (!answer.ok) throw new Error(`${folder}/${name}-${b}.z: ${answer.status}`);
      return unpack.parsed(await unpack.inflate(new Uint8Array(await answer.arrayBuffer())));
    }

    function come(b) {
      if (!coming.has(b)) coming.set(b, fetched(b).then((block) => keep(b, block)).finally(() => coming.delete(b)));
      return coming.get(b);
    }

    function keep(b, block) {
      loaded.set(b, { base: starts[b], ...block });
      for (const old of loaded.keys()) {
        if (loaded.size <= most) break;
        loaded.delete(old);
      }
    }

    const of = (i) => atlas.columns.below(starts, i);

    /** Return the block that holds item `i`, or undefined where it is not loaded. */
    function get(i) {
      return loaded.get(of(i));
    }

    /** Load the blocks of some items; rejects where one cannot be had. */
    async function load(items) {
      const wanted = [...new Set([...items].map(of))];
      await Promise.all(wanted.map((b) => touch(b) ?? come(b)));
    }

    /** Move a loaded block to the end of the row of those to let go. */
    function touch(b) {
      const block = loaded.get(b);
      if (!block) return null;
      loaded.delete(b);
      loaded.set(b, block);
      return block;
    }

    return { get, load, ready: (i) => loaded.has(of(i)), count: starts.length, starts };
  }

  atlas.blocks = { series };
}
