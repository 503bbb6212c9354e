const SVG = "http://www.w3.org/2000/svg";
/** Work that waits for a frame of its own. */
const waiting = [];
/** Milliseconds of work after which others are let in. */
const SLICE = 8;
const SAFE = /^(https?:\/\/|mailto:|geo:)/i;

/**
 * Make an element. Strings among the children become text nodes, never markup, so no value of the
 * data can run. `on` holds listeners, names that begin with `--` are style properties; null,
 * undefined and false leave an attribute out.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...Child} children
 */
export const h = (tag, props = {}, ...children) => applyProps(document.createElement(tag), props, children);

/**
 * Make an SVG element, in the same way as `h`.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...Child} children
 */
export function svg(tag, props = {}, ...children) {
  return applyProps(document.createElementNS(SVG, tag), props, children);
}

function applyProps(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") addListeners(node, value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

function addListeners(node, listeners) {
  for (const [type, listener] of Object.entries(listeners)) node.addEventListener(type, listener);
}

/**
 * Make a button of a class that does `act` when it is pressed.
 * @param {string} name
 * @param {(event?: any) => unknown} act
 * @param {Props} [props]
 * @param {...Child} children
 */
export const makeButton = (name, act, props = {}, ...children) =>
  h("button", { type: "button", class: name || null, ...props, on: { click: act, ...props.on } }, ...children);

/**
 * Make an element for a text of the data: `words` is what `strings.pickText` gives. A text in another
 * language than the page's says so in `lang`; `dir=auto` keeps right-to-left text in its place.
 * @param {Words} words
 * @param {string} [tag]
 * @param {Props} [props]
 */
export const makeLocalText = (words, tag = "span", props = {}) =>
  h(tag, { dir: "auto", lang: words.lang || null, ...props }, words.text);

/**
 * Make a link that leaves the page. An address of any other scheme than http, https, mailto and
 * geo becomes plain text, since a `javascript:` link would run.
 * @param {string} url
 * @param {Props} props
 * @param {...Child} children
 */
export function makeLink(url, props, ...children) {
  if (!SAFE.test(url)) return h("span", { class: props.class }, ...children);
  const target = /^https?:/i.test(url) ? "_blank" : null;
  return h("a", { ...props, href: url, target, rel: "noopener noreferrer" }, ...children);
}

/**
 * Redraw what is inside `root` and give the focus back to the same thing: elements carry
 * `data-focus` names for this, since the old nodes are gone.
 * @param {HTMLElement} root
 * @param {...Child} children
 */
export function redrawContent(root, ...children) {
  const held = root.contains(document.activeElement) && document.activeElement.dataset.focus;
  // to ask an empty box how far it is scrolled would lay the whole page out
  const top = root.firstChild ? root.scrollTop : 0;
  root.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (top) root.scrollTop = top;
  if (!held) return;
  const again = [...root.querySelectorAll("[data-focus]")].find((n) => n.dataset.focus === held);
  if (again) again.focus({ preventScroll: true });
}

/**
 * Return the parts of the page's own frame that match; the text edition behind it is far larger, and left out.
 * @param {string} selectors
 */
export const findParts = (selectors) => [...document.getElementById("app").querySelectorAll(selectors)];
/** Return whether the reader asked for less motion; moves of the map are then cut, not flown. */
export const isMotionReduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Return what does a piece of work once a frame has been painted, one piece a frame, and once however
 * often it is asked for: what follows a click or a move of the map would hold up what answers it.
 * @param {() => unknown} work
 */
export const scheduleAfterPaint = (work) => () => {
  if (!waiting.includes(work) && waiting.push(work) === 1) afterPaint(runNextPiece);
};

function runNextPiece() {
  const work = waiting.shift();
  if (waiting.length) afterPaint(runNextPiece);
  work?.();
}

/** Do all of that now: for print and pictures, which do not wait. */
export function flushScheduled() {
  while (waiting.length) waiting.shift()();
}

/**
 * Call `done` once the frame that is being made has been painted, before the rest of the file is read.
 * @param {(value?: any) => unknown} done
 */
export const afterPaint = (done) => requestAnimationFrame(() => queueTask(done));

/**
 * Do pieces of work in order, and let frames and the reader in before the first and whenever those
 * done took longer than a slice: all in one task would hold the page up.
 * @param {(() => unknown)[]} pieces
 */
export async function runInSlices(pieces) {
  let until = 0;
  for (const piece of pieces) {
    if (performance.now() > until) {
      await new Promise(queueTask);
      until = performance.now() + SLICE;
    }
    piece();
  }
}

function queueTask(done) {
  if (globalThis.scheduler?.postTask) scheduler.postTask(done, { priority: "user-blocking" });
  else setTimeout(done);
}
