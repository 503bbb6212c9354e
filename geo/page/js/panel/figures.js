import * as facts from "../card/facts.js";
import * as popup from "../card/popup.js";
import { h, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as charts from "./charts.js";
import { chartStates } from "./statebars.js";

let root = null;
/** Whether what is told of the subject could not be had. */
let lacking = false;

/**
 * Build the subject's figures by topic into the panel's page. Without a subject it stays empty.
 * @param {HTMLElement} page
 */
export function init(page) {
  root = page;
  store.on(["lang"], drawFigures);
  store.on(["tab"], () => store.get("tab") === "figures" && lacking && drawFigures());
  drawFigures();
}

/** Draw once what is told of the subject is at hand: in a folder it comes later, or was let go since. */
async function drawFigures() {
  const subject = data.subject();
  if (subject < 0) return;
  try {
    if (!data.isLoaded(subject)) await data.loadPlaces([subject]);
  } catch {
    lacking = true; // asked for again when the reader turns to them
    redrawContent(root, h("p", { class: "hint" }, t("data.missing")));
    return;
  }
  lacking = false;
  fillFigures(subject);
}

function fillFigures(subject) {
  const name = pickText(data.nameOf(subject));
  redrawContent(
    root,
    h(
      "div",
      { class: "figures-head" },
      makeLocalText(name, "h2", { class: "figures-title" }),
      makeButton(
        "text-button",
        () => store.selectPlace(subject, { fly: true }),
        { "data-focus": "subject" },
        t("figures.evidence"),
      ),
    ),
    chartStates(),
    charts.makeCharts(),
    facts.groupByTopic(data.factsOf(subject)).map(makeTopic),
  );
}

function makeTopic([topic, numbers]) {
  const figured = numbers.filter((f) => data.fact.figure(f));
  const said = numbers.filter((f) => !data.fact.figure(f));
  return h(
    "section",
    { class: "topic" },
    makeLocalText(pickText(topic.name), "h3", { class: "small-heading" }),
    figured.length ? h("div", { class: "tiles" }, figured.map((f, k) => makeTile(f, isWide(figured, k)))) : null,
    charts.makeMoneyChart(numbers),
    said.length ? h("ul", { class: "said" }, said.map(makeStatement)) : null,
  );
}

/** A tile that would stand alone in the last row takes the whole row. */
const isWide = (all, k) => all.length % 2 === 1 && k === all.length - 1;

const makeTile = (f, alone) =>
  makeButton(
    `tile${alone ? " is-wide" : ""}`,
    () => openEvidence(f),
    { "data-focus": `tile-${data.fact.id(f)}` },
    facts.makeFigure(f),
    facts.makeShareBar(f),
    makeLocalText(pickText(data.fact.text(f)), "span", { class: "tile-text" }),
    facts.makeStatus(f, alone ? facts.ROOM.row : facts.ROOM.tile),
  );

const makeStatement = (f) =>
  h(
    "li",
    {},
    makeButton(
      "said-row",
      () => openEvidence(f),
      { "data-focus": `tile-${data.fact.id(f)}` },
      makeLocalText(pickText(data.fact.text(f)), "span", { class: "tile-text" }),
      facts.makeStatus(f),
    ),
  );

/** Open the subject's popup at the fact: there stand its citation, its quote and its doubts. */
const openEvidence = (f) => popup.openAtFact(data.subject(), data.fact.id(f));
