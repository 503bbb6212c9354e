import { hasWords, pickText, t } from "../core/strings.js";
import * as containers from "./containers.js";
import * as data from "./data.js";
import { formatDistance } from "./place_text.js";

/** Return whether a place is no piece of land. */
const isNoSite = (i) => data.withinCode(i) === data.constants().within.no_site;

/** Return in one sentence how surely a place is located, with its radius. @param {Place} i */
export function describeCertainty(i) {
  const radius = data.radiusOf(i);
  const shaped = data.isLocated(i) && !data.isPoint(i) && hasWords(`sure_shape.${data.certaintyOf(i)}`);
  if (isNoSite(i)) return t("sure.no-site");
  return t(`${shaped ? "sure_shape" : "sure"}.${data.certaintyOf(i)}`, {
    radius: radius ? formatDistance(radius) : "",
    area: nameArea(i),
  });
}

/**
 * Return the name of the area that a place without a position is known to lie in, those of a choice joined, or nothing.
 * @param {Place} i
 */
export function nameArea(i) {
  const several = data.isLoaded(i) ? containers.listAreas(i) : [];
  if (several.length > 1) return several.map(({ name }) => pickText(name).text).join(t("tally.or"));
  const k = containers.findContainer(i);
  return k < 0 ? "" : pickText(containers.nameOf(k)).text;
}

/**
 * Return where a place without a position is: its area, that it has no site, or that nothing is known.
 * @param {Place} i
 */
export const describeWhereabouts = (i) => nameArea(i) || t(isNoSite(i) ? "certainty.no-site" : "certainty.none");
