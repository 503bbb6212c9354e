import * as searchBox from "./search_box.js";

/** Let `/` and Ctrl+K go to the search from anywhere that does not take letters itself. */
export function init() {
  addEventListener("keydown", (event) => {
    if (!isShortcut(event) || document.querySelector("dialog[open]")) return;
    if (searchBox.focusBox()) event.preventDefault();
  });
}

function isShortcut({ key, target, ctrlKey, metaKey, altKey }) {
  if (altKey) return false;
  if (ctrlKey || metaKey) return key.toLowerCase() === "k";
  return key === "/" && !target.closest?.("input, textarea, select, [contenteditable]");
}
