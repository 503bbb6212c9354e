import { findParts, scheduleAfterPaint } from "../core/dom.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as basemap from "./basemap.js";
import * as inset from "./inset.js";
import * as labelPlacement from "./label_placement.js";
import * as layout from "./layout.js";
import { leaflet } from "./leaflet_map.js";
import * as legend from "./legend.js";
import * as lineLabels from "./line_labels.js";
import * as markers from "./markers.js";
import * as tally from "./tally.js";

const RADIUS = { certain: 15, "less-certain": 15, uncertain: 12 };
/** In this order names choose where they stand: the surest places first. */
const SUREST = ["certain", "less-certain", "uncertain"];
/** Pixels between two samples of a line, less than a name is high. */
const LINE_STEP = 9;
/** What gives the boxes of what else is drawn on the map. */
let boxes = null;

/**
 * Write the names of all that is on the map, from now on, clear of the boxes that `drawn` returns.
 * @param {() => Box[]} drawn
 */
export function writeLabels(drawn) {
  boxes = drawn;
  lineLabels.init();
  markers.writeNames(scheduleAfterPaint(layOutLabels));
  // a font may come late
  document.fonts?.ready.then(measureAnew);
  leaflet.map.on("resize", measureAnew);
}

/** Measure all words anew: letters may have changed. */
function measureAnew() {
  lineLabels.forgetWidths();
  markers.forgetSizes();
}

/**
 * Choose a side for each name, of the places and of the backdrop, beside the names along lines. Who
 * comes first has the choice: the selected place, then the surest ones.
 */
function layOutLabels() {
  const pins = markers.listMarkers().map(([i, pin]) => {
    const { marker, body, move } = pin;
    const { x, y } = leaflet.map.latLngToLayerPoint(marker.getLatLng());
    // the name of an area that has a tally stands there
    const tallied = tally.isNamedHere(i);
    body.classList.toggle("is-tallied", tallied);
    const first = i === store.get("selected");
    const sure = data.certaintyOf(i);
    const named = tallied ? { w: 0, h: 0 } : sizeOf(pin);
    return {
      node: body,
      place: i,
      first,
      tied: !tallied && (first || !data.isCrowded()),
      sure,
      x: x + move.dx,
      y: y + move.dy,
      r: RADIUS[sure],
      rank: rankOf(i),
      ...named,
    };
  });
  const seenBox = visibleBox();
  const discs = pins.map(({ x, y, r }) => layout.makeBox(x - r, y - r, 2 * r, 2 * r));
  const crossed = lineSamples(seenBox);
  const covered = [...coveredBoxes(seenBox), ...boxes()];
  const along = data.isCrowded() ? [] : lineLabels.layNames([...covered, ...discs], crossed, seenBox);
  const taken = [...covered, ...along];
  const tallies = tally.tallyBoxes([...taken, ...discs], crossed, seenBox);
  // the disc beside which a tally stands is the tally's own
  const own = tallies.map(({ place }) => place);
  const others = pins.filter(({ place }) => !own.includes(place));
  const order = [...tallies, ...others.sort((a, b) => a.rank - b.rank), ...basemap.shownNames()];
  const found = labelPlacement.placeLabels(order, taken, seenBox, crossed);
  order.forEach((item, k) => setSide(item, found[k]));
  for (const pin of pins.filter(({ place }) => own.includes(place))) setSide(pin, { side: "tally" });
}

const rankOf = (i) => i === store.get("selected") ? -3 : SUREST.indexOf(data.certaintyOf(i));

/** Set a name at its side, or farther off at the end of a leader. */
function setSide({ node, tied }, { side, dx = 0, dy = 0, tie = 0 }) {
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
function sizeOf(pin) {
  const { word } = pin;
  pin.size ??= { w: (word.firstChild ?? word).offsetWidth, h: word.offsetHeight };
  return pin.size;
}

/** Return what the reader sees of the map, in the pixels that layers are laid out in. */
function visibleBox() {
  const { min, max } = leaflet.map.getPixelBounds();
  const origin = leaflet.map.getPixelOrigin();
  return { x: min.x - origin.x + 6, y: min.y - origin.y + 6, w: max.x - min.x - 12, h: max.y - min.y - 12 };
}

/** Return small boxes along the lines that are seen: a name across a line is hard to read. */
function lineSamples({ x, y, w, h: high }) {
  const paths = [...leaflet.map.getContainer().querySelectorAll("path.shape-line, path.bd-rail, path.bd-river")];
  return paths
    .flatMap((path) => layout.boxesAlong(path.getAttribute("d"), LINE_STEP))
    .filter((at) => at.x + 2 > x && at.x + 2 < x + w && at.y + 2 > y && at.y + 2 < y + high);
}

/** Return the boxes of what lies over the map's corners, which names keep clear of. */
function coveredBoxes(seenBox) {
  inset.placeInset();
  legend.settleLegend();
  const whole = leaflet.map.getContainer().getBoundingClientRect();
  return findParts(".credits, .legend, .scale, .controls, .card, .dock, .inset:not([hidden])").map(
    (node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return { x: left - whole.left + seenBox.x - 6, y: top - whole.top + seenBox.y - 6, w: width, h: height };
    },
  );
}
