import * as share from "../card/share.js";
import { h, link, local, redraw, svg } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as message from "./message.js";

let root = null;
let cross = null;
let map = null;
/** What the message is about: {i, f, opener}, and what the reader has said so far. */
let about = null;
let said = {};

/**
 * Open the form in which a reader says where a place is, or what is wrong with a fact: it makes a
 * message and sends nothing. The point is where the map's cross-hair is, so keys set it too.
 * @param {Place} i
 * @param {string} [fact]
 */
export function open(i, fact = "") {
  const opener = /** @type {HTMLElement} */ (document.activeElement)?.dataset.focus ?? "";
  about = { i, fact, opener, id: data.idOf(i), name: pick(data.name(i)) };
  said = { source: "", words: "", pointed: false };
  if (!root) make();
  root.hidden = false;
  cross.hidden = Boolean(fact);
  store.set({ selected: -1, table: false });
  draw();
  root.querySelector("h2").focus({ preventScroll: true });
}

function make() {
  map = view.leaflet();
  root = h("section", { class: "report", role: "dialog", "aria-labelledby": "report-title", on: { keydown: escape } });
  cross = svg(
    "svg",
    { class: "report-cross", viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" },
    svg("path", { d: "M20 2v14M20 24v14M2 20h14M24 20h14M20 19v2M19 20h2" }),
  );
  document.getElementById("map-stage").append(cross);
  document.getElementById("app").append(root);
  map.on("move", () => !root.hidden && moved());
  store.on(["lang"], () => !root.hidden && draw());
}

function escape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  close();
}

/** Close the form and go back to the place. */
async function close() {
  root.hidden = true;
  cross.hidden = true;
  root.replaceChildren();
  await store.select(about.i, { quiet: true, still: true });
  share.focus(about.opener);
}

const text = () =>
  message.written({
    map: data.id(),
    place: about.id,
    fact: about.fact,
    point: said.pointed ? aim() : null,
    source: said.source,
    words: said.words,
  });
const subject = () => t("report.subject", { map: pick(data.title()).text, place: about.name.text });

function draw() {
  redraw(
    root,
    h(
      "header",
      { class: "report-head" },
      h(
        "h2",
        { class: "about-title", id: "report-title", tabindex: "-1" },
        t(about.fact ? "report.doubt" : "report.where"),
      ),
      h("button", {
        type: "button",
        class: "round-button",
        "aria-label": t("about.close"),
        on: { click: close },
      }, icon("close")),
    ),
    h(
      "div",
      { class: "report-body" },
      h("p", {}, local(about.name, "b"), about.fact && ` · ${about.fact}`),
      !about.fact && position(),
      field("source", "input"),
      field("words", "textarea"),
      h("p", { class: "hint" }, t("report.nothing_sent")),
      h("pre", { class: "report-text" }, text()),
      h("div", { class: "ways report-ways" }, ways()),
    ),
  );
}

function position() {
  const act = { click: () => point() };
  return h(
    "div",
    {},
    h("p", { class: "hint" }, t("report.cross")),
    h(
      "p",
      { class: "report-point" },
      h("button", { type: "button", class: "quiet-button", "data-focus": "report-point", on: act }, t("report.set")),
      h("span", { role: "status", class: "report-at" }, at()),
    ),
  );
}

const at = () => {
  if (!said.pointed) return t("report.unset");
  const { lat, lng } = aim();
  return `${lat.toFixed(5)}, ${lng.toFixed(5)} (WGS 84)`;
};

/** Return the point under the cross-hair, which is not the middle of a map that is half covered. */
function aim() {
  const box = map.getContainer().getBoundingClientRect();
  const { left, top, width, height } = cross.getBoundingClientRect();
  return map.containerPointToLatLng([left + width / 2 - box.left, top + height / 2 - box.top]);
}

function point() {
  said.pointed = true;
  moved();
}

/** The point goes with the map; only what tells it is written anew, not what the reader types in. */
function moved() {
  if (!said.pointed) return;
  root.querySelector(".report-at")?.replaceChildren(at());
  rewrite();
}

function rewrite() {
  root.querySelector(".report-text").replaceChildren(text());
  redraw(root.querySelector(".report-ways"), ways());
}

function field(name, tag) {
  const input = h(tag, {
    id: `report-${name}`,
    class: "copy-field",
    maxlength: 500,
    rows: tag === "textarea" ? 2 : null,
    on: { input: ({ target }) => (said[name] = target.value, rewrite()) },
  });
  input.value = said[name];
  return h("div", {}, h("label", { class: "small-heading", for: `report-${name}` }, t(`report.${name}`)), input);
}

const named = (name) => ({ class: "quiet-button", "data-focus": `report-${name}` });

/** The ways to hand the message on: those that the map names, and the clipboard. */
function ways() {
  const { mail, issues } = data.contact();
  const body = text();
  const done = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copy = { click: () => share.put(body, t("report.message"), done, hand) };
  return [
    mail && link(message.mailto(mail, subject(), body), named("mail"), icon("out"), t("report.mail")),
    issues && link(message.issue(issues, subject(), body), named("issue"), icon("out"), t("report.issue")),
    h("button", { type: "button", ...named("copy"), on: copy }, t("report.copy")),
    done,
    hand,
  ];
}
