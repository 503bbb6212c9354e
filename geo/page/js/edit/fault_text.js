import { h } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { hasWords, t } from "../core/strings.js";

/** The language in which every fault can be told. */
const SURE = "en";

/**
 * Return one of the things that a fault says in the page's language, or null where it has no words
 * for it. A fault of the page itself speaks its language.
 */
const memberIn = (fault, name) =>
  strings.languageCode() === SURE || !fault.said ? fault[name] : (fault.said?.[strings.languageCode()]?.[name] ?? null);

/**
 * Return a member of a fault as text, in English where there is nothing else.
 * @param {Fault} fault
 * @param {string} name
 */
export const memberText = (fault, name) => memberIn(fault, name) ?? fault[name];

/**
 * Make a node of a member of a fault; English in a page of another language is marked as such.
 * @param {Fault} fault
 * @param {string} name
 * @param {string} [tag]
 * @param {Props} [props]
 */
export function memberNode(fault, name, tag = "span", props = {}) {
  const foreign = name !== "found" && memberIn(fault, name) === null;
  return h(tag, { ...props, lang: foreign ? SURE : null }, memberText(fault, name));
}

/** Make a node that says the rule and how to mend it, both in one language. @param {Fault} fault */
export function ruleSentence(fault) {
  const [rule, mend] = ["rule", "mend"].map((name) => memberIn(fault, name));
  if (rule === null || mend === null) return h("span", { lang: SURE }, `${fault.rule}. ${fault.mend}`);
  return h("span", {}, mend ? t("edit.faults.sentence", { rule, mend }) : rule);
}

/**
 * Return in the page's language what an edit of the history is about (`cotton-mill: position, note`);
 * one that was kept before there were codes is told in the words that were kept.
 * @param {{ code: string, args: Record<string, any>, why: string }} edit
 */
export function describeEdit({ code, args, why: words }) {
  if (!hasWords(code) && !hasWords(`${code}.other`)) return words;
  const names = Array.isArray(args.names) ? args.names.map(propertyWords).join(t("edit.why.between")) : "";
  return t(code, { ...args, names });
}

/** Return the words for a property. */
function propertyWords(name) {
  const [, stem, code] = /^(.+)_([a-z]{2,3})$/.exec(name) ?? [];
  const key = ["why", "place", "fact"].map((group) => `edit.${group}.${name}`).find(hasWords);
  if (key) return t(key);
  return code && hasWords(`edit.place.${stem}`) ? `${t(`edit.place.${stem}`)} (${strings.languageName(code)})` : name;
}
