import { h, makeButton } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as candidateText from "./candidate_text.js";
import * as conflict from "./conflict.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";

const BETTER = "better";
/** What stands for a licence that a source does not state, as in the contract of the content. */
const UNSTATED = "none stated";
/** What is being said of which candidate; it outlives a new drawing. */
let written = { of: "", text: null };
let saying = { of: "" };

const candidateKey = (each) => JSON.stringify([each.place, each.service, each.record]);

/**
 * Make what unfolds below a candidate: reasons, what accepting it would write, and the ways to
 * accept, reject and note. `act` gets the candidate, the decision and the box for what goes wrong.
 * @param {Candidate} each
 * @param {any} given
 */
export function makeVerdictPanel(each, { draft, whole, act }) {
  if (saying.of !== candidateKey(each)) {
    saying = {
      of: candidateKey(each),
      located_by: each.would.located_by,
      radius_m: each.would.uncertainty_m,
      lower: false,
    };
  }
  const said = saying;
  const box = h("div", { class: "ghost-refused" });
  const against = candidateText.candidateMarks(each);
  return h(
    "div",
    { class: "ghost-told", id: "ghost-told", role: "group", "aria-label": candidateText.candidateName(each) },
    candidateText.makeTerms(candidateText.describeWhere(each, { whole, base: draft.base })),
    h(
      "p",
      { class: "ghost-parts" },
      h("span", { class: "hidden" }, t("edit.ghost.parts")),
      candidateText.scoreParts(each).map(makeScorePart),
    ),
    against.length > 0 &&
      h("ul", { class: "ghost-against" }, against.map((name) => h("li", {}, candidateText.markWords(name, "long")))),
    h("p", { class: "ghost-licence" }, licenceWords(each)),
    h(
      "details",
      { class: "edit-more ghost-source" },
      h("summary", { class: "hint" }, t("edit.ghost.found")),
      candidateText.makeTerms(candidateText.describeWhat(each)),
    ),
    each.licence && !["look-only", "outside"].includes(each.refused) && makeWording(each, said),
    makeRefusalNote(each, draft),
    box,
    makeVerdictButtons(each, said, draft, (decision) => act(each, decision, box)),
    makeNoteField(each, (decision) => act(each, decision, box)),
  );
}

/** Say the licence, and whether its terms permit keeping what was found. */
function licenceWords({ licence, service }) {
  if (!licence) return t("edit.ghost.look_why", { service });
  return licence === UNSTATED ? t("edit.ghost.unstated", { licence }) : t("edit.ghost.keep", { licence });
}

const makeScorePart = ([words, points]) =>
  h(
    "span",
    { class: `ghost-part ${points < 0 ? "is-less" : ""}` },
    words,
    " ",
    h("b", {}, (points < 0 ? "−" : "+") + strings.formatNumber(Math.abs(points))),
  );

/** How the candidate stands for the place, and how exactly: what a person knows better than a rule. */
function makeWording(each, said) {
  const { located_by: by } = formParts.formData().schemas.place.properties;
  const methods = formParts.enumChoices("place", "located_by", by.enum.filter((name) => name !== "none"));
  const makeSetter = (name) => (value) => (said[name] = value);
  return h(
    "div",
    { class: "ghost-said" },
    fields.makeField({
      id: "ghost-by",
      name: "by",
      node: {},
      label: t("edit.place.located_by"),
      value: said.located_by,
      required: true,
      options: methods,
      change: makeSetter("located_by"),
    }),
    fields.makeField({
      id: "ghost-radius",
      name: "radius",
      node: { type: "number" },
      label: t("edit.place.uncertainty_m"),
      value: said.radius_m,
      required: true,
      unit: "m",
      change: makeSetter("radius_m"),
    }),
  );
}

/** Say why a candidate cannot be accepted, or what a better position it would go over. */
function makeRefusalNote(each, draft) {
  if (!each.refused || each.refused === "look-only") return null;
  const { uncertainty_m: radius, located_by: by } = draft.base.properties;
  const is = { radius: radius ? geodesy.formatMetres(radius) : t("edit.radius_unknown"), by: t(`located_by.${by}`) };
  return h("p", { class: "ghost-why", id: "ghost-why" }, t(`edit.ghost.why.${each.refused}`, is));
}

function makeVerdictButtons(each, said, draft, act) {
  const never = each.refused && each.refused !== BETTER;
  const lower = h("input", {
    type: "checkbox",
    id: "ghost-lower",
    checked: said.lower,
    on: { change: () => (said.lower = lower.checked) },
  });
  const acceptCandidate = () => {
    if (!(said.radius_m > 0)) {
      return fields.blameField(document.getElementById("ghost-told"), {
        property: "radius",
        rule: t("edit.ghost.metres"),
        mend: "",
      }) && document.getElementById("ghost-radius").focus();
    }
    return act({ act: "accept", located_by: said.located_by, radius_m: said.radius_m, lower: said.lower });
  };
  return h(
    "div",
    {},
    each.refused === BETTER && h("label", { class: "ghost-lower", for: "ghost-lower" }, lower, t("edit.ghost.lower")),
    h(
      "div",
      { class: "edit-buttons" },
      !never &&
        makeButton("main-button", acceptCandidate, {
          id: "ghost-accept",
          "aria-describedby": each.refused ? "ghost-why" : null,
        }, t("edit.ghost.accept")),
      makeButton("quiet-button", () => act({ act: "reject" }), { id: "ghost-reject" }, t("edit.ghost.reject")),
    ),
  );
}

function makeNoteField(each, act) {
  const own = written.of === candidateKey(each) ? written.text : null;
  const note = h("input", {
    type: "text",
    class: "field-control",
    id: "ghost-note",
    maxlength: data.constants().note_length,
    autocomplete: "off",
    dir: "auto",
  });
  note.value = own ?? each.note;
  let sent = each.note;
  note.addEventListener(
    "input",
    () => (written = { of: candidateKey(each), text: note.value === sent ? null : note.value }),
  );
  const saveNote = async () => {
    const text = note.value.trim();
    const before = written.text;
    sent = text;
    // what is typed before the answer has come and is drawn is a new note
    if (!(await act({ act: "note", note: text }))) sent = each.note;
    else if (written.text === before) written = { of: "", text: null };
  };
  note.addEventListener("keydown", (event) => event.key === "Enter" && saveNote());
  return h(
    "div",
    { class: "field ghost-noting" },
    h("label", { class: "field-label", for: "ghost-note" }, t("edit.ghost.note")),
    h(
      "div",
      { class: "field-line" },
      note,
      makeButton("quiet-button", saveNote, { id: "ghost-note-save" }, t("edit.ghost.note_save")),
    ),
  );
}

/** Return whether a note is being written. */
export const isWritingNote = () => written.text !== null && Boolean(document.getElementById("ghost-note"));

/**
 * Say what keeps a decision from standing.
 * @param {Answer} answer
 * @param {HTMLElement | null} box
 */
export function showRefusal(answer, box) {
  box?.replaceChildren(formParts.makeRefusal(answer));
  box?.scrollIntoView({ block: "nearest" });
  statusLine.announce(t("edit.refused"));
  return false;
}

/**
 * Show both versions; return what `conflict.chooseVersion` does.
 * @param {Candidate} each
 * @param {any} said
 * @param {Draft} draft
 * @param {any} theirs
 * @param {string} of
 */
export function compareVersions(each, said, draft, theirs, of) {
  if (of === "candidate") {
    const seen = Object.fromEntries(Object.keys(theirs).map((name) => [name, each[name]]));
    const verdicts = { accept: "accepted", reject: "rejected", reopen: "" };
    const next = said.act === "note" ? { ...seen, note: said.note } : { ...seen, verdict: verdicts[said.act] };
    return conflict.chooseVersion("candidate", { base: seen, next }, theirs);
  }
  const next = drafts.copyValue(draft.base);
  Object.assign(next.properties, each.would, { located_by: said.located_by, uncertainty_m: said.radius_m });
  next.geometry = { type: "Point", coordinates: [each.wgs84_lon, each.wgs84_lat] };
  return conflict.chooseVersion("place", { base: draft.base, next }, theirs);
}
