import { has, pick, t } from "../core/strings.js";
import * as containers from "./containers.js";
import * as data from "./data.js";
import { distance } from "./words.js";

/** Return whether a place is no piece of land. */
const isNoSite = (i) => data.within(i) === data.constants().within.no_site;

/**
 * Return in one sentence how surely a place is located, with its radius.
 * @param {Place} i
 */
export function describeCertainty(i) {
  const radius = data.radius(i);
  const shaped = data.located(i) && !data.pointed(i) && has(`sure_shape.${data.certainty(i)}`);
  if (isNoSite(i)) return t("sure.no-site");
  return t(`${shaped ? "sure_shape" : "sure"}.${data.certainty(i)}`, {
    radius: radius ? distance(radius) : "",
    area: nameArea(i),
  });
}

/**
 * Return the name of the area that a place without a position is known to lie in, those of a choice joined, or nothing.
 * @param {Place} i
 */
export function nameArea(i) {
  const several = data.ready(i) ? containers.listAreas(i) : [];
  if (several.length > 1) return several.map(({ name }) => pick(name).text).join(t("tally.or"));
  const k = containers.findContainer(i);
  return k < 0 ? "" : pick(containers.nameOf(k)).text;
}

/**
 * Return where a place without a position is: its area, that it has no site, or that nothing is known.
 * @param {Place} i
 */
export function describe(i) {
  return nameArea(i) || t(isNoSite(i) ? "certainty.no-site" : "certainty.none");
}
