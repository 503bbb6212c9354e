import { h, local, redraw } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as picture from "../export/picture.js";
import * as print from "../export/print.js";
import * as snippet from "../export/snippet.js";
import * as about from "../shell/about.js";
import * as edition from "../shell/edition.js";

/**
 * Fill the panel's foot: source, day, and the ways to what is known, to text, picture and print.
 * @param {HTMLElement} foot
 */
export function init(foot) {
  const draw = () => redraw(foot, footer());
  store.on(["lang"], draw);
  draw();
}

function footer() {
  const source = data.sources()[0];
  return [
    source &&
    h("p", { class: "source-line" }, `${t("panel.source")} `, local(pick(source.title))),
    data.checkedOn() &&
    h("p", { class: "source-line" }, t("panel.checked", { day: data.checkedOn() })),
    h(
      "div",
      { class: "foot-ways" },
      way("about", "info", "about.open", () => about.open()),
      way("edition", "table", "panel.edition", () => edition.open()),
      way("snippet", "code", "snippet.open", () => snippet.open()),
      picture.button(),
      print.button(),
    ),
  ];
}

function way(name, sign, key, act) {
  const named = { type: "button", class: "quiet-button", "data-focus": name, on: { click: act } };
  return h("button", named, icon(sign), t(key));
}
