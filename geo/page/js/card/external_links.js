import { h, makeLink } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import { askPart } from "../shell/ondemand.js";
import * as share from "./share.js";

/**
 * Return the ways on from a place: other maps, each told that the point is WGS 84, and what can be
 * copied of it here. Only a point located within 3 km is handed on, since another map would show a pin.
 * @param {Place} i
 */
export function makeLinks(i) {
  const exact = data.isLocated(i) && data.isPoint(i) && data.certaintyOf(i) !== "uncertain";
  return h("div", { class: "card-ways" }, exact && otherMaps(i), share.makeWays(i));
}

function otherMaps(i) {
  const [lon, lat] = data.anchorOf(i);
  const told = { lat, lon, name: pickText(data.nameOf(i)).text };
  const fill = (address) => address.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(told[key]));
  return h(
    "div",
    { class: "ways" },
    h("span", { class: "ways-label" }, t("ways.open")),
    Object.entries(data.mapServices()).map(([site, address]) =>
      makeLink(fill(address), { class: "way" }, t(`ways.${site}`))
    ),
  );
}

/**
 * Make the way for a reader who knows where a place is, or more of a doubted fact than the map; none where
 * the map does not say how its editors are reached.
 * @param {Place} i
 * @param {string} [fact]
 */
export function makeReportWays(i, fact = "") {
  if (!Object.keys(data.contactWays()).length) return null;
  const act = { click: () => askPart("report", i, fact) };
  const named = {
    type: "button",
    class: "text-button fact-cite",
    "data-focus": `knows-${fact || data.idOf(i)}`,
    on: act,
  };
  return h("button", named, makeIcon("here"), t(fact ? "report.open_doubt" : "report.open"));
}
