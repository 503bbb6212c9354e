import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";

/** Return a place's properties beside its geometry, a fact's cells as they are. */
const flattenItem = (item) => item?.properties ? { ...item.properties, geometry: item.geometry } : (item ?? {});

function formatSide(value) {
  if (value === undefined || value === null || value === "") return "–";
  if (typeof value !== "object") return String(value);
  const at = value.type === "Point" ? ` ${value.coordinates.join(", ")}` : "";
  return `${t(`edit.form.${value.type}`)}${at}`;
}

/** Return names that differ between any two of the three. */
function differingNames(base, theirs, mine) {
  const [b, x, y] = [base, theirs, mine].map(flattenItem);
  return [...new Set([...Object.keys(b), ...Object.keys(x), ...Object.keys(y)])].filter((name) =>
    !drafts.isSameValue({ v: x[name] }, { v: y[name] }) || !drafts.isSameValue({ v: b[name] }, { v: x[name] })
  );
}

/** Return an object `x` with what `y` has changed since `b`. */
function mergeChanges(b, x, y) {
  const result = { ...x };
  for (const name of new Set([...Object.keys(b), ...Object.keys(y)])) {
    if (drafts.isSameValue({ v: b[name] }, { v: y[name] })) continue;
    if (y[name] === undefined || y[name] === null || y[name] === "") delete result[name];
    else result[name] = y[name];
  }
  return result;
}

/**
 * Return theirs with what mine has changed since the base.
 * @param {any} base
 * @param {any} theirs
 * @param {any} mine
 */
export function rebaseDraft(base, theirs, mine) {
  if (!theirs || !mine) return mine;
  if (!mine.properties) return mergeChanges(base ?? {}, theirs, mine);
  const geometry = drafts.isSameValue(base?.geometry, mine.geometry) ? theirs.geometry : mine.geometry;
  return { ...theirs, properties: mergeChanges(base?.properties ?? {}, theirs.properties, mine.properties), geometry };
}

/**
 * Show both versions of what somebody else has changed meanwhile. Returns "theirs", "mine" or, where
 * the person decides later, nothing; the draft stays until then.
 * @param {string} what
 * @param {any} given
 * @param {any} theirs
 */
export function chooseVersion(what, { base, next }, theirs) {
  const names = differingNames(base, theirs, next);
  const codes = formParts.formData().languages;
  const makeNameRow = (name) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, name === "geometry" ? t("edit.place.geometry") : fields.fieldLabel(what, name, codes)),
      h("td", { dir: "auto" }, formatSide(flattenItem(theirs)[name])),
      h("td", { dir: "auto" }, formatSide(flattenItem(next)[name])),
    );
  return new Promise((done) => {
    const endDialog = (choice) => {
      box.close();
      box.remove();
      done(choice);
    };
    const makeChoice = (choice, style) =>
      h(
        "button",
        { type: "button", class: style, autofocus: choice === "mine", on: { click: () => endDialog(choice) } },
        t(`edit.conflict.${choice || "later"}`),
      );
    const box = h(
      "dialog",
      { class: "conflict", "aria-labelledby": "conflict-title", on: { keydown: formParts.keepEscape } },
      h("h2", { id: "conflict-title", class: "card-title" }, t("edit.conflict.title")),
      h("p", {}, theirs ? t("edit.conflict.intro") : t("edit.conflict.gone")),
      h(
        "div",
        { class: "conflict-scroll", tabindex: "0", role: "group", "aria-labelledby": "conflict-title" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("td", {}),
              h("th", { scope: "col" }, t("edit.conflict.in_file")),
              h("th", { scope: "col" }, t("edit.conflict.yours")),
            ),
          ),
          h("tbody", {}, names.map(makeNameRow)),
        ),
      ),
      h(
        "div",
        { class: "edit-buttons" },
        makeChoice("mine", "main-button"),
        makeChoice("theirs", "quiet-button"),
        makeChoice("", "text-button"),
      ),
    );
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      endDialog("");
    });
    document.body.append(box);
    box.showModal();
  });
}
