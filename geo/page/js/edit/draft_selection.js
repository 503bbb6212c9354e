import * as draftState from "./draft_state.js";
import * as draftText from "./draft_text.js";

/** Return the code points of what is selected in the text, or nothing. */
export function readSelection() {
  const held = getSelection();
  const root = draftText.textBox();
  if (!held.rangeCount || held.isCollapsed) return null;
  const range = held.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const words = range.toString();
  if (!words.trim()) return null;
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const lead = before.toString().length + words.length - words.trimStart().length;
  return { start: draftText.toPoints(lead), end: draftText.toPoints(lead + words.trim().length) };
}

export function clearSelection() {
  if (readSelection()) getSelection().removeAllRanges();
}

/**
 * Let the selection grow by a word from where the draft in the card begins: for those without a pointer.
 * @param {string} key
 */
export function growSelection(key) {
  const held = getSelection();
  if (!readSelection()) {
    const row = draftState.chosenRow();
    held.setPosition(...draftText.findPosition(draftText.toUnits(row ? Number(row.start) : 0)));
  }
  const [way, by] = {
    ArrowRight: ["forward", "word"],
    ArrowLeft: ["backward", "word"],
    ArrowDown: ["forward", "line"],
    ArrowUp: ["backward", "line"],
  }[key];
  /** @type {any} */ (held).modify("extend", way, by);
}
