import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as ask from "./ask.js";
import * as forms from "./forms.js";

let pane = null;
let opener = null;

/** Return how many characters (code points) a text has up to an index of its code units. */
function points(text, index) {
  return Array.from(text.slice(0, index)).length;
}

/** Return the index of code units of a code point. */
function units(text, point) {
  return Array.from(text).slice(0, point).join("").length;
}

/**
 * Show the text of a source and call `cite` with the offsets of what is selected in it. `start` and
 * `end`, where known, are selected at first. Returns false where the text is not at hand.
 * @param {string} source
 * @param {any} given
 * @param {(start: number, end: number) => unknown} cite
 */
export async function open(source, { start, end }, cite) {
  const { text } = await ask.look("article", { source });
  if (typeof text !== "string") return false;
  close();
  opener = document.activeElement;
  // a text box can be searched, scrolled and selected in by keys alone
  const box = h("textarea", {
    class: "article-text",
    readonly: true,
    "aria-label": t("edit.article.label"),
    spellcheck: "false",
    lang: strings.tag(strings.codes()[0]),
  });
  box.value = text;
  const said = h("p", { class: "hint", role: "status" }, t("edit.article.hint"));
  const use = h("button", {
    type: "button",
    class: "main-button",
    disabled: true,
    on: { click: () => take(box, cite) },
  }, t("edit.article.use"));
  const select = () => {
    const [from, to] = [box.selectionStart, box.selectionEnd];
    use.disabled = from === to;
    said.replaceChildren(
      from === to
        ? t("edit.article.hint")
        : t("edit.article.span", { start: String(points(text, from)), end: String(points(text, to)) }),
    );
  };
  for (const type of ["select", "keyup", "pointerup"]) box.addEventListener(type, select);
  pane = h(
    "dialog",
    { class: "article-pane", "aria-labelledby": "article-title", on: { close, keydown: forms.own } },
    h(
      "div",
      { class: "card-head" },
      h("h2", { id: "article-title", class: "card-title card-titles" }, t("edit.article.title")),
      shut(),
    ),
    box,
    h("div", { class: "edit-foot" }, said, use),
  );
  document.body.append(pane);
  pane.showModal();
  focus(box, text, start, end);
  select();
  return true;
}

function shut() {
  return h("button", {
    type: "button",
    class: "round-button card-close",
    "aria-label": t("edit.article.close"),
    on: { click: close },
  }, icon("close"));
}

function take(box, cite) {
  const { value, selectionStart, selectionEnd } = box;
  cite(points(value, selectionStart), points(value, selectionEnd));
  close();
}

/** Select the cited words and bring them into view: the line they are on, measured in a copy. */
function focus(box, text, start, end) {
  box.focus();
  box.setSelectionRange(0, 0);
  if (!(end > start)) return;
  const [from, to] = [units(text, start), units(text, end)];
  box.value = text.slice(0, to);
  box.scrollTop = box.scrollHeight;
  const top = box.scrollTop;
  box.value = text;
  box.setSelectionRange(from, to);
  box.scrollTop = top && top + box.clientHeight / 3;
}

export function close() {
  if (!pane) return;
  const box = pane;
  pane = null;
  box.remove();
  opener?.focus?.({ preventScroll: true });
}
