import { isInside } from "./layout.js";

/** Pixels between the spots that are tried, how many these are at most, and pixels of room that a sign likes around itself for its own name. */
const STEP = 18;
const TRIES = 200;
const ROOM = 56;
/** What a spot costs: for each box it lies on, each corner outside the area, each sample of a line, each sign's room it takes, each pixel off the middle. */
const COST = { on: 1000, corner: 160, line: 20, near: 12, off: 0.08 };

/**
 * Return the spot {x, y, free} inside rings of [x, y] at which a box of a size covers least: none of
 * `blocks`, as little as can be of lines (`crossed`) and beside the area's own edge, near its middle;
 * inside `frame`; it is not `free` where it lies on a block all the same. Null where no part of the
 * area is seen.
 * @param {number[][][]} rings
 * @param {Spot} middle
 * @param {{ w: number, h: number }} size
 * @param {any} room
 */
export function findSpot(rings, middle, size, room) {
  const [x0, x1, y0, y1] = spotLimits(rings, size, room.frame);
  let best = null;
  let least = Infinity;
  const trySpot = (x, y) => {
    if (!isInside(rings, x, y)) return;
    const price = spotCost(rings, middle, { x: x - size.w / 2, y: y - size.h / 2, ...size }, room);
    if (price < least) [best, least] = [{ x, y, free: price < COST.on }, price];
  };
  if (middle.x >= x0 && middle.x <= x1 && middle.y >= y0 && middle.y <= y1) trySpot(middle.x, middle.y);
  const step = Math.max(STEP, Math.sqrt((Math.max(0, x1 - x0) * Math.max(0, y1 - y0)) / TRIES));
  for (let y = y0; y <= y1; y += step) for (let x = x0; x <= x1; x += step) trySpot(x, y);
  return best;
}

/** Return between which ends the middle of the box may lie. */
function spotLimits(rings, { w, h }, frame) {
  const all = rings.flat();
  const axisEnds = (axis) => [Math.min(...all.map((at) => at[axis])), Math.max(...all.map((at) => at[axis]))];
  const [[left, right], [top, bottom]] = [axisEnds(0), axisEnds(1)];
  return [
    Math.max(left, frame.x + w / 2),
    Math.min(right, frame.x + frame.w - w / 2),
    Math.max(top, frame.y + h / 2),
    Math.min(bottom, frame.y + frame.h - h / 2),
  ];
}

function spotCost(rings, middle, box, { blocks, crossed }) {
  const corners = [
    [box.x, box.y],
    [box.x + box.w, box.y],
    [box.x, box.y + box.h],
    [box.x + box.w, box.y + box.h],
  ].filter(([x, y]) => !isInside(rings, x, y)).length;
  const wide = { x: box.x - ROOM, y: box.y - ROOM / 3, w: box.w + 2 * ROOM, h: box.h + (2 * ROOM) / 3 };
  const on = blocks.filter((other) => isMeeting(box, other)).length;
  const near = blocks.filter((other) => isMeeting(wide, other)).length;
  const off = Math.hypot(box.x + box.w / 2 - middle.x, box.y + box.h / 2 - middle.y);
  const lines = crossed.filter((other) => isMeeting(box, other)).length;
  return COST.on * on + COST.line * lines + COST.corner * corners + COST.near * near + COST.off * off;
}

const isMeeting = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
