import * as pins from "../compare/pins.js";
import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as cite from "../export/cite.js";
import * as view from "../map/view.js";
import { askPart } from "../shell/ondemand.js";

/** Make the ways to hand on place `i`: its link and its citation to copy, and to look at it. @param {Place} i */
export function makeWays(i) {
  const said = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copyButton = (name, sign, text) => {
    const made = text(i); // now: what is told of the place may have been let go when it is asked for
    return makeShareButton(name, sign, () => copyText(made, t(`share.${name}_text`), said, hand));
  };
  return h(
    "div",
    { class: "ways hand-on" },
    data.isLocated(i) && makeShareButton("zoom", "fit", () => view.flyTo(i)),
    copyButton("link", "link", link.linkToPlace),
    copyButton("citation", "quote", cite.plainCitation),
    copyButton("bibtex", "quote", cite.bibtexEntry),
    i !== data.subject() && makeCompareButton(i),
    makeShareButton("print", "print", () => askPart("print-as", { kind: "place", i })),
    said,
    hand,
  );
}

/** Pin the place in the table and open that; pressed again, let it go. */
function makeCompareButton(i) {
  const id = data.idOf(i);
  const toggleCompare = () => {
    if (!pins.togglePin(id)) return;
    // low screens have room for one of the two
    const low = matchMedia("(max-width: 760px)").matches;
    store.set(low ? { table: true, selected: -1 } : { table: true });
  };
  return makeShareButton("compare", "table", toggleCompare, { "aria-pressed": String(store.get("pinned").has(id)) });
}

const makeShareButton = (name, sign, act, more = {}) =>
  makeButton("quiet-button", act, { "data-focus": `share-${name}`, ...more }, makeIcon(sign), t(`share.${name}`));

/**
 * Put a text into the clipboard. Where that is refused, or the page has no clipboard, show the
 * text selected in a field, to be copied by hand.
 * @param {string} text
 * @param {string} label
 * @param {any} said
 * @param {HTMLElement} hand
 */
export async function copyText(text, label, said, hand) {
  hand.replaceChildren();
  said.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    const key = text.startsWith("file:") ? "share.copied_disk" : "share.copied"; // such a link is dead elsewhere
    said.replaceChildren(t(key, { what: label }));
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

/** Give the focus to what bears a name; what was redrawn meanwhile has it too. @param {string} name */
export function focusNamed(name) {
  /** @type {HTMLElement} */ (document.querySelector(`[data-focus="${CSS.escape(name)}"]`))?.focus({
    preventScroll: true,
  });
}

/** Select a place and fly to it; a place that is selected already is flown to again. @param {Place} i */
export function flyToPlace(i) {
  if (store.get("selected") === i) view.flyTo(i);
  else store.selectPlace(i, { fly: true });
}
