import { h } from "../core/dom.js";
import { signOf } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { others, pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as whereabouts from "../data/whereabouts.js";
import { marks } from "./marks.js";
import * as told from "./told.js";

/** Facts of one place that are listed before the reader asks for the rest. */
const FEW = 3;
/** Characters kept before the first match of a long text, and in all. */
const BEFORE = 24;
const LONG = 110;

/** Return where a long text is cut before its match: between words where there are any near. */
function start(text, match) {
  const from = Math.max(0, Math.min(match - BEFORE, text.length - LONG));
  const blank = from ? text.slice(from, match).search(/\s/) : -1;
  return blank < 0 ? from : from + blank + 1;
}

/** Make the nodes of a text with what matches in `<mark>`; a long one is cut around its match. */
function marked(text, query, spoken = false) {
  let parts = marks(text, query, spoken);
  let lead = "";
  let shown = text;
  if (text.length > LONG) {
    const from = start(text, parts[0]?.[0] ?? 0);
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

function words({ text, lang }, query, props, spoken) {
  return h("span", { dir: "auto", lang: lang || null, ...props }, marked(text, query, spoken));
}

/** Return the first of some texts that shows the most matches. */
function telling(candidates, query) {
  const count = ({ text }) => marks(text, query).length;
  const most = Math.max(...candidates.map(count));
  return most ? candidates.find((each) => count(each) === most) : null;
}

const versions = (text) => [pick(text), ...others(text)].filter((each) => each.text);

/** What else of a place's names matches: an alias, or its name in another language. */
function alias({ name, aliases }, query) {
  const tag = strings.tag(strings.codes()[0]);
  const own = marks(pick(name).text, query, true).length;
  const rest = [
    ...others(name),
    ...aliases.map((text) => ({ text, lang: tag })),
  ].filter(({ text }) => marks(text, query, true).length);
  return own ? null : rest[0];
}

/** Return a name in the reader's language, or in another where only that one matches. */
function matching(name, query) {
  return versions(name).find(({ text }) => marks(text, query, true).length);
}

/**
 * Return what is said of a place below its name, nothing twice: its layer, its kind and another name
 * where these match; of a place with its layer's name its kind.
 */
function describe(hit, query) {
  const layer = data.layers()[data.layer(hit.i)].name;
  const kind = data.kinds()[hit.kind].name;
  const grouped = matching(layer, query);
  const all = [grouped ?? pick(layer), !grouped && matching(kind, query), hit.named && alias(hit, query)];
  const seen = new Set([pick(hit.name).text]);
  const texts = all.filter((each) => each && !seen.has(each.text) && seen.add(each.text));
  return texts.length ? texts : [pick(kind)];
}

function place(hit, query) {
  const { i } = hit;
  const note = hit.noted && !hit.named && telling(versions(hit.note), query);
  return h(
    "li",
    { class: "hit-row", role: "option", "data-place": hit.id },
    signOf(i, "is-small"),
    h(
      "span",
      { class: "hit-words" },
      words(pick(hit.name), query, { class: "hit-name" }, true),
      h(
        "span",
        { class: "hit-more" },
        describe(hit, query).map((each, k) => [k ? " · " : "", words(each, query, {}, true)]),
        data.located(i) ? null : [" · ", whereabouts.describe(i)],
      ),
      note ? h("span", { class: "hit-note" }, words(note, query, {})) : null,
    ),
  );
}

function fact({ name }, { id, text, note, figure }, query) {
  const code = [strings.code(), ...strings.codes()].find((each) => figure?.[each]);
  const equal = figure?.[code]?.equivalent ?? "";
  const also = marks(equal, query).length ? ` ${equal}` : "";
  const amount = told.amount(figure?.[code]) + also;
  const telltale = telling(versions(text), query);
  const plain = telltale || marks(amount, query).length;
  const doubt = plain ? null : telling(versions(note), query);
  return h(
    "li",
    { class: "hit-row hit-fact", role: "option", "data-of": id },
    h("span", { class: "hidden" }, `${pick(name).text}: `),
    h(
      "span",
      { class: "hit-words" },
      amount ? h("b", { class: "hit-figure" }, marked(amount, query), " ") : null,
      words(telltale ?? pick(text), query, {}),
      doubt ? h("span", { class: "hit-note" }, words(doubt, query, {})) : null,
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
export function options(hit, query, whole) {
  const { i, facts } = hit;
  const few = whole || facts.length <= FEW + 1 ? facts : facts.slice(0, FEW);
  const found = [{ node: place(hit, query), i }];
  for (const f of few) found.push({ node: fact(hit, f, query), i, fact: f.id });
  const n = facts.length - few.length;
  const rest = () => h("li", { class: "hit-row hit-fact hit-rest", role: "option" }, t("find.more", { n }));
  if (n) found.push({ node: rest(), i, more: true });
  return found;
}
