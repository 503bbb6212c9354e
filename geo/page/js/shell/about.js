import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as aboutContent from "./about_content.js";

let dialog = null;

/**
 * Build the dialog that tells what this map knows and what it does not: coverage, method, doubts,
 * sources, licences, inputs. The platform's own dialog keeps the focus in and gives it back.
 * @param {HTMLElement} app
 */
export function init(app) {
  dialog = h("dialog", {
    class: "about",
    id: "about",
    "aria-labelledby": "about-title",
    on: { click: closeBeside, keydown: keepEscape, close: restoreFocus },
  });
  app.append(dialog);
  app.addEventListener(
    "click",
    ({ target }) => target instanceof Element && target.closest("[data-opens=about]") && openAbout(),
  );
  store.on(["lang"], () => dialog.open && drawAbout());
}

/** Open the dialog, once what is doubted is at hand. */
export async function openAbout() {
  if (dialog.open) return;
  await data.loadPlaces(data.doubts().map(([i]) => i));
  drawAbout();
  dialog.showModal();
  dialog.scrollTop = 0;
  dialog.querySelector("h2").focus({ preventScroll: true });
}

const closeAbout = () => dialog.close();

/** A click on what is dimmed closes: the dialog itself has no padding to be clicked on. */
function closeBeside(event) {
  if (event.target === dialog) closeAbout();
}

/** Escape closes this dialog alone, not the popup under it too. */
function keepEscape(event) {
  if (event.key === "Escape") event.stopPropagation();
}

/** The opener may have been redrawn meanwhile; then its successor gets the focus. */
function restoreFocus() {
  if (document.activeElement !== document.body) return;
  document.querySelector("[data-focus=about]")?.focus({ preventScroll: true });
}

function drawAbout() {
  dialog.replaceChildren(
    h(
      "header",
      { class: "about-head" },
      h("h2", { class: "about-title", id: "about-title", tabindex: "-1" }, t("about.title")),
      makeButton("round-button", closeAbout, { "aria-label": t("about.close") }, makeIcon("close")),
    ),
    h("div", { class: "about-body" }, aboutContent.aboutParts(closeAbout)),
  );
}
