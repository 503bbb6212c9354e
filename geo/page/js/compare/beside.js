import { h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon, makeLayerSign } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
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
export function makeSideBySide(places) {
  if (!places.length) return h("p", { class: "hint compare-hint" }, t("compare.hint"));
  if (places.length === 1) return h("p", { class: "hint compare-hint" }, t("compare.one_more"));
  const told = places.map(model.measuredFigures);
  const keys = [...new Set(told.flat().map(({ key }) => key))];
  return h(
    "table",
    { class: "compare-beside" },
    h("caption", { class: "small-heading" }, t("compare.beside")),
    h("thead", {}, h("tr", {}, h("td", {}), places.map(makePlaceHead))),
    h(
      "tbody",
      {},
      makeLine(
        t("compare.layer"),
        places.map((i) => [
          makeLayerSign(data.layerOf(i)),
          makeLocalText(pickText(data.layers()[data.layerOf(i)].name)),
        ]),
      ),
      makeLine(t("compare.kind"), places.map((i) => [makeLocalText(pickText(data.kindOf(i)))])),
      makeLine(t("compare.state"), places.map((i) => [t(`state.${data.stateOf(i)}`)])),
      makeLine(t("compare.certainty"), places.map(rows.makeCertaintyText)),
      keys.map((key) => makeMeasuredLine(key, told)),
    ),
  );
}

function makePlaceHead(i) {
  const name = pickText(data.nameOf(i)).text;
  return h(
    "th",
    { scope: "col" },
    rows.makePlaceDoor(i),
    makeButton("round-button", () => pins.togglePin(data.idOf(i)), {
      "data-focus": `unpin-${data.idOf(i)}`,
      "aria-label": t("compare.unpin", { name }),
    }, makeIcon("close")),
  );
}

const makeLine = (title, cells, note = null) =>
  h("tr", {}, h("th", { scope: "row" }, title, note), cells.map((cell) => h("td", {}, cell)));

const makeNothing = () => h("span", { class: "nought" }, t("compare.nothing"));

function makeMeasuredLine(key, told) {
  const own = told.map((figures) => figures.filter((figure) => figure.key === key).sort((a, b) => b.value - a.value));
  const largest = own.map(([figure]) => figure).filter(Boolean);
  const differs = largest.length > 1 ? measures.findDifferences(largest) : [];
  const cells = own.map((figures) => (figures.length ? rows.makeCellFigures(figures) : [makeNothing()]));
  return makeLine(model.columnTitle(largest[0]), cells, rows.explainDifference(differs));
}
