import { h, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import * as languageChoice from "../core/language_choice.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as bottomSheet from "./bottom_sheet.js";

const TABS = ["places", "figures"];
const head = h("header", { class: "panel-head" });
const tabs = h("div", { class: "tabs", role: "tablist" });
const speech = h("div", { class: "languages", role: "group" });
const pages = {};

/**
 * Build the panel into `app`: head (title, summary, language, coverage), the two pages of its
 * content, foot. Returns the nodes of the pages, which list and figures fill.
 * @param {HTMLElement} app
 */
export function init(app) {
  const handle = h(
    "button",
    { class: "sheet-handle", type: "button", "aria-expanded": "false", "aria-controls": "panel-body" },
    h("span", { class: "sheet-grip" }),
  );
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
  if (matchMedia("(max-width: 760px)").matches) fillPanel();
  bottomSheet.init(app, panel, handle);
  return pages;
}

/** Write what the panel says, once; it follows the state. */
export function fillPanel() {
  if (head.firstChild) return;
  store.on(["lang"], drawPanel);
  store.on(["tab"], drawTabs);
  drawPanel();
}

function drawPanel() {
  document.getElementById("panel").setAttribute("aria-label", t("panel.label"));
  document.querySelector(".sheet-handle").setAttribute("aria-label", t("panel.handle"));
  redrawContent(head, makeTitles(), makeCoverage());
  drawLanguages();
  drawTabs();
}

const makeTitles = () => [
  makeLocalText(pickText(data.mapTitle()), "h1", { class: "title" }),
  makeLocalText(pickText(data.mapSummary()), "p", { class: "summary" }),
];

/** A switch between the map's languages, each under its own name; none for a single language. */
function drawLanguages() {
  speech.hidden = strings.languageCodes().length < 2;
  speech.setAttribute("aria-label", t("panel.language"));
  redrawContent(
    speech,
    strings.languageCodes().map((code) =>
      makeButton("", () => changeLanguage(code), {
        lang: strings.languageTag(code),
        "data-focus": `lang-${code}`,
        "aria-pressed": String(code === strings.languageCode()),
      }, strings.languageName(code))
    ),
  );
}

/** Change the language as the reader chose, now and when the map is opened again. */
function changeLanguage(code) {
  languageChoice.storeLanguage(code);
  store.set({ lang: code });
}

/** How many of the places are located, and how surely: one bar and one line of words. */
function makeCoverage() {
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
        h("li", {}, h("span", { class: `swatch part-${name}`, "aria-hidden": "true" }), t(`coverage.${name}`, { n }))
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
  const current = usedTabs().includes(tab) ? tab : "places";
  redrawContent(
    tabs,
    usedTabs().map((tab) =>
      makeButton(
        "",
        () => chooseTab(tab),
        {
          role: "tab",
          id: `tab-${tab}`,
          "data-focus": `tab-${tab}`,
          "aria-selected": String(tab === current),
          "aria-controls": `page-${tab}`,
          tabindex: tab === current ? "0" : "-1",
          on: { keydown: (event) => moveTab(event, tab) },
        },
        t(`tab.${tab}`),
        " ",
        h("span", { class: "tab-count" }, strings.formatNumber(countTabs()[tab])),
      )
    ),
  );
  for (const tab of TABS) pages[tab].hidden = tab !== current;
}

/** Return the pages that have something on them. */
const usedTabs = () => TABS.filter((tab) => tab === "places" || countTabs()[tab]);
const countTabs = () => ({ places: data.countPlaces(), figures: data.countFigures() });

function chooseTab(tab) {
  store.set({ tab });
  bottomSheet.raiseSheet();
}

function moveTab(event, tab) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const all = usedTabs();
  store.set({ tab: all[(all.indexOf(tab) + by + all.length) % all.length] });
  tabs.querySelector("[aria-selected=true]").focus();
}
