import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as article from "./article.js";
import * as conflict from "./conflict.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";
import * as requests from "./requests.js";

let place = "";
let told = [];
let open = "";
let node = null;
let tellSaved = null;

/**
 * Make the facts of a place: a row each, one of them unfolded as a form; `saved` is called when one was.
 * @param {string} ident
 * @param {any} facts
 * @param {(...told: any[]) => unknown} saved
 */
export function makeFactsEditor(ident, facts, saved) {
  tellSaved = saved;
  place = ident;
  told = facts;
  const unsaved = drafts.listDrafts().find((each) => each.what === "fact" && each.place === ident);
  open = unsaved?.id ?? "";
  node = h("div", { class: "edit-told" });
  drawFacts();
  return node;
}

function drawFacts(focus = "") {
  const fresh = open && !told.some((each) => each.id === open);
  node.replaceChildren(
    h(
      "ul",
      {},
      told.map((cells) =>
        h("li", { class: "edit-fact" }, cells.id === open ? makeFactForm(cells) : makeFactRow(cells))
      ),
      fresh && h("li", { class: "edit-fact" }, makeFactForm(null)),
    ),
    makeButton("quiet-button", addFact, { id: "edit-add-fact" }, makeIcon("plus"), t("edit.fact.add")),
  );
  if (focus) document.getElementById(focus)?.focus();
}

const factStatement = (cells) =>
  strings.pickText(Object.fromEntries(formParts.formData().languages.map((code) => [code, cells[code]])));

function makeFactRow(cells) {
  const figure = [cells.value, cells.unit].filter(Boolean).join(" ");
  return makeButton(
    "edit-row",
    () => unfoldFact(cells.id),
    { id: `fact-${cells.id}`, "aria-expanded": "false" },
    h("span", { class: "edit-row-id" }, cells.id),
    makeLocalText(factStatement(cells), "span", { class: "edit-row-text" }),
    figure && h("span", { class: "edit-row-figure" }, figure),
  );
}

function unfoldFact(id) {
  open = id;
  drawFacts(`edit-fact-${formParts.formData().languages[0]}`);
}

async function addFact() {
  const { id } = await requests.lookUp("fact");
  if (!id) return;
  const sources = formParts.formData().sources;
  putFact({
    what: "fact",
    id,
    place,
    base: null,
    next: { id, place, source: sources.length === 1 ? sources[0].id : "" },
  });
  unfoldFact(id);
}

/** Keep a draft; in the table all cells are text. */
function putFact(draft) {
  drafts.putDraft(draft);
  node?.querySelector(".edit-fact-form")?.classList.add("is-unsaved");
}

/** Return columns in the order in which they are filled in. */
function factColumns() {
  const { languages } = formParts.formData();
  return [
    ...languages,
    "topic",
    "state",
    "period",
    "measure",
    "value",
    ...formParts.namesByLanguage("unit"),
    "bound",
    "source",
    "start",
    "end",
    ...formParts.namesByLanguage("note"),
  ];
}

function makeFactForm(cells) {
  const draft = drafts.getDraft("fact", open) ?? { what: "fact", id: open, place, base: cells, next: { ...cells } };
  const changeCell = (name, value) => {
    if (value === null) delete draft.next[name];
    else draft.next[name] = String(value);
    putFact(draft);
  };
  const { topics, sources } = formParts.formData();
  const extra = {
    topic: { options: formParts.termChoices(topics) },
    source: { options: formParts.termChoices(sources) },
  };
  const box = h("div", { class: "edit-fact-form", role: "group", "aria-label": t("edit.fact.one", { id: open }) });
  const wrong = h("div", {});
  const made = factColumns().map((name) => formParts.makeFormField("fact", name, draft.next, changeCell, extra[name]));
  made.splice(made.findIndex((each) => each.dataset.field === "start"), 0, makeCiteButton(draft, changeCell, box));
  box.append(
    h("p", { class: "edit-row-id" }, open),
    ...made,
    wrong,
    h(
      "div",
      { class: "edit-buttons" },
      makeButton("main-button", () => saveFact(draft, box, wrong), {}, t("edit.fact.save")),
      makeButton("quiet-button", () => discardFact(draft), {}, t("edit.discard")),
      draft.base &&
        makeButton("text-button danger", () => removeFact(draft, box, wrong), {}, t("edit.fact.remove")),
    ),
  );
  return box;
}

/** The way to the text that a fact cites, where the text is at hand. */
function makeCiteButton(draft, change, box) {
  const citedSource = () => formParts.formData().sources.find(({ id }) => id === draft.next.source);
  const citeSpan = (start, end) => {
    change("start", start);
    change("end", end);
    fields.showValue(box, "start", start);
    fields.showValue(box, "end", end);
  };
  const openSource = async () => {
    const shown = citedSource()?.text &&
      (await article.openArticle(
        draft.next.source,
        { start: Number(draft.next.start), end: Number(draft.next.end) },
        citeSpan,
      ));
    if (!shown) statusLine.announce(t("edit.article.absent"));
  };
  return makeButton("quiet-button", openSource, {}, makeIcon("quote"), t("edit.article.choose"));
}

function discardFact(draft) {
  drafts.dropDraft("fact", draft.id);
  article.closeArticle();
  open = "";
  drawFacts(draft.base ? `fact-${draft.id}` : "edit-add-fact");
}

const removeFact = (draft, box, wrong) => saveFact({ ...draft, next: null }, box, wrong);

async function saveFact(draft, box, wrong) {
  wrong.replaceChildren();
  const answer = await requests.postChange("save", { what: "fact", id: draft.id, base: draft.base, next: draft.next });
  if (answer.status === 409 && "theirs" in answer) return settleFact(draft, answer.theirs, box, wrong);
  if (!answer.ok) return blameFact(answer, draft, box, wrong);
  drafts.dropDraft("fact", draft.id);
  told = told.filter((each) => each.id !== draft.id || draft.next).map((
    each,
  ) => (each.id === draft.id ? draft.next : each));
  if (draft.next && !told.some((each) => each.id === draft.id)) told.push(draft.next);
  open = "";
  drawFacts(draft.next ? `fact-${draft.id}` : "edit-add-fact");
  tellSaved(answer, draft.next ? "edit.saved" : "edit.removed");
  return undefined;
}

function blameFact(answer, draft, box, wrong) {
  const isMine = (fault) => fault.id === draft.id && fields.blameField(box, fault);
  const rest = answer.faults?.filter((fault) => !isMine(fault));
  if (!answer.faults || rest.length) {
    wrong.replaceChildren(formParts.makeRefusal(rest ? { ...answer, faults: rest } : answer));
  } else box.querySelector("[aria-invalid]")?.focus();
}

async function settleFact(draft, theirs, box, wrong) {
  const choice = await conflict.chooseVersion("fact", { base: draft.base, next: draft.next }, theirs);
  if (choice === "mine") {
    return saveFact({ ...draft, base: theirs, next: conflict.rebaseDraft(draft.base, theirs, draft.next) }, box, wrong);
  }
  if (choice === "theirs") {
    told = told.filter((each) => each.id !== draft.id || theirs).map((each) => (each.id === draft.id ? theirs : each));
    discardFact({ ...draft, base: theirs });
  }
  return undefined;
}
