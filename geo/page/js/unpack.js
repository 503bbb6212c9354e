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
    // read by hand: a Response errs when the page is left meanwhile
    const reader = readable.getReader();
    const parts = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole.buffer;
  }

  const begun = new Map();
  let folder = "";

  /** Name the folder beside the page that holds what the page itself does not. */
  function from(name) {
    folder = name ?? "";
  }

  /** Start to inflate all that stands in the page so far, while its scripts are still being read. */
  function begin() {
    for (const node of document.querySelectorAll("script[id^='map-']")) {
      const bytesOf = inflate(bytes(node.textContent));
      bytesOf.catch(() => {}); // whoever asks is told
      begun.set(node.id, bytesOf);
    }
  }

  /** Return a part of the folder. Throws where it cannot be had: from disk browsers refuse it. */
  async function fetched(id) {
    const answer = await fetch(`${folder}/${id}.z`);
    if (!answer.ok) throw new Error(`${folder}/${id}.z: ${answer.status}`);
    return inflate(new Uint8Array(await answer.arrayBuffer()));
  }

  /**
   * Return the bytes that the build packed into the script element `id`: deflated, in base64. What is
   * large stands after the page's scripts, so that the map is drawn before it is read: then wait for
   * it, or lies in the folder. Throws where there is no such part.
   */
  async function binary(id) {
    const own = begun.get(id);
    begun.delete(id);
    if (own) return own;
    if (folder && !document.getElementById(id)) return fetched(id);
    if (!document.getElementById(id) && document.readyState === "loading") {
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    }
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no part ${id}`);
    return inflate(bytes(found.textContent));
  }

  /** Return the JSON value of some bytes. */
  function parsed(buffer) {
    return JSON.parse(new TextDecoder().decode(buffer));
  }

  /** Return the JSON value that the build packed into the script element `id`. */
  async function value(id) {
    return parsed(await binary(id));
  }

  begin();

  atlas.unpack = { binary, value, from, folder: () => folder, inflate };
}
