import { h, makeButton, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as store from "../data/store.js";
import * as faultText from "./fault_text.js";
import * as requests from "./requests.js";

const box = h("section", { class: "faults", hidden: true, "aria-labelledby": "faults-title", tabindex: "-1" });
let shown = [];
let put = "";

/**
 * Build what lies over the map while files have faults; the last good map stays below it.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  stage.append(box);
  store.on(["lang"], drawFaults);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    dismissFaults();
  });
}

/** Show faults, or none; those that were put away stay away until they change. @param {Fault[]} faults */
export function showFaults(faults) {
  shown = faults;
  if (JSON.stringify(faults) !== put) put = "";
  drawFaults();
}

function dismissFaults() {
  put = JSON.stringify(shown);
  drawFaults();
  document.getElementById("map-stage").focus({ preventScroll: true });
}

function drawFaults() {
  const was = box.hidden;
  box.hidden = !shown.length || Boolean(put);
  if (box.hidden) return box.replaceChildren();
  const title = h("h2", { class: "faults-title", id: "faults-title" }, t("edit.faults.title", { n: shown.length }));
  const close = makeButton("round-button", dismissFaults, {
    "data-focus": "faults-close",
    "aria-label": t("edit.faults.close"),
  }, makeIcon("close"));
  return redrawContent(
    box,
    h("div", { class: "faults-head" }, h("div", { role: was ? "alert" : null }, title), close),
    h("p", { class: "hint" }, t("edit.faults.intro")),
    h("ol", { class: "faults-list" }, shown.map(makeFault)),
    shown.some(({ offer }) => offer === "layers") &&
      makeButton("main-button", makeLayers, { "data-focus": "faults-layers" }, t("edit.faults.make_layers")),
  );
}

/** Have the layers made that have no file yet; the newer page comes by itself. */
async function makeLayers() {
  const answer = await requests.postChange("layers");
  if (answer.ok) return;
  statusLine.announce(answer.faults?.length ? faultText.memberText(answer.faults[0], "rule") : t("edit.lost"));
}

function makeFault(told) {
  const { file, where, property, excerpt, more } = told;
  const lines = ["found", "rule", "mend"].filter((name) => told[name]);
  return h(
    "li",
    {},
    h(
      "p",
      { class: "fault-where" },
      h("b", {}, file),
      where && faultText.memberNode(told, "where"),
      property && h("span", {}, property),
    ),
    excerpt && h("pre", { class: "fault-excerpt" }, excerpt),
    h(
      "dl",
      {},
      lines.map((
        name,
      ) => [h("dt", {}, t(`edit.faults.${name}`)), faultText.memberNode(told, name, "dd", { class: `fault-${name}` })]),
    ),
    more > 0 && h("p", { class: "hint" }, t("edit.faults.more", { n: more })),
  );
}
