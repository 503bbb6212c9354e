import { h, makeButton } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { hasWords, t } from "../core/strings.js";
import * as faultText from "./fault_text.js";

/** Characters from which a text is written in several lines. */
const LONG = 300;
const COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i;

/**
 * Return what a schema says of a property, a language's among them, with its reference resolved.
 * @param {any} schema
 * @param {string} name
 */
export function schemaNode(schema, name) {
  const pattern = Object.keys(schema.patternProperties ?? {}).find((each) => new RegExp(each).test(name));
  const found = schema.properties[name] ?? schema.patternProperties?.[pattern] ?? {};
  return found.$ref ? { ...schema.$defs[found.$ref.split("/").pop()], ...found } : found;
}

/**
 * Return the name of a property in the page's language, with that of the language it is in.
 * @param {string} what
 * @param {string} name
 * @param {string[]} languages
 */
export function fieldLabel(what, name, languages) {
  const code = name.split("_").pop();
  const stem = name.slice(0, -code.length - 1);
  const own = languages.includes(name) && what === "fact";
  const second = languages.includes(code) && hasWords(`edit.${what}.${stem}`);
  if (own) return `${t("edit.fact.text")} (${strings.languageName(name)})`;
  if (second) return `${t(`edit.${what}.${stem}`)} (${strings.languageName(code)})`;
  return hasWords(`edit.${what}.${name}`) ? t(`edit.${what}.${name}`) : name;
}

/**
 * Make a field: its label, the control that fits the schema, and room for what is wrong with it.
 * `field` is {id, label, node, value, options, required, suggestions, list, change}; `options` are
 * [value, words] to choose from, `suggestions` the same to take with one press, `list` ids to
 * complete. `change` gets the value: text, number, or null where there is none.
 * @param {any} field
 */
export function makeField(field) {
  const { id, node: told, suggestions = [] } = field;
  const wrong = h("p", { class: "field-wrong", id: `${id}-wrong`, hidden: true });
  const control = makeControl(field);
  const takeInput = () => {
    clearBlame(control, wrong);
    field.change(readInput(control.value, told));
  };
  control.addEventListener("input", takeInput);
  const takeSuggestion = (value) => {
    control.value = value;
    takeInput();
    control.focus();
  };
  const swatch = COLOUR.test(field.value) &&
    h("span", { class: "field-swatch", "--hue": field.value, "aria-hidden": "true" });
  return h(
    "div",
    { class: "field", "data-field": field.name },
    h(
      "label",
      { for: id, class: "field-label" },
      field.label,
      field.required && h("span", { class: "field-need" }, ` ${t("edit.required")}`),
    ),
    h("div", { class: "field-line" }, swatch, control, field.unit && h("span", { class: "field-unit" }, field.unit)),
    suggestions.some(([value]) => value !== field.value) &&
      h(
        "div",
        { class: "field-takes" },
        suggestions.map(([value, words]) => makeButton("take", () => takeSuggestion(value), {}, words)),
      ),
    wrong,
  );
}

function makeControl({ id, node: told, value, options, required, list }) {
  const shared = {
    id,
    name: id,
    class: "field-control",
    "aria-required": required ? "true" : null,
    autocomplete: "off",
  };
  if (options) return makeSelect(shared, options, value, required);
  if (told.format === "date") return fillControl(h("input", { ...shared, type: "date" }), value);
  if ((told.maxLength ?? 0) > LONG) return growWithText(fillControl(h("textarea", { ...shared, rows: 2 }), value));
  const numeric = told.type === "number" || told.type === "integer";
  return fillControl(
    h("input", { ...shared, type: "text", inputmode: numeric ? "decimal" : null, list, dir: "auto" }),
    value,
  );
}

function fillControl(control, value) {
  control.value = value ?? "";
  return control;
}

/** A text box is as high as its text. */
function growWithText(control) {
  const fitHeight = () => {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };
  control.addEventListener("input", fitHeight);
  requestAnimationFrame(fitHeight);
  return control;
}

function makeSelect(props, options, value, required) {
  const known = options.some(([each]) => each === value);
  const rest = value && !known ? [[value, String(value)]] : [];
  const empty = required && value ? [] : [["", t("edit.choose")]];
  const made = [...empty, ...options, ...rest].map(([each, words]) => h("option", { value: each }, words));
  return fillControl(h("select", props, made), value);
}

/** Return what was written as the schema wants it; what is no number stays text, for the check to tell. */
function readInput(text, told) {
  const plain = text.trim();
  if (!plain) return null;
  const numeric = told.type === "number" || told.type === "integer";
  return numeric && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

function clearBlame(control, wrong) {
  control.removeAttribute("aria-invalid");
  control.removeAttribute("aria-describedby");
  wrong.hidden = true;
}

/**
 * Say beside its field what is wrong with a value; false where there is no such field.
 * @param {HTMLElement} form
 * @param {Fault} fault
 */
export function blameField(form, fault) {
  const field = form.querySelector(`[data-field="${CSS.escape(fault.property)}"]`);
  if (!field) return false;
  const wrong = /** @type {HTMLElement} */ (field.querySelector(".field-wrong"));
  const control = /** @type {HTMLInputElement | null} */ (field.querySelector(".field-control"));
  const lacking = control && !control.value && field.querySelector(".field-need");
  wrong.replaceChildren(lacking ? t("edit.needed") : faultText.ruleSentence(fault));
  wrong.hidden = false;
  control?.setAttribute("aria-invalid", "true");
  control?.setAttribute("aria-describedby", wrong.id);
  return true;
}

/**
 * Show another value in a field that the map has changed.
 * @param {HTMLElement} form
 * @param {string} name
 * @param {any} value
 */
export function showValue(form, name, value) {
  const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const control = /** @type {HTMLInputElement | null} */ (field?.querySelector(".field-control"));
  if (!control || control.value === String(value ?? "") || control === document.activeElement) return;
  control.value = value ?? "";
  clearBlame(control, field.querySelector(".field-wrong"));
}
