import { h, local } from "../core/dom.js";
import { pick, t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as article from "./article.js";
import * as ask from "./ask.js";
import * as candidates from "./candidates.js";
import * as card from "./card.js";
import * as current from "./current.js";
import * as drafts from "./drafts.js";
import * as form from "./form.js";
import * as forms from "./forms.js";
import * as ghosts from "./ghosts.js";
import * as ground from "./ground.js";
import * as moves from "./moves.js";
import * as position from "./position.js";
import * as saving from "./saving.js";
import * as session from "./session.js";
import * as sketch from "./sketch.js";

/** Changes of a draft that its sketch on the map shows. */
const SKETCHED = ["geometry", "uncertainty_m", "state", "layer", "marker-symbol"];
let asked = 0;

/**
 * Build the card in which a place is edited, and what draws it on the map.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} app
 */
export function init(leaflet, app) {
  card.init(leaflet, app);
  sketch.init(leaflet);
  ghosts.init(leaflet);
  moves.init(change);
  saving.init({ draw, close, leave });
  candidates.init({ reveal: card.reveal, take: saving.take, saved: saving.saved });
  addEventListener("keydown", (event) => {
    const inside = card.isOpen() && card.node().contains(document.activeElement);
    if (event.key === "Escape" && inside && store.get("selected") < 0) close();
  });
}

/**
 * Edit place `i` as it stands in its file now, or as it was left.
 * @param {Place} i
 * @param {How} [how]
 */
export async function open(i, how = {}) {
  asked += 1;
  const own = asked;
  const id = data.idOf(i);
  if (current.draft()?.id === id && card.isOpen()) return current.draft();
  const [answer] = await Promise.all([ask.look("place", { id }), candidates.load(id)]);
  if (own !== asked) return null;
  const kept = drafts.get("place", id);
  current.take(current.draft(), answer.facts ?? []);
  if (!answer.ok) return refuse(forms.refusal(answer));
  const { layer, feature } = answer;
  if (!feature && !kept) return refuse(h("p", { class: "card-line" }, t("edit.locked")));
  current.replace(kept ?? { what: "place", id, layer, was: layer, base: feature, next: drafts.copy(feature) });
  draw(how);
  if (!how.still) seen(i);
  session.tell("shown");
  return current.draft();
}

/**
 * Begin a place that is not there yet, or go on with the one that was begun.
 * @param {any} [at]
 */
export function begin(at) {
  const open = forms.get().layers.filter((each) => each.open);
  if (!open.length) return voice.say(t("edit.locked"));
  const geometry = at ? { type: "Point", coordinates: ground.position(at) } : null;
  const properties = geometry ? {} : { located_by: "none" };
  const next = { type: "Feature", properties, geometry };
  asked += 1;
  store.set({ selected: -1 });
  current.take(drafts.get("place", "") ?? { what: "place", id: "", layer: open[0].id, was: "", base: null, next }, []);
  draw();
  return current.draft();
}

function refuse(words) {
  board(t("edit.title"), h("div", { class: "card-body" }, words));
  return null;
}

/**
 * Show something else in the card than a place.
 * @param {string} title
 * @param {HTMLElement} body
 */
export function board(title, body) {
  asked += 1;
  current.replace(null);
  sketch.hide();
  candidates.hide();
  card.show(title, "", leave, body);
  card.focus();
}

function subtitle({ id, layer }) {
  const own = forms.get().layers.find((each) => each.id === layer);
  return own ? `${pick(own.name).text}${id ? ` · ${id}` : ""}` : "";
}

/** @param {How} [how] */
function draw({ quiet } = {}) {
  const draft = current.draft();
  const top = card.node().scrollTop;
  const words = forms.named(draft.next.properties);
  const body = h("div", { class: "card-body edit-form" }, form.groups(change));
  card.show(words.text ? local(words) : t("edit.fresh"), subtitle(draft), leave, body, form.foot());
  card.node().scrollTop = top;
  sketch.show(draft, change);
  if (!quiet) card.focus();
}

/** Take a change of the form or of the map: ("geometry", value), ("layer", id) or a property. */
function change(name, value) {
  const draft = current.draft();
  const { properties } = draft.next;
  const before = drafts.copy(draft.next.geometry);
  if (name === "geometry") draft.next.geometry = value;
  else if (name === "layer") draft.layer = value;
  else if (value === null) delete properties[name];
  else properties[name] = value;
  if (name === "within" && !before) properties.located_by = moves.knownBy(properties.located_by, value);
  drafts.put(draft);
  if (name === "geometry" && !drafts.same(before, value)) current.step(before);
  show(name, name === "geometry" && Boolean(before) !== Boolean(value));
}

/** Show on card and map what has changed; `anew` where other fields are needed. */
function show(name, anew) {
  const draft = current.draft();
  const { geometry } = draft.next;
  if (anew) draw({ quiet: true });
  else if (SKETCHED.includes(name)) sketch.show(draft, change);
  if (name === "uncertainty_m" && geometry?.type === "Point") card.reveal(ground.latlng(geometry.coordinates));
  if (name === "name_en" && !draft.base) offer();
  position.show(card.node(), draft);
  card.part(".edit-status")?.replaceChildren(form.status());
}

/** Offer an id as soon as there is a name to make it of. */
function offer() {
  const { properties } = current.draft().next;
  card.part("[data-field=id]")?.replaceWith(forms.field("place", "id", properties, change, form.suggested()));
}

function seen(i) {
  const { geometry } = current.draft().next;
  const point = geometry?.type === "Point" && ground.latlng(geometry.coordinates);
  if (candidates.shown()) candidates.frame(point ? [point] : []);
  else if (point) card.reveal(point);
  else view.reveal(i);
}

/** Leave the place; what is unsaved stays as it is. */
function leave() {
  if (store.get("selected") >= 0) store.set({ selected: -1 });
  else close();
}

export function close() {
  asked += 1;
  current.take(null);
  card.hide();
  sketch.hide();
  candidates.hide();
  article.close();
  session.tell("free");
}

/**
 * Follow the selection while the page is in edit mode.
 * @param {How} [how]
 */
export function follow(how = {}) {
  const i = store.get("selected");
  const draft = current.draft();
  if (i >= 0) open(i, how);
  else if (draft?.id || !draft) close();
}

/** Draw the card anew, in the language of the page. */
export function speak() {
  if (current.draft() && card.isOpen()) draw({ quiet: true });
}
