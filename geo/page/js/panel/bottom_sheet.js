import * as view from "../map/view.js";

const STOPS = ["peek", "half", "full"];
/** Share of the page that a half-raised sheet takes (see phone.css). */
const HALF = 0.54;
let panel = null;
let root = null;

/**
 * Make the panel a sheet on phones: dragged by its handle, stepped through by the handle as a
 * button, or moved with the arrow keys. On wide screens the handle is not displayed and nothing here happens.
 * @param {HTMLElement} app
 * @param {HTMLElement} sheet
 * @param {HTMLElement} handle
 */
export function init(app, sheet, handle) {
  root = app;
  panel = sheet;
  setStop("peek");
  const lines = new ResizeObserver(measurePeek);
  for (const part of [".panel-head", ".bar"]) lines.observe(panel.querySelector(part));
  let from = null;
  handle.addEventListener("pointerdown", (event) => {
    from = { y: event.clientY, height: panel.getBoundingClientRect().height, moved: false };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!from) return;
    const by = from.y - event.clientY;
    from.moved = from.moved || Math.abs(by) > 6;
    if (!from.moved) return;
    root.dataset.sheet = "half"; // what is drawn up is seen at once
    root.style.setProperty("--sheet", `${from.height + by}px`);
  });
  const endDrag = () => {
    if (from?.moved) settleSheet(panel.getBoundingClientRect().height);
    setTimeout(() => (from = null));
  };
  handle.addEventListener("pointerup", endDrag);
  handle.addEventListener("pointercancel", endDrag);
  handle.addEventListener("click", () => !from?.moved && nextStop());
  handle.addEventListener("keydown", handleSheetKey);
  panel.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target !== handle && target.matches(":focus-visible")) raiseSheet();
  });
}

/** Set the sheet to one of its stops: peek, half or full. @param {string} name */
export function setStop(name) {
  root.style.removeProperty("--sheet");
  const before = root.dataset.sheet;
  root.dataset.sheet = name;
  if (before !== name) view.coverFromBelow(name === "half" && matchMedia("(max-width: 760px)").matches ? HALF : 0);
  measurePeek();
  panel.querySelector(".sheet-handle").setAttribute("aria-expanded", String(name !== "peek"));
  // what is hidden at another stop has moved what stays
  const held = document.activeElement;
  if (name !== "peek" && held?.closest(".panel-body")) held.scrollIntoView({ block: "nearest" });
}

/** A lowered sheet ends below its tabs, however many lines title and tabs take. */
export function measurePeek() {
  if (root.dataset.sheet !== "peek" || !matchMedia("(max-width: 760px)").matches) return;
  const [top, bottom] = [panel, panel.querySelector(".bar")].map((node) => node.getBoundingClientRect());
  if (bottom.height) root.style.setProperty("--peek", `${Math.ceil(bottom.bottom - top.top)}px`);
}

/** Go to the next stop and from the last to the first: no stop needs dragging. */
const nextStop = () => setStop(STOPS[(STOPS.indexOf(root.dataset.sheet) + 1) % STOPS.length]);

function handleSheetKey(event) {
  const at = STOPS.indexOf(root.dataset.sheet);
  const to = { ArrowUp: at + 1, ArrowDown: at - 1, Home: 0, End: STOPS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  setStop(STOPS[Math.min(STOPS.length - 1, Math.max(0, to))]);
}

/** Raise a lowered sheet: what has the focus in it must be seen. */
export function raiseSheet() {
  if (root.dataset.sheet === "peek") setStop("half");
}

/** Lower a raised sheet: what has the focus lies behind it. */
export function lowerSheet() {
  if (root.dataset.sheet !== "peek") setStop("peek");
}

function settleSheet(height) {
  const share = height / innerHeight;
  setStop(STOPS[share < 0.33 ? 0 : share < 0.72 ? 1 : 2]);
}
