import { h, makeLocalText, scheduleAfterPaint } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as placeText from "../data/place_text.js";
import * as store from "../data/store.js";
import * as basemap from "./basemap.js";
import * as labelPoints from "./label_points.js";
import { leaflet } from "./leaflet_map.js";
import * as markers from "./markers.js";
import * as view from "./view.js";

/** Squares drawn one by one; an area with more places has a bar by layer instead. */
const MOST = 30;
/** Pixels from one square to the next, and squares in a row at least. */
const STEP = 13;
const SHORTEST = 4;
/** Share of an area's width that a row of squares takes at most, and how much wider than high they stand. */
const SHARE = 0.8;
const FLAT = 2.4;
/** Labels on one view at most, the largest areas first: on a map with very many areas the others wait until it is closer. */
const LABELS = 60;
const labels = new Map();
/** What the labels were made for: where nothing of it has changed, moving the map makes none anew. */
let drawn = [];
const redrawLabels = scheduleAfterPaint(drawTallies);
let group = null;

/**
 * Draw the tallies: under each area's name one hollow square for each place known only to lie in
 * it, in its layer's colour. A square claims no point; name and squares are one button, which opens
 * the list of these places.
 */
export async function init() {
  if (!containers.hasContainers()) return;
  leaflet.map.createPane("tally").style.zIndex = 595;
  group = L.layerGroup().addTo(leaflet.map);
  store.on(["lang", ...store.filters], redrawLabels);
  store.on(["selected", "hover", "hits", "area", "areaHover"], markTallies);
  leaflet.map.on("zoomend", redrawLabels);
  if (data.isCrowded()) leaflet.map.on("moveend", redrawLabels);
  await containers.loadContainers();
  drawTallies();
}

/** Make the labels anew, each with the places that it counts now. */
function drawTallies() {
  const wanted = chooseAreas();
  const now = [store.get("lang"), leaflet.map.getZoom(), ...wanted.flat()];
  if (now.length === drawn.length && now.every((each, at) => each === drawn[at])) return;
  drawn = now;
  const held = [...labels].find(([, { button }]) => button === document.activeElement)?.[0];
  group.clearLayers();
  labels.clear();
  for (const [k, counted] of wanted) {
    const places = counted.length > MOST
      ? counted
      : [...counted].sort((a, b) => data.layerOf(a) - data.layerOf(b) || a - b);
    const label = makeTally(k, places);
    labels.set(k, label);
    label.marker.addTo(group);
  }
  markTallies();
  labels.get(held)?.button.focus({ preventScroll: true });
  basemap.setTallied(isNamedHere(data.subject()));
  markers.arrangeMarkers();
}

/** Return the areas with a label and their places, the largest first where not all can have one. */
function chooseAreas() {
  const seen = leaflet.map.getBounds();
  const all = [...containers.countAt(leaflet.map.getZoom())];
  const near = data.isCrowded() ? all.filter(([k]) => seen.intersects(containers.boundsOf(k))) : all;
  return near.sort(([a], [b]) => containers.acrossOf(b) - containers.acrossOf(a)).slice(0, LABELS);
}

function makeTally(k, places) {
  const name = pickText(containers.nameOf(k));
  const button = h(
    "button",
    {
      type: "button",
      class: "tally-button",
      "data-container": k,
      "data-focus": `tally-${k}`,
      "aria-haspopup": "dialog",
      "aria-label": describeTally(name.text, places),
      on: {
        click: (event) => containers.toggleList(k, event.currentTarget),
        pointerenter: () => store.set({ areaHover: k }),
        pointerleave: () => store.set({ areaHover: -1 }),
        focus: (event) => {
          // beside a sign it finds room wherever the sign is seen
          if (containers.ringsOf(k).length || containers.placeOf(k) < 0) view.uncoverNode(event.currentTarget);
          else view.revealPlace(containers.placeOf(k));
          store.set({ areaHover: k });
        },
        blur: () => store.set({ areaHover: -1 }),
      },
    },
    makeLocalText(name, "span", { class: "tally-name" }),
    drawSquares(places, columnsFor(k, places.length)),
  );
  const node = h(
    "div",
    { class: `tally${containers.isSubject(k) ? " is-subject" : ""}`, "data-side": "centre" },
    h("span", { class: "pin-tie" }),
    button,
  );
  L.DomEvent.disableClickPropagation(node);
  const [lon, lat] = containers.middleOf(k);
  const icon = L.divIcon({ html: node, className: "tally-icon", iconSize: [0, 0] });
  const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "tally" });
  return { marker, node, button, places };
}

/** Return in words how many places an area counts, by layer. */
function describeTally(name, places) {
  const parts = groupByLayer(places).map(([l, own]) =>
    t("tally.layer", { n: own.length, layer: pickText(data.layers()[l].name).text })
  );
  return t("tally.label", { name, n: places.length, layers: parts.join(t("tally.and")) });
}

/** Return [layer, places] in the order of the layers. @param {Place[]} places */
export function groupByLayer(places) {
  const found = new Map();
  for (const i of places) {
    if (!found.has(data.layerOf(i))) found.set(data.layerOf(i), []);
    found.get(data.layerOf(i)).push(i);
  }
  return [...found].sort(([a], [b]) => a - b);
}

function columnsFor(k, n) {
  const wide = Math.floor((containers.widthOf(k, leaflet.map.getZoom()) * SHARE) / STEP);
  const most = Math.max(SHORTEST, Math.min(wide, Math.ceil(Math.sqrt(n * FLAT))));
  // rows of one length, as far as they can be
  return Math.ceil(n / Math.ceil(n / most));
}

/** Draw one square for each place, or of many a bar by layer with their number. */
function drawSquares(places, columns) {
  if (places.length > MOST) return drawBar(places);
  return h(
    "span",
    { class: "tally-squares", "--columns": columns, "aria-hidden": "true" },
    places.map((i) => drawSquare(i)),
  );
}

/**
 * @param {Place} i
 * @param {string} [sign]
 */
export const drawSquare = (i, sign = "") =>
  h("span", { class: "tally-square hue", "--hue": data.colourOf(i), "data-number": i }, sign);

const drawBar = (places) =>
  h(
    "span",
    { class: "tally-bar", "aria-hidden": "true" },
    h("span", { class: "tally-count" }, strings.formatNumber(places.length)),
    h(
      "span",
      { class: "tally-parts" },
      groupByLayer(places).map(([l, own]) =>
        h("span", { class: "tally-part hue", "--hue": data.layers()[l].colour, "--n": own.length })
      ),
    ),
  );

/** Show which label is open or meant, and which square is the selected place's. */
function markTallies() {
  const area = containers.findMeant();
  const meant = area < 0 ? -1 : containers.holderOf(area, leaflet.map.getZoom());
  for (const [k, { node, button, places }] of labels) {
    node.classList.toggle("is-current", k === meant);
    node.classList.toggle("has-hit", places.some(store.isHit));
    button.setAttribute("aria-expanded", String(store.get("area") === k));
    for (const square of button.querySelectorAll(".tally-square")) {
      const i = Number(square.dataset.number);
      square.classList.toggle("is-selected", i === store.get("selected"));
      square.classList.toggle("is-hover", i === store.get("hover"));
      square.classList.toggle("is-hit", store.isHit(i));
    }
  }
}

/**
 * Return the labels as boxes to be laid out with the other names (see `labelPlacement.placeLabels`): that of a
 * disc beside its sign, that of a polygon at the freest spot inside it. `blocks` are boxes that it
 * keeps clear of, `crossed` samples of lines that it had better not cross, `frame` is what is seen of
 * the map.
 * @param {Box[]} blocks
 * @param {Box[]} crossed
 * @param {Box} frame
 */
export function tallyBoxes(blocks, crossed, frame) {
  const found = [];
  for (const [k, { marker, node, button }] of labels) {
    const [w, high] = [button.offsetWidth, button.offsetHeight];
    const rings = containers.ringsOf(k);
    const place = rings.length ? -1 : containers.placeOf(k);
    const { dx, dy } = markers.offsetOf(place);
    const middle = toLayerPoint(containers.middleOf(k)).add([dx, dy]);
    const at = rings.length
      ? (labelPoints.findSpot(rings.map(toPoints), middle, { w, h: high }, {
        blocks: [...blocks, ...found],
        crossed,
        frame,
      }) ??
        middle)
      : middle;
    node.classList.toggle("is-squeezed", at.free === false && !data.isCrowded());
    marker.setLatLng(leaflet.map.layerPointToLatLng([at.x, at.y]));
    const beside = place >= 0;
    const look = { tied: beside, rank: -2, r: beside ? 13 : 0, centred: !beside };
    found.push({ node, kept: true, place, x: at.x, y: at.y, w, h: high, ...look });
  }
  return found;
}

const toLayerPoint = ([lon, lat]) => leaflet.map.latLngToLayerPoint([lat, lon]);
const toPoints = (ring) => ring.map(toLayerPoint).map(({ x, y }) => [x, y]);
/** Return whether a place's name stands in a tally: it needs none beside its sign then. @param {Place} i */
export const isNamedHere = (i) => [...labels.keys()].some((k) => containers.placeOf(k) === i);

/**
 * Number the squares, or take the numbers off again, for paper and pictures, which nobody can press;
 * `listNumbers` says what they stand for.
 * @param {boolean} on
 */
export function numberSquares(on) {
  let next = 0;
  for (const { button } of labels.values()) {
    button.classList.toggle("is-numbered", on);
    for (const square of button.querySelectorAll(".tally-square")) square.textContent = on ? String(next += 1) : "";
  }
  markers.arrangeMarkers();
}

/** Return {name, n, rows} for each area and for the places in none: rows are [number, place], of many areas none. */
function listNumbers() {
  let next = 0;
  const areas = [...labels].map(([k, { places }]) => {
    const rows = places.length > MOST ? [] : places.map((i) => [String(next += 1), i]);
    return { name: pickText(containers.nameOf(k)), n: places.length, rows };
  });
  const { unknown, noSite } = containers.listOutside();
  return [...areas, signedSection("tally.unknown", "?", unknown), signedSection("tally.no_site", "–", noSite)].filter((
    { n },
  ) => n);
}

function signedSection(key, sign, places) {
  return { name: { text: t(key) }, n: places.length, rows: places.slice(0, MOST).map((i) => [sign, i]) };
}

/** Write what the numbers of the squares stand for, area by area. */
export const drawNumbers = () =>
  listNumbers().map(({ name, n, rows }) =>
    h(
      "section",
      { class: "tally-key" },
      h("h3", { class: "small-heading" }, makeLocalText(name), ` ${strings.formatNumber(n)}`),
      h(
        "ul",
        {},
        rows
          .filter(([, i]) => data.hasName(i))
          .map(([sign, i]) => h("li", {}, drawSquare(i, sign), " ", makeLocalText(placeText.mapName(i)))),
      ),
    )
  );

/** Return the button of an area's label, or of the one that counts its places now. @param {number} k */
export const buttonOf = (k) => labels.get(containers.holderOf(k, leaflet.map.getZoom()))?.button ?? null;
