import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as locator from "./locator.js";
import * as view from "./view.js";

/**
 * Show some places, or where none of them is located the areas that they are known to lie in. Returns
 * the box that is shown, or null where nothing is known of any.
 * @param {Place[]} places
 */
export function framePlaces(places) {
  const box = boxAround(places);
  if (box) view.frameBox(box);
  return box;
}

/** Return west, south, east and north of what `framePlaces` shows. @param {Place[]} places */
export function boxAround(places) {
  const located = places.filter(data.isLocated);
  const boxes = (located.length ? located : places).map(boxOfPlace).filter(Boolean);
  if (!boxes.length) return null;
  const edge = (k, pickOne) => pickOne(...boxes.map((box) => box[k]));
  return [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)];
}

function boxOfPlace(i) {
  if (data.isLocated(i)) return data.bboxOf(i);
  const points = containers.listAreas(i).flatMap(locator.edgeRings).flat();
  if (!points.length) return null;
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
