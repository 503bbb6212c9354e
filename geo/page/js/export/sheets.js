import * as facts from "../card/facts.js";
import { h, local } from "../core/dom.js";
import { mark, signOf, signOfLayer } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { others, pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as whereabouts from "../data/whereabouts.js";
import * as locator from "../map/locator.js";

/** Facts of a place that stand in one column on its sheet; more are set in two. */
const ONE_COLUMN = 4;

/**
 * Make the head of a place's sheet: the map it is of, its names, what it is, and where in the whole.
 * @param {Place} i
 */
export function makePlaceHead(i) {
  const layer = pick(data.layers()[data.layer(i)].name);
  const kind = pick(data.kind(i));
  const whole = data.partOf(i);
  return h(
    "header",
    { class: "paper paper-head paper-place" },
    h(
      "div",
      {},
      local(pick(data.title()), "p", { class: "paper-of" }),
      h("h1", { class: "title" }, signOf(i), local(pick(data.name(i)))),
      others(data.name(i)).map((name) => local(name, "p", { class: "summary" })),
      h("p", {}, local(layer), " · ", kind.text && [local(kind), " · "], t(`state.${data.state(i)}`)),
      data.aliases(i).length > 0 &&
        h("p", {}, h("b", {}, t("place.aliases")), data.aliases(i).join(t("place.separator"))),
      whole >= 0 && h("p", {}, h("b", {}, t("place.part_of")), local(pick(data.name(whole)))),
    ),
    data.located(i) ? locator.drawSpot(i) : locator.draw(i),
  );
}

/**
 * Make what stands below the map of a place: how it was located, and its facts with their evidence.
 * @param {Place} i
 */
export function makePlaceBody(i) {
  const numbers = data.facts(i);
  const groups = facts.byTopic(numbers);
  const columns = { class: numbers.length > ONE_COLUMN ? "is-wide" : null };
  return h(
    "section",
    { class: "paper paper-list paper-evidence" },
    h("h2", {}, t("place.position")),
    listPosition(i),
    h("h2", {}, t("place.facts")),
    numbers.length === 0 && h("p", {}, t("place.no_facts")),
    groups.map(([topic, own]) => [
      groups.length > 1 && local(pick(topic.name), "h3", { class: "paper-topic" }),
      h("ul", columns, own.map(listFact)),
    ]),
  );
}

function listPosition(i) {
  const { by, source, licence, datum, checked } = data.location(i);
  const note = pick(data.note(i));
  const told = [
    [t("place.located_by"), data.located(i) && t(`located_by.${by}`)],
    [t("place.source"), source],
    [t("place.licence"), licence],
    [t("place.datum"), datum && (strings.has(`datum.${datum}`) ? t(`datum.${datum}`) : datum)],
    [t("place.checked"), checked],
  ].filter(([, value]) => value);
  return [
    h(
      "p",
      {},
      mark(data.certainty(i)),
      " ",
      h("b", {}, t(`certainty.${data.certainty(i)}`)),
      " ",
      whereabouts.describeCertainty(i),
    ),
    note.text && local(note, "p"),
    h("dl", { class: "paper-terms" }, told.map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)])),
  ];
}

/** A fact with all that it rests on; the quote where the build had the text. */
function listFact(f) {
  const [start, end] = data.fact.span(f);
  const source = data.fact.source(f);
  const number = data.sources().length > 1 && source ? `[${data.sources().indexOf(source) + 1}] ` : "";
  const quote = data.fact.quote(f);
  return h(
    "li",
    {},
    facts.figure(f),
    " ",
    local(pick(data.fact.text(f))),
    facts.status(f),
    h("small", {}, number + t("fact.span", { start, end })),
    quote && h("q", { dir: "auto", lang: strings.tag(strings.codes()[0]) }, quote),
    facts.doubt(f),
  );
}

/**
 * Make the contents of a print of the whole: each layer leads to its part of the table.
 * @param {Map<Place, number>} numbers
 */
export function makeContents(numbers) {
  const layers = data.layers().map((layer, l) => l).filter((l) => data.amount(l) > 0);
  return h(
    "nav",
    { class: "paper paper-contents", "aria-label": t("paper.contents") },
    h("h2", {}, t("paper.contents")),
    layers.map((l) => [
      h(
        "h3",
        {},
        h("a", { href: `#paper-layer-${l}` }, signOfLayer(l), local(pick(data.layers()[l].name))),
        ` ${data.amount(l)}`,
      ),
      h("ul", {}, data.inLayer(l).map((i) => h("li", {}, `${numbers.get(i)} `, local(pick(data.name(i)))))),
    ]),
  );
}

/**
 * Make the short story on paper: every stop with its places and its facts.
 * @param {any[]} stops
 */
export function makeStory(stops) {
  return h(
    "section",
    { class: "paper paper-list paper-story" },
    h("h2", {}, t("story.title")),
    stops.map(({ title, words, places, figures }, k) =>
      h(
        "section",
        {},
        h("h3", {}, `${k + 1} `, local(pick(title))),
        local(pick(words), "p"),
        h("p", {}, places.map((i) => h("span", {}, signOf(i), local(pick(data.name(i))), " "))),
        h("ul", {}, figures.map(([, f]) => listFact(f))),
      )
    ),
  );
}

/** Copy the table of places, and those side by side, as they stand: sorted and filtered by the reader. */
export function copyTables() {
  const copied = [...document.querySelectorAll(".compare-scroll > table")].map((table) => {
    const copy = /** @type {HTMLElement} */ (table.cloneNode(true));
    for (const node of copy.querySelectorAll("input, .compare-pin, .compare-way, .round-button")) node.remove();
    for (const node of copy.querySelectorAll("button")) node.replaceWith(...node.childNodes);
    for (const node of copy.querySelectorAll("[id], [aria-labelledby]")) node.removeAttribute("id");
    copy.removeAttribute("aria-labelledby");
    return copy;
  });
  return h("section", { class: "paper paper-compare" }, h("h2", {}, t("compare.title")), copied);
}
