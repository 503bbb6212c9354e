import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as candidates from "./candidates.js";
import * as cards from "./card.js";
import * as currentPlace from "./current_place.js";
import * as draftReview from "./draft_review.js";
import * as drafts from "./drafts.js";
import * as editor from "./editor.js";
import * as faults from "./faults.js";
import * as reviewQueue from "./review_queue.js";
import * as session from "./session.js";
import * as toolbar from "./toolbar.js";

/** Milliseconds after which a page that has waited is shown though a newer one should have come. */
const PATIENCE = 3000;
/** Milliseconds after which a page is put as it was though its place has not been opened. */
const LATEST = 5000;
let waiting = false;
let pressed = false;
let lost = false;
let wanted = false;
let until = 0;
let after = {};
let left = null;

const resumeKey = () => `${data.mapId()}.resume`;

/**
 * Show newer pages as the server tells of them, with everything as it was: view, selection, filters
 * and language are in the address, the rest is kept here. A page waits while something is dragged, and
 * while what is edited is not saved.
 */
export async function init() {
  document.addEventListener("served", (/** @type {CustomEvent} */ event) => {
    event.preventDefault();
    faults.showFaults(event.detail.faults);
    waiting = event.detail.newer;
    until = 0;
    lost = false;
    showNewer();
  });
  document.addEventListener("served-lost", tellLost);
  session.on("saved", noteNext);
  session.on("free", showNewer);
  session.on("refresh", () => {
    wanted = true;
    showNewer();
  });
  session.on("shown", restoreView);
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const type of ["pointerup", "pointercancel"]) {
    addEventListener(type, () => {
      pressed = false;
      setTimeout(showNewer, 50);
    });
  }
  drafts.onDraftsChange(() => setTimeout(showNewer));
  addEventListener("beforeunload", (event) => !isStorable() && drafts.listDrafts().length && event.preventDefault());
}

/** Tell once that the server is gone; the browser goes on asking for it. */
function tellLost() {
  if (!lost && session.isOn()) statusLine.announce(t("edit.lost"));
  lost = true;
}

function isStorable() {
  try {
    sessionStorage.setItem(`${resumeKey()}.try`, "");
    return true;
  } catch {
    return false;
  }
}

/**
 * Note what the next page begins with: {said, select}. Something has been saved just now, so that
 * page is still to come; one that has waited until now is not it.
 */
function noteNext(told) {
  after = { ...after, ...told };
  until = performance.now() + PATIENCE;
  setTimeout(showNewer, PATIENCE);
}

/** Return whether somebody is in the midst of something. */
function isBusy() {
  const open = currentPlace.currentDraft();
  const mine = drafts.listDrafts().some((each) => (each.what === "fact" ? each.place : each.id) === open?.id);
  return pressed || candidates.isWriting() || draftReview.isReviewOpen() ||
    Boolean(document.querySelector("dialog[open].conflict")) ||
    (Boolean(open) && mine);
}

/** Show the newer page if there is one and nothing stands against it. */
function showNewer() {
  document.documentElement.classList.toggle("has-newer", waiting);
  if (!waiting || (!wanted && isBusy()) || performance.now() < until) return;
  keepState();
  location.reload();
}

/** Keep what is not in the address, and bring the address up to date. */
function keepState() {
  const { query, hash } = link.makeAddress(leaflet.map);
  const asked = new URLSearchParams(query);
  if (after.select) asked.set("feature", after.select);
  const held = document.activeElement;
  const told = {
    on: session.isOn() || Boolean(left?.on),
    said: after.said ?? "",
    fresh: currentPlace.currentDraft()?.id === "",
    queue: reviewQueue.isQueueShown(),
    review: draftReview.isReviewOpen(),
    focus: held?.id || (held?.dataset.focus && `[data-focus="${held.dataset.focus}"]`) ||
      (held?.classList.contains("sketch-pin") && ".sketch-pin"),
    card: openCard()?.scrollTop,
    panel: document.getElementById("panel").scrollTop,
    view: [leaflet.map.getCenter().lat, leaflet.map.getCenter().lng, leaflet.map.getZoom()],
    tab: store.get("tab"),
    base: store.get("base"),
    // a page that was not yet as the one before it hands on what that one was
    ...(left && { focus: left.focus, card: left.card, view: left.view }),
  };
  try {
    history.replaceState(history.state, "", `${asked.size ? `?${asked}` : location.pathname}#${hash}`);
    sessionStorage.setItem(resumeKey(), JSON.stringify(told));
  } catch {
    // where storage is refused the page begins anew
  }
}

/** Take up what the page before this one has left. */
export async function resumePage() {
  let told = null;
  try {
    told = JSON.parse(sessionStorage.getItem(resumeKey()));
    sessionStorage.removeItem(resumeKey());
  } catch {
    told = null;
  }
  if (told) await restoreState(told);
  document.dispatchEvent(new CustomEvent("served-ask"));
}

async function restoreState(told) {
  const { on, said, fresh, queue: listed, review, panel, tab, base } = told;
  left = told;
  store.set({ tab, base });
  if (on) await toolbar.toggleEditing({ quiet: true });
  if (fresh) editor.beginPlace();
  if (listed) reviewQueue.openQueue();
  if (review) await draftReview.openReview({ again: true });
  document.getElementById("panel").scrollTop = panel;
  if (said) statusLine.announce(said);
  if (!link.readAddress(location.search, location.hash).feature) return restoreView();
  // the place that the address names is opened a moment later, and brought into view
  if (!on) store.on(["selected"], () => queueMicrotask(restoreView)); // before it is painted
  setTimeout(restoreView, LATEST);
  return undefined;
}

const openCard = () =>
  (cards.isOpen() ? cards.cardNode() : null) ?? document.querySelector(".card:not([hidden], .editor)");

/** Set view, scroll and focus as they were on the page before, once the card is there. */
function restoreView() {
  if (!left) return;
  const { focus, card, view } = left;
  left = null;
  if (view) leaflet.map.setView([view[0], view[1]], view[2], { animate: false });
  const box = openCard();
  if (box && card) box.scrollTop = card;
  if (focus) (document.getElementById(focus) ?? findBySelector(focus))?.focus({ preventScroll: true });
}

const findBySelector = (selector) => /^[.[]/.test(selector) ? document.querySelector(selector) : null;
