const FORM = "deflate";
/** Bytes that are inflated in one task, which takes some ten milliseconds. */
const PIECE = 524288;
/** Milliseconds after which what could not be fetched is asked for once more. */
const AGAIN = 500;

/** What each character stands for: 91 digits, all that show but `<`, `>` and `&`. */
const DIGITS = new Uint8Array(128);
const BASE = 91;
for (let code = 0x21, digit = 0; code < 0x7f; code += 1) {
  DIGITS[code] = digit;
  if (!"<>&".includes(String.fromCharCode(code))) digit += 1;
}

/**
 * Return the bytes of a text as `geo/page/data/packing.py` writes them: 13 bits in two digits, 6 in a last one.
 * @param {string} text
 */
export function decodeBase91(text) {
  const pairs = text.length >> 1;
  const found = new Uint8Array((13 * pairs + 6 * (text.length & 1)) >> 3);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let k = 0; k < text.length; k += 2) {
    // past the end there is no code, and so no digit
    held |= (DIGITS[text.charCodeAt(k)] + BASE * (DIGITS[text.charCodeAt(k + 1)] || 0)) << bits;
    for (bits += 13; bits >= 8 && at < found.length; bits -= 8) {
      found[at++] = held;
      held >>>= 8;
    }
  }
  return found;
}

/** Inflate bytes (zlib, RFC 1950). Throws where the browser cannot. @param {BufferSource} packed */
export async function inflateBytes(packed) {
  const { readable, writable } = new DecompressionStream(FORM);
  const writer = writable.getWriter();
  // what is wrong with the bytes is told by the side that reads
  writer.write(packed).catch(() => {});
  writer.close().catch(() => {});
  return new Response(readable).arrayBuffer();
}

/**
 * Return a part of the folder that holds the data. Throws where it cannot be had: from disk browsers
 * refuse it. One that came broken is fetched once more, past what the browser has kept of it.
 * @param {string} folder
 * @param {string} id
 */
export async function fetchPart(folder, id) {
  try {
    return await fetchOnce(folder, id, "default");
  } catch (error) {
    if (location.protocol === "file:") throw error;
    await new Promise((done) => setTimeout(done, AGAIN));
    return fetchOnce(folder, id, "reload");
  }
}

/** Fetch a part; a large one is inflated as it comes, piece by piece: at once it would hold the page up. */
async function fetchOnce(folder, id, cache) {
  const answer = await fetch(`${folder}/${id}.z`, { cache });
  if (!answer.ok) throw new Error(`${folder}/${id}.z: ${answer.status}`);
  const pieces = answer.body.pipeThrough(new TransformStream({ transform: cutPieces }));
  return new Response(pieces.pipeThrough(new DecompressionStream(FORM))).arrayBuffer();
}

async function cutPieces(bytesOf, pieces) {
  for (let at = 0; at < bytesOf.length; at += PIECE) {
    if (at) await new Promise((done) => setTimeout(done));
    pieces.enqueue(bytesOf.subarray(at, at + PIECE));
  }
}

/** Return the JSON value of some bytes. @param {ArrayBuffer} buffer */
export const parseJson = (buffer) => JSON.parse(new TextDecoder().decode(buffer));
