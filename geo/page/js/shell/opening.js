import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import * as unpack from "../data/unpack.js";
import * as view from "../map/view.js";
import * as embed from "./embed.js";
import { ask } from "./ondemand.js";
import { filtersOf, ownLanguage } from "./start.js";

/**
 * Open the place that the address names, and follow the address from now on.
 * @param {LeafletMap} map
 */
export async function open(map) {
  const asked = link.read(location.search, location.hash);
  store.on(["selected"], (how) => look(how));
  const i = await meant(asked);
  if (asked.fact && !asked.feature && embed.asked("embed") === "1") await ask("alone", i, asked.fact);
  else if (i >= 0) await store.select(i, { quiet: true, fly: !asked.view, cut: true, fact: asked.fact });
  if (store.get("selected") < 0 && !asked.unknown.includes(asked.feature)) link.keep(asked.feature);
  if (asked.unknown.length) {
    voice.say(t("link.unknown", { what: asked.unknown.join(", ") }));
  }
  link.follow(map, (found, own) => apply(map, found, own));
}

/** Return the number of the place that an address asks for, or -1; an unknown one is noted there. */
async function meant(asked) {
  let i = -1;
  try {
    if (asked.feature) i = await data.find(asked.feature);
    if (asked.fact) i = await owner(asked, i);
  } catch (error) {
    lacking(error);
    return -1;
  }
  if (asked.feature && i < 0) asked.unknown.push(asked.feature);
  return i;
}

/** Return the place of the fact that is asked for; where there is none, the place asked for, and it is noted. */
async function owner(asked, i) {
  const found = await data.findFact(asked.fact, i);
  if (found) return found[0];
  asked.unknown.push(asked.fact);
  asked.fact = "";
  return i;
}

/** Go on without what a folder lacks, and say so; a page that should hold it itself is broken. */
function lacking(error) {
  if (!unpack.folder()) throw error;
  voice.say(t("data.missing"));
}

/** Bring the selected place into view: flown to from lists, otherwise moved only where hidden. */
function look(how) {
  const i = store.get("selected");
  if (i < 0 || how.still) return;
  const k = data.located(i) ? -1 : containers.findContainer(i);
  if (k >= 0) showArea(k, how);
  else if (how.fly) view.to(i, how.cut);
  else view.reveal(i);
}

/** Bring the area into view in which a place is known to lie; one that is seen already stays as it is. */
function showArea(k, how) {
  const bounds = containers.boundsOf(k);
  if (how.fly || !view.sees(bounds)) view.fit(bounds, { cut: how.cut, maxZoom: 11.5 });
}

/**
 * Follow back and forward: the steps are the selections and their views. Language and layers stay as
 * they are now, since a reader who went back did not ask for another language; an address typed by
 * hand says them all, and where it has no view the place is moved into sight.
 */
async function apply(map, found, ours) {
  if (!ours) store.set({ lang: found.lang || ownLanguage(), ...filtersOf(found) });
  if (found.view) {
    map.setView([found.view.lat, found.view.lng], found.view.zoom, { animate: false });
  }
  await store.select(await meant(found), { quiet: true, still: Boolean(found.view), fact: found.fact });
}
