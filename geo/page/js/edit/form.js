import { h, makeButton } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as candidates from "./candidates.js";
import * as currentPlace from "./current_place.js";
import * as drafts from "./drafts.js";
import * as facts from "./facts.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";
import * as position from "./position.js";
import * as saving from "./saving.js";

const STYLE = [
  "marker-color",
  "marker-symbol",
  "marker-size",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "fill",
  "fill-opacity",
];

/** Return whether the place in the card has changes that are not saved, in words. */
export function draftStatus() {
  const draft = currentPlace.currentDraft();
  return t(draft && drafts.getDraft("place", draft.id) ? "edit.unsaved" : "edit.all_saved");
}

/**
 * Make the fields of the place in the card; `change` gets name and value.
 * @param {(name: string, value: any) => void} change
 */
export function makeGroups(change) {
  const draft = currentPlace.currentDraft();
  const { properties } = draft.next;
  const placeField = (name, extra) => formParts.makeFormField("place", name, properties, change, extra);
  return [
    h("div", { class: "edit-refused" }),
    candidates.makeCandidates(draft),
    formParts.makeFieldGroup(
      t("edit.group.name"),
      "edit-group-name",
      formParts.namesByLanguage("name").map((name) => placeField(name)),
      formParts.namesByLanguage("name_short").map((name) => placeField(name)),
      placeField("aliases"),
      !draft.base && placeField("id", suggestId()),
    ),
    position.makePositionGroup(draft, change),
    makePlaceGroup(draft, placeField, change),
    formParts.makeFieldGroup(
      t("edit.group.note"),
      "edit-group-note",
      formParts.namesByLanguage("note").map((name) => placeField(name)),
    ),
    h(
      "details",
      { class: "edit-group edit-more" },
      h("summary", { class: "small-heading" }, t("edit.group.style")),
      STYLE.map((name) => placeField(name)),
    ),
    draft.base && formParts.formData().facts && makeFactsGroup(draft),
    draft.base &&
    makeButton("text-button danger edit-remove", saving.removePlace, {}, t("edit.remove")),
  ];
}

function makePlaceGroup(draft, field, change) {
  const { layers, kinds } = formParts.formData();
  const layer = {
    id: "edit-layer",
    name: "layer",
    node: {},
    label: t("edit.place.layer"),
    value: draft.layer,
    required: true,
    options: formParts.termChoices(layers.filter((each) => each.open)),
    change: (value) => change("layer", value),
  };
  return formParts.makeFieldGroup(
    t("edit.group.place"),
    "edit-group-place",
    fields.makeField(layer),
    field("kind", { options: formParts.termChoices(kinds) }),
    field("state"),
    field("part_of", { list: "edit-ids" }),
    makeIdList(),
    field("photo"),
  );
}

function makeFactsGroup({ id }) {
  const told = currentPlace.currentFacts();
  const title = t("edit.group.facts", { n: told.length });
  return formParts.makeFieldGroup(title, "edit-group-facts", facts.makeFactsEditor(id, told, saving.tellSaved));
}

/** Ids to complete, with names, where there are not too many. */
function makeIdList() {
  const known = data.hasFewPlaces() ? data.allPlaces() : [];
  return h(
    "datalist",
    { id: "edit-ids" },
    known.map((i) => h("option", { value: data.idOf(i) }, pickText(data.nameOf(i)).text)),
  );
}

/** Offer an id made of the English name: lower-case words joined by hyphens. */
export function suggestId() {
  const { properties } = currentPlace.currentDraft().next;
  const words = (properties.name_en ?? properties.name ?? "").toLowerCase().normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return words ? { suggestions: [[words, words]] } : {};
}

const makeFootButton = (name, look, click) => makeButton(look, click, { id: `edit-${name}` }, t(`edit.${name}`));

/** Make what stands below the fields: the buttons that save and discard, and what is to be said. */
export const makeFormFoot = () =>
  h(
    "div",
    { class: "edit-foot" },
    makeFootButton("save", "main-button", saving.savePlace),
    makeFootButton("discard", "quiet-button", saving.discardPlace),
    h("p", { class: "hint edit-status", role: "status" }, draftStatus()),
  );
