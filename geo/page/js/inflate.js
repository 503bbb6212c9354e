{
  const FORM = "deflate";

  /** Return the bytes of text in base64, from the browser's own decoder where it has one. */
  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const packed = atob(text);
    const found = new Uint8Array(packed.length);
    for (let k = 0; k < packed.length; k += 1) found[k] = packed.charCodeAt(k);
    return found;
  }

  /** Inflate bytes (zlib, RFC 1950). Throws where the browser cannot. */
  async function inflate(packed) {
    const { readable, writable } = new DecompressionStream(FORM);
    const writer = writable.getWriter();
    // what is wrong with the bytes is told by the side that reads
    writer.write(packed).catch(() => {});
    writer.close().catch(() => {});
    return new Response(readable).arrayBuffer();
  }

  /** Return a part of the folder that holds the data. Throws where it cannot be had: from disk browsers refuse it. */
  async function fetched(folder, id) {
    const answer = await fetch(`${folder}/${id}.z`);
    if (!answer.ok) throw new Error(`${folder}/${id}.z: ${answer.status}`);
    return inflate(new Uint8Array(await answer.arrayBuffer()));
  }

  /** Return the JSON value of some bytes. */
  function parsed(buffer) {
    return JSON.parse(new TextDecoder().decode(buffer));
  }

  atlas.unpack = { bytes, inflate, fetched, parsed };
}
