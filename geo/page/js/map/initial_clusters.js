import * as data from "../data/data.js";
import { makeGrid } from "./cells.js";

/** Pixels that the world is wide at zoom 0, as Leaflet has it. */
const WORLD = 256;
let levels = {};

/** Take the clusters of the zooms that show the whole map, as the build worked them out. @param {any} told */
export function init(told) {
  levels = told;
}

function findLevel(scale) {
  const step = data.constants().steps * Math.log2(scale / WORLD);
  return Math.abs(step - Math.round(step)) < 1e-6 ? levels[Math.round(step)] : null;
}

/** Return whether the clusters of a scale, in pixels that the world is wide, are known. @param {number} scale */
export const hasLevel = (scale) => Boolean(findLevel(scale));

/**
 * Return the cells of a scale that is known, filled as `clusters` does from the places themselves.
 * @param {number} scale
 */
export function initialCells(scale) {
  const { cell: CELL, loose: LOOSE, parts: PARTS } = data.constants();
  const told = findLevel(scale);
  const made = makeGrid(told.left, told.top, told.cols, told.rows, scale);
  const sumOfMeans = (n, corner, part) => (n * (corner * CELL + part / PARTS)) / scale;
  told.cells.forEach((c, k) => {
    const shares = told.shares.slice(k * made.layers, (k + 1) * made.layers);
    made.shares.set(shares, c * made.layers);
    made.n[c] = shares.reduce((sum, share) => sum + share, 0);
    made.x[c] = sumOfMeans(made.n[c], told.left + (c % told.cols), told.x[k]);
    made.y[c] = sumOfMeans(made.n[c], told.top + Math.floor(c / told.cols), told.y[k]);
  });
  for (const [c, ...places] of told.loose) made.first.set(places, c * LOOSE);
  return made;
}
