import { h, makeLocalText } from "../core/dom.js";
import { makeLayerSign } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";

/** Return the states of a layer's places among the groups that `taken` takes: [[state, how many], …]. */
const countStates = (l, taken) =>
  data.states()
    .map((
      state,
    ) => [state, store.countPlacesWhere((group) => group.layer === l && group.state === state && taken(group))])
    .filter(([, n]) => n);

/**
 * Say how many places of a layer are in each state.
 * @param {number} l
 * @param {(group: Group) => boolean} [taken]
 */
export const describeStates = (l, taken = () => true) =>
  countStates(l, taken).map(([state, n]) => `${t(`state.${state}`)} ${n}`).join(t("place.separator"));

/**
 * Make the bar of a layer's places by state; what it shows must be told in words beside it.
 * @param {number} l
 * @param {(group: Group) => boolean} [taken]
 */
export const drawStates = (l, taken = () => true) =>
  h(
    "span",
    { class: "state-bar", "aria-hidden": "true" },
    countStates(l, taken).map(([state, n]) => h("span", { class: `state-part is-${state}`, "--n": n })),
  );

/** Make the chart of all layers by state: each bar as long as its layer has places. */
export function chartStates() {
  const layers = data.layers().map((layer, l) => l).filter((l) => data.countInLayer(l) > 0);
  if (layers.length < 2) return null;
  const most = Math.max(...layers.map(data.countInLayer));
  return h(
    "section",
    { class: "chart", "data-chart": "states" },
    h("h3", { class: "small-heading" }, t("charts.states")),
    h("p", { class: "hint" }, t("charts.states_axis")),
    h(
      "ul",
      { class: "chart-rows" },
      layers.map((l) =>
        h(
          "li",
          { class: "state-row", "--share": data.countInLayer(l) / most },
          h("span", { class: "chart-text" }, makeLayerSign(l), makeLocalText(pickText(data.layers()[l].name))),
          drawStates(l),
          h("span", { class: "hint" }, describeStates(l)),
        )
      ),
    ),
  );
}
