/** Bits of the signature of a block of details, as `geo/page/data/ngram_filter.py` writes them. */
const BITS = 262144;
const HAN = /[\u3400-\u4dbf\u4e00-\u9fff]+/g;
const LATIN = /[a-z0-9]+/g;
/** @type {[RegExp, number][]} */
const SIZES = [
  [HAN, 3],
  [LATIN, 5],
];

/**
 * Return the bits that the signature of each block has whose texts hold a folded term.
 * @param {string} term
 */
export function bloomBits(term) {
  return SIZES.flatMap(([runs, size]) => (term.match(runs) ?? []).flatMap((run) => ngramBits(run, size)));
}

function ngramBits(run, size) {
  return Array.from({ length: Math.max(0, run.length - size + 1) }, (none, at) => hashNgram(run, at, size));
}

function hashNgram(run, at, size) {
  let found = 0;
  for (let k = at; k < at + size; k += 1) found = Math.imul(found, 0x01000193) ^ run.charCodeAt(k);
  return (found ^ (found >>> 15)) & (BITS - 1);
}

/**
 * Return which of so many slices of the signatures hold some bits.
 * @param {number[]} bitsOf
 * @param {number} count
 */
export function neededSlices(bitsOf, count) {
  return new Set(bitsOf.map((bit) => Math.floor((bit * count) / BITS)));
}

/**
 * Return whether block `b` may hold a term of such bits, whose slices have been read; with none set every block may.
 * @param {Uint8Array[]} read
 * @param {number} b
 * @param {number[]} wanted
 */
export function mayHold(read, b, wanted) {
  const wide = BITS / read.length;
  return wanted.every((bit) => {
    const at = bit % wide;
    return read[Math.floor(bit / wide)][(b * wide + at) >> 3] & (1 << (at & 7));
  });
}
