import { h } from "../core/dom.js";
import { makePlaceSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { otherTexts, pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as factTable from "./fact_table.js";
import { findMarks } from "./highlights.js";

/** Facts of one place that are listed before the reader asks for the rest. */
const FEW = 3;
/** Characters kept before the first match of a long text, and in all. */
const BEFORE = 24;
const LONG = 110;

/** Return where a long text is cut before its match: between words where there are any near. */
function cutStart(text, match) {
  const from = Math.max(0, Math.min(match - BEFORE, text.length - LONG));
  const blank = from ? text.slice(from, match).search(/\s/) : -1;
  return blank < 0 ? from : from + blank + 1;
}

/** Make the nodes of a text with what matches in `<mark>`; a long one is cut around its match. */
function markText(text, query, spoken = false) {
  let parts = findMarks(text, query, spoken);
  let lead = "";
  let shown = text;
  if (text.length > LONG) {
    const from = cutStart(text, parts[0]?.[0] ?? 0);
    shown = text.slice(from, from + LONG) + (from + LONG < text.length ? "…" : "");
    lead = from ? "…" : "";
    parts = parts.map((part) => part.map((at) => at - from)).filter(([, to]) => to <= LONG);
  }
  const nodes = [lead];
  let at = 0;
  for (const [from, to] of parts) {
    nodes.push(shown.slice(at, from), h("mark", {}, shown.slice(from, to)));
    at = to;
  }
  nodes.push(shown.slice(at));
  return nodes.filter(Boolean);
}

const markedSpan = ({ text, lang }, query, props, spoken) =>
  h("span", { dir: "auto", lang: lang || null, ...props }, markText(text, query, spoken));

/** Return the first of some texts that shows the most matches. */
function bestText(candidates, query) {
  const countMarks = ({ text }) => findMarks(text, query).length;
  const most = Math.max(...candidates.map(countMarks));
  return most ? candidates.find((each) => countMarks(each) === most) : null;
}

const textVersions = (text) => [pickText(text), ...otherTexts(text)].filter((each) => each.text);

/** What else of a place's names matches: an alias, or its name in another language. */
function matchingAlias({ name, aliases }, query) {
  const tag = strings.languageTag(strings.languageCodes()[0]);
  const own = findMarks(pickText(name).text, query, true).length;
  const rest = [
    ...otherTexts(name),
    ...aliases.map((text) => ({ text, lang: tag })),
  ].filter(({ text }) => findMarks(text, query, true).length);
  return own ? null : rest[0];
}

/** Return a name in the reader's language, or in another where only that one matches. */
const matchingName = (name, query) => textVersions(name).find(({ text }) => findMarks(text, query, true).length);

/**
 * Return what is said of a place below its name, nothing twice: its layer, its kind and another name
 * where these match; of a place with its layer's name its kind.
 */
function describeHit(hit, query) {
  const layer = data.layers()[data.layerOf(hit.i)].name;
  const kind = data.kinds()[hit.kind].name;
  const grouped = matchingName(layer, query);
  const all = [
    grouped ?? pickText(layer),
    !grouped && matchingName(kind, query),
    hit.named && matchingAlias(hit, query),
  ];
  const seen = new Set([pickText(hit.name).text]);
  const texts = all.filter((each) => each && !seen.has(each.text) && seen.add(each.text));
  return texts.length ? texts : [pickText(kind)];
}

function placeOption(hit, query) {
  const { i } = hit;
  const note = hit.noted && !hit.named && bestText(textVersions(hit.note), query);
  return h(
    "li",
    { class: "hit-row", role: "option", "data-place": hit.id },
    makePlaceSign(i, "is-small"),
    h(
      "span",
      { class: "hit-words" },
      markedSpan(pickText(hit.name), query, { class: "hit-name" }, true),
      h(
        "span",
        { class: "hit-more" },
        describeHit(hit, query).map((each, k) => [k ? " · " : "", markedSpan(each, query, {}, true)]),
        data.isLocated(i) ? null : [" · ", locationText.describeWhereabouts(i)],
      ),
      note ? h("span", { class: "hit-note" }, markedSpan(note, query, {})) : null,
    ),
  );
}

function factOption({ name }, { id, text, note, figure }, query) {
  const code = [strings.languageCode(), ...strings.languageCodes()].find((each) => figure?.[each]);
  const equal = figure?.[code]?.equivalent ?? "";
  const also = findMarks(equal, query).length ? ` ${equal}` : "";
  const amount = factTable.formatAmount(figure?.[code]) + also;
  const telltale = bestText(textVersions(text), query);
  const plain = telltale || findMarks(amount, query).length;
  const doubt = plain ? null : bestText(textVersions(note), query);
  return h(
    "li",
    { class: "hit-row hit-fact", role: "option", "data-of": id },
    h("span", { class: "hidden" }, `${pickText(name).text}: `),
    h(
      "span",
      { class: "hit-words" },
      amount ? h("b", { class: "hit-figure" }, markText(amount, query), " ") : null,
      markedSpan(telltale ?? pickText(text), query, {}),
      doubt ? h("span", { class: "hit-note" }, markedSpan(doubt, query, {})) : null,
    ),
  );
}

/**
 * Make the options of one hit: its place, and below it the facts that match, each with what it
 * opens: {node, i, fact} or {node, i, more}. `whole` lists all facts, not only the first.
 * @param {any} hit
 * @param {any} query
 * @param {any} whole
 */
export function makeOptions(hit, query, whole) {
  const { i, facts } = hit;
  const few = whole || facts.length <= FEW + 1 ? facts : facts.slice(0, FEW);
  const found = [{ node: placeOption(hit, query), i }];
  for (const f of few) found.push({ node: factOption(hit, f, query), i, fact: f.id });
  const n = facts.length - few.length;
  const makeRestOption = () => h("li", { class: "hit-row hit-fact hit-rest", role: "option" }, t("find.more", { n }));
  if (n) found.push({ node: makeRestOption(), i, more: true });
  return found;
}
