import { svg } from "../core/dom.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as lineLabelRuns from "./line_label_runs.js";
import * as shapes from "./shapes.js";

/** Pixels between a line and its name. */
const GAP = 6;
/** Pixels by which the base of a name is longer at each end than the name along its line. */
const BEYOND = 16;
const CHINESE = /^[\p{Script=Han}\u00b7]+$/u;
/** Radians from which Chinese names stand upright, letter below letter. */
const STEEP = 0.9;
/** Radians that a line may turn under its name where no straighter part is seen. */
const RELAXED = 1.2;
const written = new Map();
let widths = new Map();
let root = null;

/** Tell the names of the chosen and the lit line from the others, from now on. */
export function init() {
  store.on(["selected", "hover", "hits"], lightNames);
}

/**
 * Write the names of the lines that are drawn along them, where they are seen and turn little, and
 * return the boxes that the names cover. `blocks` are boxes that no name may cover, `crossed` samples
 * of lines that it had better not cross. A name that finds no room is left out.
 * @param {Box[]} blocks
 * @param {Box[]} crossed
 * @param {Box} frame
 */
export function layNames(blocks, crossed, frame) {
  const lines = shapes.drawnLines().filter(({ i, paths }) => paths.length && data.hasName(i));
  const seen = new Set(lines.map(({ i }) => i));
  for (const [i, node] of written) if (!seen.has(i)) eraseName(i, node);
  const taken = [];
  for (const line of lines) {
    const boxes = placeName(line, { blocks: [...blocks, ...taken], crossed, frame });
    taken.push(...boxes);
  }
  lightNames();
  return taken;
}

function eraseName(i, node) {
  node.remove();
  written.delete(i);
}

function makeNameGroup(path) {
  const owner = path.ownerSVGElement;
  if (root?.ownerSVGElement !== owner) {
    root?.remove();
    root = svg("g", { class: "line-names", "aria-hidden": "true" });
  }
  owner.append(root); // above lines that were drawn since
  return root;
}

/** Write one line's name and return its boxes: in one row, else in two, else where the line turns more. */
function placeName({ i, paths }, room) {
  makeNameGroup(paths[0]);
  const rows = paths.flatMap((path) => lineLabelRuns.samplePath(path.getAttribute("d") ?? ""));
  const { text, lang } = placeText.mapName(i);
  written.get(i)?.remove();
  const tries = [undefined, RELAXED].flatMap((bend) =>
    splitName(text).map((parts) => () => ({ parts, found: findAlong(rows, parts, { ...room, bend }) }))
  );
  // beside a short line there are others, too: the more compact, the better
  const [whole, halves] = splitName(text);
  for (const parts of [halves, whole].filter(Boolean)) {
    tries.push(() => ({ parts, found: findBeside(rows, parts, room) }));
  }
  for (const attempt of tries) {
    const { parts, found } = attempt();
    if (!found) continue;
    const node = drawName(i, parts, found, lang);
    written.set(i, node);
    root.append(node);
    return found.boxes;
  }
  written.delete(i);
  return [];
}

/** Return where a name stands level beside its line or its ends: a line that is too short or too winding for it. */
function findBeside(rows, parts, room) {
  const sizes = parts.map(measureName);
  const [w, h] = [Math.max(...sizes.map((size) => size.w)), sizes[0].h * parts.length];
  const runsBeside = ({ x, y }) =>
    [2 * GAP, 4 * GAP].flatMap((off) => [x + off, x - off - w]).map((left) => levelRun(left, y + h / 2, w));
  const runsAtEnds = ({ x, y }) => [y - h, y + 2 * h].map((base) => levelRun(x - w / 2, base, w));
  const level = rows.flatMap((row) => [
    ...row.filter((none, k) => k % 2 === 0).flatMap(runsBeside),
    ...[row[0], row[row.length - 1]].flatMap(runsAtEnds),
  ]);
  return lineLabelRuns.findRun(level, { w: w - lineLabelRuns.STEP, h }, { ...room, offs: [0] });
}

const levelRun = (left, y, w) =>
  Array.from({ length: Math.ceil(w / lineLabelRuns.STEP) + 1 }, (none, k) => ({ x: left + k * lineLabelRuns.STEP, y }));

/** Return a name as one row, and in two where it has a gap between words. */
function splitName(text) {
  const gaps = [...text.matchAll(/\s/g)].map(({ index }) => index);
  const middle = gaps.sort((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return middle ? [[text], [text.slice(0, middle), text.slice(middle + 1)]] : [[text]];
}

function findAlong(rows, parts, room) {
  const sizes = parts.map(measureName);
  const high = sizes[0].h * parts.length;
  const size = { w: Math.max(...sizes.map(({ w }) => w)) + lineLabelRuns.STEP, h: high };
  return lineLabelRuns.findRun(rows, size, { ...room, offs: [GAP, -GAP - high] });
}

/** Return how long and high a row is; letters are set apart by the style sheet. */
function measureName(text) {
  if (!widths.has(text)) {
    const node = svg("text", { class: "line-name" }, text);
    root.append(node);
    widths.set(text, { w: node.getComputedTextLength(), h: parseFloat(getComputedStyle(node).fontSize) * 1.2 });
    node.remove();
  }
  return widths.get(text);
}

function drawName(i, parts, found, lang) {
  const node = svg("g", {
    class: "line-name-group hue",
    "data-place": data.idOf(i),
    "data-number": i,
    lang: lang || null,
    "--hue": data.colourOf(i),
    on: {
      click: (event) => openPlace(event, i),
      mouseenter: () => store.hoverPlace(i),
      mouseleave: () => store.hoverPlace(-1),
    },
  });
  const upright = CHINESE.test(parts[0]) && Math.abs(found.angle) > STEEP;
  node.append(
    ...(upright
      ? [stackLetters(parts[0], found)]
      : parts.flatMap((part, k) => curveRow(i, part, k, parts.length, found))),
  );
  return node;
}

function openPlace(event, i) {
  event.stopPropagation(); // a click on the map would close what it opens
  store.selectPlace(i);
}

/** Write a row along its path; the first of two stands farther from the line's base. */
function curveRow(i, part, k, rows, { points, boxes }) {
  const id = `line-name-${i}-${k}`;
  const high = measureName(part).h;
  const base = (rows - 1 - k) * high + high * 0.22;
  const d = extendEnds(shiftPoints(points, base)).map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");
  const path = svg("textPath", { href: `#${id}`, startOffset: "50%" }, part);
  return boxes.length
    ? [svg("path", { id, class: "line-name-base", d: `M${d}` }), svg("text", { class: "line-name" }, path)]
    : [];
}

/** Return points moved to the upper side of the line that they run along. */
const shiftPoints = (points, by) =>
  points.map(({ x, y }, k) => {
    const [a, b] = [points[Math.max(0, k - 1)], points[Math.min(points.length - 1, k + 1)]];
    const angle = Math.atan2(b.y - a.y, b.x - a.x) - Math.PI / 2;
    return { x: x + Math.cos(angle) * by, y: y + Math.sin(angle) * by };
  });

/** Return points with a straight piece before and after: inside a bend they are shorter than the name, which would lose its ends. */
function extendEnds(points) {
  const n = points.length;
  return [pointBeyond(points[0], points[1]), ...points, pointBeyond(points[n - 1], points[n - 2])];
}

/** Return the point beyond an end of a path, as its last piece runs. */
function pointBeyond(end, inner) {
  const share = BEYOND / (Math.hypot(end.x - inner.x, end.y - inner.y) || 1);
  return { x: end.x + (end.x - inner.x) * share, y: end.y + (end.y - inner.y) * share };
}

/** Write Chinese letters one below the other beside a steep line, as atlases do. */
function stackLetters(part, { middle }) {
  const [top, end] = [middle[0], middle[middle.length - 1]].sort((a, b) => a.y - b.y);
  const letters = [...part];
  const at = letters.map((none, k) => {
    const share = (k + 0.5) / letters.length;
    return { x: top.x + (end.x - top.x) * share, y: top.y + (end.y - top.y) * share };
  });
  const listCoordinates = (name) => at.map((each) => each[name].toFixed(1)).join(" ");
  return svg("text", { class: "line-name is-stacked", x: listCoordinates("x"), y: listCoordinates("y") }, part);
}

/** Tell the names of the chosen and the lit line from the others. */
function lightNames() {
  for (const [i, node] of written) {
    node.classList.toggle("is-selected", i === store.get("selected"));
    node.classList.toggle("is-hover", i === store.get("hover"));
    node.classList.toggle("is-hit", store.isHit(i));
  }
}

/** Measure all names anew: letters may have changed. */
export function forgetWidths() {
  widths = new Map();
}
