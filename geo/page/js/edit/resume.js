import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as bar from "./bar.js";
import * as candidates from "./candidates.js";
import * as cards from "./card.js";
import * as current from "./current.js";
import * as drafts from "./drafts.js";
import * as editor from "./editor.js";
import * as faults from "./faults.js";
import * as queue from "./queue.js";
import * as session from "./session.js";

/** Milliseconds after which a page that has waited is shown though a newer one should have come. */
const PATIENCE = 3000;
/** Milliseconds after which a page is put as it was though its place has not been opened. */
const LATEST = 5000;
let map = null;
let waiting = false;
let pressed = false;
let lost = false;
let until = 0;
let after = {};
let left = null;

const key = () => `${data.id()}.resume`;

/**
 * Show newer pages as the server tells of them, with everything as it was: view, selection, filters
 * and language are in the address, the rest is kept here. A page waits while something is dragged, and
 * while what is edited is not saved.
 * @param {LeafletMap} leaflet
 */
export async function init(leaflet) {
  map = leaflet;
  document.addEventListener("served", (/** @type {CustomEvent} */ event) => {
    event.preventDefault();
    faults.show(event.detail.faults);
    waiting = event.detail.newer;
    until = 0;
    lost = false;
    release();
  });
  document.addEventListener("served-lost", lose);
  session.on("saved", next);
  session.on("free", release);
  session.on("shown", drawn);
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(type, () => {
      pressed = false;
      setTimeout(release, 50);
    });
  }
  drafts.on(() => setTimeout(release));
  addEventListener("beforeunload", (event) => !storable() && drafts.every().length && event.preventDefault());
}

/** Tell once that the server is gone; the browser goes on asking for it. */
function lose() {
  if (!lost && session.isOn()) voice.say(t("edit.lost"));
  lost = true;
}

function storable() {
  try {
    sessionStorage.setItem(`${key()}.try`, "");
    return true;
  } catch {
    return false;
  }
}

/**
 * Note what the next page begins with: {said, select}. Something has been saved just now, so that
 * page is still to come; one that has waited until now is not it.
 */
function next(told) {
  after = { ...after, ...told };
  until = performance.now() + PATIENCE;
  setTimeout(release, PATIENCE);
}

/** Return whether somebody is in the midst of something. */
function busy() {
  const open = current.draft();
  const mine = drafts.every().some((each) => (each.what === "fact" ? each.place : each.id) === open?.id);
  return pressed || candidates.busy() || Boolean(document.querySelector("dialog[open].conflict")) ||
    (Boolean(open) && mine);
}

/** Show the newer page if there is one and nothing stands against it. */
function release() {
  document.documentElement.classList.toggle("has-newer", waiting);
  if (!waiting || busy() || performance.now() < until) return;
  keep();
  location.reload();
}

/** Keep what is not in the address, and bring the address up to date. */
function keep() {
  const { query, hash } = link.address(map);
  const asked = new URLSearchParams(query);
  if (after.select) asked.set("feature", after.select);
  const held = document.activeElement;
  const told = {
    on: session.isOn() || Boolean(left?.on),
    said: after.said ?? "",
    fresh: current.draft()?.id === "",
    queue: queue.shown(),
    focus: held?.id || (held?.dataset.focus && `[data-focus="${held.dataset.focus}"]`) ||
      (held?.classList.contains("sketch-pin") && ".sketch-pin"),
    card: cardOf()?.scrollTop,
    panel: document.getElementById("panel").scrollTop,
    view: [map.getCenter().lat, map.getCenter().lng, map.getZoom()],
    tab: store.get("tab"),
    base: store.get("base"),
    // a page that was not yet as the one before it hands on what that one was
    ...(left && { focus: left.focus, card: left.card, view: left.view }),
  };
  try {
    history.replaceState(history.state, "", `${asked.size ? `?${asked}` : location.pathname}#${hash}`);
    sessionStorage.setItem(key(), JSON.stringify(told));
  } catch {
    // where storage is refused the page begins anew
  }
}

/** Take up what the page before this one has left. */
export async function begin() {
  let told = null;
  try {
    told = JSON.parse(sessionStorage.getItem(key()));
    sessionStorage.removeItem(key());
  } catch {
    told = null;
  }
  if (told) await restore(told);
  document.dispatchEvent(new CustomEvent("served-ask"));
}

async function restore(told) {
  const { on, said, fresh, queue: listed, panel, tab, base } = told;
  left = told;
  store.set({ tab, base });
  if (on) await bar.turn({ quiet: true });
  if (fresh) editor.begin();
  if (listed) queue.open();
  document.getElementById("panel").scrollTop = panel;
  if (said) voice.say(said);
  if (!link.read(location.search, location.hash).feature) return drawn();
  // the place that the address names is opened a moment later, and brought into view
  if (!on) store.on(["selected"], () => queueMicrotask(drawn)); // before it is painted
  setTimeout(drawn, LATEST);
  return undefined;
}

const cardOf = () => (cards.isOpen() ? cards.node() : null) ?? document.querySelector(".card:not([hidden], .editor)");

/** Set view, scroll and focus as they were on the page before, once the card is there. */
function drawn() {
  if (!left) return;
  const { focus, card, view } = left;
  left = null;
  if (view) map.setView([view[0], view[1]], view[2], { animate: false });
  const box = cardOf();
  if (box && card) box.scrollTop = card;
  if (focus) (document.getElementById(focus) ?? find(focus))?.focus({ preventScroll: true });
}

function find(selector) {
  return /^[.[]/.test(selector) ? document.querySelector(selector) : null;
}
