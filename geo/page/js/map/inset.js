import { findParts, makeButton, svg } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";
import * as uncertainty from "./uncertainty.js";
import * as view from "./view.js";

/** Share of the subject's extent that is seen around it, and pixels of the inset's longer side, and of the map below which it is small. */
const MARGIN = 0.1;
const SIZE = { large: 112, small: 76, below: 520 };
/** Pixels of the map across below which it has no inset: in a frame, and on a page of its own. */
const NARROW = { framed: 480, page: 340 };
const LOW = 200;
const GAP = 5;
/** What keeps the inset away: parts of the page all the more, then signs of places. */
const COVERING = ".card, .controls, .legend, .credits, .edit-bar, .embed-hint.is-said";
const FIRM = 100;
let node = null;
let shownView = null;
let box = null;

/**
 * Add the inset: the whole subject in a corner of the map, and on it what the map shows now. A press
 * shows everything. A map whose subject is no area has none.
 * @param {HTMLElement} stage
 */
export async function init(stage) {
  const i = data.subject();
  if (i < 0 || data.formOf(i) !== "area") return;
  await data.loadShapes([i]);
  box = subjectBounds(i);
  node = makeButton("inset", () => view.showEverything(), { hidden: true }, drawInset(i));
  stage.append(node);
  store.on(["lang"], nameInset);
  leaflet.map.on(data.isCrowded() ? "moveend" : "move", updateInset);
  leaflet.map.on("resize", updateInset);
  nameInset();
  updateInset();
  markers.arrangeMarkers();
}

function nameInset() {
  node.setAttribute("aria-label", t("inset.label"));
  node.title = t("inset.label");
}

/** Return the subject's bounds with a margin, as Leaflet has them. */
function subjectBounds(i) {
  const [west, south, east, north] = data.bboxOf(i);
  return L.latLngBounds([south, west], [north, east]).pad(MARGIN);
}

/** Return a position in units of the drawing, whose longer side is 100 of them. */
function projectPoint(at) {
  const [from, to] = [box.getNorthWest(), box.getSouthEast()].map((corner) => leaflet.map.project(corner, 10));
  const scale = 100 / Math.max(to.x - from.x, to.y - from.y);
  return leaflet.map.project(at, 10).subtract(from).multiplyBy(scale);
}

function drawInset(i) {
  const { x, y } = projectPoint(box.getSouthEast());
  shownView = svg("rect", { class: "inset-view" });
  const sea = data.backdrop().layers.filter(({ role }) => role === "sea").flatMap(({ features }) =>
    features.map((each) => each.geometry)
  );
  return svg(
    "svg",
    { viewBox: `0 0 ${x.toFixed(1)} ${y.toFixed(1)}`, "aria-hidden": "true" },
    svg("path", { class: "inset-sea", d: sea.map(tracePolygons).join("") }),
    svg("path", { class: "inset-subject", d: tracePolygons(data.geometryOf(i)) }),
    shownView,
  );
}

/** Return polygons as a path of the drawing. */
function tracePolygons({ type, coordinates }) {
  if (!type.endsWith("Polygon")) return "";
  return uncertainty.ringsOf({ type, coordinates }).map((ring) => `M${ring.map(pathPoint).join("L")}Z`).join("");
}

function pathPoint([lon, lat]) {
  const { x, y } = projectPoint([lat, lon]);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** Draw what the map shows now; where that is the whole, or there is no room, the inset is away. */
function updateInset() {
  const size = leaflet.map.getSize();
  const least = document.documentElement.classList.contains("embed") ? NARROW.framed : NARROW.page;
  const away = size.x < least || size.y < LOW || leaflet.map.getBounds().pad(0.02).contains(box.pad(-MARGIN));
  if (node.hidden !== away) node.hidden = away;
  if (away) return;
  const [from, to] = [leaflet.map.getBounds().getNorthWest(), leaflet.map.getBounds().getSouthEast()].map(projectPoint);
  for (const [key, value] of [["x", from.x], ["y", from.y], ["width", to.x - from.x], ["height", to.y - from.y]]) {
    shownView.setAttribute(key, value.toFixed(1));
  }
}

/** Set the inset into the corner where it covers least; names are then laid out around it. */
export function placeInset() {
  if (!node || node.hidden) return;
  const stage = leaflet.map.getContainer().getBoundingClientRect();
  const { x, y } = projectPoint(box.getSouthEast());
  const size = Math.min(stage.width, stage.height) < SIZE.below ? SIZE.small : SIZE.large;
  const [w, high] = [(size * x) / 100, (size * y) / 100];
  const firm = findParts(COVERING).map((each) => each.getBoundingClientRect());
  const signs = findParts(".pin-disc .sign, .tally-button").map((each) => each.getBoundingClientRect());
  const cornerCost = (at) =>
    FIRM * firm.filter((other) => isOverlapping(at, other)).length +
    signs.filter((other) => isOverlapping(at, other)).length;
  const best = listCorners(stage, w, high).sort((a, b) => cornerCost(a) - cornerCost(b))[0];
  Object.assign(node.style, {
    left: `${(best.left - stage.left).toFixed(0)}px`,
    top: `${(best.top - stage.top).toFixed(0)}px`,
    width: `${w.toFixed(0)}px`,
    height: `${high.toFixed(0)}px`,
  });
}

/** Return the corners that the inset may stand in, the best ones first. */
function listCorners(stage, w, high) {
  const [right, top] = [stage.right - w - GAP, stage.top + GAP];
  const low = Math.min(sideOf(".credits", "top", stage.bottom), sideOf(".dock", "top", stage.bottom)) - high - GAP;
  const beside = sideOf(".controls", "right", stage.left) + GAP;
  return [
    [right, top],
    [right, low],
    [beside, top],
  ].map(([left, from]) => ({ left, top: from, right: left + w, bottom: from + high }));
}

/** Return where a side of a part of the page is, or `none` where it is not there. */
const sideOf = (selector, side, none) => findParts(selector)[0]?.getBoundingClientRect()[side] ?? none;
const isOverlapping = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
