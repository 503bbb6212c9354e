import { h } from "../core/dom.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as candidates from "./candidates.js";
import * as current from "./current.js";
import * as drafts from "./drafts.js";
import * as facts from "./facts.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";
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
export function status() {
  const draft = current.draft();
  return t(draft && drafts.get("place", draft.id) ? "edit.unsaved" : "edit.all_saved");
}

/**
 * Make the fields of the place in the card; `change` gets name and value.
 * @param {(name: string, value: any) => void} change
 */
export function groups(change) {
  const draft = current.draft();
  const { properties } = draft.next;
  const field = (name, extra) => forms.field("place", name, properties, change, extra);
  return [
    h("div", { class: "edit-refused" }),
    candidates.section(draft),
    forms.group(
      t("edit.group.name"),
      "edit-group-name",
      forms.spoken("name").map((name) => field(name)),
      forms.spoken("name_short").map((name) => field(name)),
      field("aliases"),
      !draft.base && field("id", suggested()),
    ),
    position.section(draft, change),
    placeGroup(draft, field, change),
    forms.group(t("edit.group.note"), "edit-group-note", forms.spoken("note").map((name) => field(name))),
    h(
      "details",
      { class: "edit-group edit-more" },
      h("summary", { class: "small-heading" }, t("edit.group.style")),
      STYLE.map((name) => field(name)),
    ),
    draft.base && forms.get().facts && factsGroup(draft),
    draft.base &&
    h(
      "button",
      { type: "button", class: "text-button danger edit-remove", on: { click: saving.remove } },
      t("edit.remove"),
    ),
  ];
}

function placeGroup(draft, field, change) {
  const { layers, kinds } = forms.get();
  const layer = {
    id: "edit-layer",
    name: "layer",
    node: {},
    label: t("edit.place.layer"),
    value: draft.layer,
    required: true,
    options: forms.terms(layers.filter((each) => each.open)),
    change: (value) => change("layer", value),
  };
  return forms.group(
    t("edit.group.place"),
    "edit-group-place",
    fields.make(layer),
    field("kind", { options: forms.terms(kinds) }),
    field("state"),
    field("part_of", { list: "edit-ids" }),
    ids(),
    field("photo"),
  );
}

function factsGroup({ id }) {
  const told = current.facts();
  const title = t("edit.group.facts", { n: told.length });
  return forms.group(title, "edit-group-facts", facts.section(id, told, saving.saved));
}

/** Ids to complete, with names, where there are not too many. */
function ids() {
  const known = data.few() ? data.every() : [];
  return h(
    "datalist",
    { id: "edit-ids" },
    known.map((i) => h("option", { value: data.idOf(i) }, pick(data.name(i)).text)),
  );
}

/** Offer an id made of the English name: lower-case words joined by hyphens. */
export function suggested() {
  const { properties } = current.draft().next;
  const words = (properties.name_en ?? properties.name ?? "").toLowerCase().normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return words ? { suggestions: [[words, words]] } : {};
}

const button = (name, look, click) =>
  h("button", { type: "button", class: look, id: `edit-${name}`, on: { click } }, t(`edit.${name}`));

/** Make what stands below the fields: the buttons that save and discard, and what is to be said. */
export function foot() {
  return h(
    "div",
    { class: "edit-foot" },
    button("save", "main-button", saving.save),
    button("discard", "quiet-button", saving.discard),
    h("p", { class: "hint edit-status", role: "status" }, status()),
  );
}
