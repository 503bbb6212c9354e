import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as data from "./data.js";

/**
 * Return a distance in words: metres below one kilometre, then kilometres.
 * @param {number} metres
 */
export function distance(metres) {
  if (metres < 1000) return t("distance.m", { d: metres });
  return t("distance.km", { d: Math.round(metres / 100) / 10 });
}

/**
 * Return the name that a place has on the map: its short one where it has one in the page's language.
 * @param {Place} i
 */
export function mapName(i) {
  return strings.pick(data.short(i));
}

/**
 * Return the words that tell a place apart in a list read aloud: name, layer, certainty.
 * @param {Place} i
 */
export function label(i) {
  const name = strings.pick(data.name(i)).text;
  const certainty = t(`certainty.${data.certainty(i)}`);
  return t("place.label", { name, layer: nameGroup(i).text, certainty });
}

/**
 * Return the name of a place's layer; where the place itself is named so, that of its kind, if it has one.
 * @param {Place} i
 */
export function nameGroup(i) {
  const layer = strings.pick(data.layers()[data.layer(i)].name);
  const kind = strings.pick(data.kind(i));
  return kind.text && layer.text === strings.pick(data.name(i)).text ? kind : layer;
}
