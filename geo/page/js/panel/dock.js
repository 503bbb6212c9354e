import { h, inTurn, local, redraw } from "../core/dom.js";
import { icon, signOfLayer } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as tally from "../map/tally.js";
import * as list from "./list.js";

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
  root.addEventListener("focusin", bring);
  store.on(["lang"], draw);
  store.on(store.filters, inTurn(draw));
  store.on(["selected"], inTurn(select));
  store.on(["hover"], point);
  // the bar stands on the credits, which are one line or several; so does a card where it lies above them
  const credits = document.querySelector(".credits");
  const app = document.getElementById("app");
  new ResizeObserver(() => app.style.setProperty("--credits", `${/** @type {HTMLElement} */ (credits).offsetHeight}px`))
    .observe(
      credits,
    );
  draw();
}

/** Return the places of a layer that are not located and pass the filters. */
function missing(l) {
  unlocated ??= Array.from({ length: data.count() }, (none, i) => i).filter((i) => !data.located(i));
  return unlocated.filter((i) => data.layer(i) === l && store.passes(i));
}

/** Return how many chips of a layer there are at most; the list has the rest. */
const most = () => (data.few() ? Infinity : MOST);

/** Read the names of chips that lack them, and draw these. */
async function read(places) {
  const waiting = places.filter((i) => !data.hasName(i));
  if (waiting.length) await data.names(waiting).then(draw, () => {}); // without them the list has all
}

function draw() {
  const groups = data
    .layers()
    .map((layer, l) => [l, missing(l)])
    .filter(([, found]) => found.length);
  const seen = groups.filter(([l]) => !store.get("off").has(l));
  root.hidden = !seen.length;
  root.setAttribute("aria-label", t("dock.label"));
  root.classList.toggle("is-wide", wide);
  const count = seen.reduce((sum, [, found]) => sum + found.length, 0);
  redraw(
    root,
    h("h2", { class: "hidden" }, t("dock.title")),
    outside(),
    h(
      "button",
      {
        type: "button",
        class: "dock-toggle",
        "data-focus": "dock-toggle",
        "aria-expanded": String(wide),
        "aria-controls": "dock-shelf",
        on: { click: turn },
      },
      h("span", { class: "dock-title" }, t("dock.title")),
      h("span", { class: "dock-count" }, strings.number(count)),
      h("span", { class: "dock-hint" }, t("dock.hint")),
      icon("open"),
    ),
    h("div", { class: "dock-shelf", id: "dock-shelf", hidden: !wide }, wide && seen.map(group)),
  );
  if (!wide) return;
  select();
  read(seen.flatMap(([, found]) => found.slice(0, most())));
}

/** Make the squares of the places in no known area; pressed they list them. */
function outside() {
  const { unknown, noSite } = containers.listOutside();
  const n = unknown.length + noSite.length;
  if (!n || n > MOST) return null;
  return h(
    "button",
    {
      type: "button",
      class: "dock-outside",
      "data-focus": "dock-outside",
      "aria-haspopup": "dialog",
      "aria-label": t("tally.outside_label", { n }),
      title: t("tally.outside"),
      on: { click: (event) => containers.toggleList(containers.OUTSIDE, event.currentTarget) },
    },
    unknown.map((i) => tally.drawSquare(i, "?")),
    noSite.map((i) => tally.drawSquare(i, "–")),
  );
}

function turn() {
  wide = !wide;
  draw();
}

function group([l, found]) {
  const name = pick(data.layers()[l].name);
  const id = `dock-${data.layers()[l].id}`;
  return h(
    "div",
    { class: "dock-group", role: "group", "aria-labelledby": id },
    h(
      "h3",
      { class: "dock-layer", id },
      signOfLayer(l, "is-small"),
      local(name, "span", { class: "dock-name" }),
    ),
    h("ul", { class: "chips" }, found.slice(0, most()).filter(data.hasName).map(chip), more(l, found)),
  );
}

/** Make the way to those that the shelf has no room for. */
function more(l, found) {
  const n = found.length - most();
  const act = () => list.unlocated(l);
  const focus = `dock-more-${data.layers()[l].id}`;
  return n > 0 &&
    h(
      "li",
      {},
      h("button", { type: "button", class: "chip", "data-focus": focus, on: { click: act } }, t("dock.more", { n })),
    );
}

function chip(i) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "chip hue",
        "--hue": data.colour(i),
        "data-place": data.idOf(i),
        "data-focus": `chip-${data.idOf(i)}`,
        on: {
          click: () => store.select(i),
          pointerenter: () => store.set({ hover: i }, { shelf: true }),
          pointerleave: () => store.set({ hover: -1 }),
          focus: () => store.set({ hover: i }, { shelf: true }),
          blur: () => store.set({ hover: -1 }),
        },
      },
      h("span", { class: "chip-glyph", lang: "zh", "aria-hidden": "true" }, data.glyph(i)),
      local(pick(data.name(i)), "span", { class: "chip-name" }),
    ),
  );
}

/** A chip that a key reached is seen whole; browsers are content with a corner of it. */
function bring({ target }) {
  if (target.matches(".chip:focus-visible")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function select() {
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
function point(how) {
  const i = store.get("hover");
  const id = i < 0 || !data.hasName(i) ? null : data.idOf(i);
  for (const node of root.querySelectorAll(".chip")) {
    const meant = node.dataset.place === id;
    node.classList.toggle("is-hover", meant);
    if (meant && !how.shelf) node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
