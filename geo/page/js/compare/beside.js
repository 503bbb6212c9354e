import { h, local } from "../core/dom.js";
import { icon, signOfLayer } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as measures from "../data/measures.js";
import * as model from "./model.js";
import * as pins from "./pins.js";
import * as rows from "./rows.js";

/**
 * Make the table of the places pinned, one column each, every figure that one of them has in a row. Of
 * one alone it says what to do; of none, nothing.
 * @param {Place[]} places
 */
export function beside(places) {
  if (!places.length) return h("p", { class: "hint compare-hint" }, t("compare.hint"));
  if (places.length === 1) return h("p", { class: "hint compare-hint" }, t("compare.one_more"));
  const told = places.map(model.figures);
  const keys = [...new Set(told.flat().map(({ key }) => key))];
  return h(
    "table",
    { class: "compare-beside" },
    h("caption", { class: "small-heading" }, t("compare.beside")),
    h("thead", {}, h("tr", {}, h("td", {}), places.map(head))),
    h(
      "tbody",
      {},
      line(
        t("compare.layer"),
        places.map((i) => [
          signOfLayer(data.layer(i)),
          local(pick(data.layers()[data.layer(i)].name)),
        ]),
      ),
      line(t("compare.kind"), places.map((i) => [local(pick(data.kind(i)))])),
      line(t("compare.state"), places.map((i) => [t(`state.${data.state(i)}`)])),
      line(t("compare.certainty"), places.map(rows.certainty)),
      keys.map((key) => measured(key, told)),
    ),
  );
}

function head(i) {
  const name = pick(data.name(i)).text;
  return h(
    "th",
    { scope: "col" },
    rows.door(i),
    h("button", {
      type: "button",
      class: "round-button",
      "data-focus": `unpin-${data.idOf(i)}`,
      "aria-label": t("compare.unpin", { name }),
      on: { click: () => pins.flip(data.idOf(i)) },
    }, icon("close")),
  );
}

function line(title, cells, note = null) {
  return h("tr", {}, h("th", { scope: "row" }, title, note), cells.map((cell) => h("td", {}, cell)));
}

const none = () => h("span", { class: "nought" }, t("compare.nothing"));

function measured(key, told) {
  const own = told.map((figures) => figures.filter((figure) => figure.key === key).sort((a, b) => b.value - a.value));
  const largest = own.map(([figure]) => figure).filter(Boolean);
  const differs = largest.length > 1 ? measures.differences(largest) : [];
  const cells = own.map((figures) => (figures.length ? rows.figures(figures) : [none()]));
  return line(model.title(largest[0]), cells, rows.different(differs));
}
