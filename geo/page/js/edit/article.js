import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as formParts from "./form_parts.js";
import * as requests from "./requests.js";

let pane = null;
let opener = null;

/** Return how many characters (code points) a text has up to an index of its code units. */
const countPoints = (text, index) => Array.from(text.slice(0, index)).length;
/** Return the index of code units of a code point. */
const countUnits = (text, point) => Array.from(text).slice(0, point).join("").length;

/**
 * Show the text of a source and call `cite` with the offsets of what is selected in it. `start` and
 * `end`, where known, are selected at first. Returns false where the text is not at hand.
 * @param {string} source
 * @param {any} given
 * @param {(start: number, end: number) => unknown} cite
 */
export async function openArticle(source, { start, end }, cite) {
  const { text } = await requests.lookUp("article", { source });
  if (typeof text !== "string") return false;
  closeArticle();
  opener = document.activeElement;
  // a text box can be searched, scrolled and selected in by keys alone
  const box = h("textarea", {
    class: "article-text",
    readonly: true,
    "aria-label": t("edit.article.label"),
    spellcheck: "false",
    lang: strings.languageTag(strings.languageCodes()[0]),
  });
  box.value = text;
  const said = h("p", { class: "hint", role: "status" }, t("edit.article.hint"));
  const use = makeButton("main-button", () => takeSelection(box, cite), { disabled: true }, t("edit.article.use"));
  const tellSelection = () => {
    const [from, to] = [box.selectionStart, box.selectionEnd];
    use.disabled = from === to;
    said.replaceChildren(
      from === to
        ? t("edit.article.hint")
        : t("edit.article.span", { start: String(countPoints(text, from)), end: String(countPoints(text, to)) }),
    );
  };
  for (const type of ["select", "keyup", "pointerup"]) box.addEventListener(type, tellSelection);
  pane = h(
    "dialog",
    {
      class: "article-pane",
      "aria-labelledby": "article-title",
      on: { close: closeArticle, keydown: formParts.keepEscape },
    },
    h(
      "div",
      { class: "card-head" },
      h("h2", { id: "article-title", class: "card-title card-titles" }, t("edit.article.title")),
      makeCloseButton(),
    ),
    box,
    h("div", { class: "edit-foot" }, said, use),
  );
  document.body.append(pane);
  pane.showModal();
  focusSpan(box, text, start, end);
  tellSelection();
  return true;
}

const makeCloseButton = () =>
  makeButton("round-button card-close", closeArticle, { "aria-label": t("edit.article.close") }, makeIcon("close"));

function takeSelection(box, cite) {
  const { value, selectionStart, selectionEnd } = box;
  cite(countPoints(value, selectionStart), countPoints(value, selectionEnd));
  closeArticle();
}

/** Select the cited words and bring them into view: the line they are on, measured in a copy. */
function focusSpan(box, text, start, end) {
  box.focus();
  box.setSelectionRange(0, 0);
  if (!(end > start)) return;
  const [from, to] = [countUnits(text, start), countUnits(text, end)];
  box.value = text.slice(0, to);
  box.scrollTop = box.scrollHeight;
  const top = box.scrollTop;
  box.value = text;
  box.setSelectionRange(from, to);
  box.scrollTop = top && top + box.clientHeight / 3;
}

export function closeArticle() {
  if (!pane) return;
  const box = pane;
  pane = null;
  box.remove();
  opener?.focus?.({ preventScroll: true });
}
