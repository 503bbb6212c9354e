import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as ask from "./ask.js";
import * as card from "./card.js";
import * as conflict from "./conflict.js";
import * as current from "./current.js";
import * as drafts from "./drafts.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";
import * as session from "./session.js";
import * as telling from "./telling.js";

/** What the editor does: {draw, close, leave}. */
let editor = null;

/**
 * Take what the editor does when something was saved, or given up.
 * @param {{ draw: (how?: How) => void, close: () => void, leave: () => void }} acts
 */
export function init(acts) {
  editor = acts;
}

export function discard() {
  const draft = current.draft();
  drafts.drop("place", draft.id);
  if (!draft.base) return editor.close();
  current.take({ ...draft, layer: draft.was, next: drafts.copy(draft.base) });
  editor.draw();
  session.tell("free");
  return undefined;
}

export function remove() {
  return send({ ...current.draft(), next: null }, "edit.removed");
}

export function save() {
  const draft = current.draft();
  if (!draft) return undefined;
  const id = draft.id || draft.next.properties.id;
  if (!id) {
    return fields.blame(card.node(), { property: "id", rule: t("edit.needed"), mend: "" }) &&
      card.part("[data-field=id] input").focus();
  }
  return send({ ...draft, id }, "edit.saved");
}

async function send(made, words) {
  const { id, layer, base, next } = made;
  card.part(".edit-refused")?.replaceChildren();
  const answer = await ask.act("save", {
    what: "place",
    id,
    layer,
    base,
    next: next && { ...next, id, properties: { ...next.properties, id } },
  });
  if (answer.status === 409 && "theirs" in answer) return settle(made, answer.theirs, words);
  if (!answer.ok) return blame(answer, id);
  const draft = current.draft();
  drafts.drop("place", draft.id);
  current.take(next ? { ...draft, id, was: layer, base: next, next: drafts.copy(next) } : draft);
  card.part(".edit-status")?.replaceChildren(t("edit.all_saved"));
  saved(answer, words, next ? id : "");
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
export function saved(answer, words, id = current.draft()?.id, more = "") {
  const warned = answer.warnings?.length
    ? ` ${answer.warnings.map((each) => telling.text(each, "rule")).join(t("edit.faults.between"))}`
    : "";
  const said = t(words) + warned + more;
  voice.say(said);
  session.tell("saved", { said, select: id });
  session.tell("history", answer.history);
}

/**
 * Take the place as it stands in its file now; what else of it is unsaved stays. With `answer` its
 * position was accepted, which goes over one that is not saved.
 * @param {Feature} feature
 * @param {Answer} answer
 * @param {string} words
 */
export function take(feature, answer, words) {
  const draft = current.draft();
  const kept = drafts.get("place", draft.id);
  const next = kept ? conflict.onTop(draft.base, feature, draft.next) : drafts.copy(feature);
  if (kept && answer) {
    for (const name of data.constants().position) next.properties[name] = feature.properties[name];
    next.geometry = drafts.copy(feature.geometry);
  }
  current.take({ ...draft, base: feature, next });
  drafts.put(current.draft());
  editor.draw({ quiet: true });
  if (answer) saved(answer, words, draft.id, noted(feature) ? ` ${t("edit.ghost.note_stays")}` : "");
}

/** Return whether a place has a note, in any language: it may tell of the position that was. */
function noted({ properties }) {
  return forms.spoken("note").some((name) => properties[name]);
}

function blame(answer, id) {
  const mine = (fault) => fault.id === id && fields.blame(card.node(), fault);
  const rest = answer.faults?.filter((fault) => !mine(fault));
  if (!answer.faults || rest.length) {
    card.part(".edit-refused").replaceChildren(forms.refusal(rest ? { ...answer, faults: rest } : answer));
    card.part(".edit-refused").scrollIntoView({ block: "center" });
  } else card.part("[aria-invalid]")?.focus();
  voice.say(t("edit.refused"));
  return false;
}

async function settle(made, theirs, words) {
  const choice = await conflict.choose("place", made, theirs);
  if (choice === "mine") {
    const draft = { ...made, base: theirs, next: conflict.onTop(made.base, theirs, made.next) };
    current.replace(draft);
    if (draft.next) drafts.put(draft);
    return send(draft, words);
  }
  if (choice === "theirs") {
    drafts.drop("place", made.id);
    if (!theirs) return editor.close();
    current.replace({ ...made, base: theirs, next: drafts.copy(theirs) });
    editor.draw();
    session.tell("free");
  }
  return false;
}
