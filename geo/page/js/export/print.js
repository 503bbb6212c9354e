import * as facts from "../card/facts.js";
import { h, hurry, link, local } from "../core/dom.js";
import { icon, mark, signOfLayer } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { others, pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as whereabouts from "../data/whereabouts.js";
import * as words from "../data/words.js";
import * as tally from "../map/tally.js";

/** A place with more facts than this is printed in several rows, one a topic. */
const MANY = 8;
let map = null;
let app = null;
let before = null;

/**
 * Make paper of the page when the reader prints: the map as it is seen, in a box of fixed size
 * that the style sheet scales to the sheet, its legend, and all that is shown as one table. What
 * was on the screen comes back afterwards. The text edition, when it is open, is printed as it is.
 * @param {LeafletMap} leaflet
 * @param {HTMLElement} root
 */
export function init(leaflet, root) {
  map = leaflet;
  app = root;
  addEventListener("beforeprint", lay);
  addEventListener("afterprint", clear);
}

/** Make the button that prints. */
export function button() {
  const act = { click: () => print() };
  const named = { type: "button", class: "quiet-button", "data-focus": "print", on: act };
  return h("button", named, icon("print"), t("print.print"));
}

function lay() {
  const page = document.documentElement;
  if (before || page.classList.contains("reading")) return;
  const { zoomSnap } = map.options;
  const parts = [head(), legend(), list()];
  before = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom(), zoomSnap, parts };
  app.prepend(parts[0]);
  map.getContainer().parentElement.after(parts[1]);
  app.after(parts[2]);
  page.classList.add("printing");
  map.options.zoomSnap = 0;
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(before.bounds, { animate: false });
  hurry();
  tally.number(true);
  const keys = h(
    "section",
    { class: "paper paper-areas" },
    h("h2", {}, t("print.areas")),
    h("div", { class: "tally-keys" }, tally.drawNumbers()),
  );
  parts[1].after(keys);
  parts.push(keys);
  hurry();
}

function clear() {
  if (!before) return;
  const { parts, centre, zoom, zoomSnap } = before;
  before = null;
  for (const part of parts) part.remove();
  document.documentElement.classList.remove("printing");
  tally.number(false);
  map.options.zoomSnap = zoomSnap;
  map.invalidateSize({ animate: false, pan: false });
  map.setView(centre, zoom, { animate: false });
  hurry();
}

function head() {
  return h(
    "header",
    { class: "paper paper-head" },
    local(pick(data.title()), "h1", { class: "title" }),
    local(pick(data.summary()), "p", { class: "summary" }),
  );
}

const filled = (l) => data.amount(l) > 0;
const on = () =>
  data
    .layers()
    .map((layer, l) => l)
    .filter((l) => filled(l) && !store.get("off").has(l));
const named = (l) => local(pick(data.layers()[l].name));

/** The legend of the screen, opened, with the layers above it. */
function legend() {
  const keys = /** @type {Element | undefined} */ (document.querySelector(".legend-body")?.cloneNode(true));
  keys?.removeAttribute("hidden");
  keys?.removeAttribute("id");
  const all = data.count();
  const shown = store.count((group, g) => store.groups()[g]);
  return h(
    "section",
    { class: "paper paper-legend" },
    h(
      "div",
      { class: "legend-part" },
      h("h3", { class: "small-heading" }, t("print.layers")),
      h(
        "ul",
        {},
        on().map((l) => h("li", {}, h("span", { class: "sample" }, signOfLayer(l)), named(l))),
      ),
    ),
    keys,
    shown < all && h("p", { class: "hint" }, t("print.part", { n: shown, all })),
  );
}

function list() {
  return h(
    "section",
    { class: "paper paper-list" },
    h("h2", {}, t("print.heading")),
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["place", "position", "facts"].map((name) => h("th", { scope: "col" }, t(`print.${name}`))),
        ),
      ),
      data.few() && on().map(group),
    ),
    !data.few() && h("p", { class: "hint" }, t("print.many")),
    sources(),
  );
}

function group(l) {
  const shown = data.inLayer(l).filter((i) => store.shown(i));
  if (!shown.length) return null;
  const title = { scope: "rowgroup", colspan: 3 };
  return h(
    "tbody",
    {},
    h("tr", { class: "paper-layer" }, h("th", title, signOfLayer(l), named(l))),
    shown.map(rows),
  );
}

function rows(i) {
  const numbers = data.facts(i);
  const first = [h("th", { scope: "row" }, title(i)), h("td", {}, position(i))];
  if (numbers.length <= MANY) return h("tr", {}, first, told(numbers));
  return [
    h("tr", { class: "paper-many" }, first, h("td")),
    facts.byTopic(numbers).map(([topic, own]) => h("tr", {}, told(own, topic))),
  ];
}

function title(i) {
  return [
    local(pick(data.name(i)), "b"),
    others(data.name(i)).map((name) => local(name, "small")),
    h("small", {}, [local(pick(data.kind(i))), " · ", t(`state.${data.state(i)}`)]),
  ];
}

function position(i) {
  const radius = data.radius(i) ? ` ±${words.distance(data.radius(i))}` : "";
  return [
    h("span", {}, mark(data.certainty(i)), " ", t(`certainty.${data.certainty(i)}`), radius),
    h("small", {}, data.located(i) ? t(`located_by.${data.location(i).by}`) : whereabouts.describe(i)),
  ];
}

function told(numbers, topic) {
  return h(
    "td",
    topic ? { class: "paper-wide", colspan: 3 } : {},
    topic && local(pick(topic.name), "b", { class: "paper-topic" }),
    h("ul", {}, numbers.map(fact)),
  );
}

function fact(f) {
  const [start, end] = data.fact.span(f);
  return h(
    "li",
    {},
    facts.figure(f),
    " ",
    local(pick(data.fact.text(f))),
    facts.status(f),
    h("small", {}, t("fact.characters", { start, end }).replace(/^\s*[,，]\s*/, "")),
    facts.doubt(f),
  );
}

/** Where it all comes from, where this page lies, and when it was printed. */
function sources() {
  const address = location.href.split("#")[0];
  const day = new Intl.DateTimeFormat(strings.tag(), { dateStyle: "long" }).format(new Date());
  const cited = data.sources().map(({ title: name, url }) => {
    const shown = local(pick(name));
    return h("p", {}, `${t("panel.source")} `, url ? [link(url, {}, shown), ` ${url}`] : shown);
  });
  return h(
    "footer",
    { class: "paper-sources" },
    cited,
    data
      .datasets()
      .map(({ name, licence, used_for: use }) => h("p", {}, `${name} (${licence}): `, local(pick(use)))),
    h("p", {}, local(pick(data.backdrop().note))),
    h(
      "p",
      {},
      data.checkedOn() && `${t("panel.checked", { day: data.checkedOn() })} · `,
      t("print.printed", { day }),
    ),
    /^https?:/.test(address) && h("p", {}, link(address, {}, address)),
  );
}
