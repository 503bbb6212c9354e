import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as controls from "./controls.js";

function full() {
  return document.fullscreenElement !== null;
}

/**
 * Add the button "full screen" to the map's controls. Browsers without it, and frames that were
 * not given it, get no button rather than a dead one.
 */
export function init() {
  if (!document.fullscreenEnabled) return;
  const redraw = controls.add(() => ({
    name: "fullscreen",
    icon: full() ? "small" : "full",
    label: t(full() ? "fullscreen.leave" : "fullscreen.enter"),
    act: turn,
  }));
  document.addEventListener("fullscreenchange", redraw);
}

async function turn() {
  try {
    if (full()) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    voice.say(t("fullscreen.refused"));
  }
}
