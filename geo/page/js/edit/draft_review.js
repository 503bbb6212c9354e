import { h } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as conflict from "./conflict.js";
import * as draftCard from "./draft_card.js";
import * as draftHead from "./draft_head.js";
import * as draftPlaces from "./draft_places.js";
import * as draftSelection from "./draft_selection.js";
import * as draftState from "./draft_state.js";
import * as draftText from "./draft_text.js";
import * as requests from "./requests.js";
import * as session from "./session.js";

const EVERY = ["figure", "name"];
/** Milliseconds for which a selection made with a pointer has to rest. */
const REST = 350;
/** Keys outside of fields, within them with Alt; by their place on the keyboard, since Alt changes what they write. */
const KEYS = {
  KeyX: () => decideChosen("reject"),
  KeyN: () => goOn(EVERY),
  KeyP: () => goOn(EVERY, -1),
  KeyU: () => goOn(["sentence"]),
  KeyR: () => decideChosen("read"),
  KeyF: () => citeSentence(),
  KeyS: () => sayTurned("state"),
  KeyB: () => sayTurned("bound"),
  KeyZ: () => session.emit("step", "undo"),
  KeyT: () => root.querySelector(".drafts-text").focus(),
  Digit1: () => draftPlaces.takePlaceNumber(1),
  Digit2: () => draftPlaces.takePlaceNumber(2),
  Digit3: () => draftPlaces.takePlaceNumber(3),
};
/** What the buttons of the head do. */
const HEAD = { unread: () => goOn(["sentence"]), refresh: () => session.emit("refresh"), close: () => closeReview() };
const ACTS = {
  accept: () => decideChosen("accept"),
  reject: () => decideChosen("reject"),
  read: () => decideChosen("read"),
  reopen: () => decideChosen("reopen"),
  fact: () => citeSentence(),
  undo: () => session.emit("step", "undo"),
  next: () => goOn(draftState.chosenRow()?.sort === "sentence" ? ["sentence"] : EVERY),
};

let root = null;
let opener = null;
let busy = false;
let pressed = false;
let pending = 0;
let byHand = false;

/** Build nothing yet; follow what changes in the files and the page. */
export function init() {
  document.addEventListener("served", () => session.isOn() && draftState.loadDrafts());
  session.on("saved", () => session.isOn() && reloadReview());
  session.on("drafts", () => isReviewOpen() && !busy && refreshReview());
  store.on(["lang"], () => isReviewOpen() && (buildPanel(), redrawReview()));
  document.addEventListener("selectionchange", followSelection);
  for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
    addEventListener(type, () => {
      pressed = type === "pointerdown";
      byHand = true;
      followSelection();
    }, true);
  }
  addEventListener("keydown", () => (byHand = false), true);
}

export const isReviewOpen = () => Boolean(root?.isConnected);

/**
 * Open the text beside the map, at what waits; a page that takes up one before it keeps its view.
 * @param {{ again?: boolean }} [how]
 */
export async function openReview({ again } = {}) {
  opener = document.activeElement;
  draftState.restoreWritten();
  await draftState.loadDrafts();
  document.documentElement.classList.add("is-reviewing");
  buildPanel();
  redrawReview();
  store.set({ selected: -1 });
  view.leafletMap().invalidateSize({ pan: false });
  if (!again) view.showSites(true);
  session.emit("drafts");
  if (draftState.chosenRow()) showDraft();
  else goOn(draftState.nextOpen(EVERY) ? EVERY : ["sentence"]);
}

export function closeReview() {
  if (!isReviewOpen()) return;
  root.remove();
  CSS.highlights?.delete("draft-cited");
  document.documentElement.classList.remove("is-reviewing");
  session.emit("free");
  session.emit("drafts");
  (opener?.isConnected ? opener : document.getElementById("map-stage")).focus({ preventScroll: true });
}

function buildPanel() {
  root?.remove();
  root = h(
    "section",
    { class: "drafts", "aria-labelledby": "drafts-title", on: { keydown: takeReviewKey } },
    draftHead.makeHeadBox(HEAD),
    draftText.makeTextBox(pickDraft),
    draftCard.makeCardBox((name) => ACTS[name]()),
    draftHead.makeLegend(),
  );
  document.getElementById("app").prepend(root);
}

function redrawReview() {
  draftHead.drawProgress();
  draftText.drawText();
  draftCard.drawCard();
  draftText.showChosen();
}

/** Show what has changed in the file, and leave the rest as it is. */
function refreshReview() {
  draftHead.drawProgress();
  if (draftText.drawText()) draftText.showChosen();
  draftCard.refreshCard();
}

/** Choose a draft of the text. */
function pickDraft(id) {
  draftState.chooseDraft(id);
  showDraft();
}

function showDraft() {
  draftCard.drawCard();
  draftText.showChosen();
  draftCard.focusCardField();
}

/** Go on to what waits next; once nothing of its sort does, to the sentences that are still unread. */
function goOn(sorts, way = 1) {
  const next = draftState.nextOpen(sorts, way) ?? draftState.nextOpen(["sentence"], way);
  if (next) {
    if (next.sort === "sentence" && !sorts.includes("sentence")) announceUnread();
    return pickDraft(next.id);
  }
  if (!draftState.nextOpen([...EVERY, "sentence"])) draftState.chooseDraft("");
  statusLine.announce(t(`edit.drafts.none_left.${sorts.includes("sentence") ? "sentence" : "figure"}`));
  return showDraft();
}

const announceUnread = () =>
  statusLine.announce(t("edit.drafts.unread_follow", { n: draftState.countDecided().unread }));

function sayTurned(name) {
  const words = draftCard.turnField(name);
  if (words) statusLine.announce(words);
}

/** Let a verdict on the draft in the card stand, and go on. */
function decideChosen(act) {
  const seen = draftState.chosenRow();
  if (!seen || busy || !isMeant(act, seen)) return undefined;
  return act === "reject" && draftState.isOwnRow(seen) ? discardOwn(seen) : sendVerdict(act, seen);
}

async function sendVerdict(act, seen) {
  busy = true;
  const cells = act === "accept" ? draftState.writtenCells(seen) : {};
  const answer = await requests.postChange("draft", { act, seen, cells, new: draftState.isOwnRow(seen) });
  busy = false;
  if (answer.status === 409 && "theirs" in answer) return settleDraft(act, seen, cells, answer.theirs);
  if (!answer.ok) return refuseDraft(answer);
  draftState.takeRow(answer.row);
  draftState.takeRead(answer.read);
  session.emit("history", answer.history);
  redrawReview();
  tellDecided(act, answer);
  if (act === "reopen") return showDraft();
  return goOn(seen.sort === "sentence" ? ["sentence"] : EVERY);
}

/** Give up a draft of words that were chosen by hand. */
function discardOwn(row) {
  draftState.dropWritten(row.id);
  draftState.chooseDraft("");
  redrawReview();
  root.querySelector(".drafts-text").focus();
}

/** Return whether an act makes sense of a draft: keys are pressed at any time. */
function isMeant(act, row) {
  if (act === "reopen") return !row.made && Boolean(row.verdict);
  return draftState.isOpenDraft(row) && (act === "read") === (row.sort === "sentence");
}

function tellDecided(act, { row, warnings }) {
  const notes = warnings.length ? ` ${t("edit.drafts.warned", { n: warnings.length })}` : "";
  statusLine.announce(t(`edit.drafts.done.${act}`, { id: row.made ?? "" }) + notes);
}

function refuseDraft(answer) {
  draftCard.showWrong(answer);
  statusLine.announce(t("edit.refused"));
  if (answer.files) draftState.loadDrafts();
}

/** Show both versions where somebody else has decided it meanwhile. */
async function settleDraft(act, seen, cells, theirs) {
  if (!theirs) {
    statusLine.announce(t("edit.drafts.gone"));
    draftState.dropWritten(seen.id);
    return draftState.loadDrafts();
  }
  const choice = await conflict.chooseVersion("fact", { base: seen, next: { ...seen, ...cells } }, theirs);
  if (!choice) return undefined;
  const kept = choice === "mine" ? cells : {};
  draftState.takeRow(theirs);
  for (const [name, value] of Object.entries(kept)) draftState.writeCell(theirs, name, value);
  redrawReview();
  return choice === "mine" ? sendVerdict(act, theirs) : showDraft();
}

/** Look again at what stands in the file; the first that has changed comes into the card. */
async function reloadReview() {
  const before = new Map(draftState.listRows().map((row) => [row.id, row.verdict]));
  await draftState.loadDrafts();
  const changed = draftState.listRows().find((row) => before.has(row.id) && before.get(row.id) !== row.verdict);
  if (changed && isReviewOpen()) pickDraft(changed.id);
}

/** Make a fact of the sentence in the card. */
function citeSentence() {
  const span = draftSelection.readSelection();
  const row = draftState.chosenRow();
  if (span) return parseSpan(span);
  return row && parseSpan({ start: Number(row.clause_start || row.start), end: Number(row.clause_end || row.end) });
}

/** Fill the card from words of the text. */
async function parseSpan({ start, end }) {
  const { source } = draftState.reviewAnswer();
  const answer = await requests.lookUp("words", { source, start, end });
  if (!answer.ok) return draftCard.showWrong(answer);
  if (!answer.row) return statusLine.announce(t("edit.drafts.no_words"));
  const touch = matchMedia("(pointer: coarse)").matches;
  draftState.takeWords(answer);
  if (!touch) draftSelection.clearSelection();
  if (!touch) draftText.drawText();
  return showDraft();
}

/** A selection that a pointer has made is parsed once it rests. */
function followSelection() {
  clearTimeout(pending);
  if (!isReviewOpen() || pressed || !byHand || !draftSelection.readSelection()) return;
  pending = setTimeout(() => {
    const span = draftSelection.readSelection();
    byHand = false;
    if (span) parseSpan(span);
  }, REST);
}

function takeReviewKey(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return undefined;
  const done = takeEnter(event) || takeArrow(event) || takeLetter(event) || takeEscape(event);
  if (!done) return undefined;
  event.preventDefault();
  return event.stopPropagation();
}

/** Enter takes the card; of statements it first goes to the next that is empty. */
function takeEnter(event) {
  const { target, key, shiftKey } = event;
  if (key === " " && target.matches(".draft")) return draftText.pressFocused();
  if (key !== "Enter" || shiftKey) return false;
  if (target.closest(".drafts-text")) {
    if (draftSelection.readSelection()) parseSpan(draftSelection.readSelection());
    else if (!draftText.pressFocused() && draftState.chosenRow()) showDraft();
    return true;
  }
  if (!target.closest(".drafts-fields") || target.closest("button, summary")) return false;
  const next = target.matches("textarea") && draftCard.nextStatement(target);
  if (next) next.focus();
  else decideChosen("accept");
  return true;
}

function takeArrow({ target, key, shiftKey, altKey }) {
  if (!key.startsWith("Arrow") || altKey || !target.closest(".drafts-text")) return false;
  if (shiftKey) draftSelection.growSelection(key);
  else if (key === "ArrowRight" || key === "ArrowLeft") draftText.stepFocus(key === "ArrowRight" ? 1 : -1);
  else return false;
  return true;
}

function takeLetter({ target, code, altKey, shiftKey }) {
  const writes = target.matches("textarea, select, input:not([type=radio])");
  if (shiftKey || (writes && !altKey) || !KEYS[code]) return false;
  KEYS[code]();
  return true;
}

/** Escape leaves a field for the text, and the text for the map. */
function takeEscape({ target, key }) {
  if (key !== "Escape") return false;
  if (target.closest(".drafts-text")) closeReview();
  else root.querySelector(".drafts-text").focus();
  return true;
}
