import * as pins from "../compare/pins.js";
import { h } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as cite from "../export/cite.js";
import * as view from "../map/view.js";
import { ask } from "../shell/ondemand.js";

/**
 * Make the ways to hand on place `i`: its link and its citation to copy, and to look at it.
 * @param {Place} i
 */
export function ways(i) {
  const said = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copy = (name, sign, text) => {
    const made = text(i); // now: what is told of the place may have been let go when it is asked for
    return button(name, sign, () => put(made, t(`share.${name}_text`), said, hand));
  };
  return h(
    "div",
    { class: "ways hand-on" },
    data.located(i) && button("zoom", "fit", () => view.to(i)),
    copy("link", "link", link.toPlace),
    copy("citation", "quote", cite.plain),
    copy("bibtex", "quote", cite.bibtex),
    i !== data.subject() && comparing(i),
    button("print", "print", () => ask("print-as", { kind: "place", i })),
    said,
    hand,
  );
}

/** Pin the place in the table and open that; pressed again, let it go. */
function comparing(i) {
  const id = data.idOf(i);
  const act = () => {
    if (!pins.flip(id)) return;
    // low screens have room for one of the two
    const low = matchMedia("(max-width: 760px)").matches;
    store.set(low ? { table: true, selected: -1 } : { table: true });
  };
  return button("compare", "table", act, { "aria-pressed": String(store.get("pinned").has(id)) });
}

function button(name, sign, act, more = {}) {
  return h(
    "button",
    { type: "button", class: "quiet-button", "data-focus": `share-${name}`, on: { click: act }, ...more },
    icon(sign),
    t(`share.${name}`),
  );
}

/**
 * Put a text into the clipboard. Where that is refused, or the page has no clipboard, show the
 * text selected in a field, to be copied by hand.
 * @param {string} text
 * @param {string} label
 * @param {any} said
 * @param {HTMLElement} hand
 */
export async function put(text, label, said, hand) {
  hand.replaceChildren();
  said.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    said.replaceChildren(t("share.copied", { what: label }));
    said.scrollIntoView({ block: "nearest" });
  } catch {
    said.replaceChildren(t("share.refused"));
    const field = h("textarea", { class: "copy-field", readonly: true, "aria-label": label });
    field.value = text.trim();
    hand.append(field);
    field.style.height = `${field.scrollHeight + 2}px`;
    field.focus();
    field.select();
    field.scrollIntoView({ block: "nearest" });
  }
}

/**
 * Give the focus to what bears a name; what was redrawn meanwhile has it too.
 * @param {string} name
 */
export function focus(name) {
  /** @type {HTMLElement} */ (document.querySelector(`[data-focus="${CSS.escape(name)}"]`))?.focus({
    preventScroll: true,
  });
}

/**
 * Select a place and fly to it; a place that is selected already is flown to again.
 * @param {Place} i
 */
export function choose(i) {
  if (store.get("selected") === i) view.to(i);
  else store.select(i, { fly: true });
}
