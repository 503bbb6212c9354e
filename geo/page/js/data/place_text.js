import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "./data.js";

/** Return a distance in words: metres below one kilometre, then kilometres. @param {number} metres */
export function formatDistance(metres) {
  if (metres < 1000) return t("distance.m", { d: metres });
  return t("distance.km", { d: Math.round(metres / 100) / 10 });
}

/**
 * Return the name that a place has on the map: its short one where it has one in the page's language.
 * @param {Place} i
 */
export const mapName = (i) => strings.pickText(data.shortNameOf(i));

/** Return the words that tell a place apart in a list read aloud: name, layer, certainty. @param {Place} i */
export function placeLabel(i) {
  const name = strings.pickText(data.nameOf(i)).text;
  const certainty = t(`certainty.${data.certaintyOf(i)}`);
  return t("place.label", { name, layer: nameGroup(i).text, certainty });
}

/**
 * Return the name of a place's layer; where the place itself is named so, that of its kind, if it has one.
 * @param {Place} i
 */
export function nameGroup(i) {
  const layer = strings.pickText(data.layers()[data.layerOf(i)].name);
  const kind = strings.pickText(data.kindOf(i));
  return kind.text && layer.text === strings.pickText(data.nameOf(i)).text ? kind : layer;
}
