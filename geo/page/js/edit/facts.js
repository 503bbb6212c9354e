import { h, local } from "../core/dom.js";
import { icon } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as article from "./article.js";
import * as ask from "./ask.js";
import * as conflict from "./conflict.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";

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
export function section(ident, facts, saved) {
  tellSaved = saved;
  place = ident;
  told = facts;
  const unsaved = drafts.every().find((each) => each.what === "fact" && each.place === ident);
  open = unsaved?.id ?? "";
  node = h("div", { class: "edit-told" });
  draw();
  return node;
}

function draw(focus = "") {
  const fresh = open && !told.some((each) => each.id === open);
  node.replaceChildren(
    h(
      "ul",
      {},
      told.map((cells) => h("li", { class: "edit-fact" }, cells.id === open ? form(cells) : row(cells))),
      fresh && h("li", { class: "edit-fact" }, form(null)),
    ),
    h(
      "button",
      { type: "button", class: "quiet-button", id: "edit-add-fact", on: { click: add } },
      icon("plus"),
      t("edit.fact.add"),
    ),
  );
  if (focus) document.getElementById(focus)?.focus();
}

const statement = (cells) => strings.pick(Object.fromEntries(forms.get().languages.map((code) => [code, cells[code]])));

function row(cells) {
  const figure = [cells.value, cells.unit].filter(Boolean).join(" ");
  return h(
    "button",
    {
      type: "button",
      class: "edit-row",
      id: `fact-${cells.id}`,
      "aria-expanded": "false",
      on: { click: () => unfold(cells.id) },
    },
    h("span", { class: "edit-row-id" }, cells.id),
    local(statement(cells), "span", { class: "edit-row-text" }),
    figure && h("span", { class: "edit-row-figure" }, figure),
  );
}

function unfold(id) {
  open = id;
  draw(`edit-fact-${forms.get().languages[0]}`);
}

async function add() {
  const { id } = await ask.look("fact");
  if (!id) return;
  const sources = forms.get().sources;
  put({ what: "fact", id, place, base: null, next: { id, place, source: sources.length === 1 ? sources[0].id : "" } });
  unfold(id);
}

/** Keep a draft; in the table all cells are text. */
function put(draft) {
  drafts.put(draft);
  node?.querySelector(".edit-fact-form")?.classList.add("is-unsaved");
}

/** Return columns in the order in which they are filled in. */
function columns() {
  const { languages } = forms.get();
  return [
    ...languages,
    "topic",
    "state",
    "period",
    "measure",
    "value",
    ...forms.spoken("unit"),
    "bound",
    "source",
    "start",
    "end",
    ...forms.spoken("note"),
  ];
}

function form(cells) {
  const draft = drafts.get("fact", open) ?? { what: "fact", id: open, place, base: cells, next: { ...cells } };
  const change = (name, value) => {
    if (value === null) delete draft.next[name];
    else draft.next[name] = String(value);
    put(draft);
  };
  const { topics, sources } = forms.get();
  const extra = { topic: { options: forms.terms(topics) }, source: { options: forms.terms(sources) } };
  const box = h("div", { class: "edit-fact-form", role: "group", "aria-label": t("edit.fact.one", { id: open }) });
  const wrong = h("div", {});
  const made = columns().map((name) => forms.field("fact", name, draft.next, change, extra[name]));
  made.splice(made.findIndex((each) => each.dataset.field === "start"), 0, citing(draft, change, box));
  box.append(
    h("p", { class: "edit-row-id" }, open),
    ...made,
    wrong,
    h(
      "div",
      { class: "edit-buttons" },
      h(
        "button",
        { type: "button", class: "main-button", on: { click: () => save(draft, box, wrong) } },
        t("edit.fact.save"),
      ),
      h("button", { type: "button", class: "quiet-button", on: { click: () => discard(draft) } }, t("edit.discard")),
      draft.base &&
        h(
          "button",
          { type: "button", class: "text-button danger", on: { click: () => remove(draft, box, wrong) } },
          t("edit.fact.remove"),
        ),
    ),
  );
  return box;
}

/** The way to the text that a fact cites, where the text is at hand. */
function citing(draft, change, box) {
  const source = () => forms.get().sources.find(({ id }) => id === draft.next.source);
  const cite = (start, end) => {
    change("start", start);
    change("end", end);
    fields.show(box, "start", start);
    fields.show(box, "end", end);
  };
  const act = async () => {
    const shown = source()?.text &&
      (await article.open(draft.next.source, { start: Number(draft.next.start), end: Number(draft.next.end) }, cite));
    if (!shown) voice.say(t("edit.article.absent"));
  };
  return h(
    "button",
    { type: "button", class: "quiet-button", on: { click: act } },
    icon("quote"),
    t("edit.article.choose"),
  );
}

function discard(draft) {
  drafts.drop("fact", draft.id);
  article.close();
  open = "";
  draw(draft.base ? `fact-${draft.id}` : "edit-add-fact");
}

function remove(draft, box, wrong) {
  return save({ ...draft, next: null }, box, wrong);
}

async function save(draft, box, wrong) {
  wrong.replaceChildren();
  const answer = await ask.act("save", { what: "fact", id: draft.id, base: draft.base, next: draft.next });
  if (answer.status === 409 && "theirs" in answer) return settle(draft, answer.theirs, box, wrong);
  if (!answer.ok) return blame(answer, draft, box, wrong);
  drafts.drop("fact", draft.id);
  told = told.filter((each) => each.id !== draft.id || draft.next).map((
    each,
  ) => (each.id === draft.id ? draft.next : each));
  if (draft.next && !told.some((each) => each.id === draft.id)) told.push(draft.next);
  open = "";
  draw(draft.next ? `fact-${draft.id}` : "edit-add-fact");
  tellSaved(answer, draft.next ? "edit.saved" : "edit.removed");
  return undefined;
}

function blame(answer, draft, box, wrong) {
  const mine = (fault) => fault.id === draft.id && fields.blame(box, fault);
  const rest = answer.faults?.filter((fault) => !mine(fault));
  if (!answer.faults || rest.length) wrong.replaceChildren(forms.refusal(rest ? { ...answer, faults: rest } : answer));
  else box.querySelector("[aria-invalid]")?.focus();
}

async function settle(draft, theirs, box, wrong) {
  const choice = await conflict.choose("fact", { base: draft.base, next: draft.next }, theirs);
  if (choice === "mine") {
    return save({ ...draft, base: theirs, next: conflict.onTop(draft.base, theirs, draft.next) }, box, wrong);
  }
  if (choice === "theirs") {
    told = told.filter((each) => each.id !== draft.id || theirs).map((each) => (each.id === draft.id ? theirs : each));
    discard({ ...draft, base: theirs });
  }
  return undefined;
}
