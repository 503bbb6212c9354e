import * as facts from "../card/facts.js";
import * as share from "../card/share.js";
import { h, isMotionReduced, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as truesize from "../map/truesize.js";

/** Squares that lie side by side; pixels that one is wide at most, and that a key moves it by. */
const MOST = 4;
const WIDEST = 420;
const STEP = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let root = null;
/** What lies in the tray: {i, f, area}. */
let squares = [];

/**
 * Lay the area of a fact into the tray over the map, to be compared with it and with others.
 * @param {Place} i
 * @param {number} f
 */
export function showSize(i, f) {
  if (!root) makeTray();
  if (!squares.some((each) => each.f === f)) {
    if (squares.length >= MOST) return statusLine.announce(t("sizes.full", { n: MOST }));
    squares = [...squares, { i, f, id: data.fact.id(f), area: truesize.readArea(f), told: describe(i, f) }];
  }
  // low screens have room for one of the two
  if (matchMedia("(max-width: 760px)").matches) store.set({ selected: -1 });
  drawTray();
  share.focusNamed(`square-${data.fact.id(f)}`);
}

/** What is told of a square is kept: its place may be let go while it lies there. */
const describe = (i, f) => ({ name: data.nameOf(i), figure: () => facts.formatFigureText(f) });

function makeTray() {
  root = h("section", { class: "tray", on: { keydown: escape } });
  document.getElementById("map-stage").append(root);
  L.DomEvent.disableClickPropagation(root);
  L.DomEvent.disableScrollPropagation(root);
  store.on(["lang"], drawTray);
}

function escape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  closeTray();
}

function closeTray() {
  const [last] = squares.slice(-1);
  squares = [];
  drawTray();
  if (last) share.focusNamed(`size-${last.id}`);
  if (document.activeElement === document.body) document.getElementById("map-stage").focus({ preventScroll: true });
}

function drawTray() {
  root.hidden = !squares.length;
  root.setAttribute("aria-label", t("sizes.title"));
  redrawContent(
    root,
    h(
      "header",
      { class: "tray-head" },
      h("h2", { class: "small-heading" }, t("sizes.title")),
      makeButton("round-button", closeTray, { "aria-label": t("sizes.close") }, makeIcon("close")),
    ),
    h("p", { class: "hint" }, t("sizes.hint")),
    h("ul", { class: "tray-squares" }, squares.map(drawSquare)),
  );
  truesize.fitSquares();
}

function drawSquare(square) {
  const { id, area, told } = square;
  const name = pickText(told.name);
  const button = h(
    "button",
    {
      type: "button",
      class: "tray-square",
      "data-focus": `square-${id}`,
      "aria-label": t("sizes.move", { name: name.text, figure: told.figure() }),
    },
    h("span", { class: "scale-square", "--hue": data.layers()[data.layerOf(square.i)].colour }),
    h("span", { class: "scale-words-large" }, t("sizes.zoom_out")),
    h("span", { class: "scale-words-small" }, t("sizes.zoom_in")),
  );
  makeMovable(button);
  const drop = () => {
    squares = squares.filter((each) => each !== square);
    if (squares.length) return drawTray();
    squares = [square];
    closeTray();
  };
  return h(
    "li",
    { "data-square": area, "data-most": WIDEST },
    button,
    h("span", { class: "tray-name" }, makeLocalText(name), h("b", {}, told.figure())),
    makeButton("round-button", drop, { "aria-label": t("sizes.drop", { name: name.text }) }, makeIcon("close")),
  );
}

/** Let a square be moved over the map by pointer or arrow keys; let go, it goes back: it is nowhere. */
function makeMovable(button) {
  let from = null;
  let at = [0, 0];
  const move = (x, y) => {
    at = [x, y];
    button.style.translate = x || y ? `${x}px ${y}px` : "";
    button.classList.toggle("is-lifted", Boolean(x || y));
  };
  const back = () => {
    from = null;
    button.style.transition = isMotionReduced() ? "" : "translate 0.25s";
    move(0, 0);
  };
  button.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    button.style.transition = "";
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("pointermove", (event) => from && move(event.clientX - from[0], event.clientY - from[1]));
  for (const end of ["pointerup", "pointercancel", "blur"]) button.addEventListener(end, back);
  button.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (event.key === "Enter" || event.key === " ") back();
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    button.style.transition = "";
    const step = STEP * (event.shiftKey ? 5 : 1);
    move(at[0] + way[0] * step, at[1] + way[1] * step);
  });
}
