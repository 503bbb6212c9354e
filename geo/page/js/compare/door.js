import { h, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { askPart } from "../shell/ondemand.js";

/**
 * Put the way to the table of places above the list of them, and open it where the address asks for it;
 * the table itself comes when it is first opened.
 * @param {HTMLElement} page
 * @param {LeafletMap} map
 */
export function init(page, map) {
  if (data.countPlaces() < 2) return;
  const root = h("div", { class: "compare-door" });
  page.prepend(root);
  const drawDoor = () => redrawContent(root, makeDoorButton(), storyButton(), articleButton());
  store.on(["lang", "table", "stop", "article"], drawDoor);
  drawDoor();
  store.on(["stop"], openStory);
  openStory();
  store.on(["article"], openArticle);
  openArticle();
  let asked = false;
  const settled = store.get("table") && location.hash.length > 1;
  const openTable = () => {
    if (asked || !store.get("table")) return;
    asked = true;
    askPart("compare", map, settled).catch(() => (asked = false));
  };
  store.on(["table"], openTable);
  openTable();
}

function openStory() {
  if (store.get("stop")) askPart("story");
}

function openArticle() {
  if (store.get("article")) askPart("article");
}

/** The way to the first of the articles, where the page may show any. */
function articleButton() {
  if (!data.articles().length) return null;
  const [[source, whole]] = data.articles();
  const shut = { article: "" };
  const named = {
    type: "button",
    class: "quiet-button",
    "data-focus": "article",
    "aria-expanded": String(store.get("article") !== ""),
    on: {
      click: () => store.set(store.get("article") ? shut : { article: source, table: false, stop: 0, selected: -1 }),
    },
  };
  return h("button", named, makeIcon("article"), t(whole ? "article.open" : "article.open_quotes"));
}

/** The way to the short story, where the map has one. */
function storyButton() {
  if (!data.stops()) return null;
  const named = {
    type: "button",
    class: "quiet-button",
    "data-focus": "story",
    "aria-expanded": String(store.get("stop") > 0),
    on: { click: () => store.set({ stop: store.get("stop") ? 0 : 1, ...(store.get("stop") ? {} : { selected: -1 }) }) },
  };
  return h("button", named, makeIcon("next"), t("story.open", { n: data.stops() }));
}

function makeDoorButton() {
  const named = {
    type: "button",
    class: "quiet-button",
    "data-focus": "compare",
    "aria-expanded": String(store.get("table")),
    on: { click: () => store.set({ table: !store.get("table") }) },
  };
  return h("button", named, makeIcon("table"), t("compare.open"));
}
