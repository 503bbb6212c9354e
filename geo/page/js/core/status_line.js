import { h } from "./dom.js";

let node = null;
let timer = 0;

/** Make the line that speaks to the reader. @param {HTMLElement} stage */
export function init(stage) {
  node = h("p", { class: "voice", role: "status" });
  stage.append(node);
}

/**
 * Say one sentence to the reader, seen for a while and read aloud; nothing before the line is there.
 * @param {string} words
 */
export function announce(words) {
  if (!node) return;
  node.replaceChildren(words);
  node.classList.add("is-said");
  clearTimeout(timer);
  timer = setTimeout(() => node.classList.remove("is-said"), 6000);
}

/** Say no more of what was said: it is not so any longer. */
export function clearAnnouncement() {
  clearTimeout(timer);
  node?.classList.remove("is-said");
  node?.replaceChildren();
}
