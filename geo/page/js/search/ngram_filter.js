const HAN = /[\u3400-\u4dbf\u4e00-\u9fff]+/g;
const LATIN = /[a-z0-9]+/g;
/** @type {[RegExp, number][]} */
const SIZES = [[HAN, 3], [LATIN, 5]];

/**
 * Return the bits that the signature of each block has whose texts hold a folded term; `width` is how many
 * bits a signature has.
 * @param {string} term
 * @param {number} width
 */
export const bloomBits = (term, width) =>
  SIZES.flatMap(([runs, size]) => (term.match(runs) ?? []).flatMap((run) => ngramBits(run, size, width)));

const ngramBits = (run, size, width) =>
  Array.from({ length: Math.max(0, run.length - size + 1) }, (none, at) => hashNgram(run, at, size, width));

function hashNgram(run, at, size, width) {
  let found = 0;
  for (let k = at; k < at + size; k += 1) found = Math.imul(found, 0x01000193) ^ run.charCodeAt(k);
  return (found ^ (found >>> 15)) & (width - 1);
}

/**
 * Return which of so many slices of the signatures hold some bits.
 * @param {number[]} bitsOf
 * @param {number} count
 * @param {number} width
 */
export const neededSlices = (bitsOf, count, width) => new Set(bitsOf.map((bit) => Math.floor((bit * count) / width)));

/**
 * Return whether block `b` may hold a term of such bits, whose slices have been read; with none set every block may.
 * @param {Uint8Array[]} read
 * @param {number} b
 * @param {number[]} wanted
 * @param {number} width
 */
export function mayHold(read, b, wanted, width) {
  const wide = width / read.length;
  return wanted.every((bit) => {
    const at = bit % wide;
    return read[Math.floor(bit / wide)][(b * wide + at) >> 3] & (1 << (at & 7));
  });
}
