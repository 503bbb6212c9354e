import * as facts from "../card/facts.js";
import * as popup from "../card/popup.js";
import { h, makeButton, makeLocalText, svg } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";

/** What may be compared: rates of change, shares of a whole. Counts are of different things. */
const FAMILIES = [["change", ["growth", "decline"]], ["share", ["share"]]];
/** Sums of money whose largest is more than this many times the smallest cannot share an axis. */
const MOST = 40;
/** Make the charts that stand above the tiles: like figures side by side, each axis from zero. */
export function makeCharts() {
  const all = data.factsOf(data.subject()).filter((f) => typeof data.fact.value(f) === "number");
  const found = FAMILIES.map(([name, measures]) =>
    makeChart(name, all.filter((f) => measures.includes(data.fact.measure(f))))
  ).filter(Boolean);
  return found.length ? h("div", { class: "charts" }, found) : null;
}

/**
 * Make the chart of some facts, or nothing where there are not two of one unit to compare. The
 * axis begins at zero and is never cut: one long bar leaves the others short, as they are.
 */
function makeChart(name, numbers) {
  const unit = numbers.length > 0 && commonUnit(numbers);
  if (!unit || numbers.length < 2) return null;
  const sorted = [...numbers].sort((a, b) => signedValue(b) - signedValue(a));
  const low = Math.min(0, ...sorted.map(signedValue));
  const high = unit === "%" && name === "share" ? 100 : Math.max(0, ...sorted.map(signedValue));
  return h(
    "section",
    { class: "chart", "data-chart": name },
    // the sums stand inside their topic, below its heading
    h(name === "money" ? "h4" : "h3", { class: "small-heading" }, t(`charts.${name}`)),
    h("p", { class: "hint" }, t(`charts.${name}_axis`)),
    h("ul", { class: "chart-rows" }, sorted.map((f) => makeChartRow(f, low, high))),
  );
}

/** Return the unit, as the first language prints it, where all have the same; else nothing. */
function commonUnit(numbers) {
  const units = new Set(numbers.map((f) => data.fact.unit(f)?.[strings.languageCodes()[0]] ?? ""));
  return units.size === 1 && [...units][0];
}

const signedValue = (f) => data.fact.measure(f) === "decline" ? -data.fact.value(f) : data.fact.value(f);

/** A row says all in words: text, bound, figure, unit, state, period; the bar is decoration. */
const makeChartRow = (f, low, high) =>
  h(
    "li",
    {},
    makeButton(
      "chart-row",
      () => popup.openAtFact(data.subject(), data.fact.id(f)),
      { "data-focus": `chart-${data.fact.id(f)}` },
      makeLocalText(pickText(data.fact.text(f)), "span", { class: "chart-text" }),
      facts.makeFigure(f),
      makeBar(f, low, high),
      facts.makeStatus(f, facts.ROOM.row),
    ),
  );

/** A bar from zero; hollow for what is not yet so, open at its end for "more than". */
function makeBar(f, low, high) {
  const span = high - low || 1;
  const value = signedValue(f);
  const from = ((Math.min(0, value) - low) / span) * 100;
  const zero = (-low / span) * 100;
  const done = ["done", "under-way"].includes(data.fact.state(f));
  const open = /^(over|at-least)$/.test(data.fact.bound(f));
  const size = { y: 2, height: 6, width: `${(Math.abs(value) / span) * 100}%` };
  return svg(
    "svg",
    { class: `chart-bar${done ? "" : " is-hollow"}`, "aria-hidden": "true" },
    svg("rect", { class: "chart-whole", y: 4.5, width: "100%", height: 1 }),
    svg("rect", { class: "chart-part", x: `${from}%`, ...size }),
    svg("rect", { class: "chart-zero", x: `${zero}%`, width: 1, height: 10 }),
    open &&
      svg(
        "svg",
        { class: "chart-more", x: `${((Math.max(0, value) - low) / span) * 100}%` },
        svg("path", { d: "M2 1.5L5.5 5 2 8.5" }),
      ),
  );
}

/**
 * Make the chart of a topic's money, or nothing where one axis would hide the smaller sums.
 * @param {number[]} numbers
 */
export function makeMoneyChart(numbers) {
  const sums = numbers.filter((f) => data.fact.measure(f) === "money" && data.fact.value(f) > 0);
  const values = sums.map(data.fact.value);
  return Math.max(...values) <= MOST * Math.min(...values) ? makeChart("money", sums) : null;
}
