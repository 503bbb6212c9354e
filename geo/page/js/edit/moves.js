import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as card from "./card.js";
import * as currentPlace from "./current_place.js";
import * as formParts from "./form_parts.js";
import * as geodesy from "./geodesy.js";
import * as picking from "./picking.js";
import * as requests from "./requests.js";
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

/** Move the place to a position, be it new or another one. @param {any} at */
export function movePlace(at) {
  const { geometry, properties } = currentPlace.currentDraft().next;
  if (!geometry) delete properties.located_by;
  change("geometry", { type: "Point", coordinates: geodesy.toPosition(at) });
  statusLine.announce(sayMove());
  document.getElementById("edit-group-position")?.scrollIntoView({ block: "start" });
  card.revealAt(at);
}

function sayMove() {
  const { base, next } = currentPlace.currentDraft();
  const from = base?.geometry;
  return from?.type === "Point" ? geodesy.describeMove(from.coordinates, next.geometry.coordinates) : t("edit.placed");
}

/** Let the next click on the map, or Enter in its middle, say where the place is. */
export async function putOnMap() {
  const at = await picking.pickPosition();
  if (!at || !currentPlace.currentDraft()) return;
  movePlace(at);
  sketch.focusPin();
}

/** Take the position back: the place is then not located. */
export function takeOffMap() {
  const { properties } = currentPlace.currentDraft().next;
  for (const name of LOCATED) delete properties[name];
  properties.located_by = properties.within ? "within" : "none";
  sketch.hideSketch();
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
export function holderOptions() {
  const areas = formParts.formData().areas.map((area) => [area.id, formParts.nameInLanguage(area).text]);
  if (!data.hasFewPlaces()) return {};
  const drawn = data.allPlaces().filter((i) => data.isLocated(i) && data.idOf(i) !== currentPlace.currentDraft().id);
  return { options: [...areas, ...drawn.map((i) => [data.idOf(i), pickText(data.nameOf(i)).text])] };
}

/** Let the next click on the map say what the place lies in: the smallest thing drawn around it. */
export async function pickHolder() {
  const at = await picking.pickPosition();
  const own = currentPlace.currentDraft();
  if (!at || !own) return;
  const [lon, lat] = geodesy.toPosition(at);
  const answer = await requests.lookUp("holding", { id: own.id, lon, lat });
  if (own !== currentPlace.currentDraft()) return;
  const [found] = answer.found ?? [];
  if (found) change("within", found.id);
  statusLine.announce(
    found ? t("edit.within.chosen", { name: formParts.nameInLanguage(found).text }) : t("edit.within.nothing"),
  );
}

/** Take back the last move that is not saved; false where there is none. */
export function undoMove() {
  const draft = currentPlace.currentDraft();
  if (!draft || !card.isOpen() || !currentPlace.currentSteps().length) return false;
  const geometry = currentPlace.takeBackStep();
  const rest = currentPlace.currentSteps();
  if (!geometry) draft.next.properties.located_by = draft.base?.properties.located_by ?? "none";
  change("geometry", geometry);
  currentPlace.keepSteps(rest);
  return true;
}
