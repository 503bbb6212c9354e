import * as data from "../data/data.js";

/** Places in a run: those of a large map stand along a curve, so that a run of them lies together. */
export const RUN = 64;
/** Places projected at a time, which takes some ten milliseconds. */
const SLICE = 131072;
/** The latitude at which the square of the Mercator world ends, as Leaflet has it. */
const NORTH = 85.0511287798;
let x = null;
let y = null;
let runBoxes = null;
let done = false;

/** Project some places of a map whose others are not yet at hand. @param {Iterable<Place>} places */
export function projectSketch(places) {
  [x, y] = [[], []];
  for (const i of places) projectPlace(i);
}

/**
 * Project every located place but the subject onto the Mercator world, a square from 0 to 1 whose
 * corner is in the north-west, and note the box of each run. `then` is called when all is ready: at
 * once where there are not very many.
 * @param {() => unknown} then
 */
export function buildIndex(then) {
  x = new Float64Array(data.countPlaces()).fill(NaN);
  y = new Float64Array(data.countPlaces()).fill(NaN);
  runBoxes = new Float64Array(4 * Math.ceil(data.countPlaces() / RUN));
  const projectSlice = (from) => {
    const to = Math.min(data.countPlaces(), from + SLICE);
    projectPlaces(from, to);
    if (to < data.countPlaces()) return setTimeout(() => projectSlice(to));
    done = true;
    return then();
  };
  projectSlice(0);
}

function projectPlaces(from, to) {
  const { form } = data.pointColumns();
  const subject = data.subject();
  for (let i = from; i < to; i += 1) {
    if (!form[i] || i === subject) continue;
    projectPlace(i);
  }
  for (let first = from; first < to; first += RUN) {
    runBoxes.set(boundPlaces(Math.min(RUN, to - first), (k) => first + k), (4 * first) / RUN);
  }
}

function projectPlace(i) {
  const { lon, lat } = data.pointColumns();
  const sine = Math.sin((Math.max(-NORTH, Math.min(NORTH, lat[i])) * Math.PI) / 180);
  x[i] = lon[i] / 360 + 0.5;
  y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Return west, north, east and south of `n` places, of which `nth` tells the numbers; nothing lies in the box of none. */
function boundPlaces(n, nth) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = 0; k < n; k += 1) {
    const i = nth(k);
    if (x[i] < west) west = x[i];
    if (x[i] > east) east = x[i];
    if (y[i] < north) north = y[i];
    if (y[i] > south) south = y[i];
  }
  return [west, north, east, south];
}

/** Return west, north, east and south of some places. @param {ArrayLike<Place>} places */
export const edgesOf = (places) => boundPlaces(places.length, (k) => places[k]);

/**
 * Call `visit` with the first place and the end of each run that may reach into a box, until it returns
 * false. A run's own box stands in `boxesOfRuns`: its west, north, east and south.
 * @param {Edges} given
 * @param {(from: number, to: number) => unknown} visit
 */
export function visitRuns([west, north, east, south], visit) {
  for (let k = 0; k < runBoxes.length; k += 4) {
    const apart = runBoxes[k] > east || runBoxes[k + 2] < west || runBoxes[k + 1] > south || runBoxes[k + 3] < north;
    if (!apart && visit((k / 4) * RUN, Math.min(x.length, (k / 4) * RUN + RUN)) === false) return;
  }
}

/** Call `visit` with each place in a box that `seen` (by group) lets through, until it returns false. */
function visitInside(box, seen, visit) {
  const [west, north, east, south] = box;
  const { group } = data.pointColumns();
  visitRuns(box, (from, to) => {
    for (let i = from; i < to; i += 1) {
      const meant = x[i] >= west && x[i] <= east && y[i] >= north && y[i] <= south && seen[group[i]];
      if (meant && visit(i) === false) return false;
    }
    return true;
  });
}

/**
 * Return the places in a box that `seen` lets through, or null where they are more than `most`, or not
 * yet at hand.
 * @param {Edges} box
 * @param {ArrayLike<number>} seen
 * @param {number} [most]
 */
export function listWithin(box, seen, most = Infinity) {
  if (!done) return null;
  const found = [];
  visitInside(box, seen, (i) => found.push(i) <= most);
  return found.length > most ? null : found;
}

/**
 * Return whether the places in a box that `seen` lets through lie apart by more than `least`, in the Mercator world.
 * @param {Edges} box
 * @param {ArrayLike<number>} seen
 * @param {number} least
 */
export function isApart(box, seen, least) {
  if (!done) return true;
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  const isFar = () => east - west > least || south - north > least;
  visitInside(box, seen, (i) => {
    west = Math.min(west, x[i]);
    east = Math.max(east, x[i]);
    north = Math.min(north, y[i]);
    south = Math.max(south, y[i]);
    return !isFar();
  });
  return isFar();
}

/** Return all located places but the subject. */
export const indexedPlaces = () => Array.from(x.keys()).filter((i) => x[i] >= 0);

/** Return the box in the Mercator world of Leaflet's bounds. @param {any} bounds */
export function worldBox(bounds) {
  const [low, high] = [bounds.getSouthWest(), bounds.getNorthEast()].map(({ lat, lng }) =>
    L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), 0).divideBy(256)
  );
  return [low.x, high.y, high.x, low.y];
}

/** Return Leaflet's bounds of a box in the Mercator world. @param {Edges} given */
export function boundsOfBox([west, north, east, south]) {
  const corners = [[west, north], [east, south]].map(([x, y]) =>
    L.CRS.EPSG3857.pointToLatLng(L.point(x, y).multiplyBy(256), 0)
  );
  return L.latLngBounds(corners);
}

export const boxesOfRuns = () => runBoxes;
export const isReady = () => done;
export const worldSpots = () => ({ x, y });
