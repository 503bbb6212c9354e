import { h, makeLocalText } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as article from "./article.js";
import * as candidateMarkers from "./candidate_markers.js";
import * as candidates from "./candidates.js";
import * as card from "./card.js";
import * as currentPlace from "./current_place.js";
import * as drafts from "./drafts.js";
import * as form from "./form.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";
import * as moves from "./moves.js";
import * as position from "./position.js";
import * as requests from "./requests.js";
import * as saving from "./saving.js";
import * as session from "./session.js";
import * as sketch from "./sketch.js";

/** Changes of a draft that its sketch on the map shows. */
const SKETCHED = ["geometry", "uncertainty_m", "state", "layer", "marker-symbol"];
let asked = 0;

/** Build the card in which a place is edited, and what draws it on the map. @param {HTMLElement} app */
export function init(app) {
  card.init(app);
  sketch.init();
  candidateMarkers.init();
  moves.init(takeChange);
  saving.init({ draw: drawEditor, close: closeEditor, leave: leavePlace });
  candidates.init({ reveal: card.revealAt, take: saving.takePlace, saved: saving.tellSaved });
  addEventListener("keydown", (event) => {
    const inside = card.isOpen() && card.cardNode().contains(document.activeElement);
    if (event.key === "Escape" && inside && store.get("selected") < 0) closeEditor();
  });
}

/**
 * Edit place `i` as it stands in its file now, or as it was left.
 * @param {Place} i
 * @param {How} [how]
 */
export async function editPlace(i, how = {}) {
  asked += 1;
  const own = asked;
  const id = data.idOf(i);
  if (currentPlace.currentDraft()?.id === id && card.isOpen()) return currentPlace.currentDraft();
  const [answer] = await Promise.all([requests.lookUp("place", { id }), candidates.loadCandidates(id)]);
  if (own !== asked) return null;
  const kept = drafts.getDraft("place", id);
  currentPlace.takeDraft(currentPlace.currentDraft(), answer.facts ?? []);
  if (!answer.ok) return refusePlace(formParts.makeRefusal(answer));
  const { layer, feature } = answer;
  if (!feature && !kept) return refusePlace(h("p", { class: "card-line" }, t("edit.locked")));
  currentPlace.replaceDraft(
    kept ?? { what: "place", id, layer, was: layer, base: feature, next: drafts.copyValue(feature) },
  );
  drawEditor(how);
  if (!how.still) revealDraft(i);
  session.emit("shown");
  return currentPlace.currentDraft();
}

/** Begin a place that is not there yet, or go on with the one that was begun. @param {any} [at] */
export function beginPlace(at) {
  const open = formParts.formData().layers.filter((each) => each.open);
  if (!open.length) return statusLine.announce(t("edit.locked"));
  const geometry = at ? { type: "Point", coordinates: geodesy.toPosition(at) } : null;
  const properties = geometry ? {} : { located_by: "none" };
  const next = { type: "Feature", properties, geometry };
  asked += 1;
  store.set({ selected: -1 });
  currentPlace.takeDraft(
    drafts.getDraft("place", "") ?? { what: "place", id: "", layer: open[0].id, was: "", base: null, next },
    [],
  );
  drawEditor();
  return currentPlace.currentDraft();
}

function refusePlace(words) {
  showBoard(t("edit.title"), h("div", { class: "card-body" }, words));
  return null;
}

/**
 * Show something else in the card than a place.
 * @param {string} title
 * @param {HTMLElement} body
 */
export function showBoard(title, body) {
  asked += 1;
  currentPlace.replaceDraft(null);
  sketch.hideSketch();
  candidates.hideCandidates();
  card.showCard(title, "", leavePlace, body);
  card.focusCard();
}

function cardSubtitle({ id, layer }) {
  const own = formParts.formData().layers.find((each) => each.id === layer);
  return own ? `${pickText(own.name).text}${id ? ` · ${id}` : ""}` : "";
}

/** @param {How} [how] */
function drawEditor({ quiet } = {}) {
  const draft = currentPlace.currentDraft();
  const top = card.cardNode().scrollTop;
  const words = formParts.nameInLanguage(draft.next.properties);
  const body = h("div", { class: "card-body edit-form" }, form.makeGroups(takeChange));
  card.showCard(
    words.text ? makeLocalText(words) : t("edit.fresh"),
    cardSubtitle(draft),
    leavePlace,
    body,
    form.makeFormFoot(),
  );
  card.cardNode().scrollTop = top;
  sketch.showSketch(draft, takeChange);
  if (!quiet) card.focusCard();
}

/** Take a change of the form or of the map: ("geometry", value), ("layer", id) or a property. */
function takeChange(name, value) {
  const draft = currentPlace.currentDraft();
  const { properties } = draft.next;
  const before = drafts.copyValue(draft.next.geometry);
  if (name === "geometry") draft.next.geometry = value;
  else if (name === "layer") draft.layer = value;
  else if (value === null) delete properties[name];
  else properties[name] = value;
  if (name === "within" && !before) properties.located_by = moves.knownBy(properties.located_by, value);
  drafts.putDraft(draft);
  if (name === "geometry" && !drafts.isSameValue(before, value)) currentPlace.noteStep(before);
  showChange(name, name === "geometry" && Boolean(before) !== Boolean(value));
}

/** Show on card and map what has changed; `anew` where other fields are needed. */
function showChange(name, anew) {
  const draft = currentPlace.currentDraft();
  const { geometry } = draft.next;
  if (anew) drawEditor({ quiet: true });
  else if (SKETCHED.includes(name)) sketch.showSketch(draft, takeChange);
  if (name === "uncertainty_m" && geometry?.type === "Point") card.revealAt(geodesy.toLatLng(geometry.coordinates));
  if (name === "name_en" && !draft.base) offerId();
  position.showPosition(card.cardNode(), draft);
  card.findCardPart(".edit-status")?.replaceChildren(form.draftStatus());
}

/** Offer an id as soon as there is a name to make it of. */
function offerId() {
  const { properties } = currentPlace.currentDraft().next;
  card.findCardPart("[data-field=id]")?.replaceWith(
    formParts.makeFormField("place", "id", properties, takeChange, form.suggestId()),
  );
}

function revealDraft(i) {
  const { geometry } = currentPlace.currentDraft().next;
  const point = geometry?.type === "Point" && geodesy.toLatLng(geometry.coordinates);
  if (candidates.isShowing()) candidates.frameCandidates(point ? [point] : []);
  else if (point) card.revealAt(point);
  else view.revealPlace(i);
}

/** Leave the place; what is unsaved stays as it is. */
function leavePlace() {
  if (store.get("selected") >= 0) store.set({ selected: -1 });
  else closeEditor();
}

export function closeEditor() {
  asked += 1;
  currentPlace.takeDraft(null);
  card.hideCard();
  sketch.hideSketch();
  candidates.hideCandidates();
  article.closeArticle();
  session.emit("free");
}

/** Follow the selection while the page is in edit mode. @param {How} [how] */
export function followSelection(how = {}) {
  const i = store.get("selected");
  const draft = currentPlace.currentDraft();
  if (i >= 0) editPlace(i, how);
  else if (draft?.id || !draft) closeEditor();
}

/** Draw the card anew, in the language of the page. */
export function redrawEditor() {
  if (currentPlace.currentDraft() && card.isOpen()) drawEditor({ quiet: true });
}
