{
  const { box } = atlas.layout;
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
  const WORK = 60000;

  /**
   * Choose a side for each name beside its disc: right, left, below, above, a corner of these, or none
   * where every side is taken. Earlier items come first; `taken` are boxes that no name may cover,
   * `frame` the box that names stay inside: one cut off at the edge is worse than none. An item with
   * `centred` has no disc and one place, one with two `gaps` may also stand farther off (far-right and
   * so on), and a `lesser` one goes, disc and all, where an earlier name has its best place upon it.
   * `lines` are boxes that names keep clear of as far as they can. One that finds no room, or only
   * across lines, comes first where that is better for all.
   */
  function sides(items, taken, frame, lines = []) {
    const discs = items.map(disc);
    const firm = discs.filter((none, k) => items[k].r && !items[k].lesser);
    const all = items.map((item, own) => {
      const blocks = [...taken, ...firm.filter((other) => other !== discs[own])];
      return { ...item, own, disc: discs[own], places: places(item, blocks, frame, lines) };
    });
    const found = settled(all);
    return all.map(({ own }) => found.get(own)?.side ?? "none");
  }

  const price = (found, { own }) => found.get(own)?.cost ?? LOST;

  /**
   * Lay names out, and anew with one that found no room, or only across lines, in each of its better
   * places, while that makes the whole better: more names have room, or fewer lines are crossed.
   */
  function settled(all) {
    const counted = all.filter(({ lesser, centred }) => !lesser && !centred);
    const total = (found) => counted.reduce((sum, item) => sum + price(found, item), 0);
    let order = all;
    let best = lay(order);
    const unlucky = counted.filter((item) => price(best, item) > EASY).sort((a, b) => price(best, b) - price(best, a));
    const tries = unlucky.flatMap((item) => item.places.map((place) => ({ ...item, places: [place] })));
    for (const item of tries.slice(0, WORK / all.length ** 2)) {
      if (item.places[0].cost >= price(best, item)) continue;
      const others = order.filter(({ own }) => own !== item.own);
      const tried = [...others.filter(({ first }) => first), item, ...others.filter(({ first }) => !first)];
      const found = lay(tried);
      if (total(found) < total(best)) [order, best] = [tried, found];
    }
    return best;
  }

  /** Return the places of names by their items' numbers, when chosen in this order; who finds none is left out. */
  function lay(order) {
    const found = new Map();
    const standing = [];
    const giving = order.filter(({ lesser }) => lesser);
    for (const item of order) {
      if (item === giving[0]) giving.shift();
      if (item.lesser && meeting(standing, item.disc)) continue;
      const free = item.places.filter(({ at }) => !meeting(standing, at));
      const place = cheapest(free, giving.map((other) => other.disc));
      if (place) found.set(item.own, place);
      // one that is shown in any case stands below then, and the others keep clear of it
      const at = place?.at ?? (item.first && candidates(item).below);
      if (at) standing.push(at);
      if (at && item.lesser) standing.push(item.disc);
    }
    return found;
  }

  function cheapest(free, giving) {
    const prices = free.map(({ at, cost }) => cost + GIVING * meeting(giving, at));
    return free[prices.indexOf(Math.min(...prices))];
  }

  /** Return the places for a name that nothing firm takes, as {side, at, cost}: how often it crosses lines. */
  function places(item, blocks, frame, lines) {
    const all = Object.entries(candidates(item));
    const reach = hull(all.map(([, at]) => at));
    const [firm, crossed] = [blocks, lines].map((boxes) => boxes.filter((other) => meet(other, reach)));
    return all
      .filter(([, at]) => (within(at, frame) || !meet(at, frame)) && !meeting(firm, at))
      .map(([side, at]) => ({ side, at, cost: meeting(crossed, at) }))
      .filter(({ cost }) => item.first || cost <= CROSSING);
  }

  function candidates({ x, y, r, w, h, centred, gaps = [4] }) {
    if (centred) return { centre: box(x - w / 2, y - h / 2, w, h) };
    const found = {};
    gaps.forEach((gap, k) => {
      const far = k ? "far-" : "";
      const [right, left] = [x + r + gap, x - r - gap - w];
      found[`${far}right`] = box(right, y - h / 2, w, h);
      found[`${far}left`] = box(left, y - h / 2, w, h);
      found[`${far}below`] = box(x - w / 2, y + r + gap / 2, w, h);
      found[`${far}above`] = box(x - w / 2, y - r - gap / 2 - h, w, h);
      if (k) return;
      found["upper-right"] = box(right, y - CLEAR - h, w, h);
      found["lower-right"] = box(right, y + CLEAR, w, h);
      found["upper-left"] = box(left, y - CLEAR - h, w, h);
      found["lower-left"] = box(left, y + CLEAR, w, h);
    });
    return found;
  }

  function disc({ x, y, r }) {
    return box(x - r, y - r, 2 * r, 2 * r);
  }

  /** Return the box around some boxes. */
  function hull(boxes) {
    const x = Math.min(...boxes.map((at) => at.x));
    const y = Math.min(...boxes.map((at) => at.y));
    return box(x, y, Math.max(...boxes.map((at) => at.x + at.w)) - x, Math.max(...boxes.map((at) => at.y + at.h)) - y);
  }

  /** Return how many of some boxes meet another. */
  function meeting(boxes, at) {
    return boxes.filter((other) => meet(other, at)).length;
  }

  function within(a, b) {
    return a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
  }

  function meet(a, b) {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  }

  atlas.naming = { sides };
}
