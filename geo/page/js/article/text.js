import { h } from "../core/dom.js";
import { makePlaceSign } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";

/** The end of a text that stays in one line with what comes behind it: a word, or a Han character with its signs. */
const LAST_WORD = /([^\s\u2e80-\uffef]{1,16}|[\u2e80-\uffef]\p{P}{0,2}|.)\s*$/u;

/**
 * Make the text of an article. `marker` makes what stands behind a mark, by its number.
 * @param {any} article
 * @param {(m: number) => Element} marker
 */
export const makeArticleText = (article, marker) =>
  h(
    "div",
    { class: "along-text", lang: article.lang, dir: "auto" },
    article.paragraphs.map(([heading, runs], p) =>
      h(
        heading ? "h3" : "p",
        { "data-paragraph": p },
        runs.map((run, k) => makeRun(article, run, heading ? -1 : p, article.ends[p][k].map(marker))),
      )
    ),
  );

/**
 * A piece of text: plain, underlined in the colour of the place that a fact cites it for, a place's name;
 * behind it `signs`, the first of which no line begins with. A heading (`p` is -1) has no names to press.
 */
function makeRun(article, run, p, signs) {
  if (typeof run === "string") return run;
  const [words, numbers, named] = run;
  const underline = (shown) => (numbers.length && shown ? makeMarked(article, numbers, shown) : shown);
  if (named !== undefined && p >= 0) return [underline(makeNamed(article.places[named], words, p)), signs];
  if (!signs.length) return underline(words);
  const at = words.search(LAST_WORD);
  const last = h("span", { class: "along-last" }, underline(words.slice(at)), signs[0]);
  return [underline(words.slice(0, at)), last, signs.slice(1)];
}

function makeMarked({ marks }, numbers, shown) {
  const colour = data.colourOf(marks[numbers[numbers.length - 1]].i);
  return h("mark", { class: "along-mark hue", "--hue": colour, "data-marks": numbers.join(" ") }, shown);
}

function makeNamed(i, words, p) {
  const named = pickText(data.nameOf(i)).text;
  return h(
    "button",
    { type: "button", class: "along-name", "data-named": i, "data-focus": `along-${p}-${i}`, title: named },
    words,
  );
}

/**
 * Make the button behind a mark: the sign of its place, as on the map.
 * @param {any} article
 * @param {number} m
 */
export function makeMarkButton(article, m) {
  const { i, facts } = article.marks[m];
  const told = facts.map((f) => pickText(data.fact.text(f)).text).join(t("place.separator"));
  return h("button", {
    type: "button",
    class: "along-sign",
    lang: strings.languageTag(),
    "data-mark": m,
    "data-focus": `along-mark-${m}`,
    "aria-label": t("article.mark", { fact: told, place: pickText(data.nameOf(i)).text }),
  }, makePlaceSign(i));
}
