import * as find from "./find.js";

/** Let `/` and Ctrl+K go to the search from anywhere that does not take letters itself. */
export function init() {
  addEventListener("keydown", (event) => {
    if (!meant(event) || document.querySelector("dialog[open]")) return;
    if (find.focus()) event.preventDefault();
  });
}

function meant({ key, target, ctrlKey, metaKey, altKey }) {
  if (altKey) return false;
  if (ctrlKey || metaKey) return key.toLowerCase() === "k";
  return key === "/" && !target.closest?.("input, textarea, select, [contenteditable]");
}
