import { h, local } from "../core/dom.js";
import * as icons from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
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
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", ready);
  else ready();
}

function ready() {
  text = document.getElementById("text");
  if (!text) return;
  first = text.lang;
  back = h("button", {
    type: "button",
    class: "quiet-button edition-back",
    on: { click: close },
  });
  text.prepend(back);
  store.on(["lang"], name);
  store.on(["lang"], () => document.documentElement.classList.contains("reading") && speak());
  name();
}

function name() {
  back.replaceChildren(icons.icon("back"), t("edition_view.back"));
  back.setAttribute("lang", strings.tag());
}

/** Show the text edition instead of the map: in the reader's language where that can be had. */
export async function open() {
  opener = document.activeElement;
  await speak().catch(() => {});
  document.documentElement.classList.add("reading");
  text.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function close() {
  document.documentElement.classList.remove("reading");
  if (opener?.isConnected) opener.focus();
}

/**
 * Say in the reader's language what the file says in the map's first one only. Names, facts and
 * notes stand there in every language, each with its tag, and stay.
 */
async function speak() {
  if (text.lang === strings.tag()) return;
  const rows = [...text.querySelectorAll("[data-number]")];
  await data.load(rows.map((row) => Number(row.dataset.number)));
  text.lang = strings.tag();
  put("h1", [local(pick(data.title()))]);
  put("h1 + p", [local(pick(data.summary()))]);
  put("h2", ["title", "credits"].map(word));
  const counted = text.querySelector(".edition-counts");
  if (counted) count(counted);
  put(".edition-rows caption", [word(counted ? "part" : "intro")]);
  put(".edition-rows thead th", ["place", "state", "position", "facts"].map(word));
  text.querySelectorAll("[scope=rowgroup]").forEach(title);
  put("h2 + ul > li", data.datasets().map(credit));
  put("summary", [word("licences")]);
  for (const quote of text.querySelectorAll("q")) quote.lang = first;
  rows.forEach(place);
}

/** Say of a map of many places how many it has of each layer. */
function count(table) {
  const { places, facts } = data.coverage();
  put("caption", [t("edition.many", { places, facts, file: `${data.id()}.gpkg` })], table);
  const sure = data.certainties().map((each) => t(`certainty.${each}`));
  const heads = [word("count"), ...sure, word("facts")];
  put("thead th", [word("layer"), ...heads], table);
  // a narrow screen has no heads: each number bears its own
  table.querySelectorAll("td").forEach((cell) => (cell.dataset.head = heads[cell.cellIndex - 1]));
  const layers = data.layers().filter((layer, l) => data.amount(l));
  put("[scope=row]", layers.map((layer) => local(pick(layer.name))), table);
}

/** Name the layer of a group of rows, and say how many there are where not all of them are listed. */
function title(node) {
  const rows = [...node.closest("tbody").querySelectorAll("[data-number]")];
  const l = data.layer(Number(rows[0].dataset.number));
  const all = data.amount(l);
  const part = rows.length < all ? t("edition.first", { n: rows.length, all }) : "";
  node.replaceChildren(local(pick(data.layers()[l].name)), part);
}

const word = (key) => t(`edition.${key}`);

/** Fill the nodes that a selector finds, one after the other. */
function put(selector, all, root = text) {
  root.querySelectorAll(selector).forEach((node, k) => node.replaceChildren(...[all[k]].flat()));
}

function credit({ name: title, licence, used_for: use }) {
  return [title, word("colon"), local(pick(use)), word("bracket"), licence, word("bracket_end")];
}

function place(row) {
  const i = Number(row.dataset.number);
  const aliases = data.aliases(i).join(word("separator"));
  const whole = data.partOf(i);
  const more = [
    aliases && [word("aliases"), word("colon"), h("span", { lang: first }, aliases)],
    whole >= 0 && [word("part_of"), word("colon"), local(pick(data.name(whole)))],
  ];
  put("small", more.filter(Boolean), row.cells[0]);
  row.cells[1].replaceChildren(local(pick(data.kind(i))), h("br"), t(`state.${data.state(i)}`));
  row.cells[2].firstChild.data = position(i);
  data.facts(i).forEach(fact);
}

/** Say where a place is and how surely, in no more decimals than are known. */
function position(i) {
  if (!data.located(i)) return unlocated(i);
  const radius = data.radius(i);
  const decimals = Math.max(0, 6 - String(Math.trunc(radius)).length);
  const [lon, lat] = data.anchor(i).map((part) => part.toFixed(decimals));
  const method = t(`located_by.${data.location(i).by}`);
  const how = t("edition.located", { method, metres: radius });
  return [t("edition.coordinates", { lon, lat }), t(`certainty.${data.certainty(i)}`), how].join(word("semicolon"));
}

/** Say what is known of where a place is that has no position. */
function unlocated(i) {
  if (data.location(i).by === "no-site") return t("located_by.no-site");
  const several = data.alternatives(i).length > 1;
  const held = several ? data.alternatives(i) : [data.holder(i)].filter(Boolean);
  if (!held.length) return word("unlocated");
  const names = held.map(([kind, n]) => pick(kind === "p" ? data.name(n) : data.areas()[n].name).text);
  return t(several ? "edition.in_one_of" : "edition.in", { places: names.join(word("separator")) });
}

function fact(f) {
  const node = document.getElementById(`t-${data.fact.id(f)}`);
  const told = data.fact.figure(f)?.[strings.code()];
  const words = told && [told.bound, told.number, told.unit, told.equivalent].filter(Boolean).join(" ");
  if (words) put("strong", [words], node);
  const when = pick(data.fact.period(f));
  const [start, end] = data.fact.span(f).map(String);
  const cited = [local(pick(data.fact.source(f).title)), word("comma"), t("edition.characters", { start, end })];
  const said = [
    t(`fact_state.${data.fact.state(f)}`),
    ...(when.text ? [word("comma"), local(when)] : []),
    word("semicolon"),
    ...cited,
  ];
  put(":scope > small:not([lang])", [[word("bracket"), ...said, word("bracket_end")]], node);
}
