import { inTurn, parts } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as backdrop from "./backdrop.js";
import * as inset from "./inset.js";
import * as layout from "./layout.js";
import * as legend from "./legend.js";
import * as linenames from "./linenames.js";
import * as markers from "./markers.js";
import * as naming from "./naming.js";
import * as tally from "./tally.js";

const RADIUS = { certain: 15, "less-certain": 15, uncertain: 12 };
/** In this order names choose where they stand: the surest places first. */
const SUREST = ["certain", "less-certain", "uncertain"];
/** Pixels between two samples of a line, less than a name is high. */
const LINE_STEP = 9;
let map = null;
/** What gives the boxes of what else is drawn on the map. */
let boxes = null;

/**
 * Write the names of all that is on the map, from now on, clear of the boxes that `drawn` returns.
 * @param {LeafletMap} leaflet
 * @param {() => Box[]} drawn
 */
export function write(leaflet, drawn) {
  map = leaflet;
  boxes = drawn;
  linenames.init();
  markers.write(inTurn(layOut));
  // a font may come late
  document.fonts?.ready.then(measure);
  map.on("resize", measure);
}

/** Measure all words anew: letters may have changed. */
function measure() {
  linenames.forget();
  markers.forgetSizes();
}

/**
 * Choose a side for each name, of the places and of the backdrop, beside the names along lines. Who
 * comes first has the choice: the selected place, then the surest ones.
 */
function layOut() {
  const pins = markers.pins().map(([i, pin]) => {
    const { marker, body, move } = pin;
    const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
    // the name of an area that has a tally stands there
    const tallied = tally.names(i);
    body.classList.toggle("is-tallied", tallied);
    const first = i === store.get("selected");
    const sure = data.certainty(i);
    const named = tallied ? { w: 0, h: 0 } : size(pin);
    return {
      node: body,
      place: i,
      first,
      tied: !tallied && (first || !data.crowded()),
      sure,
      x: x + move.dx,
      y: y + move.dy,
      r: RADIUS[sure],
      rank: rank(i),
      ...named,
    };
  });
  const seenBox = frame();
  const discs = pins.map(({ x, y, r }) => layout.box(x - r, y - r, 2 * r, 2 * r));
  const crossed = lines(seenBox);
  const covered = [...covers(seenBox), ...boxes()];
  const along = data.crowded() ? [] : linenames.lay([...covered, ...discs], crossed, seenBox);
  const taken = [...covered, ...along];
  const tallies = tally.items([...taken, ...discs], crossed, seenBox);
  // the disc beside which a tally stands is the tally's own
  const own = tallies.map(({ place }) => place);
  const others = pins.filter(({ place }) => !own.includes(place));
  const order = [...tallies, ...others.sort((a, b) => a.rank - b.rank), ...backdrop.shownNames()];
  const found = naming.sides(order, taken, seenBox, crossed);
  order.forEach((item, k) => set(item, found[k]));
  for (const pin of pins.filter(({ place }) => own.includes(place))) set(pin, { side: "tally" });
}

function rank(i) {
  return i === store.get("selected") ? -3 : SUREST.indexOf(data.certainty(i));
}

/** Set a name at its side, or farther off at the end of a leader. */
function set({ node, tied }, { side, dx = 0, dy = 0, tie = 0 }) {
  if (node.dataset.side !== side) node.dataset.side = side;
  if (!tied) return;
  node.querySelector(".pin-name, .tally-button").style.translate = tie || side === "off"
    ? `${dx.toFixed(1)}px ${dy.toFixed(1)}px`
    : "";
  Object.assign(node.querySelector(".pin-tie").style, {
    width: `${tie.toFixed(1)}px`,
    transform: `rotate(${Math.atan2(dy, dx).toFixed(3)}rad)`,
  });
}

/**
 * Return how wide and high a marker's name is; to ask it of many anew would lay the whole page out. The lines of
 * a long one are shorter than its box.
 */
function size(pin) {
  const { word } = pin;
  pin.size ??= { w: (word.firstChild ?? word).offsetWidth, h: word.offsetHeight };
  return pin.size;
}

/** Return what the reader sees of the map, in the pixels that layers are laid out in. */
function frame() {
  const { min, max } = map.getPixelBounds();
  const origin = map.getPixelOrigin();
  return {
    x: min.x - origin.x + 6,
    y: min.y - origin.y + 6,
    w: max.x - min.x - 12,
    h: max.y - min.y - 12,
  };
}

/** Return small boxes along the lines that are seen: a name across a line is hard to read. */
function lines({ x, y, w, h: high }) {
  const paths = [...map.getContainer().querySelectorAll("path.shape-line, path.bd-rail, path.bd-river")];
  return paths
    .flatMap((path) => layout.along(path.getAttribute("d"), LINE_STEP))
    .filter((at) => at.x + 2 > x && at.x + 2 < x + w && at.y + 2 > y && at.y + 2 < y + high);
}

/** Return the boxes of what lies over the map's corners, which names keep clear of. */
function covers(seenBox) {
  inset.settle();
  legend.settle();
  const whole = map.getContainer().getBoundingClientRect();
  return parts(".credits, .legend, .scale, .controls, .card, .dock, .inset:not([hidden])").map(
    (node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return {
        x: left - whole.left + seenBox.x - 6,
        y: top - whole.top + seenBox.y - 6,
        w: width,
        h: height,
      };
    },
  );
}
