import { h, redraw } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { ask } from "../shell/ondemand.js";

/**
 * Put the way to the table of places above the list of them, and open it where the address asks for it;
 * the table itself comes when it is first opened.
 * @param {HTMLElement} page
 * @param {LeafletMap} map
 */
export function init(page, map) {
  if (data.count() < 2) return;
  const root = h("div", { class: "compare-door" });
  page.prepend(root);
  const draw = () => redraw(root, button());
  store.on(["lang", "table"], draw);
  draw();
  let asked = false;
  const settled = store.get("table") && location.hash.length > 1;
  const open = () => {
    if (asked || !store.get("table")) return;
    asked = true;
    ask("compare", map, settled).catch(() => (asked = false));
  };
  store.on(["table"], open);
  open();
}

function button() {
  const named = {
    type: "button",
    class: "quiet-button",
    "data-focus": "compare",
    "aria-expanded": String(store.get("table")),
    on: { click: () => store.set({ table: !store.get("table") }) },
  };
  return h("button", named, icon("table"), t("compare.open"));
}
