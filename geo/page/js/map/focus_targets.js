import { findParts, h, makeButton } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as clusterCanvas from "./cluster_canvas.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";

/** So many of what the canvas shows, the largest, are reached by keys; the others by going closer. */
const MOST = 100;
/** Pixels of a line of reading. */
const ROW = 84;
/** What may lie over the map's edges. */
const OVER = ".panel, .dock, .card, .legend, .controls, .credits, .edit-bar";
/** Milliseconds of rest before they are made: a map that moves needs none. */
const REST = 120;
/** Milliseconds after which a phone's sheet has come to its stop. */
const SHEET = 400;
const root = h("div", { role: "group" });
let made = [];
let timer = 0;
let act = null;
let isSplit = null;

/**
 * Take the map, what a cluster does when it is opened, and whether going closer brings one apart.
 * @param {(item: Disc) => unknown} open
 * @param {(item: Disc) => boolean} splits
 */
export function init(open, splits) {
  act = open;
  isSplit = splits;
  leaflet.map.getPane("cloud").append(root);
  L.DomEvent.disableClickPropagation(root);
  // a raised sheet covers some, a lowered one uncovers them
  const moved = new MutationObserver(() => made.length && setTimeout(() => made.length && buildTargets(), SHEET));
  moved.observe(document.getElementById("app"), { attributeFilter: ["data-sheet"] });
}

/**
 * Make what the canvas shows reachable by keys and readable aloud: a button over each of the largest
 * clusters and places in view, unseen but for its focus, in reading order. Made anew when the map
 * has come to rest; the button or marker nearest to `at` then has the focus, where that is given.
 * @param {any} at
 */
export function buildTargets(at) {
  clearTimeout(timer);
  timer = setTimeout(() => renewTargets(at ?? focusedPosition()), REST);
}

function renewTargets(at) {
  const named = chooseItems();
  made = named.map((item) => ({ item, node: makeTarget(item), at: leaflet.map.layerPointToLatLng([item.x, item.y]) }));
  root.setAttribute("aria-label", t("cloud.label"));
  root.replaceChildren(...made.map(({ node }) => node));
  if (at) nearestTarget(at)?.focus({ preventScroll: true });
  const singles = named.map(({ i }) => i).filter((i) => i >= 0);
  data.loadNames(singles).then(nameTargets, nameTargets);
}

const rowOf = ({ y }) => Math.floor(y / ROW);

/** Return the largest items of which nothing is covered, by lines from above, then from left to right. */
function chooseItems() {
  const found = [];
  const box = leaflet.map.getContainer().getBoundingClientRect();
  const over = findParts(OVER).map((node) => node.getBoundingClientRect());
  const order = clusterCanvas.drawnItems().map((item) => ({
    item,
    n: item.i === store.get("selected") ? Infinity : item.n,
  }));
  for (const { item } of order.sort((a, b) => b.n - a.n)) {
    if (found.length === MOST) break;
    if (isUncovered(item, box, over)) found.push(item);
  }
  return found.sort((a, b) => rowOf(a) - rowOf(b) || a.x - b.x);
}

function isUncovered({ x, y, r }, { left, top, right, bottom }, over) {
  const at = leaflet.map.layerPointToContainerPoint([x, y]).add([left, top]);
  const isApartFrom = (box) =>
    at.x + r <= box.left || at.x - r >= box.right || at.y + r <= box.top || at.y - r >= box.bottom;
  const inside = at.x - r >= left && at.x + r <= right && at.y - r >= top && at.y + r <= bottom;
  return inside && over.every(isApartFrom);
}

function makeTarget(item) {
  const size = Math.max(24, 2 * item.r);
  const place = item.i >= 0;
  return makeButton("cloud-key", () => act(item), {
    "--x": `${item.x}px`,
    "--y": `${item.y}px`,
    "--size": `${size}px`,
    "data-number": place && item.i,
    "data-focus": place && `cloud-${item.i}`,
    "aria-label": place ? strings.pickText(data.layers()[data.layerOf(item.i)].name).text : describeCluster(item),
    on: { focus: () => place && store.hoverPlace(item.i), blur: () => place && store.hoverPlace(-1) },
  });
}

const describeCluster = (item) => t(isSplit(item) ? "cloud.closer" : "cloud.fan", { n: item.n });

/** Give single places their names, once these are at hand. */
function nameTargets() {
  for (const { item, node } of made) {
    if (item.i >= 0 && data.hasName(item.i)) node.setAttribute("aria-label", placeText.placeLabel(item.i));
  }
}

/** Return the button or the marker that is nearest to a position, or null. */
function nearestTarget(at) {
  const to = leaflet.map.latLngToLayerPoint(at);
  const found = made.map(({ item, node }) => ({ node, far: to.distanceTo([item.x, item.y]) }));
  const all = [...found, markers.nearestMarker(at)].filter(Boolean);
  return all.sort((a, b) => a.far - b.far)[0]?.node ?? null;
}

/** Return the position of the button that has the focus, or null. */
export const focusedPosition = () => made.find(({ node }) => node === document.activeElement)?.at ?? null;

/** Take the buttons away: the places have markers. */
export function clearTargets() {
  clearTimeout(timer);
  made = [];
  root.replaceChildren();
}
