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

  /**
   * Return the packed bytes of the script element `id`. What is large stands after the page's script, so that the map is
   * drawn before it is read: then wait for it. Throws where the page has no such element.
   */
  async function held(id) {
    if (!document.getElementById(id) && document.readyState === "loading") {
      await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
    }
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no part ${id}`);
    return bytes(found.textContent);
  }

  /** Return what a stream or an array of deflated bytes (zlib, RFC 1950) holds, inflated elsewhere. */
  function inflated(packed) {
    const stream = packed instanceof Uint8Array ? new Blob([packed]).stream() : packed;
    return new Response(stream.pipeThrough(new DecompressionStream(FORM)));
  }

  /** Return the bytes that the build packed into the script element `id`: deflated, in base64. */
  async function binary(id) {
    return inflated(await held(id)).arrayBuffer();
  }

  /** Return the JSON value that the build packed into the script element `id`. */
  async function value(id) {
    return inflated(await held(id)).json();
  }

  atlas.unpack = { binary, value, inflated };
}
