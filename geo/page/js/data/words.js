import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";
import * as containers from "./containers.js";
import * as data from "./data.js";

/** The `within` number of what is no piece of land. */
const NO_SITE = 2;

/** Return a distance in words: metres below one kilometre, then kilometres. */
export function distance(metres) {
  if (metres < 1000) return t("distance.m", { d: metres });
  return t("distance.km", { d: Math.round(metres / 100) / 10 });
}

/** Return in one sentence how surely a place is located, with its radius. */
export function surely(i) {
  const radius = data.radius(i);
  const shaped = data.located(i) && !data.pointed(i) && strings.has(`sure_shape.${data.certainty(i)}`);
  if (data.within(i) === NO_SITE) return t("sure.no-site");
  return t(`${shaped ? "sure_shape" : "sure"}.${data.certainty(i)}`, {
    radius: radius ? distance(radius) : "",
    area: area(i),
  });
}

/** Return the name of the area that a place without a position is known to lie in, those of a choice joined, or nothing. */
export function area(i) {
  const several = data.ready(i) ? containers.listAreas(i) : [];
  if (several.length > 1) return several.map(({ name }) => strings.pick(name).text).join(t("tally.or"));
  const k = containers.findContainer(i);
  return k < 0 ? "" : strings.pick(containers.nameOf(k)).text;
}

/** Return where a place without a position is: its area, that it has no site, or that nothing is known. */
export function whereabouts(i) {
  return area(i) || t(data.within(i) === NO_SITE ? "certainty.no-site" : "certainty.none");
}

/** Return the name that a place has on the map: its short one where it has one in the page's language. */
export function mapName(i) {
  return strings.pick(data.short(i));
}

/** Return the words that tell a place apart in a list read aloud: name, layer, certainty. */
export function label(i) {
  const name = strings.pick(data.name(i)).text;
  const certainty = t(`certainty.${data.certainty(i)}`);
  return t("place.label", { name, layer: nameGroup(i).text, certainty });
}

/** Return the name of a place's layer; where the place itself is named so, that of its kind, if it has one. */
export function nameGroup(i) {
  const layer = strings.pick(data.layers()[data.layer(i)].name);
  const kind = strings.pick(data.kind(i));
  return kind.text && layer.text === strings.pick(data.name(i)).text ? kind : layer;
}
