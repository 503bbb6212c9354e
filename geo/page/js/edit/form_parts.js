import { h } from "../core/dom.js";
import { hasWords, pickText, t } from "../core/strings.js";
import * as faultText from "./fault_text.js";
import * as fields from "./fields.js";
import * as requests from "./requests.js";

/** Where the words of an enumeration stand in the page's tables. */
const WORDS = {
  place: { state: "state", located_by: "located_by", source_datum: "datum" },
  fact: { state: "fact_state", bound: "bounds" },
};
let told = null;

/** Look up what forms are made from: schemas, vocabularies, what can be undone. */
export async function loadForms() {
  const answer = await requests.lookUp("form");
  if (answer.ok) told = answer;
  return answer;
}

export const formData = () => told;

/**
 * Return the values of an enumeration with their words.
 * @param {string} what
 * @param {string} name
 * @param {string[]} values
 */
export function enumChoices(what, name, values) {
  const group = WORDS[what][name] ?? `edit.${name}`;
  return values.map((
    value,
  ) => [value, hasWords(`${group}.${value}`) ? t(`${group}.${value}`) || t(`edit.exact`) : value]);
}

/** Return ids of a vocabulary with their names. @param {any[]} list */
export const termChoices = (list) => list.map(({ id, name }) => [id, pickText(name).text]);

/**
 * Return the name of a term, a source or another thing that has one, in the page's language.
 * @param {{ name: Record<string, string> } | undefined} term
 */
export const titleOf = (term) => pickText(term?.name ?? {}).text;

/**
 * Make the field of one property; `extra` adds to what the schema says of it. `change` gets name and
 * value.
 * @param {string} what
 * @param {string} name
 * @param {Record<string, any>} values
 * @param {(name: string, value: any) => void} change
 * @param {any} [extra]
 */
export function makeFormField(what, name, values, change, extra = {}) {
  const schema = told.schemas[what];
  const node = fields.schemaNode(schema, name);
  return fields.makeField({
    id: `edit-${what}-${name}`,
    name,
    node,
    label: fields.fieldLabel(what, name, told.languages),
    value: values[name],
    required: schema.required.includes(name),
    options: node.enum && enumChoices(what, name, node.enum),
    change: (value) => change(name, value),
    ...extra,
  });
}

/** Return a property's names, one per language: the first without suffix. @param {string} name */
export const namesByLanguage = (name) => told.languages.map((code, k) => (k ? `${name}_${code}` : name));

/** Return the name of a place in the page's language, as `strings.pickText` does. @param {any} properties */
export const nameInLanguage = (properties) =>
  pickText(Object.fromEntries(told.languages.map((code, k) => [code, properties[k ? `name_${code}` : "name"]])));

/** Keep a key to a dialog: Escape would close the card behind it too. @param {any} event */
export function keepEscape(event) {
  if (event.key === "Escape") event.stopPropagation();
}

/**
 * Make a group of fields under a heading.
 * @param {string} title
 * @param {string} id
 * @param {...Child} inner
 */
export const makeFieldGroup = (title, id, ...inner) =>
  h("section", { class: "edit-group", "aria-labelledby": id }, h("h3", { class: "small-heading", id }, title), inner);

/** List what is wrong and has no field of its own. */
const listFaults = (found) =>
  h(
    "ul",
    { class: "edit-faults", role: "alert" },
    found.map((fault) =>
      h(
        "li",
        {},
        h(
          "b",
          {},
          h("span", {}, fault.file),
          fault.where && faultText.memberNode(fault, "where"),
          fault.property && h("span", {}, fault.property),
        ),
        fault.found && faultText.memberNode(fault, "found", "span", { class: "fault-found" }),
        faultText.ruleSentence(fault),
      )
    ),
  );

/** Return what keeps something from being saved, as nodes. @param {Answer} answer */
export function makeRefusal(answer) {
  if (answer.faults) return listFaults(answer.faults);
  if (answer.referred) {
    const { facts, parts } = answer.referred;
    const lines = [
      facts.length && t("edit.referred.facts", { list: facts.join(", ") }),
      parts.length && t("edit.referred.parts", { list: parts.join(", ") }),
    ];
    return h(
      "div",
      { class: "edit-faults", role: "alert" },
      h("b", {}, t("edit.referred.title")),
      lines.filter(Boolean).map((line) => h("p", {}, line)),
    );
  }
  const words = answer.system
    ? t("edit.system", answer.system)
    : answer.files
    ? t("edit.moved_files", { files: answer.files.join(", ") })
    : answer.status
    ? t("edit.failed", { status: String(answer.status) })
    : t("edit.lost");
  return h("p", { class: "edit-faults", role: "alert" }, words);
}
