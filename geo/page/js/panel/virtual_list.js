import { h } from "../core/dom.js";
import * as rows from "./rows.js";

/** Rows made beyond each edge of what is seen. */
const SPARE = 8;
/** Milliseconds that scrolling rests before names are read. */
const REST = 60;
/** Pixels of a row, measured on the first one. */
let high = 34;

const MOVES = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  End: () => Infinity,
};

/**
 * Return the row that a key moves to from row `at` of `count`, or null where it moves to none.
 * @param {any} event
 * @param {number} at
 * @param {number} count
 * @param {number} page
 */
export function rowAfterKey(event, at, count, page) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  if (!Object.hasOwn(MOVES, event.key)) return null;
  event.preventDefault();
  return Math.min(count - 1, Math.max(0, MOVES[event.key](at, page)));
}

/**
 * Make a list of so many places that only the rows in sight are there. `members` are their numbers
 * in order, `props` its attributes. It is one stop of the tab key; arrows, page keys, Home and End
 * move through all of it. Returns {node, draw, reveal}.
 * @param {Place[]} members
 * @param {Props} props
 */
export function makeLongList(members, props) {
  const node = h("ul", {
    ...props,
    class: "group-list is-long",
    role: "list",
    on: { keydown: handleListKey, focusin: noteFocus },
  });
  const made = new Map();
  let at = 0;
  let timer = 0;
  setSize();

  function setSize() {
    node.style.setProperty("--high", `${high}px`);
    node.style.setProperty("--rows", members.length);
  }

  const findPanel = () => node.closest(".panel");

  /** Return the first row in sight and the one after the last. */
  function rowsInSight() {
    const box = findPanel().getBoundingClientRect();
    const above = box.top - node.getBoundingClientRect().top;
    const first = Math.floor(above / high);
    return [first, first + Math.ceil(box.height / high) + 1];
  }

  /** Make the rows that are in sight, and drop the others; the one with the focus stays. */
  function drawRows() {
    if (!node.getClientRects().length) return;
    const [first, last] = rowsInSight();
    const wanted = new Set();
    for (let k = Math.max(0, first - SPARE); k < Math.min(members.length, last + SPARE); k += 1) wanted.add(k);
    if (node.contains(document.activeElement)) wanted.add(at);
    for (const [k, item] of made) if (!wanted.has(k)) dropItem(k, item);
    let next = null;
    for (const k of [...wanted].sort((a, b) => b - a)) {
      if (!made.has(k)) node.insertBefore(makeItem(k), next);
      next = made.get(k);
    }
    setTabStop(made.has(at) ? at : Math.max(0, first + 1));
    clearTimeout(timer);
    timer = setTimeout(() => rows.readRowNames(node.querySelectorAll(".row")), REST);
    measureRow();
  }

  function makeItem(k) {
    const place = { "aria-setsize": members.length, "aria-posinset": k + 1, "--k": k };
    made.set(k, rows.makeRow(members[k], place));
    return made.get(k);
  }

  function dropItem(k, item) {
    made.delete(k);
    item.remove();
  }

  /** Let the tab key stop at one row only. */
  function setTabStop(k) {
    for (const [own, item] of made) item.firstChild.tabIndex = own === k ? 0 : -1;
  }

  /** Rows are as high as the reader's letters: when that changes, all of them move. */
  function measureRow() {
    const found = made.values().next().value?.firstChild.offsetHeight;
    if (!found || found === high) return;
    high = found;
    setSize();
    drawRows();
  }

  const pageRows = () => Math.max(1, Math.floor(findPanel().clientHeight / high) - 6);

  function handleListKey(event) {
    const to = rowAfterKey(event, at, members.length, pageRows());
    if (to !== null) revealRow(to, true);
  }

  function noteFocus({ target }) {
    at = members.indexOf(Number(target.dataset.number));
    setTabStop(at);
  }

  /** Bring row `k` into sight, and give it the focus where that is asked for. */
  function revealRow(k, focus = false) {
    at = k;
    // the browser knows best what lies over the panel's edges: it is shown a stand-in for the row
    const probe = h("li", { class: "probe", "aria-hidden": "true", "--k": k });
    node.append(probe);
    probe.scrollIntoView({ block: "nearest" });
    probe.remove();
    drawRows();
    if (focus) made.get(k)?.firstChild.focus({ preventScroll: true });
  }

  return { node, draw: drawRows, reveal: (i, focus) => revealRow(Math.max(0, members.indexOf(i)), focus) };
}
