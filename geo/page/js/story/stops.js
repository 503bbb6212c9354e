import * as data from "../data/data.js";
import * as unpack from "../data/unpack.js";

let coming = null;

/** Return the stops as the page holds them, read once. */
export function loadStops() {
  coming ??= unpack.readJson("map-stops");
  return coming;
}

/** Return a stop with the numbers of its places and facts, all that is told of them at hand. @param {any} stop */
export async function resolveStop(stop) {
  const places = [];
  for (const id of stop.places) places.push(await data.findPlace(id));
  const held = places.filter((i) => i >= 0);
  await data.loadPlaces(held);
  const figures = [];
  for (const [place, id] of stop.figures) figures.push(await data.findFact(id, await data.findPlace(place)));
  await data.loadShapes(held);
  return { ...stop, places: held, figures: figures.filter(Boolean) };
}
