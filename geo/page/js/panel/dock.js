import { h, makeButton, makeLocalText, redrawContent, scheduleAfterPaint } from "../core/dom.js";
import { makeIcon, makeLayerSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as tally from "../map/tally.js";
import * as placeList from "./place_list.js";

let root = null;
let wide = false;
let unlocated = null;
/** Chips of each layer where there are many places. */
const MOST = 60;

/**
 * Fill what stands at the map's margin, which had its room from the start: squares for the places that
 * are in no known area, and the list of all places without a position, by layer, which is folded until
 * a reader wants it. It follows the state; without such places both are absent.
 */
export function init() {
  root = document.getElementById("dock");
  root.addEventListener("focusin", bringIntoView);
  store.on(["lang"], drawDock);
  store.on(store.filters, scheduleAfterPaint(drawDock));
  store.on(["selected"], scheduleAfterPaint(markSelectedChip));
  store.on(["hover"], lightChip);
  // the bar stands on the credits, which are one line or several; so does a card where it lies above them
  const credits = document.querySelector(".credits");
  const app = document.getElementById("app");
  new ResizeObserver(() => app.style.setProperty("--credits", `${/** @type {HTMLElement} */ (credits).offsetHeight}px`))
    .observe(credits);
  drawDock();
}

/** Return the places of a layer that are not located and pass the filters. */
function listMissing(l) {
  unlocated ??= Array.from({ length: data.countPlaces() }, (none, i) => i).filter((i) => !data.isLocated(i));
  return unlocated.filter((i) => data.layerOf(i) === l && store.isPassing(i));
}

/** Return how many chips of a layer there are at most; the list has the rest. */
const maxChips = () => (data.hasFewPlaces() ? Infinity : MOST);

/** Read the names of chips that lack them, and draw these. */
async function readNames(places) {
  const waiting = places.filter((i) => !data.hasName(i));
  if (waiting.length) await data.loadNames(waiting).then(drawDock, () => {}); // without them the list has all
}

function drawDock() {
  const groups = data
    .layers()
    .map((layer, l) => [l, listMissing(l)])
    .filter(([, found]) => found.length);
  const seen = groups.filter(([l]) => !store.get("off").has(l));
  root.hidden = !seen.length;
  root.setAttribute("aria-label", t("dock.label"));
  root.classList.toggle("is-wide", wide);
  const count = seen.reduce((sum, [, found]) => sum + found.length, 0);
  redrawContent(
    root,
    h("h2", { class: "hidden" }, t("dock.title")),
    makeOutside(),
    makeButton(
      "dock-toggle",
      toggleDock,
      { "data-focus": "dock-toggle", "aria-expanded": String(wide), "aria-controls": "dock-shelf" },
      h("span", { class: "dock-title" }, t("dock.title")),
      h("span", { class: "dock-count" }, strings.formatNumber(count)),
      h("span", { class: "dock-hint" }, t("dock.hint")),
      makeIcon("open"),
    ),
    h("div", { class: "dock-shelf", id: "dock-shelf", hidden: !wide }, wide && seen.map(makeLayerGroup)),
  );
  if (!wide) return;
  markSelectedChip();
  readNames(seen.flatMap(([, found]) => found.slice(0, maxChips())));
}

/** Make the squares of the places in no known area; pressed they list them. */
function makeOutside() {
  const { unknown, noSite } = containers.listOutside();
  const n = unknown.length + noSite.length;
  if (!n || n > MOST) return null;
  return makeButton(
    "dock-outside",
    (event) => containers.toggleList(containers.OUTSIDE, event.currentTarget),
    {
      "data-focus": "dock-outside",
      "aria-haspopup": "dialog",
      "aria-label": t("tally.outside_label", { n }),
      title: t("tally.outside"),
    },
    unknown.map((i) => tally.drawSquare(i, "?")),
    noSite.map((i) => tally.drawSquare(i, "–")),
  );
}

function toggleDock() {
  wide = !wide;
  drawDock();
}

function makeLayerGroup([l, found]) {
  const name = pickText(data.layers()[l].name);
  const id = `dock-${data.layers()[l].id}`;
  return h(
    "div",
    { class: "dock-group", role: "group", "aria-labelledby": id },
    h(
      "h3",
      { class: "dock-layer", id },
      makeLayerSign(l, "is-small"),
      makeLocalText(name, "span", { class: "dock-name" }),
    ),
    h("ul", { class: "chips" }, found.slice(0, maxChips()).filter(data.hasName).map(makeChip), makeMoreChip(l, found)),
  );
}

/** Make the way to those that the shelf has no room for. */
function makeMoreChip(l, found) {
  const n = found.length - maxChips();
  const openRest = () => placeList.openUnlocated(l);
  const focus = `dock-more-${data.layers()[l].id}`;
  return n > 0 &&
    h("li", {}, makeButton("chip", openRest, { "data-focus": focus }, t("dock.more", { n })));
}

const makeChip = (i) =>
  h(
    "li",
    {},
    makeButton(
      "chip hue",
      () => store.selectPlace(i),
      {
        "--hue": data.colourOf(i),
        "data-place": data.idOf(i),
        "data-focus": `chip-${data.idOf(i)}`,
        on: {
          pointerenter: () => store.set({ hover: i }, { shelf: true }),
          pointerleave: () => store.set({ hover: -1 }),
          focus: () => store.set({ hover: i }, { shelf: true }),
          blur: () => store.set({ hover: -1 }),
        },
      },
      h("span", { class: "chip-glyph", lang: "zh", "aria-hidden": "true" }, data.glyphOf(i)),
      makeLocalText(pickText(data.nameOf(i)), "span", { class: "chip-name" }),
    ),
  );

/** A chip that a key reached is seen whole; browsers are content with a corner of it. */
function bringIntoView({ target }) {
  if (target.matches(".chip:focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function markSelectedChip() {
  const i = store.get("selected");
  const id = i < 0 || !data.hasName(i) ? null : data.idOf(i);
  for (const node of root.querySelectorAll(".chip")) {
    const chosen = node.dataset.place === id;
    if (chosen) node.setAttribute("aria-current", "true");
    else node.removeAttribute("aria-current");
    if (chosen) node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** Light the chip of the place under pointer or focus, and bring it along when that is elsewhere. */
function lightChip(how) {
  const i = store.get("hover");
  const id = i < 0 || !data.hasName(i) ? null : data.idOf(i);
  for (const node of root.querySelectorAll(".chip")) {
    const meant = node.dataset.place === id;
    node.classList.toggle("is-hover", meant);
    if (meant && !how.shelf) node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
