import { h, redraw, svg } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as ask from "./ask.js";
import * as candidates from "./candidates.js";
import * as current from "./current.js";
import * as drafts from "./drafts.js";
import * as editor from "./editor.js";
import * as forms from "./forms.js";
import * as moves from "./moves.js";
import * as pins from "./pins.js";
import * as queue from "./queue.js";
import * as saving from "./saving.js";
import * as session from "./session.js";
import * as shelf from "./shelf.js";
import * as telling from "./telling.js";
import * as waiting from "./waiting.js";

const STROKES = {
  edit: "M4 16l.8-3.6L13.2 4a1.7 1.7 0 012.4 0l.4.4a1.7 1.7 0 010 2.4l-8.4 8.4L4 16zM11.8 5.4l2.8 2.8",
  undo: "M7.5 4L4 7.5 7.5 11M4 7.5h7.5a4 4 0 010 8H8",
  redo: "M12.5 4L16 7.5 12.5 11M16 7.5H8.5a4 4 0 000 8H12",
  add: "M10 4v12M4 10h12",
  queue: "M10 3.5a5 5 0 015 5c0 3.5-5 8.5-5 8.5s-5-5-5-8.5a5 5 0 015-5zM10 6.8a1.7 1.7 0 110 3.4 1.7 1.7 0 010-3.4z",
};
let node = null;
let past = { undo: null, redo: null };

/**
 * Build the bar: the switch between reading and editing and, while editing, what acts on the whole.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  node = h("div", { class: "edit-bar", role: "toolbar" });
  stage.append(node);
  drafts.on(draw);
  queue.init();
  session.on("waiting", draw);
  session.on("history", history);
  store.on(["lang"], () => {
    draw();
    editor.speak();
  });
  store.on(["selected"], (how) => session.isOn() && editor.follow(how));
  addEventListener("keydown", keys);
  draw();
}

function draw() {
  const on = session.isOn();
  const unsaved = drafts.every().length;
  node.setAttribute("aria-label", t("edit.bar"));
  node.classList.toggle("is-on", on);
  redraw(
    node,
    button("edit", t(on ? "edit.done" : "edit.button"), () => turn(), { pressed: on, words: true }),
    on && [
      button(
        "undo",
        past.undo ? t("edit.undo", { why: telling.why(past.undo) }) : t("edit.undo_none"),
        () => step("undo"),
        { off: !past.undo },
      ),
      button(
        "redo",
        past.redo ? t("edit.redo", { why: telling.why(past.redo) }) : t("edit.redo_none"),
        () => step("redo"),
        { off: !past.redo },
      ),
      button("add", t("edit.add"), () => editor.begin(), { words: true }),
      waiting.any() &&
      button("queue", t("edit.queue.button"), () => queue.open(), { words: true, count: waiting.count() }),
      unsaved > 0 &&
      h(
        "button",
        { type: "button", class: "edit-tool edit-count", "data-focus": "edit-unsaved", on: { click: next } },
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
function button(name, label, act, { pressed, off, words, count } = {}) {
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
      count > 0 && h("b", { class: "edit-tool-n" }, strings.number(count)),
    )
    : h("button", { ...shared, "aria-label": label, on: click }, mark);
}

/**
 * Switch editing on or off; drafts stay.
 * @param {{ quiet?: boolean }} [how]
 */
export async function turn({ quiet } = {}) {
  if (!session.isOn()) {
    const answer = await forms.load();
    if (!answer.ok) {
      return voice.say(answer.status ? t("edit.failed", { status: String(answer.status) }) : t("edit.lost"));
    }
    past = answer.history;
  }
  const on = !session.isOn();
  session.setOn(on);
  document.documentElement.classList.toggle("is-editing", on);
  pins.turn(on);
  shelf.turn(on);
  draw();
  if (on) waiting.load();
  if (on && store.get("selected") >= 0) await editor.follow();
  if (!on) editor.close();
  if (!quiet) voice.say(t(on ? "edit.begun" : "edit.ended"));
  return undefined;
}

/** Take the last saved edit back, or do it again. */
async function step(which) {
  const answer = await ask.act(which);
  if (!answer.ok) return voice.say(refused(answer));
  history(answer.history);
  waiting.load();
  candidates.again();
  const words = answer.done ? t(`edit.${which}ne`, { why: telling.why(answer.done) }) : t(`edit.${which}_none`);
  voice.say(words);
  session.tell("saved", { said: words });
  return undefined;
}

/** Say why nothing was taken back or done again. */
function refused({ files, faults, status }) {
  if (files) return t("edit.moved_files", { files: files.join(", ") });
  if (faults) {
    return faults.map((fault) => `${fault.file}: ${telling.text(fault, "rule")}`).join(t("edit.faults.between"));
  }
  return status ? t("edit.failed", { status: String(status) }) : t("edit.lost");
}

function history(told) {
  if (told) past = told;
  draw();
}

/** Go to something that is not saved. */
async function next() {
  const open = current.draft()?.id;
  const unsaved = drafts.every().map((each) => (each.what === "fact" ? each.place : each.id));
  const id = unsaved.find((each) => each !== open) ?? unsaved[0];
  if (!id) return editor.begin();
  const i = await data.find(id);
  return i >= 0 ? store.select(i, { fly: true }) : editor.begin();
}

/** Ctrl+S saves; Ctrl+Z takes back and Ctrl+Shift+Z does again, outside of text fields. */
function keys(event) {
  if (!session.isOn() || !(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (key === "s") {
    event.preventDefault();
    return saving.save();
  }
  const again = key === "y" || (key === "z" && event.shiftKey);
  if ((key !== "z" && key !== "y") || event.target.closest("input, textarea, select")) return undefined;
  event.preventDefault();
  if (!again && moves.back()) return undefined;
  return step(again ? "redo" : "undo");
}
