import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";

/** Return a place's properties beside its geometry, a fact's cells as they are. */
function flat(item) {
  return item?.properties ? { ...item.properties, geometry: item.geometry } : (item ?? {});
}

function told(value) {
  if (value === undefined || value === null || value === "") return "–";
  if (typeof value !== "object") return String(value);
  const at = value.type === "Point" ? ` ${value.coordinates.join(", ")}` : "";
  return `${t(`edit.form.${value.type}`)}${at}`;
}

/** Return names that differ between any two of the three. */
function differing(base, theirs, mine) {
  const [b, x, y] = [base, theirs, mine].map(flat);
  return [...new Set([...Object.keys(b), ...Object.keys(x), ...Object.keys(y)])].filter((name) =>
    !drafts.same({ v: x[name] }, { v: y[name] }) || !drafts.same({ v: b[name] }, { v: x[name] })
  );
}

/** Return an object `x` with what `y` has changed since `b`. */
function change(b, x, y) {
  const result = { ...x };
  for (const name of new Set([...Object.keys(b), ...Object.keys(y)])) {
    if (drafts.same({ v: b[name] }, { v: y[name] })) continue;
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
export function onTop(base, theirs, mine) {
  if (!theirs || !mine) return mine;
  if (!mine.properties) return change(base ?? {}, theirs, mine);
  const geometry = drafts.same(base?.geometry, mine.geometry) ? theirs.geometry : mine.geometry;
  return { ...theirs, properties: change(base?.properties ?? {}, theirs.properties, mine.properties), geometry };
}

/**
 * Show both versions of what somebody else has changed meanwhile. Returns "theirs", "mine" or, where
 * the person decides later, nothing; the draft stays until then.
 * @param {string} what
 * @param {any} given
 * @param {any} theirs
 */
export function choose(what, { base, next }, theirs) {
  const names = differing(base, theirs, next);
  const codes = forms.get().languages;
  const row = (name) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, name === "geometry" ? t("edit.place.geometry") : fields.label(what, name, codes)),
      h("td", { dir: "auto" }, told(flat(theirs)[name])),
      h("td", { dir: "auto" }, told(flat(next)[name])),
    );
  return new Promise((done) => {
    const end = (choice) => {
      box.close();
      box.remove();
      done(choice);
    };
    const button = (choice, style) =>
      h(
        "button",
        { type: "button", class: style, autofocus: choice === "mine", on: { click: () => end(choice) } },
        t(`edit.conflict.${choice || "later"}`),
      );
    const box = h(
      "dialog",
      { class: "conflict", "aria-labelledby": "conflict-title", on: { keydown: forms.own } },
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
          h("tbody", {}, names.map(row)),
        ),
      ),
      h(
        "div",
        { class: "edit-buttons" },
        button("mine", "main-button"),
        button("theirs", "quiet-button"),
        button("", "text-button"),
      ),
    );
    box.addEventListener("cancel", (event) => {
      event.preventDefault();
      end("");
    });
    document.body.append(box);
    box.showModal();
  });
}
