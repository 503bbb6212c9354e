import { h, makeLocalText, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as picture from "../export/picture.js";
import * as print from "../export/print.js";
import * as snippet from "../export/snippet.js";
import * as about from "../shell/about.js";
import * as textAlternative from "../shell/text_alternative.js";

/**
 * Fill the panel's foot: source, day, and the ways to what is known, to text, picture and print.
 * @param {HTMLElement} foot
 */
export function init(foot) {
  const drawFoot = () => redrawContent(foot, makeFooter());
  store.on(["lang"], drawFoot);
  drawFoot();
}

function makeFooter() {
  const source = data.sources()[0];
  return [
    source &&
    h("p", { class: "source-line" }, `${t("panel.source")} `, makeLocalText(pickText(source.title))),
    data.checkedOn() &&
    h("p", { class: "source-line" }, t("panel.checked", { day: data.checkedOn() })),
    h(
      "div",
      { class: "foot-ways" },
      makeWay("about", "info", "about.open", () => about.openAbout()),
      makeWay("edition", "table", "panel.edition", () => textAlternative.openEdition()),
      makeWay("snippet", "code", "snippet.open", () => snippet.openSnippet()),
      picture.makePictureButton(),
      print.makePrintButton(),
    ),
  ];
}

function makeWay(name, sign, key, act) {
  const named = { type: "button", class: "quiet-button", "data-focus": name, on: { click: act } };
  return h("button", named, makeIcon(sign), t(key));
}
