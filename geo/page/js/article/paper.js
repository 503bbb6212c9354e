import * as facts from "../card/facts.js";
import { h, makeLocalText } from "../core/dom.js";
import { makePlaceSign } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import { makeArticleText } from "./text.js";

/**
 * Make an article on paper: its marks have numbers, and a list below says which fact and place each is.
 * @param {any} article
 */
export function makeArticlePaper(article) {
  const source = data.sources().find((each) => each.id === article.source);
  const text = makeArticleText(article, (m) => h("sup", { class: "along-number" }, String(m + 1)));
  for (const node of text.querySelectorAll("button")) node.replaceWith(h("b", {}, ...node.childNodes));
  return h(
    "section",
    { class: "paper paper-list paper-article" },
    makeLocalText(pickText(source.title), "h2"),
    !article.whole && h("p", { class: "hint" }, t("article.part")),
    text,
    h("h3", {}, t("article.marks")),
    h("ul", { class: "along-keys" }, article.marks.map(makeKey)),
  );
}

function makeKey({ i, facts: numbers }, m) {
  const told = numbers.map((f) => [facts.makeFigure(f), " ", makeLocalText(pickText(data.fact.text(f))), " "]);
  return h(
    "li",
    {},
    h("span", { class: "along-number" }, `${m + 1} `),
    makePlaceSign(i),
    makeLocalText(pickText(data.nameOf(i)), "b"),
    " ",
    told,
  );
}
