import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon, makeLayerSign } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as candidateText from "./candidate_text.js";
import * as candidates from "./candidates.js";
import * as editor from "./editor.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";
import * as requests from "./requests.js";
import * as reviewState from "./review_state.js";
import * as session from "./session.js";

let body = null;
let since = [];

/** Show the list anew whenever other places wait, or in another language. */
export function init() {
  reviewState.init();
  session.on("waiting", () => {
    if (!isQueueShown()) return;
    fillQueue();
    lookUpImproved();
  });
  store.on(["lang"], () => isQueueShown() && openQueue());
}

/** Ask what is better located than in the last revision, for those who work at it. */
async function lookUpImproved() {
  const answer = await requests.lookUp("improved");
  if (!answer.ok) return;
  since = answer.since;
  if (isQueueShown()) body.querySelector(".queue-since").replaceChildren(formatImproved());
}

function formatImproved() {
  const codes = [...new Set(since.map(({ code }) => code))];
  const parts = codes.map((code) => t(code, { n: since.filter((each) => each.code === code).length }));
  return parts.length ? t("edit.queue.since", { list: parts.join(t("place.separator")) }) : "";
}

export const isQueueShown = () => Boolean(body?.isConnected);

/** Show the list of all places to review in the card. */
export function openQueue() {
  store.set({ selected: -1 });
  body = h("div", { class: "card-body queue" });
  fillQueue();
  editor.showBoard(t("edit.queue.title"), body);
  lookUpImproved();
}

function fillQueue() {
  const told = reviewState.waitingAnswer();
  const field = makeWorseField();
  body.replaceChildren(
    ...[
      told.faults && formParts.makeRefusal(told),
      !told.faults &&
      h(
        "p",
        { class: "queue-intro" },
        reviewState.countWaiting() ? t("edit.queue.intro", { n: reviewState.countWaiting() }) : t("edit.queue.none"),
      ),
      !told.faults && h("ol", { class: "queue-list" }, told.places.map(makeQueueRow)),
      !told.faults && field,
      h("p", { class: "hint queue-since", role: "status" }, formatImproved()),
      told.lost?.length > 0 &&
      h("p", { class: "hint queue-lost" }, t("edit.queue.lost", { list: told.lost.join(t("place.separator")) })),
    ].filter(Boolean),
  );
}

function makeQueueRow(each) {
  const l = data.layers().findIndex(({ id }) => id === each.layer);
  const against = each.marks.split(";").filter(Boolean).map((name) => candidateText.markWords(name, "short"));
  const words = [
    t("edit.ghost.title", { n: each.count }),
    each.located && t("edit.queue.placed"),
    each.apart_m !== null && each.apart_m <= data.constants().agreement_m &&
    t("edit.queue.agree", { d: geodesy.formatMetres(each.apart_m) }),
    ...against,
  ].filter(Boolean);
  return h(
    "li",
    {},
    makeButton(
      "queue-row",
      () => candidates.goToPlace(each.id),
      { "data-focus": `queue-${each.id}` },
      l >= 0 && makeLayerSign(l, "is-small"),
      h(
        "span",
        { class: "ghost-titles" },
        makeLocalText(formParts.nameInLanguage(each.names), "span", { class: "ghost-name" }),
        h("span", { class: "ghost-by" }, words.join(" · ")),
      ),
      candidateText.makeScore(each),
      makeIcon("open"),
    ),
  );
}

/** Also places that have a position, but a vaguer one than asked. */
function makeWorseField() {
  const control = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "field-control",
    id: "queue-worse",
    autocomplete: "off",
  });
  control.value = reviewState.worseMetres();
  const takeMetres = () => {
    const metres = control.value.trim();
    if (metres === reviewState.worseMetres()) return undefined;
    const wrong = metres && !(Number(metres) > 0);
    control.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) return statusLine.announce(t("edit.ghost.metres"));
    return reviewState.askWorse(metres);
  };
  control.addEventListener("change", takeMetres);
  control.addEventListener("keydown", (event) => event.key === "Enter" && takeMetres());
  return h(
    "div",
    { class: "field queue-worse" },
    h("label", { class: "field-label", for: "queue-worse" }, t("edit.queue.worse")),
    h("div", { class: "field-line" }, control, h("span", { class: "field-unit" }, "m")),
  );
}
