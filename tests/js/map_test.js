import assert from "node:assert/strict";
import * as data from "../../geo/page/js/data/data.js";
import * as clusters from "../../geo/page/js/map/clusters.js";
import * as distance from "../../geo/page/js/map/distance.js";
import * as spatialIndex from "../../geo/page/js/map/spatial_index.js";
import * as layout from "../../geo/page/js/map/layout.js";
import * as labelPlacement from "../../geo/page/js/map/label_placement.js";
import { settleCounty } from "./county.js";

const WINDOW = { x: 0, y: 0, w: 400, h: 400 };
const LOW = { ...WINDOW, h: 40 };
const SPOTS = Array.from({ length: 45 }, (none, k) => 9 * k);
const ACROSS = SPOTS.map((x) => ({ x, y: 197, w: 6, h: 6 }));
const DOWN = SPOTS.map((y) => ({ x: 197, y, w: 6, h: 6 }));
const makeDisc = (x, y, more = {}) => ({ x, y, r: 15, w: 120, h: 32, rank: 0, ...more });
const sidesOf = (items, { taken = [], lines = [], frame = WINDOW } = {}) =>
  labelPlacement.placeLabels(items, taken, frame, lines).map(({ side }) => side);

Deno.test("a name stands right of its disc, and left where it would be cut off", () => {
  assert.deepEqual(sidesOf([makeDisc(200, 200)]), ["right"]);
  assert.deepEqual(sidesOf([makeDisc(380, 200)]), ["left"]);
});

Deno.test("a name keeps clear of what is taken, and goes where all is", () => {
  assert.deepEqual(sidesOf([makeDisc(200, 200)], { taken: [{ x: 210, y: 180, w: 190, h: 40 }] }), ["left"]);
  assert.deepEqual(sidesOf([makeDisc(200, 200)], { taken: [WINDOW] }), ["none"]);
});

Deno.test("a name stands at a corner where lines take its sides", () => {
  assert.deepEqual(sidesOf([makeDisc(200, 200)], { lines: [...ACROSS, ...DOWN] }), ["upper-right"]);
});

Deno.test("a lesser dot gives way to a name that would cross a line", () => {
  const above = makeDisc(200, 155, { r: 0, w: 300, h: 60, centred: true });
  const dot = makeDisc(200, 235, { r: 5, w: 40, h: 16 });
  const low = ACROSS.filter(({ x }) => Math.abs(x - 200) > 15).map((at) => ({ ...at, y: 208 }));
  const lines = [...ACROSS, ...low];
  assert.deepEqual(sidesOf([above, makeDisc(200, 200), { ...dot, lesser: true }], { lines }).slice(1), [
    "below",
    "none",
  ]);
  assert.notEqual(sidesOf([above, makeDisc(200, 200), dot], { lines })[1], "below");
});

Deno.test("a name moves aside for one that has no other room, or else crosses a line", () => {
  const [alone, tight, between] = [130, 345, 280].map((x) => makeDisc(x, 20, { w: 95 }));
  assert.deepEqual(sidesOf([alone], { frame: LOW }), ["right"]);
  assert.deepEqual(sidesOf([alone, tight], { frame: LOW }), ["left", "left"]);
  const lines = SPOTS.filter((x) => x >= 300).map((x) => ({ x, y: 17, w: 6, h: 6 }));
  assert.deepEqual(sidesOf([alone, between], { frame: LOW }), ["right", "right"]);
  assert.deepEqual(sidesOf([alone, between], { frame: LOW, lines }), ["left", "left"]);
});

Deno.test("a name along a line is left out unless it is asked for", () => {
  const lines = SPOTS.flatMap((y) => ACROSS.map((at) => ({ ...at, y: 1.5 * y })));
  assert.deepEqual(sidesOf([makeDisc(200, 200)], { lines }), ["none"]);
  assert.notDeepEqual(sidesOf([makeDisc(200, 200, { first: true })], { lines }), ["none"]);
});

Deno.test("a distance is rounded as its doubt allows", () => {
  const told = [[12340, 2500, 12000], [12340, 530, 12500], [12340, 3, 12340], [90, 20, 100], [7400, 20000, 0]];
  for (const [metres, doubt, rounded] of told) assert.equal(distance.roundByDoubt(metres, doubt), rounded);
});

Deno.test("a tied name stands off its disc, at the end of a leader, where all beside it is taken", () => {
  const around = [{ x: 60, y: 150, w: 124, h: 100 }, { x: 216, y: 150, w: 130, h: 100 }, {
    x: 100,
    y: 120,
    w: 200,
    h: 60,
  }];
  const [found] = labelPlacement.placeLabels(
    [makeDisc(200, 200, { tied: true })],
    [...around, { x: 100, y: 220, w: 200, h: 60 }],
    WINDOW,
  );
  assert.equal(found.side, "off");
  assert.ok(found.tie > 0);
});

Deno.test("discs on one spot end apart, those that touch nothing stay", () => {
  const [a, b, far] = [{ x: 0, y: 0, r: 10 }, { x: 0, y: 0, r: 10 }, { x: 500, y: 0, r: 10 }];
  const [moveA, moveB, moveFar] = layout.removeOverlap([a, b, far], 7);
  assert.ok(Math.hypot(moveA.dx - moveB.dx, moveA.dy - moveB.dy) > 24);
  assert.deepEqual(moveFar, { dx: 0, dy: 0 });
});

Deno.test("seven on one spot are a pile, six are none", () => {
  const stackPoints = (n) => Array.from({ length: n }, () => ({ x: 1, y: 1 }));
  assert.deepEqual(layout.findPiles(stackPoints(7)), [[0, 1, 2, 3, 4, 5, 6]]);
  assert.deepEqual(layout.findPiles(stackPoints(6)), []);
});

Deno.test("a hole is outside of its ring", () => {
  const makeSquare = (from, to) => [[from, from], [to, from], [to, to], [from, to]];
  const rings = [makeSquare(0, 10), makeSquare(4, 6)];
  assert.deepEqual([2, 5, 12].map((at) => layout.isInside(rings, at, at)), [true, false, false]);
});

/** Return what a crowded map draws of so many pixels to the world: numbers of places, largest first. */
function clusterSizes(scale, seen = [1, 1, 1, 1], apart = new Set()) {
  const found = clusters.gatherClusters([0, 0, 1, 1], scale, seen, apart);
  return found.map(({ n }) => n).sort((a, b) => b - a);
}

/** Settle a county of 200 places in one town, in groups by turns, and three far from it. */
function settleTown() {
  const town = Array.from({ length: 200 }, (none, k) => ({
    lon: 119.2 + 0.001 * (k % 20),
    lat: 36.7 + 0.001 * Math.floor(k / 20),
    group: k % 4,
  }));
  const far = [-60, 0, 60].map((lon) => ({ lon, lat: 10 }));
  settleCounty([...town, ...far, { lon: 0, lat: 0, form: 0 }]);
  spatialIndex.buildIndex(() => {});
}

Deno.test("every place that has a position is counted once, whatever the zoom", () => {
  settleTown();
  for (const zoom of [0, 3, 6, 9]) {
    const sum = clusterSizes(256 * 2 ** zoom).reduce((all, n) => all + n, 0);
    assert.equal(sum, 203, `zoom ${zoom}`);
  }
});

Deno.test("those that lie together are one, those that lie apart are told one by one", () => {
  settleTown();
  assert.deepEqual(clusterSizes(256 * 2 ** 3), [200, 1, 1, 1]);
  const close = clusters.gatherClusters(spatialIndex.edgesOf([0, 1]), 256 * 2 ** 20, [1, 1, 1, 1], new Set());
  assert.deepEqual(close.map(({ i }) => i), [0, 1]);
});

Deno.test("two whose discs would cover each other are one", () => {
  settleCounty([{ lon: 10, lat: 10 }, { lon: 11, lat: 10 }]);
  spatialIndex.buildIndex(() => {});
  const worldWidth = (apart) => apart * 360;
  assert.deepEqual([clusterSizes(worldWidth(13)), clusterSizes(worldWidth(15))].map((each) => each.length), [1, 2]);
});

Deno.test("what a filter leaves out, or what is drawn otherwise, is in no cluster", () => {
  settleTown();
  assert.deepEqual(clusterSizes(2048, [1, 0, 0, 0]), [50, 1, 1, 1]);
  assert.deepEqual(clusterSizes(2048, [1, 1, 1, 1], new Set([0, 1, 200])), [198, 1, 1]);
  assert.deepEqual(clusterSizes(2048, [0, 0, 0, 0]), []);
});

Deno.test("a cluster tells its layers, and no disc leaves its cell", () => {
  settleTown();
  const [{ shares, x, y, r, box }] = clusters.gatherClusters([0, 0, 1, 1], 2048, [1, 1, 1, 1], new Set()).filter((
    { n },
  ) => n > 1);
  assert.deepEqual([...shares], [100, 100]);
  const [west, north, east, south] = box.map((edge) => edge * 2048);
  assert.ok(x - r >= west && x + r <= east && y - r >= north && y + r <= south);
  assert.equal(data.countPlaces(), 204);
});
