import { h, makeButton } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";
import * as moves from "./moves.js";

const NAMES = ["uncertainty_m", "located_by", "location_source", "location_licence", "source_datum", "checked_on"];

/**
 * Make the fields of a place's position: coordinates, radius, and how it is known. Nothing of that is
 * invented: what is offered is taken by a press.
 * @param {Draft} draft
 * @param {(name: string, value: any) => void} change
 */
export function makePositionGroup(draft, change) {
  const { geometry, properties } = draft.next;
  const located = Boolean(geometry);
  const more = { uncertainty_m: { unit: "m" }, ...positionOffers(located) };
  const shown = located ? NAMES : ["located_by", "location_source", "checked_on"];
  const held = moves.holderOptions();
  return formParts.makeFieldGroup(
    t("edit.group.position"),
    "edit-group-position",
    h("p", { class: "edit-moved", role: "status" }, tellMoved(draft)),
    located ? null : h("p", { class: "hint" }, t("edit.unlocated")),
    geometry?.type === "Point" && makeCoordinates(draft, change),
    geometry && geometry.type !== "Point" && h("p", { class: "hint" }, t("edit.vertex.hint")),
    shown.map((name) =>
      formParts.makeFormField("place", name, properties, change, {
        ...more[name],
        required: located && name !== "checked_on" ? true : undefined,
      })
    ),
    ["within", "within_source"].map((name) =>
      formParts.makeFormField("place", name, properties, change, name === "within" ? held : {})
    ),
    makeButton("quiet-button", moves.pickHolder, { id: "edit-within" }, t("edit.within.pick")),
    h(
      "div",
      { class: "edit-buttons" },
      (!located || geometry.type === "Point") &&
        makeButton("quiet-button", moves.putOnMap, { id: "edit-put" }, t(located ? "edit.put_again" : "edit.put")),
      located &&
        makeButton("text-button", moves.takeOffMap, {}, t("edit.unput")),
    ),
  );
}

/** Return what can be taken by one press: words of ours, never a source. */
function positionOffers(located) {
  const { today } = formParts.formData();
  return {
    checked_on: { suggestions: [[today, t("edit.today")]] },
    located_by: located ? { suggestions: [["hand", t("edit.by_hand")]] } : {},
    source_datum: { suggestions: [["WGS84", t("edit.by_map")]] },
  };
}

/** Say how far the place is from where it was. */
function tellMoved(draft) {
  const [from, to] = [draft.base?.geometry, draft.next.geometry];
  if (from?.type !== "Point" || to?.type !== "Point") return "";
  const words = geodesy.describeMove(from.coordinates, to.coordinates);
  return words && `${words} ${t("edit.still")}`;
}

function makeCoordinates(draft, change) {
  const makeAxisField = (axis, k) =>
    fields.makeField({
      id: `edit-${axis}`,
      name: axis,
      node: { type: "number" },
      label: t(`edit.${axis}`),
      value: draft.next.geometry.coordinates[k],
      required: true,
      change: (value) => {
        const next = [...draft.next.geometry.coordinates];
        next[k] = typeof value === "number" ? geodesy.roundDegrees(value) : value;
        change("geometry", { type: "Point", coordinates: next });
      },
    });
  return h("div", { class: "edit-pair" }, makeAxisField("lon", 0), makeAxisField("lat", 1));
}

/**
 * Show in the form what the map has changed.
 * @param {HTMLElement} form
 * @param {Draft} draft
 */
export function showPosition(form, draft) {
  const { geometry, properties } = draft.next;
  form.querySelector(".edit-moved")?.replaceChildren(tellMoved(draft));
  for (const name of ["uncertainty_m", "within", "located_by"]) fields.showValue(form, name, properties[name]);
  if (geometry?.type !== "Point") return;
  fields.showValue(form, "lon", geometry.coordinates[0]);
  fields.showValue(form, "lat", geometry.coordinates[1]);
}
