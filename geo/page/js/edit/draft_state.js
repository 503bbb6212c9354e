import * as data from "../data/data.js";
import * as requests from "./requests.js";
import * as session from "./session.js";

/** Cells that a card shows of a draft of each sort, the statements apart. */
const SHOWN = {
  figure: ["value", "unit", "bound", "measure", "period", "state", "place", "topic", "clause_start", "clause_end"],
  name: ["name", "aliases", "kind", "layer", "part_of"],
  sentence: [],
};
/** What a person chose last, and the next card begins with. */
const LASTING = ["topic", "layer"];

const state = {
  told: { sources: [], rows: [], source: "", text: null, mentions: [], places: [] },
  chosen: "",
  /** What is written and not accepted yet, by draft; it outlives a reload of the page. */
  written: {},
  /** Drafts of words that were chosen by hand and stand in no file yet. */
  own: null,
  last: {},
  asked: 0,
};

const stateKey = () => `${data.mapId()}.review`;

/** Take up what was written before the page was loaded. */
export function restoreWritten() {
  try {
    Object.assign(state, JSON.parse(sessionStorage.getItem(stateKey()) ?? "{}"));
  } catch {
    // where storage is refused, it lasts until the page is left
  }
}

function keepWritten() {
  const { chosen, written, own, last } = state;
  try {
    sessionStorage.setItem(stateKey(), JSON.stringify({ chosen, written, own, last }));
  } catch {
    // as above
  }
}

/**
 * Ask for the drafts of a source, of the one shown where none is named; of two answers the newer counts.
 * @param {string} [source]
 */
export async function loadDrafts(source = state.told.source) {
  state.asked += 1;
  const own = state.asked;
  const answer = await requests.lookUp("drafts", source ? { source } : {});
  if (own !== state.asked || (!answer.ok && !answer.faults)) return;
  state.told = answer.ok ? answer : { ...state.told, faults: answer.faults };
  session.emit("drafts");
}

export const reviewAnswer = () => state.told;
export const hasDrafts = () => state.told.sources.length > 0 || Boolean(state.told.faults);

/** Return the rows of the source in the order of the text, with one of words chosen by hand. */
export function listRows() {
  const rows = state.own && !state.told.rows.some(({ id }) => id === state.own.id)
    ? [...state.told.rows, state.own]
    : state.told.rows;
  return [...rows].sort((a, b) => Number(a.start) - Number(b.start) || Number(a.end) - Number(b.end));
}

/** Return how many figures are decided and how many sentences unread. */
export function countDecided() {
  // words that a person has chosen are decided as they are chosen
  const figures = state.told.rows.filter(({ sort, id }) => sort === "figure" && !id.endsWith(":fact"));
  return {
    figures: figures.length,
    decided: figures.filter(({ verdict }) => verdict).length,
    unread: state.told.rows.filter(({ sort, verdict }) => sort === "sentence" && !verdict).length,
  };
}

/** Return how many figures and sentences of all sources wait. */
export const countOpen = () =>
  state.told.sources.reduce((sum, { figures, decided, unread }) => sum + figures - decided + unread, 0);

/** Return whether a draft can still be decided: an accepted one of which nothing was made can. @param {any} row */
export const isOpenDraft = (row) =>
  !row.verdict || (row.verdict === "accepted" && !row.made && row.sort !== "sentence");

/**
 * Return the next draft that waits after one in the text, or before it; from the end on from the beginning.
 * @param {string[]} sorts
 * @param {number} [way]
 */
export function nextOpen(sorts, way = 1) {
  const rows = listRows();
  const at = rows.findIndex(({ id }) => id === state.chosen);
  const order = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  const wanted = (way > 0 ? order : order.toReversed()).filter((row) => isOpenDraft(row) && sorts.includes(row.sort));
  return wanted[0] ?? null;
}

export const chosenRow = () => listRows().find(({ id }) => id === state.chosen) ?? null;
/** Return whether a draft is of words that were chosen by hand and stand in no file yet. @param {any} row */
export const isOwnRow = (row) => row.id === state.own?.id;

/** @param {string} id */
export function chooseDraft(id) {
  state.chosen = id;
  keepWritten();
}

/**
 * Take a draft of words that were chosen by hand; one that stands in the file already only gets what it cites.
 * @param {any} answer
 */
export function takeWords({ row, new: isNew, places }) {
  state.told.places = [...state.told.places, ...places];
  const { clause_start: start, clause_end: end } = row;
  if (isNew) state.own = row;
  state.written[row.id] = { ...state.written[row.id], clause_start: start, clause_end: end };
  chooseDraft(row.id);
}

/** Return the cells of a card: what was read, what is written, and what was chosen last. @param {any} row */
export const cardCells = (row) => ({ ...(isOpenDraft(row) && state.last), ...row, ...state.written[row.id] });

/**
 * Note what is written into the card of a draft.
 * @param {any} row
 * @param {string} name
 * @param {any} value
 */
export function writeCell(row, name, value) {
  state.written[row.id] = { ...state.written[row.id], [name]: value === null ? "" : String(value) };
  keepWritten();
}

/** Return what is sent of a card: every cell that it shows. @param {any} row */
export function writtenCells(row) {
  const cells = cardCells(row);
  const names = Object.keys(cells).filter((name) => SHOWN[row.sort].includes(name) || name.startsWith("statement_"));
  return Object.fromEntries(names.filter((name) => cells[name] !== undefined).map((name) => [name, cells[name]]));
}

/** Take a row as it is after a decision; what was chosen in it is offered to the next. @param {any} row */
export function takeRow(row) {
  state.asked += 1; // an answer that is on its way does not know of it
  const known = state.told.rows.some(({ id }) => id === row.id);
  state.told.rows = known ? state.told.rows.map((each) => each.id === row.id ? row : each) : [...state.told.rows, row];
  for (const name of LASTING) if (row[name]) state.last[name] = row[name];
  const source = state.told.sources.find(({ id }) => id === state.told.source);
  if (source) Object.assign(source, countDecided());
  dropWritten(row.id);
}

/** Take sentences as read, since facts were made of their words. @param {string[]} [ids] */
export function takeRead(ids = []) {
  for (const row of listRows().filter(({ id }) => ids.includes(id))) takeRow({ ...row, verdict: "read" });
}

/** Forget what is written into the card of a draft. @param {string} id */
export function dropWritten(id) {
  delete state.written[id];
  if (state.own?.id === id) state.own = null;
  keepWritten();
}

/** Return the name of a place that a draft may be about. @param {string} id */
export const findNamedPlace = (id) => state.told.places.find((each) => each.id === id) ?? { id, name: id };
