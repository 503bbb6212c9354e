import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as card from "./card.js";
import * as conflict from "./conflict.js";
import * as currentPlace from "./current_place.js";
import * as drafts from "./drafts.js";
import * as faultText from "./fault_text.js";
import * as fields from "./fields.js";
import * as formParts from "./form_parts.js";
import * as requests from "./requests.js";
import * as session from "./session.js";

/** What the editor does: {draw, close, leave}. */
let editor = null;

/**
 * Take what the editor does when something was saved, or given up.
 * @param {{ draw: (how?: How) => void, close: () => void, leave: () => void }} acts
 */
export function init(acts) {
  editor = acts;
}

export function discardPlace() {
  const draft = currentPlace.currentDraft();
  drafts.dropDraft("place", draft.id);
  if (!draft.base) return editor.close();
  currentPlace.takeDraft({ ...draft, layer: draft.was, next: drafts.copyValue(draft.base) });
  editor.draw();
  session.emit("free");
  return undefined;
}

export const removePlace = () => sendPlace({ ...currentPlace.currentDraft(), next: null }, "edit.removed");

export function savePlace() {
  const draft = currentPlace.currentDraft();
  if (!draft) return undefined;
  const id = draft.id || draft.next.properties.id;
  if (!id) {
    return fields.blameField(card.cardNode(), { property: "id", rule: t("edit.needed"), mend: "" }) &&
      card.findCardPart("[data-field=id] input").focus();
  }
  return sendPlace({ ...draft, id }, "edit.saved");
}

async function sendPlace(made, words) {
  const { id, layer, base, next } = made;
  card.findCardPart(".edit-refused")?.replaceChildren();
  const answer = await requests.postChange("save", {
    what: "place",
    id,
    layer,
    base,
    next: next && { ...next, id, properties: { ...next.properties, id } },
  });
  if (answer.status === 409 && "theirs" in answer) return settlePlace(made, answer.theirs, words);
  if (!answer.ok) return blamePlace(answer, id);
  const draft = currentPlace.currentDraft();
  drafts.dropDraft("place", draft.id);
  currentPlace.takeDraft(next ? { ...draft, id, was: layer, base: next, next: drafts.copyValue(next) } : draft);
  card.findCardPart(".edit-status")?.replaceChildren(t("edit.all_saved"));
  tellSaved(answer, words, next ? id : "");
  if (!next) editor.leave();
  return true;
}

/**
 * Tell that something was saved, now and on the page that comes next.
 * @param {Answer} answer
 * @param {string} words
 * @param {string} [id]
 * @param {string} [more]
 */
export function tellSaved(answer, words, id = currentPlace.currentDraft()?.id, more = "") {
  const warned = answer.warnings?.length
    ? ` ${answer.warnings.map((each) => faultText.memberText(each, "rule")).join(t("edit.faults.between"))}`
    : "";
  const said = t(words) + warned + more;
  statusLine.announce(said);
  session.emit("saved", { said, select: id });
  session.emit("history", answer.history);
}

/**
 * Take the place as it stands in its file now; what else of it is unsaved stays. With `answer` its
 * position was accepted, which goes over one that is not saved.
 * @param {Feature} feature
 * @param {Answer} answer
 * @param {string} words
 */
export function takePlace(feature, answer, words) {
  const draft = currentPlace.currentDraft();
  const kept = drafts.getDraft("place", draft.id);
  const next = kept ? conflict.rebaseDraft(draft.base, feature, draft.next) : drafts.copyValue(feature);
  if (kept && answer) {
    for (const name of data.constants().position) next.properties[name] = feature.properties[name];
    next.geometry = drafts.copyValue(feature.geometry);
  }
  currentPlace.takeDraft({ ...draft, base: feature, next });
  drafts.putDraft(currentPlace.currentDraft());
  editor.draw({ quiet: true });
  if (answer) tellSaved(answer, words, draft.id, hasNote(feature) ? ` ${t("edit.ghost.note_stays")}` : "");
}

/** Return whether a place has a note, in any language: it may tell of the position that was. */
const hasNote = ({ properties }) => formParts.namesByLanguage("note").some((name) => properties[name]);

function blamePlace(answer, id) {
  const isMine = (fault) => fault.id === id && fields.blameField(card.cardNode(), fault);
  const rest = answer.faults?.filter((fault) => !isMine(fault));
  if (!answer.faults || rest.length) {
    card.findCardPart(".edit-refused").replaceChildren(
      formParts.makeRefusal(rest ? { ...answer, faults: rest } : answer),
    );
    card.findCardPart(".edit-refused").scrollIntoView({ block: "center" });
  } else card.findCardPart("[aria-invalid]")?.focus();
  statusLine.announce(t("edit.refused"));
  return false;
}

async function settlePlace(made, theirs, words) {
  const choice = await conflict.chooseVersion("place", made, theirs);
  if (choice === "mine") {
    const draft = { ...made, base: theirs, next: conflict.rebaseDraft(made.base, theirs, made.next) };
    currentPlace.replaceDraft(draft);
    if (draft.next) drafts.putDraft(draft);
    return sendPlace(draft, words);
  }
  if (choice === "theirs") {
    drafts.dropDraft("place", made.id);
    if (!theirs) return editor.close();
    currentPlace.replaceDraft({ ...made, base: theirs, next: drafts.copyValue(theirs) });
    editor.draw();
    session.emit("free");
  }
  return false;
}
