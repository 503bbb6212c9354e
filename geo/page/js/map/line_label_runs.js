import { makeBox } from "./layout.js";

/** Pixels from one sample of a line to the next, and of samples that are averaged into one: names run smoothly. */
export const STEP = 4;
const SMOOTH = 4;
/** Samples from one place that is tried for a name to the next. */
const STRIDE = 3;
/** What a place costs: a radian that the line turns under the name, another line crossed, uprightness, a pixel off the middle. */
const COST = { turn: 30, crossed: 6, upright: 8, off: 0.03 };
/** Radians that a line may turn under its name at most, from the name's own direction. */
const BEND = 0.6;

/**
 * Return the stretches of a path of straight lines (`M…L…`) as rows of points, one every few pixels.
 * @param {string} path
 */
export function samplePath(path) {
  const rows = [];
  for (const part of path.split("M").slice(1)) {
    const points = part.replace("z", "").split("L").map((pair) => pair.split(/[ ,]/).map(parseFloat));
    rows.push(smoothPoints(spacePoints(points)));
  }
  return rows.filter((row) => row.length > 2);
}

function spacePoints(points) {
  const found = [];
  let rest = 0;
  for (let k = 1; k < points.length; k += 1) {
    const [[x, y], [x2, y2]] = [points[k - 1], points[k]];
    const length = Math.hypot(x2 - x, y2 - y);
    for (; rest < length; rest += STEP) {
      found.push({ x: x + ((x2 - x) * rest) / length, y: y + ((y2 - y) * rest) / length });
    }
    rest -= length;
  }
  return found;
}

const smoothPoints = (points) =>
  points.map((none, k) => {
    const near = points.slice(Math.max(0, k - SMOOTH), k + SMOOTH + 1);
    const sum = near.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
    return { x: sum.x / near.length, y: sum.y / near.length };
  });

/**
 * Return where a name `w` long and `h` high stands best along rows of points, as {points, boxes,
 * angle}, or null: inside `frame`, on none of `blocks`, where the line turns little; `off` pixels
 * beside the line. Names are never upside down.
 * @param {any[][]} rows
 * @param {{ w: number, h: number }} given
 * @param {any} given
 */
export function findRun(rows, { w, h }, { blocks, crossed, frame, offs, bend = BEND }) {
  let best = null;
  for (const row of rows) {
    const n = Math.ceil(w / STEP) + 1;
    const near = makeNearTest(row, 2 * h + Math.max(...offs.map(Math.abs)));
    const room = { frame, blocks: blocks.filter(near), crossed: crossed.filter(near) };
    for (let from = 0; from + n <= row.length; from += STRIDE) {
      const run = turnReadable(row.slice(from, from + n));
      const cost = bendCost(run, bend) + Math.abs(from + n / 2 - row.length / 2) * STEP * COST.off;
      if (!(cost < (best?.cost ?? Infinity))) continue;
      for (const off of offs) best = cheaperRun(best, offsetRun(run, off, h, cost), room);
    }
  }
  return best;
}

/** Return what tells whether a box lies within some pixels of a row of points. */
function makeNearTest(row, far) {
  const paddedEnds = (
    name,
  ) => [Math.min(...row.map((at) => at[name])) - far, Math.max(...row.map((at) => at[name])) + far];
  const [[left, right], [top, bottom]] = [paddedEnds("x"), paddedEnds("y")];
  return isMeeting.bind(null, makeBox(left, top, right - left, bottom - top));
}

/** Return a run of points in the direction in which one reads. */
function turnReadable(run) {
  const [a, b] = [run[0], run[run.length - 1]];
  const steep = Math.abs(b.x - a.x) < Math.abs(b.y - a.y) / 6;
  return (steep ? b.y > a.y : b.x < a.x) ? [...run].reverse() : run; // oxlint-disable-line unicorn/no-array-reverse -- toReversed() is newer than ES2020
}

const angleOf = (a, b) => Math.atan2(b.y - a.y, b.x - a.x);

/** Return what it costs that a run turns and stands upright; a run that turns too far costs all. */
function bendCost(run, bend) {
  const chord = angleOf(run[0], run[run.length - 1]);
  let turn = 0;
  for (let k = 3; k < run.length; k += 3) {
    const by = Math.abs(angleOf(run[k - 3], run[k]) - chord);
    turn = Math.max(turn, Math.min(by, 2 * Math.PI - by));
  }
  return turn > bend ? Infinity : COST.turn * turn + COST.upright * Math.abs(Math.sin(chord));
}

/** Return a run moved `off` pixels to one side, with the boxes that a name of height `h` upon it covers. */
function offsetRun(run, off, h, cost) {
  const last = run.length - 1;
  const normals = run.map((none, k) => angleOf(run[Math.max(0, k - 2)], run[Math.min(last, k + 2)]) - Math.PI / 2);
  const moveRun = (by) =>
    run.map(({ x, y }, k) => ({ x: x + Math.cos(normals[k]) * by, y: y + Math.sin(normals[k]) * by }));
  const middle = moveRun(off + h / 2);
  // of text that runs aslant, squares over the letters' middles are covered, not their corners
  const angle = angleOf(run[0], run[last]);
  const side = h * (1 - 0.16 * Math.abs(Math.sin(2 * angle)));
  const boxes = middle.filter((none, k) => k % 2 === 0).map(({ x, y }) =>
    makeBox(x - side / 2, y - side / 2, side, side)
  );
  return { points: moveRun(off), middle, boxes, cost, angle };
}

function cheaperRun(best, tried, { blocks, crossed, frame }) {
  const clear = tried.boxes.every((at) => isWithin(at, frame) && !blocks.some((other) => isMeeting(at, other)));
  if (!clear) return best;
  const lines = crossed.filter((other) => tried.boxes.some((at) => isMeeting(at, other))).length;
  const cost = tried.cost + COST.crossed * lines;
  return best && best.cost <= cost ? best : { ...tried, cost };
}

const isWithin = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
const isMeeting = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
