import { h } from "../core/dom.js";
import { has, pick, t } from "../core/strings.js";
import * as ask from "./ask.js";
import * as fields from "./fields.js";
import * as telling from "./telling.js";

/** Where the words of an enumeration stand in the page's tables. */
const WORDS = {
  place: { state: "state", located_by: "located_by", source_datum: "datum" },
  fact: { state: "fact_state", bound: "bounds" },
};
let told = null;

/** Look up what forms are made from: schemas, vocabularies, what can be undone. */
export async function load() {
  const answer = await ask.look("form");
  if (answer.ok) told = answer;
  return answer;
}

export const get = () => told;

/**
 * Return the values of an enumeration with their words.
 * @param {string} what
 * @param {string} name
 * @param {string[]} values
 */
export function choices(what, name, values) {
  const group = WORDS[what][name] ?? `edit.${name}`;
  return values.map((value) => [value, has(`${group}.${value}`) ? t(`${group}.${value}`) || t(`edit.exact`) : value]);
}

/**
 * Return ids of a vocabulary with their names.
 * @param {any[]} list
 */
export function terms(list) {
  return list.map(({ id, name }) => [id, pick(name).text]);
}

/**
 * Make the field of one property; `extra` adds to what the schema says of it. `change` gets name and
 * value.
 * @param {string} what
 * @param {string} name
 * @param {Record<string, any>} values
 * @param {(name: string, value: any) => void} change
 * @param {any} [extra]
 */
export function field(what, name, values, change, extra = {}) {
  const schema = told.schemas[what];
  const node = fields.node(schema, name);
  return fields.make({
    id: `edit-${what}-${name}`,
    name,
    node,
    label: fields.label(what, name, told.languages),
    value: values[name],
    required: schema.required.includes(name),
    options: node.enum && choices(what, name, node.enum),
    change: (value) => change(name, value),
    ...extra,
  });
}

/**
 * Return a property's names, one per language: the first without suffix.
 * @param {string} name
 */
export function spoken(name) {
  return told.languages.map((code, k) => (k ? `${name}_${code}` : name));
}

/**
 * Return the name of a place in the page's language, as `strings.pick` does.
 * @param {any} properties
 */
export function named(properties) {
  return pick(Object.fromEntries(told.languages.map((code, k) => [code, properties[k ? `name_${code}` : "name"]])));
}

/**
 * Keep a key to a dialog: Escape would close the card behind it too.
 * @param {any} event
 */
export function own(event) {
  if (event.key === "Escape") event.stopPropagation();
}

/**
 * Make a group of fields under a heading.
 * @param {string} title
 * @param {string} id
 * @param {...Child} inner
 */
export function group(title, id, ...inner) {
  return h(
    "section",
    { class: "edit-group", "aria-labelledby": id },
    h("h3", { class: "small-heading", id }, title),
    inner,
  );
}

/** List what is wrong and has no field of its own. */
function faults(found) {
  return h(
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
          fault.where && telling.node(fault, "where"),
          fault.property && h("span", {}, fault.property),
        ),
        fault.found && telling.node(fault, "found", "span", { class: "fault-found" }),
        telling.sentence(fault),
      )
    ),
  );
}

/**
 * Return what keeps something from being saved, as nodes.
 * @param {Answer} answer
 */
export function refusal(answer) {
  if (answer.faults) return faults(answer.faults);
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
