/** Square metres of a unit of area; 亩 by the State Council's order of 1984, as `geo/text/figures.py` has it. */
const AREAS = { 亩: 10000 / 15, 公顷: 1e4, 平方公里: 1e6, 平方千米: 1e6 };
const SCALES = { 万: 1e4, 亿: 1e8 };
/** States of a fact by what they promise: a plan and a result are not the same kind of number. */
const STAGES = { done: "done", "under-way": "under-way", planned: "plan", signed: "plan", aim: "plan" };

/**
 * Return what a figure measures, so that like ones meet in one column: `key`, the `unit` that it is
 * brought to (of areas m², of money 元, else the printed one without its power of ten) and its `value`
 * in that unit. `units` are the printed units by language, `first` the language they are printed in.
 * @param {{ measure: string, value: number, units: Names }} figure
 * @param {string} first
 */
export function normaliseFigure({ measure, value, units }, first) {
  const printed = units?.[first] ?? "";
  const scale = SCALES[printed[0]] ?? 1;
  const unit = scale > 1 ? printed.slice(1) : printed;
  const squareMetres = AREAS[unit];
  if (squareMetres) return { key: "area", unit: "m²", value: value * scale * squareMetres };
  if (unit === "元") return { key: "money", unit: "元", value: value * scale };
  const others = Object.entries(units ?? {}).filter(([code]) => code !== first).map(([, word]) => word);
  return { key: [measure, unit, ...others].filter(Boolean).join("-"), unit, value: value * scale };
}

/**
 * Return why some numbers must not be compared, as words' keys: `stage` (a plan beside a result),
 * `period`, `bound` (one is exact, another is not), `thing` (they count different things). Areas of
 * sites are one thing, however a source words them.
 * @param {{ key: string, state: string, interval: string, bound: string, text: string }[]} figures
 */
export function findDifferences(figures) {
  const hasSeveral = (of) => new Set(figures.map(of)).size > 1;
  return [
    hasSeveral(({ state }) => STAGES[state] ?? state) && "stage",
    hasSeveral(({ interval }) => interval) && "period",
    hasSeveral(({ bound }) => (bound === "exact" ? "" : bound)) && "bound",
    hasSeveral(({ key, text }) => (key === "area" ? "" : text)) && "thing",
  ].filter(Boolean);
}
