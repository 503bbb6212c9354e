import * as facts from "../card/facts.js";
import * as share from "../card/share.js";
import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as locator from "../map/locator.js";
import * as image from "./image.js";
import * as references from "./references.js";

/** Height of the frame of one fact, which is as narrow as a phone's column. */
const FRAME = { width: 320, height: 480 };
const HERE = "https://example.org/maps/";
let dialog = null;
let opener = "";

/**
 * Open the dialog that hands on one fact: link, citations, pictures, the frame to paste.
 * @param {Place} i
 * @param {number} f
 */
export async function openQuote(i, f) {
  opener = /** @type {HTMLElement} */ (document.activeElement)?.dataset.focus ?? "";
  if (!data.isLoaded(i)) await data.loadPlaces([i]);
  dialog ??= makeQuoteDialog();
  dialog.replaceChildren(makeQuoteHead(), h("div", { class: "about-body" }, makeQuotedFact(i, f), makeHandOns(i, f)));
  dialog.showModal();
  for (const area of dialog.querySelectorAll("textarea")) area.style.height = `${area.scrollHeight + 2}px`; // all of it is seen
  dialog.querySelector("h2").focus({ preventScroll: true });
}

function makeQuoteDialog() {
  const made = h("dialog", {
    class: "about quote-dialog",
    "aria-labelledby": "quote-title",
    on: {
      click: ({ target }) => target === made && made.close(),
      keydown: (event) => event.key === "Escape" && event.stopPropagation(), // it closes this alone
      close: () => opener && share.focusNamed(opener),
    },
  });
  document.getElementById("app").append(made);
  return made;
}

function makeQuoteHead() {
  const act = { click: () => dialog.close() };
  return h(
    "header",
    { class: "about-head" },
    h("h2", { class: "about-title", id: "quote-title", tabindex: "-1" }, t("quote.title")),
    h("button", { type: "button", class: "round-button", "aria-label": t("about.close"), on: act }, makeIcon("close")),
  );
}

/** The fact as it is handed on: figure, words, place, where that is, source. */
function makeQuotedFact(i, f) {
  const source = data.fact.source(f);
  return h(
    "div",
    { class: "quote-shown" },
    makeLocalText(pickText(data.nameOf(i)), "p", { class: "quote-place" }),
    facts.makeFigure(f),
    makeLocalText(pickText(data.fact.text(f)), "p", { class: "fact-text" }),
    facts.makeStatus(f),
    facts.makeDoubt(f),
    locator.drawLocator(i),
    source && h("p", { class: "hint" }, `${t("panel.source")} `, makeLocalText(pickText(source.title))),
  );
}

/** What a writer takes first stands first: link, sentence and picture, then what programs read. */
const makeHandOns = (i, f) =>
  h(
    "div",
    { class: "quote-texts" },
    makeQuoteField("link", link.linkToFact(f)),
    makeQuoteField("plain", references.plainReference(i, f)),
    makePictureChoices(i, f),
    makeQuoteField("bibtex", references.bibtexReference(i, f)),
    makeQuoteField("csl", references.cslReference(i, f)),
    makeQuoteField("frame", factFrame(i, f)),
    !isServed() && h("p", { class: "hint" }, t("snippet.disk", { file: `${data.mapId()}.html`, address: HERE })),
  );

const isServed = () => location.protocol.startsWith("http");

/** Make a text with its button above it, so that what is said of the copy stands beside both. */
function makeQuoteField(name, value) {
  const said = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copy = { click: () => share.copyText(value, t(`quote.${name}`), said, hand) };
  const copyName = t("quote.copy_of", { what: t(`quote.${name}`) });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "quote-head" },
      h("label", { class: "small-heading", for: `quote-${name}` }, t(`quote.${name}`)),
      said,
      h("button", { type: "button", class: "quiet-button", "aria-label": copyName, on: copy }, t("quote.copy")),
    ),
    h("textarea", {
      class: "about-lines",
      id: `quote-${name}`,
      rows: 1,
      readonly: true,
      spellcheck: "false",
      on: { focus: ({ target }) => target.select() },
    }, value),
    hand,
  );
}

/** Return the frame that shows this fact alone. */
function factFrame(i, f) {
  const page = isServed() ? location.href.split(/[?#]/)[0] : `${HERE}${data.mapId()}.html`;
  const query = new URLSearchParams({ embed: "1", fact: data.fact.id(f), lang: store.get("lang") });
  const title = escapeMarkup(`${pickText(data.nameOf(i)).text}${t("cite.colon")}${pickText(data.fact.text(f)).text}`);
  const style = `width:100%;max-width:${FRAME.width}px;height:${FRAME.height}px;border:0`;
  const src = escapeMarkup(`${page}?${query}`);
  return `<iframe title="${title}" src="${src}" style="${style}" loading="lazy"></iframe>`;
}

function escapeMarkup(words) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return words.replace(/[&<>"]/g, (sign) => escapes[sign]);
}

function makePictureChoices(i, f) {
  const said = h("p", { class: "hint", role: "status" });
  const makePictureWay = (name) =>
    makeButton(
      "quiet-button",
      () => image.saveFactPicture(i, f, name).then((file) => said.replaceChildren(t("picture.saved", { name: file }))),
      {},
      makeIcon("picture"),
      t(`quote.${name}`),
    );
  return h(
    "div",
    { class: "quote-pictures" },
    h("h3", { class: "small-heading" }, t("quote.pictures")),
    h("div", { class: "about-copy" }, makePictureWay("wide"), makePictureWay("square")),
    said,
  );
}
