import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as print from "../export/print.js";
import { showModal } from "../shell/modal.js";

/** Let the reader choose what is printed; what is open stands first. */
export function choosePrint() {
  const ways = listWays();
  const select = h(
    "select",
    { id: "print-what", class: "compare-layer", "data-focus": "print-what" },
    ways.map(([words], k) => h("option", { value: k }, words)),
  );
  const start = () => {
    dialog.close();
    print.printAs(ways[Number(select.value)][1]);
  };
  const dialog = showModal(
    "printing",
    t("paper.title"),
    h("div", { class: "paper-choice" }, h("label", { for: "print-what" }, t("paper.what")), select),
    h("p", { class: "hint" }, t("paper.hint")),
    h("p", {}, makeButton("quiet-button", start, {}, makeIcon("print"), t("print.print"))),
  );
}

/** Return what can be printed, as [words, what]. */
function listWays() {
  const open = print.findOpen();
  const shown = store.countPlacesWhere((group, g) => store.visibleGroups()[g]);
  const layers = data.layers().map((layer, l) => [l, layer]).filter(([l]) => data.countInLayer(l) > 0);
  const first = {
    place: () => [t("paper.place", { name: pickText(data.nameOf(open.i)).text }), open],
    story: () => [t("paper.story"), open],
    article: () => [t("paper.article"), open],
    table: () => [t("paper.table"), open],
  }[open.kind]?.();
  return [
    ...(first ? [first] : []),
    [t("paper.shown", { n: shown }), { kind: "shown" }],
    [t("paper.whole"), { kind: "whole" }],
    ...layers.map(([l, { name }]) => [t("paper.layer", { name: pickText(name).text }), { kind: "layer", l }]),
  ];
}
