import * as labelShifting from "./label_shifting.js";
import { makeBox } from "./layout.js";

/** What it costs that a lesser disc gives way, in samples of a line that the name would cross instead. */
const GIVING = 0.7;
/** Pixels from a line through a disc to a name at one of its corners. */
const CLEAR = 4;
/** Samples of lines that a name crosses at most: one that lies along a line is worse than none. */
const CROSSING = 12;
/** So many do a name no harm; one that finds no room costs more than all that others cross. */
const EASY = 4;
const LOST = 1000;
/** Pairs of names that may be compared for those that found no room: on a crowded map they have to go without. */
const WORK = 120000;
/** Times that all unlucky names are tried anew while that helps. */
const PASSES = 3;
/** Other orders of the tied names that are tried where one finds no room near; the same ones in every view. */
const ORDERS = 60;
const SEED = 20191;
const MIXED = 40;
/** Pixels that a town's name keeps from a place's disc: beside it, it would read as the place's. */
const FOREIGN = 14;
/** Pixels that any name keeps from the disc of another place. */
const BESIDE = 3;
/** Where a name may stand off its disc, tied to it: so many pixels, in so many directions; what that and the square of each pixel cost: two that stand near are read more easily than one far away. */
const OFF = [26, 44, 66, 92, 125, 165, 210];
const TURNS = 32;
const TIED = 2;
const OFF_COST = 0.0014;
/** Pixels off its disc from which on other orders are tried: a name so far away is hard to follow to its place. */
const FAR = 66;
/** What each disc costs that is covered by a name that is seen in any case. */
const COVERING = 200;
/** Pixels from one point of a tie to the next that is looked at: it crosses no disc. */
const TIE_STEP = 8;

/**
 * Choose a side for each name beside its disc: right, left, below, above, a corner of these, or none
 * where every side is taken. Earlier items come first; `taken` are boxes that no name may cover,
 * `frame` the box that names stay inside: one cut off at the edge is worse than none. An item with
 * `centred` has no disc and one place, one with two `gaps` may also stand farther off (far-right and
 * so on), and a `lesser` one goes, disc and all, where an earlier name has its best place upon it.
 * A `kept` one is seen in any case.
 * A `foreign` name, a town's, keeps away from the discs of places. A `tied` one may stand off its
 * disc, `dx` and `dy` from it, at the end of a leader `tie` pixels long, where all beside it is taken. `lines` are boxes that names keep
 * clear of as far as they can. One that finds no room, or only across lines, comes first where that is
 * better for all. Returns {side, dx, dy, tie} for each.
 * @param {any[]} items
 * @param {Box[]} taken
 * @param {Box} frame
 * @param {Box[]} [lines]
 */
export function placeLabels(items, taken, frame, lines = []) {
  const discs = items.map(discBox);
  const firm = discs.filter((none, k) => items[k].r && !items[k].lesser);
  const growBoxes = (by) =>
    firm.map((other) => makeBox(other.x - by, other.y - by, other.w + 2 * by, other.h + 2 * by));
  const [near, wide] = [growBoxes(BESIDE), growBoxes(FOREIGN)];
  const all = items.map((item, own) => {
    // a town whose dot lies under a place's disc could be taken for it
    const hidden = item.foreign && countMeeting(firm.filter((other) => other !== discs[own]), discs[own]);
    const blocks = [
      ...(hidden ? [frame] : []),
      ...taken,
      ...(item.foreign ? wide : item.centred ? firm : near).filter((none, k) => firm[k] !== discs[own]),
    ];
    const paths = firm.filter((other) => other !== discs[own]);
    // a leader from a disc that is not seen would lead to nothing
    const isTied = item.tied && isMeeting(discs[own], frame) && !countMeeting(taken, discs[own]);
    const free = candidatePlaces({ ...item, isTied }, blocks, paths, frame, lines);
    const covering = item.kept ? squeezedPlaces({ ...item, isTied }, taken, paths, frame, lines) : [];
    return { ...item, own, disc: discs[own], places: [...free, ...covering] };
  });
  const found = improveOrder(orderByTightness(all));
  return all.map(({ own }) => found.get(own) ?? { side: "none" });
}

/** Return items with the tied ones of each rank in the order of how little room they have. */
function orderByTightness(all) {
  const tied = all.filter((item) => item.tied).sort((a, b) => a.rank - b.rank || a.places.length - b.places.length);
  return all.map((item) => (item.tied ? tied.shift() : item));
}

/** Return what it costs that a name stands where it does; of those that find no room the surest cost most, towns least. */
const placeCost = (found, { own, foreign, kept, tied, rank }) =>
  found.get(own)?.cost ?? (foreign ? LOST / 5 : LOST * (kept ? 6 : tied ? 4 - rank : 1));

/** Return whether a name keeps its turn: the chosen one's, and those that are seen in any case. */
const isFirm = ({ first, kept }) => Boolean(first || kept);

/**
 * Lay names out, and anew with one that found no room, or only across lines, in each of its better
 * places, while that makes the whole better: more names have room, or fewer lines are crossed.
 */
function improveOrder(all) {
  const counted = all.filter(({ lesser, centred }) => !lesser && !centred);
  const totalCost = (found) => counted.reduce((sum, item) => sum + placeCost(found, item), 0);
  let [order, best] = bestOrder(all, totalCost);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const before = best;
    for (const item of listAttempts(counted, best, WORK / all.length ** 2)) {
      if (item.places[0].cost >= placeCost(best, item)) continue;
      const others = order.filter(({ own }) => own !== item.own);
      const tried = [...others.filter(isFirm), item, ...others.filter((other) => !isFirm(other))];
      const found = placeInOrder(tried);
      if (totalCost(found) < totalCost(best)) [order, best] = [tried, found];
    }
    if (best === before) break;
  }
  return labelShifting.placeLost(all, best);
}

/** Return the order in which names find most room, and their places in it; where all do at once and near, that is as good. */
function bestOrder(all, total) {
  let [order, best] = [all, placeInOrder(all)];
  const tied = all.filter((item) => item.tied && !item.first);
  let seed = SEED;
  const nextRandom = () => (seed = (seed * 16807) % 2147483647);
  for (let k = 0; k < ORDERS && tied.length <= MIXED && tied.some(({ own }) => !(best.get(own)?.far <= FAR)); k += 1) {
    const keys = new Map(tied.map((item) => [item, nextRandom()]));
    const mixed = [...tied].sort((a, b) => keys.get(a) - keys.get(b));
    const tried = all.map((item) => (keys.has(item) ? mixed.shift() : item));
    const found = placeInOrder(tried);
    if (total(found) < total(best)) [order, best] = [tried, found];
  }
  return [order, best];
}

/** Return the unlucky items, each with one of its places, which are shared out evenly where there are too many. */
function listAttempts(counted, best, limit) {
  const unlucky = counted.filter((item) => placeCost(best, item) > EASY).sort((a, b) =>
    placeCost(best, b) - placeCost(best, a)
  );
  const share = Math.max(1, Math.floor(limit / unlucky.length));
  return unlucky.flatMap((item) => {
    const step = Math.max(1, item.places.length / share);
    const some = Array.from(
      { length: Math.min(share, item.places.length) },
      (none, k) => item.places[Math.floor(k * step)],
    );
    return some.map((place) => ({ ...item, places: [place] }));
  }).slice(0, limit);
}

/** Return the places of names by their items' numbers, when chosen in this order; who finds none is left out. */
function placeInOrder(order) {
  const found = new Map();
  const standing = [];
  const giving = order.filter(({ lesser }) => lesser);
  for (const item of order) {
    if (item === giving[0]) giving.shift();
    if (item.lesser && countMeeting(standing, item.disc)) continue;
    const place = cheapestPlace(item.places, standing, giving);
    if (place) found.set(item.own, place);
    // one that is seen in any case keeps the others away
    const at = place?.at ?? (item.kept && (candidateBoxes(item).below ?? candidateBoxes(item).centre));
    if (!at) continue;
    standing.push(at, ...(place?.path ?? []));
    if (item.lesser) standing.push(item.disc);
  }
  return found;
}

/** Return the cheapest of places, which stand in the order of their costs, that no name has taken; discs that give way cost too. */
function cheapestPlace(all, standing, giving) {
  let best = null;
  let least = Infinity;
  for (const place of all) {
    if (place.cost >= least) break;
    if (isTaken(standing, place)) continue;
    const cost = place.cost + GIVING * giving.filter(({ disc: other }) => isMeeting(other, place.at)).length;
    if (cost < least) [best, least] = [place, cost];
  }
  return best;
}

/** Return whether a name, or the leader to it, lies on one of some boxes. */
const isTaken = (boxes, { at, path = [] }) =>
  boxes.some((other) => isMeeting(other, at) || path.some((each) => isMeeting(other, each)));

/** Return the places for a name that nothing firm takes and whose leader crosses no disc, as {side, at, cost}: how often it crosses lines, how far off it is. */
function candidatePlaces(item, blocks, paths, frame, lines) {
  const all = [
    ...Object.entries(candidateBoxes(item)).map(([side, at]) => ({ side, at, far: 0, path: undefined })),
    ...(item.isTied ? leaderPlaces(item) : []),
  ];
  const reach = boxAround(all.map(({ at }) => at));
  const [firm, crossed] = [blocks, lines].map((boxes) => boxes.filter((other) => isMeeting(other, reach)));
  return all
    .filter(({ at, path }) =>
      (isWithin(at, frame) || (!path && !isMeeting(at, frame))) && !countMeeting(firm, at) &&
      !(path && paths.some((other) => path.some((each) => isMeeting(each, other))))
    )
    .map((place) => ({ ...place, crossing: countMeeting(crossed, place.at) }))
    .filter(({ crossing }) => item.first || crossing <= CROSSING)
    .map((place) => ({ ...place, cost: place.crossing + (place.far && TIED + place.far ** 2 * OFF_COST) }))
    .sort((a, b) => a.cost - b.cost);
}

/** Return the places upon discs for a name that is seen in any case: those that cover the fewest come first. */
const squeezedPlaces = (item, taken, discs, frame, lines) =>
  candidatePlaces({ ...item, first: true }, taken, [], frame, lines)
    .map((place) => ({ ...place, cost: place.cost + COVERING * countMeeting(discs, place.at) }))
    .sort((a, b) => a.cost - b.cost);

function candidateBoxes({ x, y, r, w, h, centred, gaps = [4] }) {
  if (centred) return { centre: makeBox(x - w / 2, y - h / 2, w, h) };
  const found = {};
  gaps.forEach((gap, k) => {
    const far = k ? "far-" : "";
    const [right, left] = [x + r + gap, x - r - gap - w];
    found[`${far}right`] = makeBox(right, y - h / 2, w, h);
    found[`${far}left`] = makeBox(left, y - h / 2, w, h);
    found[`${far}below`] = makeBox(x - w / 2, y + r + gap / 2, w, h);
    found[`${far}above`] = makeBox(x - w / 2, y - r - gap / 2 - h, w, h);
    if (k) return;
    found["upper-right"] = makeBox(right, y - CLEAR - h, w, h);
    found["lower-right"] = makeBox(right, y + CLEAR, w, h);
    found["upper-left"] = makeBox(left, y - CLEAR - h, w, h);
    found["lower-left"] = makeBox(left, y + CLEAR, w, h);
  });
  return found;
}

/** Return places for a name around its disc, farther and farther off; a leader ties them together. */
const leaderPlaces = ({ x, y, r, w, h }) =>
  OFF.flatMap((far) =>
    Array.from({ length: TURNS }, (none, k) => {
      const turn = (2 * Math.PI * k) / TURNS;
      const [dx, dy] = [Math.cos(turn) * (far + w / 2), Math.sin(turn) * (far + h / 2)];
      const all = Math.hypot(dx, dy);
      const tie = all * Math.max(0, 1 - Math.min((w / 2 + 2) / Math.abs(dx), h / 2 / Math.abs(dy)));
      const steps = Array.from(
        { length: Math.max(0, Math.floor((tie - r) / TIE_STEP)) },
        (nil, n) => (r + (n + 1) * TIE_STEP) / all,
      );
      const path = steps.map((share) => makeBox(x + dx * share - 1, y + dy * share - 1, 2, 2));
      return { side: "off", dx, dy, tie, far, path, at: makeBox(x + dx - w / 2, y + dy - h / 2, w, h) };
    })
  );

const discBox = ({ x, y, r }) => makeBox(x - r, y - r, 2 * r, 2 * r);

/** Return the box around some boxes. */
function boxAround(boxes) {
  const x = Math.min(...boxes.map((at) => at.x));
  const y = Math.min(...boxes.map((at) => at.y));
  return makeBox(
    x,
    y,
    Math.max(...boxes.map((at) => at.x + at.w)) - x,
    Math.max(...boxes.map((at) => at.y + at.h)) - y,
  );
}

/** Return how many of some boxes meet another. */
const countMeeting = (boxes, at) => boxes.filter((other) => isMeeting(other, at)).length;
const isWithin = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
const isMeeting = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
