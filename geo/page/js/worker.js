{
  const { unpack } = atlas;
  /** Milliseconds of work between two looks at what the page says. */
  const SLICE = 30;
  const asked = new Map();
  let folder = "";
  let seek = null;

  /** Return the bytes of a part: from the folder, or of the page's own, which it is asked for. */
  unpack.binary = async (id) => {
    if (folder) return unpack.fetched(folder, id);
    const text = new Promise((done, failed) => {
      asked.set(id, { done, failed });
      postMessage({ wants: id });
    });
    return unpack.inflate(unpack.bytes(await text));
  };
  unpack.value = async (id) => unpack.parsed(await unpack.binary(id));

  const HEARD = {
    start({ source, tables }) {
      folder = source.folder;
      atlas.sound.init(tables);
      seek = atlas.seek.make(source, SLICE, (told) => postMessage({ told }));
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
}
