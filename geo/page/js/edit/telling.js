import { h } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { has, t } from "../core/strings.js";

/** The language in which every fault can be told. */
const SURE = "en";
/** What edits of the history say that `import` and `locate` made, and the word for each. */
/** @type {[string, RegExp][]} */
const MADE = [
  ["import", /^import of (?<file>.+) into (?<layer>\S+)$/],
  ["rejected", /^candidates of (?<ident>\S+) rejected$/],
  ["taken_up", /^candidates of (?<ident>\S+) taken up again$/],
  ["sought", /^candidates of (?<ident>\S+) looked for$/],
  ["sought_all", /^candidates looked for$/],
  ["noted", /^note on a candidate of (?<ident>\S+)$/],
  ["located", /^(?<ident>\S+) located by (?<service>.+)$/],
  ["agreed", /^(?<n>[\d,]+) places? located by agreement$/],
];

/**
 * Return one of the things that a fault says in the page's language, or null where it has no words
 * for it. A fault of the page itself speaks its language.
 */
function own(fault, name) {
  return strings.code() === SURE || !fault.said ? fault[name] : (fault.said?.[strings.code()]?.[name] ?? null);
}

/**
 * Return a member of a fault as text, in English where there is nothing else.
 * @param {Fault} fault
 * @param {string} name
 */
export function text(fault, name) {
  return own(fault, name) ?? fault[name];
}

/**
 * Make a node of a member of a fault; English in a page of another language is marked as such.
 * @param {Fault} fault
 * @param {string} name
 * @param {string} [tag]
 * @param {Props} [props]
 */
export function node(fault, name, tag = "span", props = {}) {
  const foreign = name !== "found" && own(fault, name) === null;
  return h(tag, { ...props, lang: foreign ? SURE : null }, text(fault, name));
}

/**
 * Make a node that says the rule and how to mend it, both in one language.
 * @param {Fault} fault
 */
export function sentence(fault) {
  const [rule, mend] = ["rule", "mend"].map((name) => own(fault, name));
  if (rule === null || mend === null) return h("span", { lang: SURE }, `${fault.rule}. ${fault.mend}`);
  return h("span", {}, mend ? t("edit.faults.sentence", { rule, mend }) : rule);
}

/**
 * Return in the page's language what an edit of the history is about: `cotton-mill: position, note`.
 * @param {string} words
 */
export function why(words) {
  for (const [key, form] of MADE) {
    const found = form.exec(words);
    if (found) return t(`edit.why.${key}`, { ...found.groups });
  }
  const [, ident, names] = /^(\S+): (.+)$/.exec(words) ?? [];
  return ident
    ? t("edit.why.what", { ident, names: names.split(", ").map(called).join(t("edit.why.between")) })
    : words;
}

/** Return the words for a property, or for what was done. */
function called(name) {
  const [, stem, code] = /^(.+)_([a-z]{2,3})$/.exec(name) ?? [];
  const key = ["why", "place", "fact"].map((group) => `edit.${group}.${name}`).find(has);
  if (key) return t(key);
  return code && has(`edit.place.${stem}`) ? `${t(`edit.place.${stem}`)} (${strings.autonym(code)})` : name;
}
