import * as share from "../card/share.js";
import { h, makeButton, makeLink, makeLocalText, redrawContent, svg } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
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
export function openReport(i, fact = "") {
  const opener = /** @type {HTMLElement} */ (document.activeElement)?.dataset.focus ?? "";
  about = { i, fact, opener, id: data.idOf(i), name: pickText(data.nameOf(i)) };
  said = { source: "", words: "", pointed: false };
  if (!root) makeReportForm();
  root.hidden = false;
  cross.hidden = Boolean(fact);
  store.set({ selected: -1, table: false });
  drawReport();
  root.querySelector("h2").focus({ preventScroll: true });
}

function makeReportForm() {
  map = view.leafletMap();
  root = h("section", {
    class: "report",
    role: "dialog",
    "aria-labelledby": "report-title",
    on: { keydown: closeOnEscape },
  });
  cross = svg(
    "svg",
    { class: "report-cross", viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" },
    svg("path", { d: "M20 2v14M20 24v14M2 20h14M24 20h14M20 19v2M19 20h2" }),
  );
  document.getElementById("map-stage").append(cross);
  document.getElementById("app").append(root);
  map.on("move", () => !root.hidden && updatePoint());
  store.on(["lang"], () => !root.hidden && drawReport());
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  closeReport();
}

/** Close the form and go back to the place. */
async function closeReport() {
  root.hidden = true;
  cross.hidden = true;
  root.replaceChildren();
  await store.selectPlace(about.i, { quiet: true, still: true });
  share.focusNamed(about.opener);
}

const reportText = () =>
  message.writeMessage({
    map: data.mapId(),
    place: about.id,
    fact: about.fact,
    point: said.pointed ? aimPoint() : null,
    source: said.source,
    words: said.words,
  });
const reportSubject = () => t("report.subject", { map: pickText(data.mapTitle()).text, place: about.name.text });

function drawReport() {
  redrawContent(
    root,
    h(
      "header",
      { class: "report-head" },
      h(
        "h2",
        { class: "about-title", id: "report-title", tabindex: "-1" },
        t(about.fact ? "report.doubt" : "report.where"),
      ),
      makeButton("round-button", closeReport, { "aria-label": t("about.close") }, makeIcon("close")),
    ),
    h(
      "div",
      { class: "report-body" },
      h("p", {}, makeLocalText(about.name, "b"), about.fact && ` · ${about.fact}`),
      !about.fact && makeReportPosition(),
      makeReportField("source", "input"),
      makeReportField("words", "textarea"),
      h("p", { class: "hint" }, t("report.nothing_sent")),
      h("pre", { class: "report-text" }, reportText()),
      h("div", { class: "ways report-ways" }, makeHandOnWays()),
    ),
  );
}

function makeReportPosition() {
  const act = { click: () => setPoint() };
  return h(
    "div",
    {},
    h("p", { class: "hint" }, t("report.cross")),
    h(
      "p",
      { class: "report-point" },
      h("button", { type: "button", class: "quiet-button", "data-focus": "report-point", on: act }, t("report.set")),
      h("span", { role: "status", class: "report-at" }, formatPoint()),
    ),
  );
}

const formatPoint = () => {
  if (!said.pointed) return t("report.unset");
  const { lat, lng } = aimPoint();
  return `${lat.toFixed(5)}, ${lng.toFixed(5)} (WGS 84)`;
};

/** Return the point under the cross-hair, which is not the middle of a map that is half covered. */
function aimPoint() {
  const box = map.getContainer().getBoundingClientRect();
  const { left, top, width, height } = cross.getBoundingClientRect();
  return map.containerPointToLatLng([left + width / 2 - box.left, top + height / 2 - box.top]);
}

function setPoint() {
  said.pointed = true;
  updatePoint();
}

/** The point goes with the map; only what tells it is written anew, not what the reader types in. */
function updatePoint() {
  if (!said.pointed) return;
  root.querySelector(".report-at")?.replaceChildren(formatPoint());
  rewriteMessage();
}

function rewriteMessage() {
  root.querySelector(".report-text").replaceChildren(reportText());
  redrawContent(root.querySelector(".report-ways"), makeHandOnWays());
}

function makeReportField(name, tag) {
  const input = h(tag, {
    id: `report-${name}`,
    class: "copy-field",
    maxlength: 500,
    rows: tag === "textarea" ? 2 : null,
    on: { input: ({ target }) => (said[name] = target.value, rewriteMessage()) },
  });
  input.value = said[name];
  return h("div", {}, h("label", { class: "small-heading", for: `report-${name}` }, t(`report.${name}`)), input);
}

const namedButton = (name) => ({ class: "quiet-button", "data-focus": `report-${name}` });

/** The ways to hand the message on: those that the map names, and the clipboard. */
function makeHandOnWays() {
  const { mail, issues } = data.contactWays();
  const body = reportText();
  const done = h("span", { class: "said-copied", role: "status" });
  const hand = h("div", { class: "by-hand" });
  const copy = { click: () => share.copyText(body, t("report.message"), done, hand) };
  return [
    mail &&
    makeLink(
      message.mailtoAddress(mail, reportSubject(), body),
      namedButton("mail"),
      makeIcon("out"),
      t("report.mail"),
    ),
    issues &&
    makeLink(
      message.issueAddress(issues, reportSubject(), body),
      namedButton("issue"),
      makeIcon("out"),
      t("report.issue"),
    ),
    h("button", { type: "button", ...namedButton("copy"), on: copy }, t("report.copy")),
    done,
    hand,
  ];
}
