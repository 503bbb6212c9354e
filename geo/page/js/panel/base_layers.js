import { h, makeButton, makeLocalText, redrawContent } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";

const root = h("div", { class: "bases" });

/** Build the choice of what lies under the sites; empty where the map offers no tiles. @param {HTMLElement} page */
export function init(page) {
  page.append(root);
  store.on(["lang", "base"], drawBases);
  drawBases();
}

function drawBases() {
  if (!data.tiles().length) return;
  const choices = [{ id: "", name: null }, ...data.tiles()];
  redrawContent(
    root,
    h("h2", { class: "small-heading", id: "bases-heading" }, t("bases.heading")),
    h(
      "div",
      { class: "choices", role: "group", "aria-labelledby": "bases-heading" },
      choices.map(({ id, name }) =>
        makeButton("", () => store.set({ base: id }), {
          "data-focus": `base-${id}`,
          "aria-pressed": String(store.get("base") === id),
        }, name ? makeLocalText(pickText(name)) : t("bases.drawn"))
      ),
    ),
    h("p", { class: "hint" }, t("bases.hint")),
  );
}
