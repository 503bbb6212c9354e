import * as facts from "../card/facts.js";
import * as popup from "../card/popup.js";
import { h, makeLink, makeLocalText } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { askPart } from "./ondemand.js";
import * as textAlternative from "./text_alternative.js";

const SURE = ["certain", "less-certain", "uncertain", "area-known", "none"];
const LAST = ["within", "no-site", "none"];
const DIGITS = 12;
let leave = null;

/**
 * Return what the dialog about the map says, part by part; `close` is called before the reader is
 * led from it to a place or to the text edition.
 * @param {() => unknown} close
 */
export function aboutParts(close) {
  leave = close;
  return [
    aboutPart("coverage", coveragePart()),
    aboutPart("method", methodPart()),
    aboutPart("doubt", doubtPart()),
    aboutPart("sources", sourcePart()),
    aboutPart("datasets", datasetPart()),
    aboutPart("software", softwarePart()),
    aboutPart("inputs", inputPart()),
  ];
}

function aboutPart(name, inside) {
  if (!inside) return null;
  const id = `about-${name}`;
  const head = h("h3", { class: "small-heading", id }, t(`about.${name}`));
  return h("section", { class: "about-part", "aria-labelledby": id }, head, inside);
}

/** Count the places of each certainty among the groups that `taken` takes. */
const countByCertainty = (taken) =>
  SURE.map((name) => store.countPlacesWhere((group) => taken(group) && group.certainty === name));

function coveragePart() {
  const count = data.coverage();
  const known = { n: count.places, located: count.located, missing: count.not_located };
  return [
    h("p", {}, t("about.covered", known)),
    data.checkedOn() && h("p", {}, t("about.checked", { day: data.checkedOn() })),
    makeTable(
      [t("about.layer"), t("about.named"), ...SURE.map((name) => t(`about.${name}`))],
      [
        ...data
          .layers()
          .map((layer, l) => [
            makeLocalText(pickText(layer.name)),
            data.countInLayer(l),
            countByCertainty((group) => group.layer === l),
          ])
          .filter(([, n]) => n)
          .map(([name, n, sure]) => [name, n, ...sure]),
        [t("about.all"), count.places, ...countByCertainty(() => true)],
      ],
      "is-counted",
    ),
    h("h4", { class: "about-sub" }, t("about.found")),
    makeTable([t("about.way"), t("about.places")], wayRows(), "is-counted"),
  ];
}

/** How many places were located in which way, most used first, those without a position last. */
const wayRows = () =>
  Object.entries(data.coverage().ways)
    .sort(([a, m], [b, n]) => LAST.indexOf(a) - LAST.indexOf(b) || n - m)
    .map(([way, n]) => [t(`located_by.${way}`), n]);

function methodPart() {
  const told = ["source", "radius", "grades", "shapes", "figures", "time"];
  return h("ul", { class: "about-list" }, told.map((name) => h("li", {}, t(`about.method_${name}`))));
}

/** The facts with a note, as ways to the evidence. Without any there is nothing to say. */
function doubtPart() {
  const noted = data.doubts();
  if (!noted.length) return null;
  const { doubts: n, facts: all } = data.coverage();
  const known = { n, all };
  return [
    h("p", {}, t("about.doubted", known)),
    h(
      "details",
      { class: "about-more" },
      h("summary", {}, t("about.show")),
      h("ul", { class: "about-notes" }, noted.map(([i, f]) => h("li", {}, makeEvidenceDoor(i, f), facts.makeDoubt(f)))),
    ),
  ];
}

function makeEvidenceDoor(i, f) {
  const openFact = () => {
    leave();
    popup.openAtFact(i, data.fact.id(f));
  };
  return h(
    "button",
    { type: "button", class: "text-button", on: { click: openFact } },
    makeLocalText(pickText(data.nameOf(i))),
    t("about.colon"),
    makeLocalText(pickText(data.fact.text(f))),
  );
}

const sourcePart = () =>
  data.sources().map((source) => {
    const title = makeLocalText(pickText(source.title));
    const note = pickText(source.note);
    return h(
      "div",
      { class: "about-source" },
      h("p", {}, source.url ? makeLink(source.url, {}, title) : title),
      note.text && makeLocalText(note, "p", { class: "hint" }),
      h("p", { class: "hint" }, t("about.text_hash"), makeHash(source.sha256)),
    );
  });

function datasetPart() {
  if (!data.datasets().length) return null;
  const rows = data
    .datasets()
    .map(({ name, url, licence, used_for: use }) => [
      url ? makeLink(url, {}, name) : name,
      licence,
      makeLocalText(pickText(use)),
    ]);
  const act = { click: openFiles };
  return [
    makeTable([t("about.dataset"), t("about.licence"), t("about.use")], rows),
    h("p", {}, h("button", { type: "button", class: "text-button", on: act }, t("take.open"))),
  ];
}

function openFiles() {
  leave();
  document.querySelector("[data-focus=about]")?.focus({ preventScroll: true });
  askPart("files");
}

function softwarePart() {
  const named = { type: "button", class: "text-button", on: { click: readEdition } };
  return h("p", {}, t("about.drawn_by"), " ", h("button", named, t("about.read")));
}

function readEdition() {
  leave();
  textAlternative.openEdition();
}

function inputPart() {
  const files = Object.entries(data.inputHashes());
  if (!files.length) return null;
  const lines = files.map(([name, sum]) => `${sum}  ${name}`).join("\n");
  return [
    h("p", {}, t("about.same")),
    makeTable([t("about.file"), "SHA-256"], files.map(([name, sum]) => [name, makeHash(sum)])),
    makeCopier(lines),
  ];
}

const makeHash = (sum) => h("code", { class: "sum", title: sum }, sum.slice(0, DIGITS));

/** A button that copies; where the browser refuses, a field holds the text to copy by hand. */
function makeCopier(text) {
  const said = h("span", { class: "said-copied", role: "status" });
  const copyLines = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.replaceChildren(t("about.copied"));
    } catch {
      const named = { "aria-label": t("about.copy"), class: "about-lines" };
      const field = h("textarea", { ...named, readonly: true, rows: 6 }, text);
      said.replaceChildren(field);
      field.select();
    }
  };
  const named = { type: "button", class: "text-button", on: { click: copyLines } };
  return h("p", { class: "about-copy" }, h("button", named, t("about.copy")), " ", said);
}

const tableRow = ([first, ...rest]) =>
  h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, shownCell(cell))));

/** A table; its first column heads the rows. Wide ones scroll inside their own box. */
const makeTable = (heads, rows, look = "") =>
  h(
    "table",
    { class: `about-table ${look}` },
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map(tableRow)),
  );

/** A nought is drawn pale: what stands out are the places that there are. */
function shownCell(cell) {
  if (typeof cell !== "number") return cell;
  return cell ? strings.formatNumber(cell) : h("span", { class: "nought" }, "0");
}
