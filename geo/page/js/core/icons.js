import * as data from "../data/data.js";
import { h, svg } from "./dom.js";

const STROKES = {
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  close: "M5 5l10 10M15 5L5 15",
  open: "M5 8l5 5 5-5",
  link: "M8.5 11.5l3-3M7 10l-2 2a2.1 2.1 0 003 3l2-2M13 10l2-2a2.1 2.1 0 00-3-3l-2 2",
  table: "M3 4.5h14v11H3zM3 8.5h14M8 8.5v7",
  out: "M8 5H4.5v10.5H15V12M11 4.5h4.5V9M15.5 4.5L9 11",
  key: "M4 5.5h2M9 5.5h7M4 10h2M9 10h7M4 14.5h2M9 14.5h7",
  here: "M10 2v3M10 15v3M2 10h3M15 10h3M10 5.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9z",
  full: "M11.5 3H17v5.5M17 3l-5.5 5.5M8.5 17H3v-5.5M3 17l5.5-5.5",
  small: "M17 8.5h-5.5V3M11.5 8.5L17 3M3 11.5h5.5V17M8.5 11.5L3 17",
  down: "M10 3v9.5M6 9l4 4 4-4M4 16.5h12",
  quote: "M7.5 6C5.5 6.5 4.5 8 4.5 10v4h4v-4h-2M14.5 6c-2 .5-3 2-3 4v4h4v-4h-2",
  info: "M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4zM10 9v4.5M10 6.2v.4",
  picture: "M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.5h.2",
  print: "M6 7V3h8v4M6 14H3V7h14v7h-3M6 11.5h8V17H6z",
  code: "M7 5.5L2.5 10 7 14.5M13 5.5l4.5 4.5-4.5 4.5",
  search: "M9 3.5a5.5 5.5 0 110 11 5.5 5.5 0 010-11zM13 13l4 4",
  filter: "M3 5.5h14M6 10h8M8.5 14.5h3",
  article: "M4.5 3h11v14h-11zM7 6.5h6M7 10h6M7 13.5h3.5",
  forth: "M8 5l5 5-5 5",
  back: "M12 5l-5 5 5 5",
  next: "M3 5.5h6v9H3zM12 6l4 4-4 4",
};

/** Make a line icon; it is decoration, the words stand beside it or in its button's label. @param {string} name */
export const makeIcon = (name) =>
  svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    svg("path", { d: STROKES[name] }),
  );

/**
 * Make the sign of a place or a layer: a pictogram or a glyph in a disc. The disc's filling tells the
 * state, what surrounds it the certainty; `form` is {symbol, glyph, colour, state, certainty}.
 * @param {any} form
 * @param {string} [size]
 */
export function makeSign(form, size = "") {
  const { symbol, glyph, colour, state = "open", certainty = "certain" } = form;
  const classes = `sign hue is-${state} sure-${certainty} ${size}`;
  return h(
    "span",
    { class: classes, "--hue": colour, "aria-hidden": "true" },
    symbol ? makeDrawing(symbol) : h("span", { class: "sign-glyph", lang: "zh" }, glyph),
  );
}

const makeDrawing = (symbol) => svg("svg", { class: "sign-drawing", viewBox: "0 0 20 20" }, svg("path", { d: symbol }));

/**
 * Make the sign of place `i`.
 * @param {Place} i
 * @param {string} [size]
 */
export const makePlaceSign = (i, size = "") =>
  makeSign(
    {
      symbol: data.symbolOf(i),
      glyph: data.glyphOf(i),
      colour: data.colourOf(i),
      state: data.stateOf(i),
      certainty: data.certaintyOf(i),
    },
    size,
  );

/**
 * Make the sign of a layer, as it stands in the panel.
 * @param {number} l
 * @param {string} [size]
 */
export function makeLayerSign(l, size = "") {
  const { symbol, glyph, colour } = data.layers()[l];
  return makeSign({ symbol, glyph, colour }, size);
}

/**
 * Make a short piece of a line in the looks that it has on the map, the lowest first.
 * @param {string[]} looks
 * @param {string} [colour]
 */
export function makeLineSample(looks, colour) {
  const strokes = looks.map((look) =>
    svg("path", { class: `${look}${colour ? " hue" : ""}`, "--hue": colour, d: "M2 7H28" })
  );
  return svg(
    "svg",
    { class: "line-sample", viewBox: "0 0 30 14", width: 30, height: 14, "aria-hidden": "true" },
    strokes,
  );
}

/** Make the small mark that tells a place's certainty in lists. @param {string} certainty */
export const makeCertaintyMark = (certainty) => h("span", { class: `mark mark-${certainty}`, "aria-hidden": "true" });
