import * as facts from "../card/facts.js";
import * as popup from "../card/popup.js";
import { h, local, redraw } from "../core/dom.js";
import { pick, t } from "../core/strings.js";
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
  store.on(["lang"], draw);
  store.on(["tab"], () => store.get("tab") === "figures" && lacking && draw());
  draw();
}

/** Draw once what is told of the subject is at hand: in a folder it comes later, or was let go since. */
async function draw() {
  const subject = data.subject();
  if (subject < 0) return;
  try {
    if (!data.ready(subject)) await data.load([subject]);
  } catch {
    lacking = true; // asked for again when the reader turns to them
    redraw(root, h("p", { class: "hint" }, t("data.missing")));
    return;
  }
  lacking = false;
  fill(subject);
}

function fill(subject) {
  const name = pick(data.name(subject));
  redraw(
    root,
    h(
      "div",
      { class: "figures-head" },
      local(name, "h2", { class: "figures-title" }),
      h(
        "button",
        {
          type: "button",
          class: "text-button",
          "data-focus": "subject",
          on: { click: () => store.select(subject, { fly: true }) },
        },
        t("figures.evidence"),
      ),
    ),
    chartStates(),
    charts.overview(),
    facts.byTopic(data.facts(subject)).map(section),
  );
}

function section([topic, numbers]) {
  const figured = numbers.filter((f) => data.fact.figure(f));
  const said = numbers.filter((f) => !data.fact.figure(f));
  return h(
    "section",
    { class: "topic" },
    local(pick(topic.name), "h3", { class: "small-heading" }),
    figured.length
      ? h(
        "div",
        { class: "tiles" },
        figured.map((f, k) => tile(f, wide(figured, k))),
      )
      : null,
    charts.money(numbers),
    said.length ? h("ul", { class: "said" }, said.map(statement)) : null,
  );
}

/** A tile that would stand alone in the last row takes the whole row. */
function wide(all, k) {
  return all.length % 2 === 1 && k === all.length - 1;
}

function tile(f, alone) {
  return h(
    "button",
    {
      type: "button",
      class: `tile${alone ? " is-wide" : ""}`,
      "data-focus": `tile-${data.fact.id(f)}`,
      on: { click: () => evidence(f) },
    },
    facts.figure(f),
    facts.bar(f),
    local(pick(data.fact.text(f)), "span", { class: "tile-text" }),
    facts.status(f, alone ? facts.ROOM.row : facts.ROOM.tile),
  );
}

function statement(f) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "said-row",
        "data-focus": `tile-${data.fact.id(f)}`,
        on: { click: () => evidence(f) },
      },
      local(pick(data.fact.text(f)), "span", { class: "tile-text" }),
      facts.status(f),
    ),
  );
}

/** Open the subject's popup at the fact: there stand its citation, its quote and its doubts. */
function evidence(f) {
  popup.openAt(data.subject(), data.fact.id(f));
}
