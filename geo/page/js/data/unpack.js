import { bytes, fetched, inflate, parsed } from "./inflate.js";

const begun = new Map();
let beside = "";

/**
 * Name the folder beside the page that holds what the page itself does not.
 * @param {string} name
 */
export function from(name) {
  beside = name ?? "";
}

/**
 * Start to inflate all that stands in the page so far, while its scripts are still being read; not
 * where an overview is seen first.
 */
export function begin() {
  if (held("map-overview")) return;
  for (const node of document.querySelectorAll("script[id^='map-'][type='text/plain']")) {
    const bytesOf = inflate(bytes(node.textContent));
    bytesOf.catch(() => {}); // whoever asks is told
    begun.set(node.id, bytesOf);
  }
}

function held(id) {
  return document.getElementById(id);
}

/** Return whether a part may still come: while the page is read it may stand there half. */
function coming(id) {
  return document.readyState === "loading" && !held(id)?.nextSibling;
}

/**
 * Return the text of the script element `id`: bytes that the build packed, deflated, in 91 digits. What
 * is large stands after the page's scripts, so that the map is drawn before it is read: then wait
 * for it. Throws where there is no such part.
 * @param {string} id
 */
export async function packed(id) {
  if (coming(id)) {
    await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  }
  const found = held(id);
  if (!found) throw new Error(`the page has no part ${id}`);
  return found.textContent;
}

/**
 * Return the bytes of a part of the page, or of the folder. Throws where there is no such part.
 * @param {string} id
 */
export async function binary(id) {
  const own = begun.get(id);
  begun.delete(id);
  if (own) return own;
  if (beside && !held(id)) return fetched(beside, id);
  return inflate(bytes(await packed(id)));
}

/**
 * Return the JSON value of a part, packed or, where the first picture waits for it, as it is.
 * @param {string} id
 */
export async function value(id) {
  const plain = held(id)?.getAttribute("type") === "application/json";
  return plain ? JSON.parse(held(id).textContent) : parsed(await binary(id));
}

/**
 * Run the script of a part; the page's policy knows it by its hash. Throws where there is no such part.
 * @param {string} id
 */
export async function run(id) {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await binary(id));
  document.head.append(script);
  script.remove();
}

export const folder = () => beside;
