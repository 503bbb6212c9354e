import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as controls from "./controls.js";

const isFullscreen = () => document.fullscreenElement !== null;

/**
 * Add the button "full screen" to the map's controls. Browsers without it, and frames that were
 * not given it, get no button rather than a dead one.
 */
export function init() {
  if (!document.fullscreenEnabled) return;
  const redraw = controls.addControl(() => ({
    name: "fullscreen",
    icon: isFullscreen() ? "small" : "full",
    label: t(isFullscreen() ? "fullscreen.leave" : "fullscreen.enter"),
    act: toggleFullscreen,
  }));
  document.addEventListener("fullscreenchange", redraw);
}

async function toggleFullscreen() {
  try {
    if (isFullscreen()) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    statusLine.announce(t("fullscreen.refused"));
  }
}
