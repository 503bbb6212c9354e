import * as facts from "../card/facts.js";
import { h, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark, makeLayerSign, makePlaceSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { otherTexts, pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as locator from "../map/locator.js";

/** Facts of a place that stand in one column on its sheet; more are set in two. */
const ONE_COLUMN = 4;

/**
 * Make the head of a place's sheet: the map it is of, its names, what it is, and where in the whole.
 * @param {Place} i
 */
export function makePlaceHead(i) {
  const layer = pickText(data.layers()[data.layerOf(i)].name);
  const kind = pickText(data.kindOf(i));
  const whole = data.partOf(i);
  return h(
    "header",
    { class: "paper paper-head paper-place" },
    h(
      "div",
      {},
      makeLocalText(pickText(data.mapTitle()), "p", { class: "paper-of" }),
      h("h1", { class: "title" }, makePlaceSign(i), makeLocalText(pickText(data.nameOf(i)))),
      otherTexts(data.nameOf(i)).map((name) => makeLocalText(name, "p", { class: "summary" })),
      h("p", {}, makeLocalText(layer), " · ", kind.text && [makeLocalText(kind), " · "], t(`state.${data.stateOf(i)}`)),
      data.aliasesOf(i).length > 0 &&
        h("p", {}, h("b", {}, t("place.aliases")), data.aliasesOf(i).join(t("place.separator"))),
      whole >= 0 && h("p", {}, h("b", {}, t("place.part_of")), makeLocalText(pickText(data.nameOf(whole)))),
    ),
    data.isLocated(i) ? locator.drawSpot(i) : locator.drawLocator(i),
  );
}

/**
 * Make what stands below the map of a place: how it was located, and its facts with their evidence.
 * @param {Place} i
 */
export function makePlaceBody(i) {
  const numbers = data.factsOf(i);
  const groups = facts.groupByTopic(numbers);
  const columns = { class: numbers.length > ONE_COLUMN ? "is-wide" : null };
  return h(
    "section",
    { class: "paper paper-list paper-evidence" },
    h("h2", {}, t("place.position")),
    listPosition(i),
    h("h2", {}, t("place.facts")),
    numbers.length === 0 && h("p", {}, t("place.no_facts")),
    groups.map(([topic, own]) => [
      groups.length > 1 && makeLocalText(pickText(topic.name), "h3", { class: "paper-topic" }),
      h("ul", columns, own.map(listFact)),
    ]),
  );
}

function listPosition(i) {
  const { by, source, licence, datum, checked } = data.locationOf(i);
  const note = pickText(data.noteOf(i));
  const told = [
    [t("place.located_by"), data.isLocated(i) && t(`located_by.${by}`)],
    [t("place.source"), source],
    [t("place.licence"), licence],
    [t("place.datum"), datum && (strings.hasWords(`datum.${datum}`) ? t(`datum.${datum}`) : datum)],
    [t("place.checked"), checked],
  ].filter(([, value]) => value);
  return [
    h(
      "p",
      {},
      makeCertaintyMark(data.certaintyOf(i)),
      " ",
      h("b", {}, t(`certainty.${data.certaintyOf(i)}`)),
      " ",
      locationText.describeCertainty(i),
    ),
    note.text && makeLocalText(note, "p"),
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
    facts.makeFigure(f),
    " ",
    makeLocalText(pickText(data.fact.text(f))),
    facts.makeStatus(f),
    h("small", {}, number + t("fact.span", { start, end })),
    quote && h("q", { dir: "auto", lang: source?.lang }, quote),
    facts.makeDoubt(f),
  );
}

/**
 * Make the contents of a print of the whole: each layer leads to its part of the table.
 * @param {Map<Place, number>} numbers
 */
export function makeContents(numbers) {
  const layers = data.layers().map((layer, l) => l).filter((l) => data.countInLayer(l) > 0);
  return h(
    "nav",
    { class: "paper paper-contents", "aria-label": t("paper.contents") },
    h("h2", {}, t("paper.contents")),
    layers.map((l) => [
      h(
        "h3",
        {},
        h("a", { href: `#paper-layer-${l}` }, makeLayerSign(l), makeLocalText(pickText(data.layers()[l].name))),
        ` ${data.countInLayer(l)}`,
      ),
      h(
        "ul",
        {},
        data.listInLayer(l).map((i) => h("li", {}, `${numbers.get(i)} `, makeLocalText(pickText(data.nameOf(i))))),
      ),
    ]),
  );
}

/** Make the short story on paper: every stop with its places and its facts. @param {any[]} stops */
export const makeStory = (stops) =>
  h(
    "section",
    { class: "paper paper-list paper-story" },
    h("h2", {}, t("story.title")),
    stops.map(({ title, words, places, figures }, k) =>
      h(
        "section",
        {},
        h("h3", {}, `${k + 1} `, makeLocalText(pickText(title))),
        makeLocalText(pickText(words), "p"),
        h("p", {}, places.map((i) => h("span", {}, makePlaceSign(i), makeLocalText(pickText(data.nameOf(i))), " "))),
        h("ul", {}, figures.map(([, f]) => listFact(f))),
      )
    ),
  );

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
