import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as draftState from "./draft_state.js";
import * as draftText from "./draft_text.js";
import * as formParts from "./form_parts.js";

const listChoices =
  () => /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=draft-places]"));

/**
 * Make up to three places with the reason for each, and a field for any other.
 * @param {any} row
 * @param {any} cells
 */
export function makePlaceChoice(row, cells) {
  const proposed = [1, 2, 3].map((n) => [row[`place_${n}`], row[`reason_${n}`]]).filter(([id]) => id);
  const current = cells.place || row.place_1;
  const ids = proposed.map(([id]) => id);
  const rows = proposed.map(([id, reason], k) => makePlaceRow(row, { id, reason, k, checked: id === current }));
  return h(
    "fieldset",
    { class: "field drafts-places", "data-field": "place" },
    h("legend", { class: "field-label" }, t("edit.fact.place")),
    rows,
    h("input", {
      type: "text",
      class: "field-control",
      id: "draft-place",
      list: "draft-ids",
      autocomplete: "off",
      placeholder: t("edit.drafts.other_place"),
      "aria-label": t("edit.drafts.other_place"),
      value: ids.includes(current) ? null : current,
      on: { input: takeOtherPlace(row) },
    }),
    makeIdChoices(),
    h("p", { class: "field-wrong", id: "draft-place-wrong", hidden: true }),
  );
}

const takeOtherPlace = (row) => ({ target }) => {
  draftState.writeCell(row, "place", target.value.trim());
  for (const each of listChoices()) each.checked = !target.value && each.value === row.place_1;
};

function makePlaceRow(row, { id, reason, k, checked }) {
  const words = formParts.nameInLanguage(draftState.findNamedPlace(id)).text || id;
  const takePlace = () => {
    draftState.writeCell(row, "place", id);
    /** @type {HTMLInputElement} */ (document.getElementById("draft-place")).value = "";
    pointAt(id);
  };
  const input = h("input", { type: "radio", name: "draft-places", value: id, checked, on: { change: takePlace } });
  return h(
    "label",
    { class: "drafts-place", on: { pointerenter: () => pointAt(id) } },
    input,
    h("span", { class: "drafts-place-name", dir: "auto" }, words),
    h("span", { class: "hint" }, t(`edit.drafts.reason.${reason}`)),
    h("kbd", { "aria-hidden": "true" }, String(k + 1)),
  );
}

async function pointAt(id) {
  const i = await data.findPlace(id);
  if (i >= 0 && data.isLocated(i)) draftText.flashPlace(i);
}

/** Make the list of ids to complete, with names, where there are not too many. */
export function makeIdChoices() {
  const known = data.hasFewPlaces() ? data.allPlaces() : [];
  return h(
    "datalist",
    { id: "draft-ids" },
    known.map((i) => h("option", { value: data.idOf(i) }, formParts.titleOf({ name: data.nameOf(i) }))),
  );
}

/** Take the place of a number, if there is one. @param {number} n */
export const takePlaceNumber = (n) => listChoices()[n - 1]?.click();
