import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import { askPart } from "../shell/ondemand.js";
import { drawArea } from "./area.js";
import * as externalLinks from "./external_links.js";

const WIDE = /[\u2e80-\u9fff\uf900-\uffef]/g;
/** Letters of a note that a tile, and a row as wide as the panel, has room for. */
export const ROOM = { tile: 46, row: 120 };

/**
 * Make a figure as it is set everywhere: bound small, number large, unit small, and below it what
 * it comes to in other units. Returns null for a fact without a figure. All spans, since a figure
 * also stands in buttons.
 * @param {number} f
 */
export function makeFigure(f) {
  const told = pickFigure(data.fact.figure(f));
  if (!told) return null;
  const { bound, number, unit, equivalent } = told.figure;
  const tight = /^[%‰]/.test(unit);
  return h(
    "span",
    { class: "figure", lang: told.lang || null },
    h(
      "span",
      { class: "figure-line" },
      bound && h("span", { class: "figure-bound" }, `${bound} `),
      h("span", { class: "figure-number" }, number),
      unit && h("span", { class: "figure-unit" }, tight ? unit : ` ${unit}`),
    ),
    equivalent && h("span", { class: "figure-same" }, ` ${equivalent}`),
  );
}

/** Return a figure as one text, as printed: bound, number, unit; empty for a fact without one. @param {number} f */
export function formatFigureText(f) {
  const told = pickFigure(data.fact.figure(f));
  if (!told) return "";
  const { bound, number, unit } = told.figure;
  return `${bound ? `${bound} ` : ""}${number}${unit && !/^[%‰]/.test(unit) ? " " : ""}${unit}`;
}

function pickFigure(figures) {
  if (!figures) return null;
  const codes = [strings.languageCode(), ...strings.languageCodes()];
  const code = codes.find((each) => figures[each]);
  if (!code) return null;
  return { figure: figures[code], lang: code === codes[0] ? "" : strings.languageTag(code) };
}

/** Make a thin bar for a share of a whole; the number stands beside it, so it is decoration. @param {number} f */
export function makeShareBar(f) {
  if (data.fact.measure(f) !== "share") return null;
  const part = Math.min(100, Math.max(0, data.fact.value(f)));
  return h("span", { class: "share", "--part": `${part}%`, "aria-hidden": "true" });
}

/**
 * Make the line under a fact: its state, its period, and its note where that has `room`, counted in
 * letters, of which a Han character takes two; of a longer one only that there is one.
 * @param {number} f
 * @param {number} [room]
 */
export function makeStatus(f, room = 0) {
  const state = data.fact.state(f);
  const period = data.fact.period(f);
  // "done" says nothing of a statement without a figure that simply is so
  const told = state !== "done" || data.fact.figure(f);
  if (!told && !period) return null;
  return h(
    "span",
    { class: `status status-${state}` },
    told && h("span", { class: "status-state" }, t(`fact_state.${state}`)),
    period && makeLocalText(pickText(period), "span", { class: "status-period" }),
    room > 0 && makeNote(pickText(data.fact.note(f)), room),
  );
}

function makeNote(note, room) {
  if (!note.text) return null;
  const length = note.text.length + (note.text.match(WIDE) ?? []).length;
  return length > room
    ? h("span", { class: "status-noted" }, t("fact.noted"))
    : makeLocalText(note, "span", { class: "status-note" });
}

/**
 * Make the citation of a fact: where in its source it stands, and the quote where the build had the
 * text. The source is named once, below all of them; of a map with several its number stands here.
 * @param {number} f
 */
export function makeCitation(f) {
  const source = data.fact.source(f);
  const [start, end] = data.fact.span(f);
  const number = data.sources().length > 1 && source ? `[${data.sources().indexOf(source) + 1}] ` : "";
  const place = number + t("fact.span", { start, end });
  const quote = data.fact.quote(f);
  const named = { class: "cite", title: source ? pickText(source.title).text : null };
  if (!quote) return h("p", named, place);
  return h(
    "details",
    named,
    h("summary", {}, place),
    h("blockquote", { class: "quote", dir: "auto", lang: source?.lang }, quote),
  );
}

/** Make the note of a fact: what is doubtful or how it was read. @param {number} f */
export function makeDoubt(f) {
  const note = pickText(data.fact.note(f));
  return note.text ? h("p", { class: "note" }, h("b", {}, t("fact.note")), " ", makeLocalText(note)) : null;
}

/** The way to a fact's link, its citation, its picture and its frame. */
function makeHandOn(f, i) {
  const text = pickText(data.fact.text(f)).text;
  const named = {
    type: "button",
    class: "text-button fact-cite",
    "data-focus": `quote-${data.fact.id(f)}`,
    "aria-label": t("quote.of", { text }),
    on: { click: () => askPart("quote", i, f) },
  };
  return h("button", named, makeIcon("quote"), t("quote.open"));
}

/** The way to the words that state it, in the article beside the map. */
function makeWayToArticle(f) {
  const source = data.fact.source(f)?.id;
  const shown = data.articles().find(([id]) => id === source);
  if (!shown) return null;
  const key = shown[1] ? "article.here" : "article.here_quotes";
  return makeButton(
    "text-button fact-cite",
    () => askPart("article-at", source, data.fact.id(f)),
    {
      "data-focus": `article-${data.fact.id(f)}`,
      "aria-label": t("article.at", { way: t(key), text: pickText(data.fact.text(f)).text }),
    },
    makeIcon("article"),
    t(key),
  );
}

/**
 * Make a fact in full, as the popup of place `i` shows it.
 * @param {number} f
 * @param {Place} i
 */
export const makeFact = (f, i) =>
  h(
    "li",
    { class: "fact", "data-fact": data.fact.id(f) },
    makeFigure(f),
    makeShareBar(f),
    makeLocalText(pickText(data.fact.text(f)), "p", { class: "fact-text" }),
    makeStatus(f),
    drawArea(f, i),
    makeDoubt(f),
    makeCitation(f),
    h(
      "p",
      { class: "fact-ways" },
      makeHandOn(f, i),
      makeWayToArticle(f),
      pickText(data.fact.note(f)).text && externalLinks.makeReportWays(i, data.fact.id(f)),
    ),
  );

/** Return fact numbers by topic, in the map's order of topics: [[topic, numbers], …]. @param {number[]} numbers */
export const groupByTopic = (numbers) =>
  data
    .topics()
    .map((topic) => [topic, numbers.filter((f) => data.fact.topic(f) === topic.id)])
    .filter(([, found]) => found.length);
