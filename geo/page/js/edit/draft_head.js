import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as draftState from "./draft_state.js";
import * as formParts from "./form_parts.js";

const LEGEND = [
  ["Enter", "accept"],
  ["X", "reject"],
  ["1 2 3", "place"],
  ["S", "state"],
  ["B", "bound"],
  ["N P", "next"],
  ["U", "unread"],
  ["R", "read"],
  ["F", "fact"],
  ["Z", "undo"],
  ["⇧ ←→", "select"],
];

let head = null;
let acts = null;

/**
 * Make the box of the head; `given` are what its buttons do: unread, refresh, close.
 * @param {Record<string, () => unknown>} given
 */
export function makeHeadBox(given) {
  acts = given;
  head = h("header", { class: "drafts-head" });
  return head;
}

/** Make the list of keys. */
export const makeLegend = () =>
  h(
    "dl",
    { class: "drafts-keys", "aria-label": t("edit.drafts.keys.title") },
    LEGEND.map(([key, name]) =>
      h(
        "div",
        {},
        h("dt", {}, key.split(" ").map((each) => h("kbd", {}, each))),
        h("dd", {}, t(`edit.drafts.keys.${name}`)),
      )
    ),
    h("div", {}, h("dt", {}, h("kbd", {}, "Alt"), " +"), h("dd", {}, t("edit.drafts.keys.alt"))),
  );

/** Say how far the source is decided. */
export function drawProgress() {
  const { sources, source, faults } = draftState.reviewAnswer();
  const { figures, decided, unread } = draftState.countDecided();
  const words = t("edit.drafts.progress", { decided, figures, n: unread });
  const focus = head.contains(document.activeElement) ? document.activeElement.dataset.focus : "";
  head.replaceChildren(
    ...[
      h("h1", { class: "drafts-title", id: "drafts-title" }, t("edit.drafts.title")),
      sources.length > 1
        ? makeSourceChoice(sources, source)
        : h("p", { class: "hint drafts-source" }, formParts.titleOf(sources[0])),
      makeHeadButton("unread", unread > 0),
      makeHeadButton("refresh", true),
      makeButton("round-button drafts-close", acts.close, {
        "aria-label": t("edit.drafts.close"),
        "data-focus": "close",
      }, makeIcon("close")),
      h("p", { class: "drafts-progress", role: "status" }, words),
      h("span", { class: "drafts-bar", "aria-hidden": "true", "--share": String(figures ? decided / figures : 1) }),
      faults && formParts.makeRefusal({ faults }),
    ].filter(Boolean),
  );
  if (focus) /** @type {HTMLElement} */ (head.querySelector(`[data-focus="${focus}"]`))?.focus();
}

function makeSourceChoice(sources, source) {
  const control = h("select", {
    class: "field-control drafts-source",
    "aria-label": t("edit.fact.source"),
    "data-focus": "source",
  }, sources.map((each) => h("option", { value: each.id, selected: each.id === source }, formParts.titleOf(each))));
  control.addEventListener("change", () => {
    draftState.chooseDraft("");
    draftState.loadDrafts(control.value);
  });
  return control;
}

function makeHeadButton(name, shown) {
  const click = acts[name];
  return shown &&
    makeButton(`quiet-button drafts-${name}`, click, { "data-focus": name }, t(`edit.drafts.act.${name}`));
}
