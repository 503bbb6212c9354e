import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";
import * as ground from "./ground.js";

const NAMES = [
  "uncertainty_m",
  "located_by",
  "location_source",
  "location_licence",
  "source_datum",
  "checked_on",
];

/**
 * Make the fields of a place's position: coordinates, radius, and how it is known. Nothing of that is
 * invented: what is offered is taken by a press.
 * @param {Draft} draft
 * @param {(name: string, value: any) => void} change
 * @param {any} actions
 */
export function section(draft, change, actions) {
  const { geometry, properties } = draft.next;
  const located = Boolean(geometry);
  const more = { uncertainty_m: { unit: "m" }, ...offers(located) };
  const shown = located ? NAMES : ["located_by", "location_source", "checked_on"];
  const held = actions.holders();
  return forms.group(
    t("edit.group.position"),
    "edit-group-position",
    h("p", { class: "edit-moved", role: "status" }, moved(draft)),
    located ? null : h("p", { class: "hint" }, t("edit.unlocated")),
    geometry?.type === "Point" && coordinates(draft, change),
    geometry && geometry.type !== "Point" && h("p", { class: "hint" }, t("edit.vertex.hint")),
    shown.map((name) =>
      forms.field("place", name, properties, change, {
        ...more[name],
        required: located && name !== "checked_on" ? true : undefined,
      })
    ),
    ["within", "within_source"].map((name) =>
      forms.field("place", name, properties, change, name === "within" ? held : {})
    ),
    h(
      "button",
      { type: "button", class: "quiet-button", id: "edit-within", on: { click: actions.hold } },
      t("edit.within.pick"),
    ),
    h(
      "div",
      { class: "edit-buttons" },
      (!located || geometry.type === "Point") &&
        h(
          "button",
          { type: "button", class: "quiet-button", id: "edit-put", on: { click: actions.put } },
          t(located ? "edit.put_again" : "edit.put"),
        ),
      located && h("button", { type: "button", class: "text-button", on: { click: actions.unput } }, t("edit.unput")),
    ),
  );
}

/** Return what can be taken by one press: words of ours, never a source. */
function offers(located) {
  const { today } = forms.get();
  return {
    checked_on: { suggestions: [[today, t("edit.today")]] },
    located_by: located ? { suggestions: [["hand", t("edit.by_hand")]] } : {},
    source_datum: { suggestions: [["WGS84", t("edit.by_map")]] },
  };
}

/** Say how far the place is from where it was. */
function moved(draft) {
  const [from, to] = [draft.base?.geometry, draft.next.geometry];
  if (from?.type !== "Point" || to?.type !== "Point") return "";
  const words = ground.moved(from.coordinates, to.coordinates);
  return words && `${words} ${t("edit.still")}`;
}

function coordinates(draft, change) {
  const one = (axis, k) =>
    fields.make({
      id: `edit-${axis}`,
      name: axis,
      node: { type: "number" },
      label: t(`edit.${axis}`),
      value: draft.next.geometry.coordinates[k],
      required: true,
      change: (value) => {
        const next = [...draft.next.geometry.coordinates];
        next[k] = typeof value === "number" ? ground.round(value) : value;
        change("geometry", { type: "Point", coordinates: next });
      },
    });
  return h("div", { class: "edit-pair" }, one("lon", 0), one("lat", 1));
}

/**
 * Show in the form what the map has changed.
 * @param {HTMLElement} form
 * @param {Draft} draft
 */
export function show(form, draft) {
  const { geometry, properties } = draft.next;
  form.querySelector(".edit-moved")?.replaceChildren(moved(draft));
  for (const name of ["uncertainty_m", "within", "located_by"]) fields.show(form, name, properties[name]);
  if (geometry?.type !== "Point") return;
  fields.show(form, "lon", geometry.coordinates[0]);
  fields.show(form, "lat", geometry.coordinates[1]);
}
