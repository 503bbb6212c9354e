import { h, local, still } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as article from "./article.js";
import * as ask from "./ask.js";
import * as candidates from "./candidates.js";
import * as conflict from "./conflict.js";
import * as drafts from "./drafts.js";
import * as facts from "./facts.js";
import * as fields from "./fields.js";
import * as forms from "./forms.js";
import * as ghosts from "./ghosts.js";
import * as ground from "./ground.js";
import * as picking from "./picking.js";
import * as position from "./position.js";
import * as session from "./session.js";
import * as sketch from "./sketch.js";
import * as telling from "./telling.js";

const STYLE = [
  "marker-color",
  "marker-symbol",
  "marker-size",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "fill",
  "fill-opacity",
];
/** Pixels that a pin keeps from what covers the map. */
const ROOM = 70;
const MOST = 280;
const LOCATED = ["uncertainty_m", "location_licence", "source_datum"];
let map = null;
let card = null;
let draft = null;
let told = [];
let steps = [];
let asked = 0;

/**
 * Build the card in which a place is edited; it stands where the popup stands.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} app
 */
export function init(leaflet, app) {
  map = leaflet;
  card = h("section", { class: "card editor", role: "dialog", "aria-labelledby": "editor-title", hidden: true });
  app.append(card);
  sketch.init(map);
  ghosts.init(map);
  candidates.init({ reveal, take, saved });
  addEventListener(
    "keydown",
    (event) =>
      event.key === "Escape" && !card.hidden && card.contains(document.activeElement) && store.get("selected") < 0 &&
      close(),
  );
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
  if (draft?.id === id && !card.hidden) return draft;
  const [answer] = await Promise.all([ask.look("place", { id }), candidates.load(id)]);
  if (own !== asked) return null;
  const kept = drafts.get("place", id);
  told = answer.facts ?? [];
  steps = [];
  if (!answer.ok) return refuse(forms.refusal(answer));
  if (!answer.feature && !kept) return refuse(h("p", { class: "card-line" }, t("edit.locked")));
  draft = kept ??
    {
      what: "place",
      id,
      layer: answer.layer,
      was: answer.layer,
      base: answer.feature,
      next: drafts.copy(answer.feature),
    };
  draw(how);
  if (!how.still) seen(i);
  session.tell("shown");
  return draft;
}

/**
 * Begin a place that is not there yet, or go on with the one that was begun.
 * @param {any} at
 */
export function begin(at) {
  const open = forms.get().layers.filter((each) => each.open);
  if (!open.length) return voice.say(t("edit.locked"));
  const geometry = at ? { type: "Point", coordinates: ground.position(at) } : null;
  const properties = geometry ? {} : { located_by: "none" };
  asked += 1;
  store.set({ selected: -1 });
  told = [];
  steps = [];
  draft = drafts.get("place", "") ??
    { what: "place", id: "", layer: open[0].id, was: "", base: null, next: { type: "Feature", properties, geometry } };
  draw();
  return draft;
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
  draft = null;
  sketch.hide();
  candidates.hide();
  frame(title, body);
  card.querySelector("h2").focus({ preventScroll: true });
}

function frame(title, ...inner) {
  const close = h("button", {
    type: "button",
    class: "round-button card-close",
    "aria-label": t("edit.close"),
    on: { click: leave },
  }, icon("close"));
  card.replaceChildren(
    h(
      "div",
      { class: "card-head" },
      h(
        "div",
        { class: "card-titles" },
        h("h2", { class: "card-title", id: "editor-title", tabindex: "-1" }, title),
        h("p", { class: "card-other" }, subtitle()),
      ),
      close,
    ),
    ...inner,
  );
  card.hidden = false;
}

function subtitle() {
  const layer = draft && forms.get().layers.find(({ id }) => id === draft.layer);
  return layer ? `${pick(layer.name).text}${draft.id ? ` · ${draft.id}` : ""}` : "";
}

/** @param {{ quiet?: boolean }} [how] */
function draw({ quiet } = {}) {
  const top = card.scrollTop;
  const words = forms.named(draft.next.properties);
  frame(words.text ? local(words) : t("edit.fresh"), h("div", { class: "card-body edit-form" }, groups()), foot());
  card.scrollTop = top;
  sketch.show(draft, change);
  if (!quiet) card.querySelector("h2").focus({ preventScroll: true });
}

function groups() {
  const { properties } = draft.next;
  const field = (name, extra) => forms.field("place", name, properties, change, extra);
  const { layers, kinds } = forms.get();
  const open = layers.filter((each) => each.open);
  return [
    h("div", { class: "edit-refused" }),
    candidates.section(draft),
    forms.group(
      t("edit.group.name"),
      "edit-group-name",
      forms.spoken("name").map((name) => field(name)),
      forms.spoken("name_short").map((name) => field(name)),
      field("aliases"),
      !draft.base && field("id", suggested()),
    ),
    position.section(draft, change, { put, unput, holders, hold }),
    forms.group(
      t("edit.group.place"),
      "edit-group-place",
      fields.make({
        id: "edit-layer",
        name: "layer",
        node: {},
        label: t("edit.place.layer"),
        value: draft.layer,
        required: true,
        options: forms.terms(open),
        change: (value) => change("layer", value),
      }),
      field("kind", { options: forms.terms(kinds) }),
      field("state"),
      field("part_of", { list: "edit-ids" }),
      ids(),
      field("photo"),
    ),
    forms.group(t("edit.group.note"), "edit-group-note", forms.spoken("note").map((name) => field(name))),
    h(
      "details",
      { class: "edit-group edit-more" },
      h("summary", { class: "small-heading" }, t("edit.group.style")),
      STYLE.map((name) => field(name)),
    ),
    draft.base && forms.get().facts &&
    forms.group(t("edit.group.facts", { n: told.length }), "edit-group-facts", facts.section(draft.id, told, saved)),
    draft.base &&
    h("button", { type: "button", class: "text-button danger edit-remove", on: { click: remove } }, t("edit.remove")),
  ];
}

/** Ids to complete, with names, where there are not too many. */
function ids() {
  const known = data.few() ? data.every() : [];
  return h(
    "datalist",
    { id: "edit-ids" },
    known.map((i) => h("option", { value: data.idOf(i) }, pick(data.name(i)).text)),
  );
}

/** Offer an id made of the English name: lower-case words joined by hyphens. */
function suggested() {
  const words = (draft.next.properties.name_en ?? draft.next.properties.name ?? "").toLowerCase().normalize("NFD")
    .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return words ? { suggestions: [[words, words]] } : {};
}

function foot() {
  return h(
    "div",
    { class: "edit-foot" },
    h("button", { type: "button", class: "main-button", id: "edit-save", on: { click: save } }, t("edit.save")),
    h(
      "button",
      { type: "button", class: "quiet-button", id: "edit-discard", on: { click: discard } },
      t("edit.discard"),
    ),
    h("p", { class: "hint edit-status", role: "status" }, status()),
  );
}

export const unsaved = () => Boolean(draft) && Boolean(drafts.get("place", draft.id));
const status = () => t(unsaved() ? "edit.unsaved" : "edit.all_saved");

/** Take a change of the form or of the map: ("geometry", value), ("layer", id) or a property. */
function change(name, value) {
  const before = drafts.copy(draft.next.geometry);
  if (name === "geometry") draft.next.geometry = value;
  else if (name === "layer") draft.layer = value;
  else if (value === null) delete draft.next.properties[name];
  else draft.next.properties[name] = value;
  if (name === "within" && !before) draft.next.properties.located_by = byArea(value);
  drafts.put(draft);
  if (name === "geometry" && !drafts.same(before, value)) steps.push(before);
  if (name === "geometry" && Boolean(before) !== Boolean(value)) draw({ quiet: true });
  else if (["geometry", "uncertainty_m", "state", "layer", "marker-symbol"].includes(name)) sketch.show(draft, change);
  if (name === "uncertainty_m" && draft.next.geometry?.type === "Point") {
    reveal(ground.latlng(draft.next.geometry.coordinates));
  }
  if (name === "name_en" && !draft.base) offer();
  position.show(card, draft);
  card.querySelector(".edit-status")?.replaceChildren(status());
}

/** Offer an id as soon as there is a name to make it of. */
function offer() {
  const field = card.querySelector("[data-field=id]");
  field?.replaceWith(forms.field("place", "id", draft.next.properties, change, suggested()));
}

/**
 * Move the place to a position, be it new or another one.
 * @param {any} at
 */
export function place(at) {
  const first = !draft.next.geometry;
  if (first) delete draft.next.properties.located_by;
  change("geometry", { type: "Point", coordinates: ground.position(at) });
  voice.say(position_words());
  document.getElementById("edit-group-position")?.scrollIntoView({ block: "start" });
  reveal(at);
}

function seen(i) {
  const { geometry } = draft.next;
  const point = geometry?.type === "Point" && ground.latlng(geometry.coordinates);
  if (candidates.shown()) candidates.frame(point ? [point] : []);
  else if (point) reveal(point);
  else view.reveal(i);
}

/**
 * Move the map where the pin is out of sight or under the card.
 * @param {any} at
 */
export function reveal(at) {
  const [whole, over] = [map.getContainer(), card].map((node) => node.getBoundingClientRect());
  const { x, y } = map.latLngToContainerPoint(at);
  const beside = over.width < whole.width * 0.7;
  // the handle of the radius is to the right of the pin
  const right = (beside ? over.left - whole.left : whole.width) - Math.min(MOST, ROOM + sketch.reach());
  const bottom = (beside ? whole.height : over.top - whole.top) - ROOM;
  const by = [Math.max(0, x - right) + Math.min(0, x - ROOM), Math.max(0, y - bottom) + Math.min(0, y - ROOM)];
  if (by[0] || by[1]) map.panBy(by, { animate: !still() });
}

function position_words() {
  const [from, to] = [draft.base?.geometry, draft.next.geometry];
  return from?.type === "Point" ? ground.moved(from.coordinates, to.coordinates) : t("edit.placed");
}

/** Let the next click on the map, or Enter in its middle, say where the place is. */
async function put() {
  const at = await picking.pick();
  if (at && draft) {
    place(at);
    map.getPane("sketch").querySelector(".sketch-pin")?.focus({ preventScroll: true });
  }
}

/** Return how a place without position is known once it is said, or not said any more, what it lies in. */
function byArea(value) {
  const { located_by: by } = draft.next.properties;
  if (value) return by === "none" ? "within" : by;
  return by === "within" ? "none" : by;
}

/** Offer what a place may lie in: reference areas, and on a map of few places those that are drawn. */
function holders() {
  const areas = forms.get().areas.map((area) => [area.id, forms.named(area).text]);
  if (!data.few()) return {};
  const drawn = data.every().filter((i) => data.located(i) && data.idOf(i) !== draft.id);
  return { options: [...areas, ...drawn.map((i) => [data.idOf(i), pick(data.name(i)).text])] };
}

/** Let the next click on the map say what the place lies in: the smallest thing drawn around it. */
async function hold() {
  const at = await picking.pick();
  if (!at || !draft) return;
  const [lon, lat] = ground.position(at);
  const own = draft;
  const answer = await ask.look("holding", { id: draft.id, lon, lat });
  if (own !== draft) return;
  const [found] = answer.found ?? [];
  if (found) change("within", found.id);
  voice.say(found ? t("edit.within.chosen", { name: forms.named(found).text }) : t("edit.within.nothing"));
}

/** Take the position back: the place is then not located. */
function unput() {
  for (const name of LOCATED) delete draft.next.properties[name];
  draft.next.properties.located_by = draft.next.properties.within ? "within" : "none";
  sketch.hide();
  change("geometry", null);
}

/** Take back the last move that is not saved; false where there is none. */
export function back() {
  if (!draft || card.hidden || !steps.length) return false;
  const geometry = steps.pop();
  const rest = [...steps];
  if (!geometry) draft.next.properties.located_by = draft.base?.properties.located_by ?? "none";
  change("geometry", geometry);
  steps = rest;
  return true;
}

function discard() {
  drafts.drop("place", draft.id);
  steps = [];
  if (!draft.base) return close();
  draft = { ...draft, layer: draft.was, next: drafts.copy(draft.base) };
  draw();
  session.tell("free");
  return undefined;
}

function remove() {
  return send({ ...draft, next: null }, "edit.removed");
}

export function save() {
  if (!draft) return undefined;
  const id = draft.id || draft.next.properties.id;
  if (!id) {
    return fields.blame(card, { property: "id", rule: "it is required", mend: "write one" }) &&
      card.querySelector("[data-field=id] input").focus();
  }
  return send({ ...draft, id }, "edit.saved");
}

async function send(made, words) {
  const { id, layer, base, next } = made;
  card.querySelector(".edit-refused")?.replaceChildren();
  const answer = await ask.act("save", {
    what: "place",
    id,
    layer,
    base,
    next: next && { ...next, id, properties: { ...next.properties, id } },
  });
  if (answer.status === 409 && "theirs" in answer) return settle(made, answer.theirs, words);
  if (!answer.ok) return blame(answer, id);
  drafts.drop("place", draft.id);
  steps = [];
  if (next) draft = { ...draft, id, was: layer, base: next, next: drafts.copy(next) };
  card.querySelector(".edit-status")?.replaceChildren(t("edit.all_saved"));
  saved(answer, words, next ? id : "");
  if (!next) leave();
  return true;
}

/**
 * Tell that something was saved, now and on the page that comes next.
 * @param {Answer} answer
 * @param {string} words
 * @param {string} [id]
 * @param {string} [more]
 */
export function saved(answer, words, id = draft?.id, more = "") {
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
  const kept = drafts.get("place", draft.id);
  const next = kept ? conflict.onTop(draft.base, feature, draft.next) : drafts.copy(feature);
  if (kept && answer) {
    for (const name of position.NAMES) next.properties[name] = feature.properties[name];
    next.geometry = drafts.copy(feature.geometry);
  }
  draft = { ...draft, base: feature, next };
  steps = [];
  drafts.put(draft);
  draw({ quiet: true });
  if (answer) saved(answer, words, draft.id, noted(feature) ? ` ${t("edit.ghost.note_stays")}` : "");
}

/** Return whether a place has a note, in any language: it may tell of the position that was. */
function noted({ properties }) {
  return forms.spoken("note").some((name) => properties[name]);
}

function blame(answer, id) {
  const mine = (fault) => fault.where.includes(`(${id})`) && fields.blame(card, fault);
  const rest = answer.faults?.filter((fault) => !mine(fault));
  if (!answer.faults || rest.length) {
    card.querySelector(".edit-refused").replaceChildren(forms.refusal(rest ? { ...answer, faults: rest } : answer));
    card.querySelector(".edit-refused").scrollIntoView({ block: "center" });
  } else card.querySelector("[aria-invalid]")?.focus();
  voice.say(t("edit.refused"));
  return false;
}

async function settle(made, theirs, words) {
  const choice = await conflict.choose("place", made, theirs);
  if (choice === "mine") {
    draft = { ...made, base: theirs, next: conflict.onTop(made.base, theirs, made.next) };
    if (draft.next) drafts.put(draft);
    return send(draft, words);
  }
  if (choice === "theirs") {
    drafts.drop("place", made.id);
    if (!theirs) return close();
    draft = { ...made, base: theirs, next: drafts.copy(theirs) };
    draw();
    session.tell("free");
  }
  return false;
}

/** Leave the place; what is unsaved stays as it is. */
function leave() {
  if (store.get("selected") >= 0) store.set({ selected: -1 });
  else close();
}

export function close() {
  asked += 1;
  draft = null;
  steps = [];
  card.hidden = true;
  card.replaceChildren();
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
  if (i >= 0) open(i, how);
  else if (draft?.id || !draft) close();
}

/** Draw the card anew, in the language of the page. */
export function speak() {
  if (draft && !card.hidden) draw({ quiet: true });
}

export const current = () => draft;
export const shown = () => (card.hidden ? null : card);
