import * as data from "../data/data.js";

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
    first: new Uint32Array(size * data.constants().loose),
  };
}
