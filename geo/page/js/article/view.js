import { h, isMotionReduced, makeButton, makeLink, makeLocalText, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { keepSheet, printAs } from "../export/print.js";
import * as view from "../map/view.js";
import { followScroll } from "./follow.js";
import * as model from "./model.js";
import { makeArticlePaper } from "./paper.js";
import { makeArticleText, makeMarkButton } from "./text.js";

/** What is shown: the section, its scrolled part, the article, the turn of the last that was asked for. */
const shown = { root: null, box: null, article: null, turn: 0 };

/** Show the article that the state names, now and from now on. */
export async function followArticle() {
  if (shown.root) return;
  shown.box = h("div", { class: "along-scroll", tabindex: "0", role: "group" });
  shown.root = h("section", {
    class: "along",
    id: "along",
    hidden: true,
    "aria-labelledby": "along-title",
    on: { keydown: stepByKey, click: openMark, pointerover: lightMark, focusin: lightMark, pointerleave: darkenMarks },
  });
  document.getElementById("app").append(shown.root);
  followScroll(shown.box, (p) => model.placesOfParagraph(shown.article, p));
  store.on(["article", "lang"], (how, changed) => drawArticle(changed.includes("article")));
  store.on(["selected", "fact"], (how) => {
    markOpen();
    if (how.quiet && store.get("article")) revealFact(store.get("fact"));
  });
  store.on(["table", "stop"], () => (store.get("table") || store.get("stop")) && store.set({ article: "" }));
  await drawArticle(true);
}

/**
 * Show where an article states a fact.
 * @param {string} source
 * @param {string} id
 */
export async function showInArticle(source, id) {
  store.set({ article: source, fact: id, table: false, stop: 0 });
  await followArticle();
  await drawArticle(false);
  /** @type {HTMLElement} */ (revealFact(id))?.focus({ preventScroll: true });
}

/** Draw the article once its places are at hand; of several asked for, the last. */
async function drawArticle(opened) {
  const own = (shown.turn += 1);
  const source = store.get("article");
  const page = document.documentElement;
  if (!source) {
    shown.root.hidden = true;
    page.classList.remove("reading-along");
    return;
  }
  try {
    const article = await model.loadArticle(source);
    if (own !== shown.turn) return;
    fillArticle(article);
    keepSheet("article", () => makeArticlePaper(article));
    page.classList.add("reading-along", "article-read");
    shown.root.hidden = false;
    if (opened) enterArticle();
  } catch {
    statusLine.announce(t("data.missing"));
  }
}

function fillArticle(article) {
  shown.article = article;
  const top = shown.box.scrollTop;
  shown.box.setAttribute("aria-label", t(`article.${article.whole ? "text" : "quotes"}`));
  redrawContent(shown.box, makeTitle(article), makeArticleText(article, (m) => makeMarkButton(article, m)));
  redrawContent(shown.root, makeArticleHead(article), shown.box);
  shown.box.scrollTop = top;
  markOpen();
}

/** Begin at the heading, or at the fact that a link names, with the sites in what is left of the map. */
function enterArticle() {
  view.leafletMap().invalidateSize({ animate: false });
  shown.box.scrollTop = 0;
  if (store.get("selected") < 0) {
    view.showSites(true);
    shown.root.querySelector("h2").focus({ preventScroll: true });
  }
  if (store.get("fact")) revealFact(store.get("fact"));
}

function makeArticleHead(article) {
  return h(
    "header",
    { class: "along-head" },
    // the panel is hidden, and its title with it
    !document.documentElement.classList.contains("embed") &&
      makeLocalText(pickText(data.mapTitle()), "h1", { class: "hidden" }),
    h("span", { class: "hint" }, t(`article.${article.whole ? "text" : "quotes"}`)),
    makeAlongWay("back", "article.back", () => stepMark(-1), "ArrowLeft"),
    makeAlongWay("forth", "article.forth", () => stepMark(1), "ArrowRight"),
    makeAlongWay("print", "article.print", () => printAs({ kind: "article" })),
    makeAlongWay("close", "article.close", closeArticle, "Escape"),
  );
}

const makeAlongWay = (sign, key, act, shortcut = null) =>
  makeButton("round-button", act, {
    "data-focus": `along-${sign}`,
    "aria-label": t(key),
    "aria-keyshortcuts": shortcut,
    title: t(key),
  }, makeIcon(sign));

/** The title of the source, when and where it was published, and what is shown of it. */
function makeTitle({ source: id, whole }) {
  const source = data.sources().find((each) => each.id === id);
  return h(
    "div",
    { class: "along-title" },
    makeLocalText(pickText(source.title), "h2", { class: "about-title", id: "along-title", tabindex: "-1" }),
    h(
      "p",
      { class: "hint" },
      source.published && `${source.published} `,
      source.url && makeLink(source.url, {}, source.url.replace(/^https?:\/\//, "")),
    ),
    !whole && h("p", { class: "hint" }, t("article.part")),
    makeArticleChoice(id),
  );
}

/** A choice of the article, where the map has several. */
function makeArticleChoice(id) {
  if (data.articles().length < 2) return null;
  const titles = new Map(data.sources().map((each) => [each.id, pickText(each.title)]));
  return h(
    "select",
    {
      class: "compare-layer",
      "aria-label": t("article.choose"),
      "data-focus": "along-choice",
      on: { change: ({ target }) => store.set({ article: target.value }) },
    },
    data.articles().map(([each]) => makeLocalText(titles.get(each), "option", { value: each, selected: each === id })),
  );
}

function closeArticle() {
  store.set({ article: "" });
  const door = /** @type {HTMLElement} */ (document.querySelector("[data-focus=article]"));
  (door?.getClientRects().length ? door : document.getElementById("map-stage")).focus({ preventScroll: true });
}

function stepByKey(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.target.matches("select") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (by) stepMark(by);
  if (event.key === "Escape") closeArticle();
  if (by || event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Go to the next mark or the one before; from elsewhere, to the first that is seen. */
function stepMark(by) {
  const marks = [...shown.box.querySelectorAll("[data-mark], [data-named]")];
  const at = marks.indexOf(document.activeElement);
  const { top } = shown.box.getBoundingClientRect();
  const below = marks.findIndex((node) => node.getBoundingClientRect().top >= top);
  const next = at >= 0 ? at + by : below < 0 ? marks.length - 1 : by > 0 ? below : below - 1;
  const node = /** @type {HTMLElement} */ (marks[Math.min(Math.max(next, 0), marks.length - 1)]);
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: "center", behavior: isMotionReduced() ? "auto" : "smooth" });
}

/** Return the place and the fact of what is pointed at, or null; words of several marks belong to the shortest. */
function findTarget(node) {
  const held = node.closest("[data-mark], [data-named], [data-marks]");
  if (!held) return null;
  if (held.dataset.named) return { i: Number(held.dataset.named), fact: "" };
  const { i, ids } = shown.article.marks[Number(held.dataset.mark ?? held.dataset.marks.split(" ").pop())];
  return { i, fact: ids[0] };
}

function openMark({ target }) {
  const found = findTarget(target);
  if (!found || getSelection().toString()) return;
  store.selectPlace(found.i, { fly: true, fact: found.fact });
}

const lightMark = ({ target }) => store.set({ hover: findTarget(target)?.i ?? -1 });
const darkenMarks = () => store.set({ hover: -1 });

/** Show which words are about the place that is open, and which state the fact it is open at. */
function markOpen() {
  const [i, fact] = [store.get("selected"), store.get("fact")];
  for (const node of shown.box.querySelectorAll("[data-marks]")) {
    const own = node.dataset.marks.split(" ").map((m) => shown.article.marks[m]);
    node.classList.toggle("is-open", i !== data.subject() && own.some((mark) => mark.i === i));
    node.classList.toggle("is-meant", own.some(({ ids }) => ids.includes(fact)));
  }
}

/** Bring the words that state a fact into the middle, and return their button; a card that lies over them is closed. */
function revealFact(id) {
  const m = shown.article.marks.findIndex(({ ids }) => ids.includes(id));
  const sign = shown.box.querySelector(`[data-mark="${m}"]`);
  if (!sign) return null;
  const card = document.querySelector(".card:not([hidden])")?.getBoundingClientRect();
  const own = shown.root.getBoundingClientRect();
  const hides = card && card.left < own.right && card.right > own.left && card.top < own.bottom;
  if (hides) store.set({ selected: -1, fact: id });
  sign.scrollIntoView({ block: "center" });
  return sign;
}
