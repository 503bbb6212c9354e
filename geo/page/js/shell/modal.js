import * as share from "../card/share.js";
import { h, makeButton } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import { t } from "../core/strings.js";

/**
 * Show a dialog over the page until it is closed: by its button, Escape or a press beside it. The
 * platform keeps the focus in it; what opened it has the focus back.
 * @param {string} name
 * @param {string} title
 * @param {...Child} body
 */
export function showModal(name, title, ...body) {
  const opener = /** @type {HTMLElement} */ (document.activeElement)?.dataset.focus ?? "";
  const heading = `${name}-title`;
  const dialog = h(
    "dialog",
    { class: `about ${name}-dialog`, "aria-labelledby": heading },
    h(
      "header",
      { class: "about-head" },
      h("h2", { class: "about-title", id: heading, tabindex: "-1" }, title),
      makeButton("round-button", () => dialog.close(), { "aria-label": t("about.close") }, makeIcon("close")),
    ),
    h("div", { class: "about-body" }, body),
  );
  const closeModal = () => {
    dialog.remove();
    if (opener) share.focusNamed(opener);
  };
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
  dialog.addEventListener("close", closeModal);
  document.getElementById("app").append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus({ preventScroll: true });
  return dialog;
}
