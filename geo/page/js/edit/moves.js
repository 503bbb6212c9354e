import { pick, t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as ask from "./ask.js";
import * as card from "./card.js";
import * as current from "./current.js";
import * as forms from "./forms.js";
import * as ground from "./ground.js";
import * as picking from "./picking.js";
import * as sketch from "./sketch.js";

const LOCATED = ["uncertainty_m", "location_licence", "source_datum"];
/** Takes a change of the draft, as the form does. */
let change = null;

/**
 * Take what changes the draft: it is called with a name and a value.
 * @param {(name: string, value: any) => void} changed
 */
export function init(changed) {
  change = changed;
}

/**
 * Move the place to a position, be it new or another one.
 * @param {any} at
 */
export function place(at) {
  const { geometry, properties } = current.draft().next;
  if (!geometry) delete properties.located_by;
  change("geometry", { type: "Point", coordinates: ground.position(at) });
  voice.say(sayMove());
  document.getElementById("edit-group-position")?.scrollIntoView({ block: "start" });
  card.reveal(at);
}

function sayMove() {
  const { base, next } = current.draft();
  const from = base?.geometry;
  return from?.type === "Point" ? ground.moved(from.coordinates, next.geometry.coordinates) : t("edit.placed");
}

/** Let the next click on the map, or Enter in its middle, say where the place is. */
export async function put() {
  const at = await picking.pick();
  if (!at || !current.draft()) return;
  place(at);
  sketch.focus();
}

/** Take the position back: the place is then not located. */
export function unput() {
  const { properties } = current.draft().next;
  for (const name of LOCATED) delete properties[name];
  properties.located_by = properties.within ? "within" : "none";
  sketch.hide();
  change("geometry", null);
}

/**
 * Return how a place without position is known once it is said, or not said any more, what it lies in.
 * @param {string} by
 * @param {string} within
 */
export function knownBy(by, within) {
  if (within) return by === "none" ? "within" : by;
  return by === "within" ? "none" : by;
}

/** Offer what a place may lie in: reference areas, and on a map of few places those that are drawn. */
export function holders() {
  const areas = forms.get().areas.map((area) => [area.id, forms.named(area).text]);
  if (!data.few()) return {};
  const drawn = data.every().filter((i) => data.located(i) && data.idOf(i) !== current.draft().id);
  return { options: [...areas, ...drawn.map((i) => [data.idOf(i), pick(data.name(i)).text])] };
}

/** Let the next click on the map say what the place lies in: the smallest thing drawn around it. */
export async function hold() {
  const at = await picking.pick();
  const own = current.draft();
  if (!at || !own) return;
  const [lon, lat] = ground.position(at);
  const answer = await ask.look("holding", { id: own.id, lon, lat });
  if (own !== current.draft()) return;
  const [found] = answer.found ?? [];
  if (found) change("within", found.id);
  voice.say(found ? t("edit.within.chosen", { name: forms.named(found).text }) : t("edit.within.nothing"));
}

/** Take back the last move that is not saved; false where there is none. */
export function back() {
  const draft = current.draft();
  if (!draft || !card.isOpen() || !current.steps().length) return false;
  const geometry = current.takeBack();
  const rest = current.steps();
  if (!geometry) draft.next.properties.located_by = draft.base?.properties.located_by ?? "none";
  change("geometry", geometry);
  current.keep(rest);
  return true;
}
