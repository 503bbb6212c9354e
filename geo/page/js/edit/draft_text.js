import { h } from "../core/dom.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as view from "../map/view.js";
import * as draftState from "./draft_state.js";
import * as formParts from "./form_parts.js";

/** Which of two that overlap is drawn. */
const FIRST = ["figure", "name", "mention", "fact"];
/** Milliseconds for which a place flashes. */
const FLASH = 1300;
/** How the browser draws what a draft cites, without a change of the text. */
const CITED = "draft-cited";

let root = null;
let units = null;
let choose = null;
/** What is drawn, as JSON: a text that is drawn anew loses what is selected in it. */
let drawn = "";

/**
 * Make the box of the text; `chosen` is told the id of a draft that is pressed.
 * @param {(id: string) => unknown} chosen
 */
export function makeTextBox(chosen) {
  choose = chosen;
  drawn = "";
  root = h("div", { class: "drafts-text", tabindex: "0", role: "group" });
  root.addEventListener("click", (event) => pressMark(event.target.closest("[data-draft], [data-place]")));
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, (event) => showPlace(event.target.closest("[data-place]"), type));
  }
  root.addEventListener("pointerout", (event) => event.target.closest("[data-place]") && store.hoverPlace(-1));
  return root;
}

/** Return for each code point of a text where it begins in code units; nothing where each is one. */
function measureUnits(text) {
  if (!/[\ud800-\udfff]/.test(text)) return null;
  const starts = [0];
  for (const point of text) starts.push(starts.at(-1) + point.length);
  return starts;
}

/** Return how many code units a number of code points has. @param {number} point */
export const toUnits = (point) => units ? (units[point] ?? units.at(-1)) : point;
/** Return how many code points a number of code units has. @param {number} unit */
export const toPoints = (unit) => units ? units.findIndex((start) => start >= unit) : unit;

/** Draw the text with what was found in it; return whether anything in it is new. */
export function drawText() {
  const { text, lang, source, sources, mentions } = draftState.reviewAnswer();
  const wanted = JSON.stringify([text, source, mentions, draftState.listRows()]);
  if (wanted === drawn) return false;
  drawn = wanted;
  const top = root.scrollTop;
  const held = root.contains(document.activeElement) && document.activeElement.dataset.draft;
  const name = formParts.titleOf(sources.find(({ id }) => id === source));
  root.setAttribute("aria-label", t("edit.drafts.text", { name }));
  root.lang = lang;
  units = text && measureUnits(text);
  root.replaceChildren(...(text ? makePieces(text) : [h("p", { class: "hint" }, t("edit.article.absent"))]));
  root.scrollTop = top;
  if (held) focusMark(findMark(held));
  return true;
}

/** Return the parts of the text that something was found in, in order; none covers another. */
function listSpans() {
  const rows = draftState.listRows();
  /** @type {{ kind: string, start: number, end: number, row?: any, place?: string }[]} */
  const spans = rows.filter(({ sort }) => sort === "figure").map((row) => ({
    row,
    kind: row.value ? "figure" : "fact",
    ...spanOf(row),
  }));
  for (const row of rows.filter(({ sort }) => sort === "name")) {
    for (const each of (row.mentions ?? "").split(";")) {
      const [start, end] = each.split("-").map(Number);
      spans.push({ row, kind: "name", start, end });
    }
  }
  for (const [start, end, place] of draftState.reviewAnswer().mentions) {
    spans.push({ place, kind: "mention", start, end });
  }
  spans.sort((a, b) => FIRST.indexOf(a.kind) - FIRST.indexOf(b.kind) || a.start - b.start);
  const taken = new Set();
  const free = spans.filter(({ start, end }) => {
    const all = Array.from({ length: Math.max(0, end - start) }, (_none, k) => start + k);
    if (!all.length || all.some((each) => taken.has(each))) return false;
    all.forEach((each) => taken.add(each));
    return true;
  });
  return free.sort((a, b) => a.start - b.start);
}

const spanOf = (row) => ({ start: Number(row.start), end: Number(row.end) });

function makePieces(text) {
  const sentences = draftState.listRows().filter(({ sort }) => sort === "sentence");
  const spans = listSpans();
  const pieces = [];
  let at = 0;
  for (const row of sentences) {
    const { start, end } = spanOf(row);
    pieces.push(...makeRun(text, spans, at, start));
    pieces.push(makeMark(row, "sentence", makeRun(text, spans, start, end)));
    at = end;
  }
  return [...pieces, ...makeRun(text, spans, at, text.length)];
}

/** Return the nodes of a part of the text. */
function makeRun(text, spans, start, end) {
  const nodes = [];
  let at = start;
  for (const each of spans.filter((one) => one.start >= start && one.end <= end)) {
    nodes.push(text.slice(toUnits(at), toUnits(each.start)));
    const words = text.slice(toUnits(each.start), toUnits(each.end));
    nodes.push(each.row ? makeMark(each.row, each.kind, words) : makeMention(each.place, words));
    at = each.end;
  }
  return [...nodes, text.slice(toUnits(at), toUnits(end))];
}

function makeMark(row, kind, words) {
  const verdict = row.verdict || "open";
  const chosen = row.id === draftState.chosenRow()?.id;
  return h("span", {
    class: `draft is-${kind} is-${verdict}`,
    "data-draft": row.id,
    role: kind === "sentence" ? "group" : "button",
    "aria-current": chosen ? "true" : null,
    "aria-description": t(`edit.drafts.mark.${kind}`, { verdict: t(`edit.drafts.verdict.${verdict}`) }),
    "data-place": kind === "name" && row.made ? row.made : null,
  }, words);
}

function makeMention(place, words) {
  const { text } = formParts.nameInLanguage(draftState.findNamedPlace(place));
  return h("span", {
    class: "draft is-mention",
    "data-place": place,
    role: "button",
    "aria-description": t("edit.drafts.mark.mention", { name: text }),
  }, words);
}

async function pressMark(mark) {
  if (!mark || !getSelection().isCollapsed) return undefined;
  if (mark.dataset.draft) return choose(mark.dataset.draft);
  const i = await data.findPlace(mark.dataset.place);
  return i >= 0 && view.flyTo(i);
}

/** Press what has the focus in the text, if it is something that was found. */
export function pressFocused() {
  const mark = document.activeElement.closest(".draft");
  if (mark && root.contains(mark)) pressMark(mark);
  return Boolean(mark);
}

/** Light the place that a name is of, and let it flash once; by keys the map comes to it. */
async function showPlace(mark, type) {
  if (!mark) return;
  const i = await data.findPlace(mark.dataset.place);
  if (i < 0 || !data.isLocated(i)) return;
  store.hoverPlace(i);
  if (type === "focusin") view.revealPlace(i);
  flashPlace(i);
}

/** Draw a ring that goes out around a place, once. @param {Place} i */
export function flashPlace(i) {
  const [lon, lat] = data.anchorOf(i);
  const map = view.leafletMap();
  const body = h("span", { class: "draft-flash" });
  const ring = L.marker([lat, lon], {
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ html: body, className: "draft-flash-at", iconSize: [0, 0] }),
  }).addTo(map);
  setTimeout(() => ring.remove(), FLASH);
}

/** Return the words of the text that a draft was read from. @param {any} row */
export const readWords = ({ start, end }) =>
  draftState.reviewAnswer().text?.slice(toUnits(Number(start)), toUnits(Number(end))) ?? "";

/** Return the box of the text. */
export const textBox = () => root;
/** @param {string} id */
export const findMark = (id) => root.querySelector(`[data-draft="${CSS.escape(id)}"]`);

/** Mark which draft is in the card and what it cites, and bring it into view. */
export function showChosen() {
  const row = draftState.chosenRow();
  for (const mark of root.querySelectorAll("[aria-current]")) mark.removeAttribute("aria-current");
  globalThis.CSS?.highlights?.delete(CITED);
  if (!row) return;
  for (const each of root.querySelectorAll(`[data-draft="${CSS.escape(row.id)}"]`)) {
    each.setAttribute("aria-current", "true");
  }
  const cells = draftState.cardCells(row);
  const range = makeRange(Number(cells.clause_start || row.start), Number(cells.clause_end || row.end));
  if (globalThis.Highlight && row.sort === "figure") CSS.highlights.set(CITED, new Highlight(range));
  scrollTo(range);
}

function scrollTo(range) {
  const box = root.getBoundingClientRect();
  const at = range.getBoundingClientRect();
  if (at.top < box.top + 24 || at.bottom > box.bottom - 24) root.scrollTop += at.top - box.top - box.height / 3;
}

/** Return a range of the drawn text between two code points. */
function makeRange(start, end) {
  const range = document.createRange();
  range.setStart(...findPosition(toUnits(start)));
  range.setEnd(...findPosition(toUnits(end)));
  return range;
}

/**
 * Return where in the drawn text a code unit is.
 * @param {number} unit
 * @returns {[Node, number]}
 */
export function findPosition(unit) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = unit;
  let node = walker.nextNode();
  while (node) {
    const { length } = node.textContent;
    if (left <= length) return [node, left];
    left -= length;
    node = walker.nextNode();
  }
  return [root, root.childNodes.length];
}

/** Give the focus to a mark; one that always could have it would keep Chromium from selecting across its edge. */
function focusMark(mark) {
  if (!mark) return;
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
  mark.addEventListener("blur", () => mark.removeAttribute("tabindex"), { once: true });
}

/** Move the focus to the next thing found in the text, or the one before. @param {number} way */
export function stepFocus(way) {
  const marks = [...root.querySelectorAll(".draft")];
  const current = document.activeElement.closest(".draft") ?? root.querySelector("[aria-current]");
  const at = marks.indexOf(/** @type {Element} */ (current));
  const next = /** @type {HTMLElement} */ (marks[at + way] ?? marks.at(way > 0 ? 0 : -1));
  focusMark(next);
  next?.scrollIntoView({ block: "nearest" });
}
