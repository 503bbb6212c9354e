import { h, makeButton } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as draftPlaces from "./draft_places.js";
import * as draftState from "./draft_state.js";
import * as draftText from "./draft_text.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";

const STATEMENT = "statement_";
let box = null;
let act = null;
/** The row that is drawn, as JSON. */
let drawn = "";

/**
 * Make the box of the card; `acted` is told what a person does: accept, reject, read, reopen, next, unread.
 * @param {(what: string) => unknown} acted
 */
export function makeCardBox(acted) {
  act = acted;
  box = h("section", { class: "drafts-card", "aria-labelledby": "drafts-card-title" });
  return box;
}

/** Draw the card where its draft is another than was drawn; what is being written in it stays untouched. */
export function refreshCard() {
  if (JSON.stringify(draftState.chosenRow()) === drawn) return;
  const held = box.contains(document.activeElement) ? document.activeElement.id : "";
  drawCard();
  if (held) (document.getElementById(held) ?? box.querySelector("h2"))?.focus({ preventScroll: true });
}

/** Draw the draft that is chosen, filled in. */
export function drawCard() {
  const row = draftState.chosenRow();
  drawn = JSON.stringify(row);
  box.hidden = false;
  box.scrollTop = 0;
  if (!row) return box.replaceChildren(makeRest());
  const cells = draftState.cardCells(row);
  const isOpen = draftState.isOpenDraft(row);
  box.replaceChildren(
    ...[
      makeHead(row, cells),
      isOpen ? makeBody(row, cells) : makeDecided(row, cells),
      h("div", { class: "drafts-wrong" }),
      makeButtons(row, isOpen),
    ].filter(Boolean),
  );
  return undefined;
}

/** Say how to begin, or that nothing is left. */
function makeRest() {
  const waits = draftState.nextOpen(["figure", "name", "sentence"]);
  return h(
    "div",
    { class: "drafts-rest" },
    h(
      "h2",
      { class: "drafts-card-title", id: "drafts-card-title", tabindex: "-1" },
      t(`edit.drafts.${waits ? "begin" : "all_done"}`),
    ),
    h("p", { class: "hint" }, t("edit.drafts.select")),
    waits &&
      makeButton("main-button", () => act("next"), {}, t("edit.drafts.first")),
  );
}

function makeHead(row, cells) {
  const title = { figure: figureWords(row, cells), name: cells.name, sentence: t("edit.drafts.sentence") }[row.sort];
  const verdict = row.verdict || "open";
  return h(
    "header",
    { class: "drafts-card-head" },
    h("h2", {
      class: `drafts-card-title ${row.sort === "sentence" ? "" : "figure-number"}`,
      id: "drafts-card-title",
      tabindex: "-1",
      dir: "auto",
    }, title),
    h(
      "span",
      { class: `drafts-verdict is-${verdict}` },
      t(`edit.drafts.verdict.${verdict}`),
      row.made && ` · ${row.made}`,
    ),
  );
}

/** Return a figure as it is printed, of a text that is not at hand as it was read. */
function figureWords(row, { value, unit }) {
  if (!row.value) return t("edit.drafts.plain");
  return draftText.readWords(row) || [value, unit].filter(Boolean).join(" ");
}

function makeBody(row, cells) {
  if (row.sort === "sentence") return h("p", { class: "hint" }, t("edit.drafts.nothing_read"));
  return h(
    "div",
    { class: "drafts-fields" },
    row.sort === "name" ? makeNameFields(row, cells) : makeFigureFields(row, cells),
  );
}

/** Make a field of the card, in the form of the same one of a fact or a place. */
function makeDraftField(what, row, cells, name, extra = {}) {
  const writeValue = (value) => draftState.writeCell(row, name, value);
  const field = formParts.makeFormField(what, name, cells, () => {}, {
    id: `draft-${name}`,
    required: false,
    ...extra,
    change: extra.change ?? writeValue,
  });
  return field;
}

function makeFigureFields(row, cells) {
  const { languages, topics } = formParts.formData();
  const field = (name, extra) => makeDraftField("fact", row, cells, name, extra);
  return [
    languages.map((code, k) =>
      field(code, {
        value: cells[STATEMENT + code],
        required: k === 0,
        suggestions: row[`model_${code}`] ? [[row[`model_${code}`], row[`model_${code}`]]] : [],
        change: (value) => draftState.writeCell(row, STATEMENT + code, value),
      })
    ),
    draftPlaces.makePlaceChoice(row, cells),
    h(
      "div",
      { class: "edit-pair" },
      ["value", "unit", "bound", "measure", "period", "state"].map((name) => field(name)),
    ),
    topics.length > 1 && field("topic", { options: formParts.termChoices(topics), required: true }),
  ];
}

function makeNameFields(row, cells) {
  const { kinds, layers } = formParts.formData();
  const open = layers.filter((each) => each.open);
  const i = data.subject();
  const outline = { kind: data.subjectKindId(), layer: i >= 0 && data.layers()[data.layerOf(i)].id };
  for (const [name, list] of [["kind", kinds], ["layer", open]]) {
    // what there is one of, the outline's own apart, need not be chosen
    const [only, ...others] = list.length > 1 ? list.filter(({ id }) => id !== outline[name]) : list;
    if (!cells[name] && only && !others.length) draftState.writeCell(row, name, only.id);
  }
  const filled = draftState.cardCells(row);
  const field = (name, extra) => makeDraftField("place", row, filled, name, extra);
  const layer = { label: t("edit.place.layer"), options: formParts.termChoices(open), required: true, node: {} };
  return [
    field("name", { required: true }),
    field("kind", { options: formParts.termChoices(kinds), required: true }),
    field("layer", layer),
    h(
      "details",
      { class: "edit-more" },
      h("summary", { class: "small-heading" }, t("edit.drafts.more")),
      field("aliases"),
      field("part_of", { list: "draft-ids" }),
      draftPlaces.makeIdChoices(),
    ),
  ];
}

/** What a decided draft says, without fields. */
function makeDecided(row, cells) {
  const said = formParts.formData().languages.map((code) => cells[STATEMENT + code]).filter(Boolean);
  return h("div", { class: "drafts-said" }, said.map((words) => h("p", { dir: "auto" }, words)));
}

function makeButtons(row, isOpen) {
  const acts = !isOpen
    ? row.made ? ["undo"] : ["reopen"]
    : row.sort === "sentence"
    ? ["read", "fact"]
    : ["accept", "reject", "undo"];
  return h(
    "div",
    { class: "edit-buttons drafts-buttons" },
    [...acts, "next"].map((name, k) =>
      makeButton(
        k ? "quiet-button" : "main-button",
        () => act(name),
        { "data-act": name },
        t(`edit.drafts.act.${name}`),
      )
    ),
  );
}

/** Give the focus to what is filled in first; to the title where a keyboard would cover half the screen. */
export function focusCardField() {
  const touch = matchMedia("(pointer: coarse)").matches;
  const first = /** @type {HTMLElement | null | undefined} */ (!touch && firstField());
  (first || box.querySelector("h2"))?.focus({ preventScroll: true });
}

/** Return what is filled in first: of a name a choice that is still open; what is folded in takes no focus. */
function firstField() {
  const choices = [...box.querySelectorAll("#draft-kind, #draft-layer")];
  const open = choices.find((each) => !(/** @type {HTMLSelectElement} */ (each).value));
  return open ?? choices.at(-1) ?? box.querySelector("textarea") ??
    box.querySelector('[data-act="read"], [data-act="next"]');
}

/** Turn to the next value of a field, and return its words. @param {string} name */
export function turnField(name) {
  const control = /** @type {HTMLSelectElement | null} */ (box.querySelector(`#draft-${name}`));
  if (!control) return "";
  const values = [...control.options].filter(({ value }) => value);
  const at = values.findIndex(({ value }) => value === control.value);
  const next = values[(at + 1) % values.length];
  control.value = next.value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  return next.textContent;
}

/** Return the statement after the one that has the focus, where that is still empty. @param {Element} held */
export function nextStatement(held) {
  const all = [...box.querySelectorAll("textarea")];
  return all.slice(all.indexOf(/** @type {any} */ (held)) + 1).find(({ value }) => !value.trim()) ?? null;
}

/** Say what keeps a draft from being accepted, each fault at its field. @param {Answer} answer */
export function showWrong(answer) {
  const wrong = box.querySelector(".drafts-wrong");
  const named = (answer.faults ?? []).map((fault) => ({ ...fault, property: fault.property.replace(STATEMENT, "") }));
  const rest = named.filter((fault) => !fields.blameField(box, fault));
  wrong.replaceChildren(
    ...(!answer.faults || rest.length
      ? [formParts.makeRefusal(answer.faults ? { ...answer, faults: rest } : answer)]
      : []),
  );
  const first = /** @type {HTMLElement} */ (box.querySelector("[aria-invalid]") ?? wrong.firstElementChild);
  first?.focus();
  first?.scrollIntoView({ block: "nearest" });
}
