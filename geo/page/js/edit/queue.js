import { h, local } from "../core/dom.js";
import { icon, signOfLayer } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as ask from "./ask.js";
import * as candidates from "./candidates.js";
import * as editor from "./editor.js";
import * as forms from "./forms.js";
import * as ground from "./ground.js";
import * as reasons from "./reasons.js";
import * as session from "./session.js";
import * as waiting from "./waiting.js";

let body = null;
let since = [];

/** Show the list anew whenever other places wait, or in another language. */
export function init() {
  waiting.init();
  session.on("waiting", () => {
    if (!shown()) return;
    fill();
    look();
  });
  store.on(["lang"], () => shown() && open());
}

/** Ask what is better located than in the last revision, for those who work at it. */
async function look() {
  const answer = await ask.look("improved");
  if (!answer.ok) return;
  since = answer.since;
  if (shown()) body.querySelector(".queue-since").replaceChildren(improved());
}

function improved() {
  const codes = [...new Set(since.map(({ code }) => code))];
  const parts = codes.map((code) => t(code, { n: since.filter((each) => each.code === code).length }));
  return parts.length ? t("edit.queue.since", { list: parts.join(t("place.separator")) }) : "";
}

export const shown = () => Boolean(body?.isConnected);

/** Show the list of all places to review in the card. */
export function open() {
  store.set({ selected: -1 });
  body = h("div", { class: "card-body queue" });
  fill();
  editor.board(t("edit.queue.title"), body);
  look();
}

function fill() {
  const told = waiting.answer();
  const field = worseField();
  body.replaceChildren(
    ...[
      told.faults && forms.refusal(told),
      !told.faults &&
      h(
        "p",
        { class: "queue-intro" },
        waiting.count() ? t("edit.queue.intro", { n: waiting.count() }) : t("edit.queue.none"),
      ),
      !told.faults && h("ol", { class: "queue-list" }, told.places.map(row)),
      !told.faults && field,
      h("p", { class: "hint queue-since", role: "status" }, improved()),
      told.lost?.length > 0 &&
      h("p", { class: "hint queue-lost" }, t("edit.queue.lost", { list: told.lost.join(t("place.separator")) })),
    ].filter(Boolean),
  );
}

function row(each) {
  const l = data.layers().findIndex(({ id }) => id === each.layer);
  const against = each.marks.split(";").filter(Boolean).map((name) => reasons.mark(name, "short"));
  const words = [
    t("edit.ghost.title", { n: each.count }),
    each.located && t("edit.queue.placed"),
    each.apart_m !== null && each.apart_m <= data.constants().agreement_m &&
    t("edit.queue.agree", { d: ground.distance(each.apart_m) }),
    ...against,
  ].filter(Boolean);
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "queue-row",
        "data-focus": `queue-${each.id}`,
        on: { click: () => candidates.go(each.id) },
      },
      l >= 0 && signOfLayer(l, "is-small"),
      h(
        "span",
        { class: "ghost-titles" },
        local(forms.named(each.names), "span", { class: "ghost-name" }),
        h("span", { class: "ghost-by" }, words.join(" · ")),
      ),
      reasons.score(each),
      icon("open"),
    ),
  );
}

/** Also places that have a position, but a vaguer one than asked. */
function worseField() {
  const control = h("input", {
    type: "text",
    inputmode: "decimal",
    class: "field-control",
    id: "queue-worse",
    autocomplete: "off",
  });
  control.value = waiting.worse();
  const take = () => {
    const metres = control.value.trim();
    if (metres === waiting.worse()) return undefined;
    const wrong = metres && !(Number(metres) > 0);
    control.toggleAttribute("aria-invalid", Boolean(wrong));
    if (wrong) return voice.say(t("edit.ghost.metres"));
    return waiting.askWorse(metres);
  };
  control.addEventListener("change", take);
  control.addEventListener("keydown", (event) => event.key === "Enter" && take());
  return h(
    "div",
    { class: "field queue-worse" },
    h("label", { class: "field-label", for: "queue-worse" }, t("edit.queue.worse")),
    h("div", { class: "field-line" }, control, h("span", { class: "field-unit" }, "m")),
  );
}
