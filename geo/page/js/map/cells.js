import * as data from "../data/data.js";

/** Pixels of a cell, whose places are told together, on a desk and on a phone. */
export const CELL = 84;
/** So many places of a cell are looked at one by one: where they lie apart, each is drawn. */
export const LOOSE = 6;

/**
 * Return cells of which the first is `left` and `top` of the world's corner, empty.
 * @param {number} left
 * @param {number} top
 * @param {number} cols
 * @param {number} rows
 * @param {number} scale
 */
export function makeGrid(left, top, cols, rows, scale) {
  const size = Math.max(0, cols * rows);
  const layers = data.layers().length;
  return {
    left,
    top,
    cols,
    rows,
    scale,
    layers,
    n: new Uint32Array(size),
    x: new Float64Array(size),
    y: new Float64Array(size),
    shares: new Uint32Array(size * layers),
    first: new Uint32Array(size * LOOSE),
  };
}
