const GOLDEN = 2.399963;
const MOST = 400;
/** So many on one spot start as a sunflower's seeds: pushed from one point they would stay entangled. */
const PILE = 7;
const SEED = 18;
/** Pixels by which discs may come nearer before it is looked anew which of them touch. */
const SLACK = 24;

/**
 * Move discs apart so that each can be told and hit: `points` are {x, y, r} in pixels, the answer
 * is how far each has to move. Pairs push each other, a weak pull keeps them near home. Beyond a
 * few hundred it gives up and moves nothing, since the work grows with the square.
 * @param {Disc[]} points
 * @param {number} [gap]
 * @param {number} [rounds]
 */
export function removeOverlap(points, gap = 7, rounds = 120) {
  const now = points.map(({ x, y }) => ({ x, y }));
  if (points.length > MOST) return now.map(() => ({ dx: 0, dy: 0 }));
  for (const pile of findPiles(points)) {
    spiderfyOffsets(pile.length, SEED).forEach(({ dx, dy }, k) => {
      now[pile[k]].x += dx;
      now[pile[k]].y += dy;
    });
  }
  let near = null;
  for (let round = 0; round < rounds; round += 1) {
    if (!near?.holds(now)) near = findNeighbours(now, points, gap);
    let moved = false;
    for (const [a, b, need] of near.pairs) moved = pushApart(now[a], now[b], need, a + b) || moved;
    if (!moved) break;
    now.forEach((at, i) => {
      at.x += (points[i].x - at.x) * 0.04;
      at.y += (points[i].y - at.y) * 0.04;
    });
  }
  return now.map((at, i) => ({ dx: at.x - points[i].x, dy: at.y - points[i].y }));
}

/**
 * Return the pairs of discs that touch or soon may, as [a, b, how far apart they have to be], and
 * whether that still holds: until one has moved by a part of the slack that was allowed for.
 */
function findNeighbours(now, points, gap) {
  const then = now.map(({ x, y }) => ({ x, y }));
  const pairs = [];
  for (let a = 0; a < now.length; a += 1) {
    for (let b = a + 1; b < now.length; b += 1) {
      const need = points[a].r + points[b].r + gap;
      const far = Math.max(Math.abs(now[a].x - now[b].x), Math.abs(now[a].y - now[b].y));
      if (far < need + SLACK) pairs.push([a, b, need]);
    }
  }
  const isStill = ({ x, y }, k) => Math.abs(x - then[k].x) < SLACK / 4 && Math.abs(y - then[k].y) < SLACK / 4;
  return { pairs, holds: (moved) => moved.every(isStill) };
}

/** Return the numbers of the points that lie on one spot with many others, spot by spot. @param {Spot[]} points */
export function findPiles(points) {
  const spots = new Map();
  points.forEach(({ x, y }, k) => spots.set(`${x} ${y}`, [...(spots.get(`${x} ${y}`) ?? []), k]));
  return [...spots.values()].filter((pile) => pile.length >= PILE);
}

function pushApart(a, b, need, seed) {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  // most pairs lie far apart, and a root costs more than two comparisons
  if (Math.abs(dx) >= need || Math.abs(dy) >= need) return false;
  let far = Math.hypot(dx, dy);
  if (far >= need) return false;
  // two on one spot have no direction of their own: a fixed angle keeps builds and views alike
  if (far < 0.01) [dx, dy, far] = [Math.cos(seed * GOLDEN), Math.sin(seed * GOLDEN), 1];
  const by = (need - Math.min(far, need)) / 2 / far || 0.5;
  a.x -= dx * by;
  a.y -= dy * by;
  b.x += dx * by;
  b.y += dy * by;
  return true;
}

/**
 * Return how far each of `n` discs on one spot has to move to lie around it, as seeds in a head.
 * @param {number} n
 * @param {number} [step]
 */
export const spiderfyOffsets = (n, step = 23) =>
  Array.from({ length: n }, (none, k) => {
    const far = step * Math.sqrt(k + 1);
    return { dx: far * Math.cos(k * GOLDEN), dy: far * Math.sin(k * GOLDEN) };
  });

/**
 * Return small boxes along a path of straight lines, as SVG writes it (`M…L…`), one every `step`
 * pixels: what names keep clear of.
 * @param {string} path
 * @param {number} step
 */
export function boxesAlong(path, step) {
  const boxes = [];
  let rest = 0;
  for (const part of path.split("M").slice(1)) {
    const points = part.split("L").map((pair) => pair.split(/[ ,]/).map(parseFloat));
    for (let k = 1; k < points.length; k += 1) {
      const [[x, y], [x2, y2]] = [points[k - 1], points[k]];
      const length = Math.hypot(x2 - x, y2 - y);
      for (; rest < length; rest += step) {
        const share = rest / length;
        boxes.push(makeBox(x + (x2 - x) * share - 4, y + (y2 - y) * share - 4, 8, 8));
      }
      rest -= length;
    }
  }
  return boxes;
}

/**
 * Return whether a point lies inside rings of [x, y], outer and inner alike, by the even-odd rule.
 * @param {number[][][]} rings
 * @param {number} x
 * @param {number} y
 */
export function isInside(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
      const [[px, py], [qx, qy]] = [ring[a], ring[b]];
      if (py > y !== qy > y && x < ((qx - px) * (y - py)) / (qy - py) + px) inside = !inside;
    }
  }
  return inside;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 */
export const makeBox = (x, y, w, h) => ({ x, y, w, h });
