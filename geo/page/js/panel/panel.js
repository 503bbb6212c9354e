import { h, local, redraw } from "../core/dom.js";
import * as memory from "../core/memory.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as sheet from "./sheet.js";

const TABS = ["places", "figures"];
let head = null;
let tabs = null;
let speech = null;
const pages = {};

/**
 * Build the panel into `app`: head (title, summary, language, coverage), the two pages of its
 * content, foot. Returns the nodes of the pages, which list and figures fill.
 * @param {HTMLElement} app
 */
export function init(app) {
  const handle = h(
    "button",
    {
      class: "sheet-handle",
      type: "button",
      "aria-expanded": "false",
      "aria-controls": "panel-body",
    },
    h("span", { class: "sheet-grip" }),
  );
  head = h("header", { class: "panel-head" });
  tabs = h("div", { class: "tabs", role: "tablist" });
  speech = h("div", { class: "languages", role: "group" });
  const foot = h("footer", { class: "panel-foot" });
  for (const tab of TABS) {
    const named = { id: `page-${tab}`, role: "tabpanel", "aria-labelledby": `tab-${tab}` };
    pages[tab] = h("div", { class: `page page-${tab}`, tabindex: "-1", ...named });
  }
  const body = h(
    "div",
    { class: "panel-body", id: "panel-body" },
    h("div", { class: "bar" }, tabs, speech),
    Object.values(pages),
    foot,
  );
  const panel = h("aside", { class: "panel", id: "panel" }, handle, head, body);
  app.prepend(panel);
  // a sheet is as high as its lines ask, a column has its width: the one is needed at once
  if (matchMedia("(max-width: 760px)").matches) fill();
  sheet.init(app, panel, handle);
  return pages;
}

/** Write what the panel says, once; it follows the state. */
export function fill() {
  if (head.firstChild) return;
  store.on(["lang"], draw);
  store.on(["tab"], drawTabs);
  draw();
}

function draw() {
  document.getElementById("panel").setAttribute("aria-label", t("panel.label"));
  document.querySelector(".sheet-handle").setAttribute("aria-label", t("panel.handle"));
  redraw(head, titles(), coverage());
  languages();
  drawTabs();
}

function titles() {
  return [
    local(pick(data.title()), "h1", { class: "title" }),
    local(pick(data.summary()), "p", { class: "summary" }),
  ];
}

/** A switch between the map's languages, each under its own name; none for a single language. */
function languages() {
  speech.hidden = strings.codes().length < 2;
  speech.setAttribute("aria-label", t("panel.language"));
  redraw(
    speech,
    strings.codes().map((code) =>
      h(
        "button",
        {
          type: "button",
          lang: strings.tag(code),
          "data-focus": `lang-${code}`,
          "aria-pressed": String(code === strings.code()),
          on: { click: () => speak(code) },
        },
        strings.autonym(code),
      )
    ),
  );
}

/** Change the language as the reader chose, now and when the map is opened again. */
function speak(code) {
  memory.keep(code);
  store.set({ lang: code });
}

/** How many of the places are located, and how surely: one bar and one line of words. */
function coverage() {
  const count = data.coverage();
  const parts = [
    ["certain", count.certain],
    ["less-certain", count.less_certain],
    ["uncertain", count.uncertain],
    ["area-known", count.area_known],
    ["none", count.not_located],
  ].filter(([, n]) => n);
  return h(
    "div",
    { class: "coverage" },
    h(
      "div",
      { class: "coverage-bar", "aria-hidden": "true" },
      parts.map(([name, n]) => h("span", { class: `part part-${name}`, "--n": n })),
    ),
    h(
      "ul",
      { class: "coverage-words" },
      parts.map(([name, n]) =>
        h(
          "li",
          {},
          h("span", { class: `swatch part-${name}`, "aria-hidden": "true" }),
          t(`coverage.${name}`, { n }),
        )
      ),
    ),
    h(
      "button",
      {
        type: "button",
        class: "text-button coverage-more",
        "data-focus": "about-coverage",
        "data-opens": "about", // the dialog itself comes later
      },
      t("about.title"),
    ),
  );
}

function drawTabs() {
  tabs.setAttribute("aria-label", t("panel.tabs"));
  const tab = store.get("tab");
  const current = used().includes(tab) ? tab : "places";
  redraw(
    tabs,
    used().map((tab) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${tab}`,
          "data-focus": `tab-${tab}`,
          "aria-selected": String(tab === current),
          "aria-controls": `page-${tab}`,
          tabindex: tab === current ? "0" : "-1",
          on: { click: () => choose(tab), keydown: (event) => arrow(event, tab) },
        },
        t(`tab.${tab}`),
        " ",
        h("span", { class: "tab-count" }, strings.number(counts()[tab])),
      )
    ),
  );
  for (const tab of TABS) pages[tab].hidden = tab !== current;
}

/** Return the pages that have something on them. */
function used() {
  return TABS.filter((tab) => tab === "places" || counts()[tab]);
}

function counts() {
  return { places: data.count(), figures: data.figures() };
}

function choose(tab) {
  store.set({ tab });
  sheet.raise();
}

function arrow(event, tab) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const all = used();
  store.set({ tab: all[(all.indexOf(tab) + by + all.length) % all.length] });
  tabs.querySelector("[aria-selected=true]").focus();
}
