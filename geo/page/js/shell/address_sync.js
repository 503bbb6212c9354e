import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as view from "../map/view.js";
import * as embed from "./embed.js";
import { askPart } from "./ondemand.js";
import { filtersOf, ownLanguage } from "./start.js";

/** Open the place that the address names, and follow the address from now on. @param {LeafletMap} map */
export async function openAddress(map) {
  const asked = link.readAddress(location.search, location.hash);
  store.on(["selected"], (how) => revealSelection(how));
  const i = await findAsked(asked);
  if (asked.fact && !asked.feature && !asked.article && embed.embedOption("embed") === "1") {
    await askPart("alone", i, asked.fact);
  } else if (i >= 0) await store.selectPlace(i, { quiet: true, fly: !asked.view, cut: true, fact: asked.fact });
  if (store.get("selected") < 0 && !asked.unknown.includes(asked.feature)) link.keepInAddress(asked.feature);
  if (asked.unknown.length) statusLine.announce(t("link.unknown", { what: asked.unknown.join(", ") }));
  link.followAddress(map, (found, own) => applyAddress(map, found, own));
}

/** Return the number of the place that an address asks for, or -1; an unknown one is noted there. */
async function findAsked(asked) {
  let i = -1;
  try {
    if (asked.feature) i = await data.findPlace(asked.feature);
    if (asked.fact) i = await placeOfFact(asked, i);
  } catch (error) {
    tellLacking(error);
    return -1;
  }
  if (asked.feature && i < 0) asked.unknown.push(asked.feature);
  return i;
}

/** Return the place of the fact that is asked for; where there is none, the place asked for, and it is noted. */
async function placeOfFact(asked, i) {
  const found = await data.findFact(asked.fact, i);
  if (found) return found[0];
  asked.unknown.push(asked.fact);
  asked.fact = "";
  return i;
}

/** Go on without what a folder lacks, and say so; a page that should hold it itself is broken. */
function tellLacking(error) {
  if (!unpack.dataFolder()) throw error;
  statusLine.announce(t("data.missing"));
}

/** Bring the selected place into view: flown to from lists, otherwise moved only where hidden. */
function revealSelection(how) {
  const i = store.get("selected");
  if (i < 0 || how.still) return;
  const k = data.isLocated(i) ? -1 : containers.findContainer(i);
  if (k >= 0) showArea(k, how);
  else if (how.fly) view.flyTo(i, how.cut);
  else view.revealPlace(i);
}

/** Bring the area into view in which a place is known to lie; one that is seen already stays as it is. */
function showArea(k, how) {
  const bounds = containers.boundsOf(k);
  if (how.fly || !view.isInView(bounds)) view.fitBounds(bounds, { cut: how.cut, maxZoom: view.closestZoom() });
}

/**
 * Follow back and forward: the steps are the selections and their views. Language and layers stay as
 * they are now, since a reader who went back did not ask for another language; an address typed by
 * hand says them all, and where it has no view the place is moved into sight.
 */
async function applyAddress(map, found, ours) {
  if (!ours) store.set({ lang: found.lang || ownLanguage(), ...filtersOf(found) });
  if (found.view) map.setView([found.view.lat, found.view.lng], found.view.zoom, { animate: false });
  await store.selectPlace(await findAsked(found), { quiet: true, still: Boolean(found.view), fact: found.fact });
}
