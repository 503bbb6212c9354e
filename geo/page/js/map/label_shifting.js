/** Names that may move aside for one that found no room, one after the other; and places that are looked at in all. */
const DEPTHS = [1, 2, 3];
const WORK = 4000;
/** Names that one place may push aside. */
const MOST = 2;
let left = 0;
const boxes = new WeakMap();

/**
 * Return places for names, as `label_placement` found them, with those added that found no room and have it
 * once others move aside. Only names with leaders move, whose choice is wide; towns' give way.
 * @param {any[]} items
 * @param {any} found
 */
export function placeLost(items, found) {
  const tied = items.filter((item) => item.tied);
  const standing = new Map(found);
  for (const item of tied.sort((a, b) => a.rank - b.rank)) {
    if (standing.has(item.own)) continue;
    const moved = startMoving(item, standing, items);
    for (const [own, place] of moved ?? []) setPlace(standing, own, place);
  }
  return standing;
}

/** Return the moves that give an item a place where as few others as possible move, or null. */
function startMoving(item, standing, items) {
  for (const depth of DEPTHS) {
    left = WORK;
    const moved = makeRoom(item, standing, items, depth);
    if (moved) return moved;
  }
  return null;
}

/** Set a name at a place, or take it away. */
function setPlace(standing, own, place) {
  if (place) standing.set(own, place);
  else standing.delete(own);
}

/** Return the moves that give an item a place, as a map of places by item, null for one that goes; or null. */
function makeRoom(item, standing, items, depth) {
  const taken = [];
  for (const place of item.places) {
    const pushed = listClashing(item.own, place, standing, depth ? MOST : 0);
    if (!pushed.length) return new Map([[item.own, place]]);
    taken.push([place, pushed]);
  }
  if (!depth) return null;
  for (const [place, owns] of taken) {
    if ((left -= 1) < 0) return null;
    if (owns.length > MOST) continue;
    const pushed = owns.map((own) => items.find((each) => each.own === own));
    if (pushed.some((each) => each.first || !(each.tied || each.foreign))) continue;
    const moved = moveAll(pushed, new Map(standing).set(item.own, place), items, depth - 1);
    if (moved) return moved.set(item.own, place);
  }
  return null;
}

/** Return the others that clash with an item at a place: all where they are at most so many, else one more. */
function listClashing(own, place, standing, most) {
  const found = [];
  for (const [other, at] of standing) {
    if (other !== own && isClashing(place, at) && found.push(other) > most) break;
  }
  return found;
}

/** Return the moves that find all of some items other places, or null where one of them has none. */
function moveAll(pushed, standing, items, depth) {
  const moves = new Map(pushed.map(({ own }) => [own, null]));
  for (const item of pushed) standing.delete(item.own);
  for (const item of pushed.filter((each) => each.tied)) {
    const moved = makeRoom(item, standing, items, depth);
    if (!moved) return null;
    for (const [own, place] of moved) {
      setPlace(standing, own, place);
      moves.set(own, place);
    }
  }
  return moves;
}

/** Return whether two names, or the leaders to them, lie on each other. */
function isClashing(a, b) {
  const theirs = boxesOf(b);
  return boxesOf(a).some((one) =>
    theirs.some((other) =>
      one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h
    )
  );
}

/** Return the boxes of a name and its leader, the same list each time: they are compared thousands of times. */
function boxesOf(place) {
  if (!boxes.has(place)) boxes.set(place, [place.at, ...(place.path ?? [])]);
  return boxes.get(place);
}
