import { h, redrawContent, svg } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as candidates from "./candidates.js";
import * as currentPlace from "./current_place.js";
import * as dockDragging from "./dock_dragging.js";
import * as draftReview from "./draft_review.js";
import * as draftState from "./draft_state.js";
import * as drafts from "./drafts.js";
import * as editor from "./editor.js";
import * as faultText from "./fault_text.js";
import * as formParts from "./form_parts.js";
import * as markerDragging from "./marker_dragging.js";
import * as moves from "./moves.js";
import * as requests from "./requests.js";
import * as reviewQueue from "./review_queue.js";
import * as reviewState from "./review_state.js";
import * as saving from "./saving.js";
import * as session from "./session.js";

const STROKES = {
  read: "M4 4.5h12M4 8h12M4 11.5h6M4 15h6M12 14l2 2 4-4.5",
  edit: "M4 16l.8-3.6L13.2 4a1.7 1.7 0 012.4 0l.4.4a1.7 1.7 0 010 2.4l-8.4 8.4L4 16zM11.8 5.4l2.8 2.8",
  undo: "M7.5 4L4 7.5 7.5 11M4 7.5h7.5a4 4 0 010 8H8",
  redo: "M12.5 4L16 7.5 12.5 11M16 7.5H8.5a4 4 0 000 8H12",
  add: "M10 4v12M4 10h12",
  queue: "M10 3.5a5 5 0 015 5c0 3.5-5 8.5-5 8.5s-5-5-5-8.5a5 5 0 015-5zM10 6.8a1.7 1.7 0 110 3.4 1.7 1.7 0 010-3.4z",
};
const node = h("div", { class: "edit-bar", role: "toolbar" });
/** For the keyboard: the bar comes after the whole list. */
const skip = h("a", { class: "skip", href: "#map-stage", on: { click: skipToBar } });
let past = { undo: null, redo: null };

/**
 * Build the bar: the switch between reading and editing and, while editing, what acts on the whole.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  stage.append(node);
  document.getElementById("app").before(skip);
  drafts.onDraftsChange(drawBar);
  reviewQueue.init();
  for (const what of ["waiting", "drafts"]) session.on(what, drawBar);
  session.on("step", stepHistory);
  session.on("history", takeHistory);
  store.on(["lang"], () => {
    drawBar();
    editor.redrawEditor();
  });
  store.on(["selected"], (how) => session.isOn() && editor.followSelection(how));
  addEventListener("keydown", handleBarKey);
  drawBar();
}

function skipToBar(event) {
  event.preventDefault();
  /** @type {HTMLElement} */ (node.querySelector(".edit-tool")).focus();
}

function drawBar() {
  const on = session.isOn();
  skip.textContent = t("edit.skip");
  const unsaved = drafts.listDrafts().length;
  node.setAttribute("aria-label", t("edit.bar"));
  node.classList.toggle("is-on", on);
  redrawContent(
    node,
    makeBarButton("edit", t(on ? "edit.done" : "edit.button"), () => toggleEditing(), { pressed: on, words: true }),
    on && [
      makeBarButton(
        "undo",
        past.undo ? t("edit.undo", { why: faultText.describeEdit(past.undo) }) : t("edit.undo_none"),
        () => stepHistory("undo"),
        { off: !past.undo },
      ),
      makeBarButton(
        "redo",
        past.redo ? t("edit.redo", { why: faultText.describeEdit(past.redo) }) : t("edit.redo_none"),
        () => stepHistory("redo"),
        { off: !past.redo },
      ),
      makeBarButton("add", t("edit.add"), () => editor.beginPlace(), { words: true }),
      draftState.hasDrafts() &&
      makeBarButton("read", t("edit.drafts.button"), toggleReview, {
        pressed: draftReview.isReviewOpen(),
        words: true,
        count: draftState.countOpen(),
      }),
      reviewState.hasWaiting() &&
      makeBarButton("queue", t("edit.queue.button"), () => reviewQueue.openQueue(), {
        words: true,
        count: reviewState.countWaiting(),
      }),
      unsaved > 0 &&
      h(
        "button",
        { type: "button", class: "edit-tool edit-count", "data-focus": "edit-unsaved", on: { click: goToUnsaved } },
        t("edit.count", { n: unsaved }),
      ),
    ],
  );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {() => unknown} act
 * @param {{ pressed?: boolean, off?: boolean, words?: boolean, count?: number }} [look]
 */
function makeBarButton(name, label, act, { pressed, off, words, count } = {}) {
  const mark = svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    svg("path", { d: STROKES[name] }),
  );
  const shared = {
    type: "button",
    class: `edit-tool edit-tool-${name}`,
    "data-focus": `edit-${name}`,
    title: label,
    "aria-disabled": off ? "true" : null,
    "aria-pressed": pressed === undefined ? null : String(pressed),
  };
  const click = { click: () => !off && act() };
  return words
    ? h(
      "button",
      { ...shared, on: click },
      mark,
      h("span", {}, label),
      count > 0 && h("b", { class: "edit-tool-n" }, strings.formatNumber(count)),
    )
    : h("button", { ...shared, "aria-label": label, on: click }, mark);
}

/** Switch editing on or off; drafts stay. @param {{ quiet?: boolean }} [how] */
export async function toggleEditing({ quiet } = {}) {
  if (!session.isOn()) {
    const answer = await formParts.loadForms();
    if (!answer.ok) {
      return statusLine.announce(answer.status ? t("edit.failed", { status: String(answer.status) }) : t("edit.lost"));
    }
    past = answer.history;
  }
  const on = !session.isOn();
  session.setOn(on);
  document.documentElement.classList.toggle("is-editing", on);
  markerDragging.togglePins(on);
  dockDragging.toggleShelf(on);
  drawBar();
  if (on) reviewState.loadWaiting();
  if (on) draftState.loadDrafts();
  if (on && store.get("selected") >= 0) await editor.followSelection();
  if (!on) editor.closeEditor();
  if (!on) draftReview.closeReview();
  if (!quiet) statusLine.announce(t(on ? "edit.begun" : "edit.ended"));
  return undefined;
}

const toggleReview = () => draftReview.isReviewOpen() ? draftReview.closeReview() : draftReview.openReview();

/** Take the last saved edit back, or do it again. */
async function stepHistory(which) {
  const answer = await requests.postChange(which);
  if (!answer.ok) return statusLine.announce(explainRefusal(answer));
  takeHistory(answer.history);
  reviewState.loadWaiting();
  candidates.reloadCandidates();
  const words = answer.done
    ? t(`edit.${which}ne`, { why: faultText.describeEdit(answer.done) })
    : t(`edit.${which}_none`);
  statusLine.announce(words);
  session.emit("saved", { said: words });
  return undefined;
}

/** Say why nothing was taken back or done again. */
function explainRefusal({ files, faults, status }) {
  if (files) return t("edit.moved_files", { files: files.join(", ") });
  if (faults) {
    return faults.map((fault) => `${fault.file}: ${faultText.memberText(fault, "rule")}`).join(
      t("edit.faults.between"),
    );
  }
  return status ? t("edit.failed", { status: String(status) }) : t("edit.lost");
}

function takeHistory(told) {
  if (told) past = told;
  drawBar();
}

/** Go to something that is not saved. */
async function goToUnsaved() {
  const open = currentPlace.currentDraft()?.id;
  const unsaved = drafts.listDrafts().map((each) => (each.what === "fact" ? each.place : each.id));
  const id = unsaved.find((each) => each !== open) ?? unsaved[0];
  if (!id) return editor.beginPlace();
  const i = await data.findPlace(id);
  return i >= 0 ? store.selectPlace(i, { fly: true }) : editor.beginPlace();
}

/** Ctrl+S saves; Ctrl+Z takes back and Ctrl+Shift+Z does again, outside of text fields. */
function handleBarKey(event) {
  if (!session.isOn() || !(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === "s") {
    event.preventDefault();
    return saving.savePlace();
  }
  const again = key === "y" || (key === "z" && event.shiftKey);
  if ((key !== "z" && key !== "y") || event.target.closest("input, textarea, select")) return undefined;
  event.preventDefault();
  if (!again && moves.undoMove()) return undefined;
  return stepHistory(again ? "redo" : "undo");
}
