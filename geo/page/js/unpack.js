{
  const FORM = "deflate";

  /**
   * Return the value that the build packed into the script element `id`: JSON, deflated, in base64. A
   * third of its size otherwise, and off the main thread. Throws where the browser cannot inflate.
   */
  async function unpack(id) {
    const packed = atob(document.getElementById(id).textContent);
    const bytes = Uint8Array.from(packed, (char) => char.charCodeAt(0));
    const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(FORM));
    return JSON.parse(await new Response(inflated).text());
  }

  atlas.unpack = unpack;
}
