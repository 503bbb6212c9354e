import * as data from "../data/data.js";
import { makeGrid } from "./cells.js";
import * as initialClusters from "./initial_clusters.js";
import * as spatialIndex from "./spatial_index.js";

const APART = 14;
/** What the places of each run of the index come to that a filter leaves, and that filter. */
let sums = { seen: null };

/** Return how large the disc of `n` places is drawn: by their order of magnitude. */
const clusterRadius = (n) => 9 + 5 * Math.log10(n);

/**
 * Gather the places in a box into what is drawn: single places and clusters of those that lie
 * together. `scale` is how many pixels the world is wide, `seen` says by group what is shown,
 * `apart` are places drawn otherwise. Cells hang on the world, not on the window, so that moving
 * the map changes none of them; a disc stays inside its cell, so that none covers another. While
 * the places are not yet at hand, those of the first picture are known.
 * @param {Edges} box
 * @param {number} scale
 * @param {ArrayLike<number>} seen
 * @param {Set<Place>} apart
 */
export function gatherClusters(box, scale, seen, apart) {
  const cells = spatialIndex.isReady()
    ? fillCells(makeCellsAround(box, scale), seen, apart)
    : initialClusters.initialCells(scale);
  const found = [];
  for (let c = 0; c < cells.n.length; c += 1) {
    if (cells.n[c]) found.push(...listLoose(cells, c) ?? [makeCluster(cells, c)]);
  }
  return found;
}

/** Return the cells that a box reaches into, whole, with nothing in them yet. */
function makeCellsAround([west, north, east, south], scale) {
  const { cell: CELL } = data.constants();
  const [left, top] = [west, north].map((edge) => Math.floor((edge * scale) / CELL));
  return makeGrid(
    left,
    top,
    Math.floor((east * scale) / CELL) - left + 1,
    Math.floor((south * scale) / CELL) - top + 1,
    scale,
  );
}

/**
 * Count the places of each cell and return the cells. A run of the index that lies in one cell is
 * counted as it is summed up; only the others are gone through place by place.
 */
function fillCells(cells, seen, apart) {
  const { cols, rows } = cells;
  const { loose: LOOSE } = data.constants();
  // by group: its layer, counted from 1, or 0 for one that is not shown
  const kind = Uint16Array.from(data.facetCombinations(), (each, g) => (seen[g] ? each.layer + 1 : 0));
  if (sums.seen !== seen) sums = { seen, ...sumRuns(kind, cells.layers) };
  const parted = new Set([...apart].map((i) => Math.floor(i / spatialIndex.RUN)));
  spatialIndex.visitRuns(cellEdges(cells, 0, 0, cols, rows), (from, to) => {
    const k = from / spatialIndex.RUN;
    const c = sums.n[k] > LOOSE && !parted.has(k) ? findCellOfRun(cells, k) : -1;
    if (c < 0) addPlaces(cells, kind, apart, from, to);
    else addRun(cells, k, c);
  });
  return cells;
}

/** Sum the shown places of each run up: how many there are in all and of each layer, and where. */
function sumRuns(kind, layers) {
  const size = Math.ceil(data.countPlaces() / spatialIndex.RUN);
  const found = {
    n: new Uint16Array(size),
    x: new Float64Array(size),
    y: new Float64Array(size),
    shares: new Uint16Array(size * layers),
  };
  const { x, y } = spatialIndex.worldSpots();
  const { group } = data.pointColumns();
  for (let k = 0; k < size; k += 1) {
    const to = Math.min(x.length, (k + 1) * spatialIndex.RUN);
    for (let i = k * spatialIndex.RUN; i < to; i += 1) {
      const own = kind[group[i]];
      // nothing is larger than what is no number, as one without a position has it
      if (!own || !(x[i] >= 0)) continue;
      found.n[k] += 1;
      found.x[k] += x[i];
      found.y[k] += y[i];
      found.shares[k * layers + own - 1] += 1;
    }
  }
  return found;
}

/** Return the number of the cell that holds all of a run, or -1. */
function findCellOfRun({ left, top, cols, rows, scale }, k) {
  const { cell: CELL } = data.constants();
  const boxes = spatialIndex.boxesOfRuns();
  const side = scale / CELL;
  const col = Math.floor(boxes[4 * k] * side);
  const row = Math.floor(boxes[4 * k + 1] * side);
  if (col !== Math.floor(boxes[4 * k + 2] * side) || row !== Math.floor(boxes[4 * k + 3] * side)) return -1;
  const inside = col >= left && col < left + cols && row >= top && row < top + rows;
  return inside ? (row - top) * cols + col - left : -1;
}

/** Count a run into the cell that holds it; it has too many places for these to be told one by one. */
function addRun({ layers, n, shares, x, y }, k, c) {
  n[c] += sums.n[k];
  x[c] += sums.x[k];
  y[c] += sums.y[k];
  for (let l = 0; l < layers; l += 1) shares[c * layers + l] += sums.shares[k * layers + l];
}

/** Count some places one by one: all in one loop, which is gone through for very many. */
function addPlaces(
  { left, top, cols, rows, scale, layers, n, shares, first, x: sumX, y: sumY },
  kind,
  apart,
  from,
  to,
) {
  const { cell: CELL, loose: LOOSE } = data.constants();
  const { x, y } = spatialIndex.worldSpots();
  const { group } = data.pointColumns();
  const side = scale / CELL;
  for (let i = from; i < to; i += 1) {
    const col = Math.floor(x[i] * side) - left;
    const row = Math.floor(y[i] * side) - top;
    const own = kind[group[i]];
    // a place without a position is in no cell, since nothing is larger than what is no number
    if (!own || !(col >= 0 && col < cols && row >= 0 && row < rows)) continue;
    if (apart.size && apart.has(i)) continue;
    const c = row * cols + col;
    if (n[c] < LOOSE) first[c * LOOSE + n[c]] = i;
    n[c] += 1;
    sumX[c] += x[i];
    sumY[c] += y[i];
    shares[c * layers + own - 1] += 1;
  }
}

/** Return west, north, east and south of some cells. */
function cellEdges({ left, top, scale }, col, row, cols, rows) {
  const { cell: CELL } = data.constants();
  return [left + col, top + row, left + col + cols, top + row + rows].map((line) => (line * CELL) / scale);
}

/** Return the places of a cell as single ones, or null where they are many or lie too close. */
function listLoose({ n, first, scale }, c) {
  const { loose: LOOSE } = data.constants();
  if (n[c] > LOOSE) return null;
  const { x, y } = spatialIndex.worldSpots();
  const found = [...first.subarray(c * LOOSE, c * LOOSE + n[c])].map((i) => makeSingle(i, x[i] * scale, y[i] * scale));
  const close = found.some((a, k) => found.some((b, l) => l > k && Math.hypot(a.x - b.x, a.y - b.y) < APART));
  return close ? null : found;
}

const makeSingle = (i, x, y) => ({ i, n: 1, x, y, r: data.certaintyOf(i) === "uncertain" ? 10 : 6 });

function makeCluster(cells, c) {
  const { cell: CELL } = data.constants();
  const n = cells.n[c];
  const r = clusterRadius(n);
  const keepInside = (sum, cell) => {
    const low = cell * CELL + r + 2;
    return Math.max(low, Math.min(low + CELL - 2 * r - 4, (sum / n) * cells.scale));
  };
  return {
    i: -1,
    n,
    r,
    x: keepInside(cells.x[c], cells.left + (c % cells.cols)),
    y: keepInside(cells.y[c], cells.top + Math.floor(c / cells.cols)),
    shares: cells.shares.subarray(c * cells.layers, (c + 1) * cells.layers),
    box: cellEdges(cells, c % cells.cols, Math.floor(c / cells.cols), 1, 1),
  };
}
