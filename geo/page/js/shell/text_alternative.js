import { h, makeButton, makeLocalText } from "../core/dom.js";
import * as icons from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";

let text = null;
let back = null;
let opener = null;
let first = "";

/**
 * Make the server-written text edition a view of its own: opened by a button, left by another. It
 * stands last in the file and may not have been read yet.
 */
export function init() {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", prepareEdition);
  else prepareEdition();
}

function prepareEdition() {
  text = document.getElementById("text");
  if (!text) return;
  first = text.lang;
  back = makeButton("quiet-button edition-back", closeEdition);
  text.prepend(back);
  store.on(["lang"], nameEdition);
  store.on(["lang"], () => document.documentElement.classList.contains("reading") && translateEdition());
  nameEdition();
}

function nameEdition() {
  back.replaceChildren(icons.makeIcon("back"), t("edition_view.back"));
  back.setAttribute("lang", strings.languageTag());
}

/** Show the text edition instead of the map: in the reader's language where that can be had. */
export async function openEdition() {
  opener = document.activeElement;
  await translateEdition().catch(() => {});
  document.documentElement.classList.add("reading");
  text.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function closeEdition() {
  document.documentElement.classList.remove("reading");
  if (opener?.isConnected) opener.focus();
}

/**
 * Say in the reader's language what the file says in the map's first one only. Names, facts and
 * notes stand there in every language, each with its tag, and stay.
 */
async function translateEdition() {
  if (text.lang === strings.languageTag()) return;
  const rows = [...text.querySelectorAll("[data-number]")];
  await data.loadPlaces(rows.map((row) => Number(row.dataset.number)));
  text.lang = strings.languageTag();
  fillNodes("h1", [makeLocalText(pickText(data.mapTitle()))]);
  fillNodes("h1 + p", [makeLocalText(pickText(data.mapSummary()))]);
  fillNodes("h2:not(.edition-article)", ["title", "credits"].map(editionWord));
  fillNodes("h2.edition-article", data.articles().filter(([, whole]) => whole).map(articleTitle));
  const counted = text.querySelector(".edition-counts");
  if (counted) fillCounts(counted);
  fillNodes(".edition-rows caption", [editionWord(counted ? "part" : "intro")]);
  fillNodes(".edition-rows thead th", ["place", "state", "position", "facts"].map(editionWord));
  text.querySelectorAll("[scope=rowgroup]").forEach(nameLayer);
  fillNodes("h2 + ul > li", data.datasets().map(creditParts));
  fillNodes("summary", [editionWord("licences")]);
  rows.forEach(fillPlace);
}

const articleTitle = ([id]) => makeLocalText(pickText(data.sources().find((each) => each.id === id).title));

/** Say of a map of many places how many it has of each layer. */
function fillCounts(table) {
  const { places, facts } = data.coverage();
  fillNodes("caption", [t("edition.many", { places, facts, file: `${data.mapId()}.gpkg` })], table);
  const sure = data.certainties().map((each) => t(`certainty.${each}`));
  const heads = [editionWord("count"), ...sure, editionWord("facts")];
  fillNodes("thead th", [editionWord("layer"), ...heads], table);
  // a narrow screen has no heads: each number bears its own
  table.querySelectorAll("td").forEach((cell) => (cell.dataset.head = heads[cell.cellIndex - 1]));
  const layers = data.layers().filter((layer, l) => data.countInLayer(l));
  fillNodes("[scope=row]", layers.map((layer) => makeLocalText(pickText(layer.name))), table);
}

/** Name the layer of a group of rows, and say how many there are where not all of them are listed. */
function nameLayer(node) {
  const rows = [...node.closest("tbody").querySelectorAll("[data-number]")];
  const l = data.layerOf(Number(rows[0].dataset.number));
  const all = data.countInLayer(l);
  const part = rows.length < all ? t("edition.first", { n: rows.length, all }) : "";
  node.replaceChildren(makeLocalText(pickText(data.layers()[l].name)), part);
}

const editionWord = (key) => t(`edition.${key}`);

/** Fill the nodes that a selector finds, one after the other. */
function fillNodes(selector, all, root = text) {
  root.querySelectorAll(selector).forEach((node, k) => node.replaceChildren(...[all[k]].flat()));
}

const creditParts = ({ name: title, licence, used_for: use }) => [
  title,
  editionWord("colon"),
  makeLocalText(pickText(use)),
  editionWord("bracket"),
  licence,
  editionWord("bracket_end"),
];

function fillPlace(row) {
  const i = Number(row.dataset.number);
  const aliases = data.aliasesOf(i).join(editionWord("separator"));
  const whole = data.partOf(i);
  const more = [
    aliases && [editionWord("aliases"), editionWord("colon"), h("span", { lang: first }, aliases)],
    whole >= 0 && [editionWord("part_of"), editionWord("colon"), makeLocalText(pickText(data.nameOf(whole)))],
  ];
  fillNodes("small", more.filter(Boolean), row.cells[0]);
  row.cells[1].replaceChildren(makeLocalText(pickText(data.kindOf(i))), h("br"), t(`state.${data.stateOf(i)}`));
  row.cells[2].firstChild.data = describePosition(i);
  data.factsOf(i).forEach(fillFact);
}

/** Say where a place is and how surely, in no more decimals than are known. */
function describePosition(i) {
  if (!data.isLocated(i)) return describeUnlocated(i);
  const radius = data.radiusOf(i);
  const decimals = Math.max(0, 6 - String(Math.trunc(radius)).length);
  const [lon, lat] = data.anchorOf(i).map((part) => part.toFixed(decimals));
  const method = t(`located_by.${data.locationOf(i).by}`);
  const how = t("edition.located", { method, metres: radius });
  return [t("edition.coordinates", { lon, lat }), t(`certainty.${data.certaintyOf(i)}`), how].join(
    editionWord("semicolon"),
  );
}

/** Say what is known of where a place is that has no position. */
function describeUnlocated(i) {
  if (data.locationOf(i).by === "no-site") return t("located_by.no-site");
  const several = data.alternativesOf(i).length > 1;
  const held = several ? data.alternativesOf(i) : [data.holderOf(i)].filter(Boolean);
  if (!held.length) return editionWord("unlocated");
  const names = held.map(([kind, n]) => pickText(kind === "p" ? data.nameOf(n) : data.areas()[n].name).text);
  return t(several ? "edition.in_one_of" : "edition.in", { places: names.join(editionWord("separator")) });
}

function fillFact(f) {
  const node = document.getElementById(`t-${data.fact.id(f)}`);
  const told = data.fact.figure(f)?.[strings.languageCode()];
  const words = told && [told.bound, told.number, told.unit, told.equivalent].filter(Boolean).join(" ");
  if (words) fillNodes("strong", [words], node);
  const when = pickText(data.fact.period(f));
  const [start, end] = data.fact.span(f).map(String);
  const cited = [
    makeLocalText(pickText(data.fact.source(f).title)),
    editionWord("comma"),
    t("edition.characters", { start, end }),
  ];
  const said = [
    t(`fact_state.${data.fact.state(f)}`),
    ...(when.text ? [editionWord("comma"), makeLocalText(when)] : []),
    editionWord("semicolon"),
    ...cited,
  ];
  fillNodes(":scope > small:not([lang])", [[editionWord("bracket"), ...said, editionWord("bracket_end")]], node);
}
