import { decodeBase91, fetchPart, inflateBytes, parseJson } from "./inflate.js";

const begun = new Map();
let beside = "";

/** Name the folder beside the page that holds what the page itself does not. @param {string} name */
export function setFolder(name) {
  beside = name ?? "";
}

/**
 * Start to inflate all that stands in the page so far, while its scripts are still being read; not
 * where an overview is seen first.
 */
export function beginInflating() {
  if (findPart("map-overview")) return;
  for (const node of document.querySelectorAll("script[id^='map-'][type='text/plain']")) {
    const bytesOf = inflateBytes(decodeBase91(node.textContent));
    bytesOf.catch(() => {}); // whoever asks is told
    begun.set(node.id, bytesOf);
  }
}

const findPart = (id) => document.getElementById(id);
/** Return whether a part may still come: while the page is read it may stand there half. */
const isComing = (id) => document.readyState === "loading" && !findPart(id)?.nextSibling;

/**
 * Return the text of the script element `id`: bytes that the build packed, deflated, in 91 digits. What
 * is large stands after the page's scripts, so that the map is drawn before it is read: then wait
 * for it. Throws where there is no such part.
 * @param {string} id
 */
export async function readPacked(id) {
  if (isComing(id)) await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  const found = findPart(id);
  if (!found) throw new Error(`the page has no part ${id}`);
  return found.textContent;
}

/** Return the bytes of a part of the page, or of the folder. Throws where there is no such part. @param {string} id */
export async function readBinary(id) {
  const own = begun.get(id);
  begun.delete(id);
  if (own) return own;
  if (beside && !findPart(id)) return fetchPart(beside, id);
  return inflateBytes(decodeBase91(await readPacked(id)));
}

/** Return the JSON value of a part, packed or, where the first picture waits for it, as it is. @param {string} id */
export async function readJson(id) {
  const plain = findPart(id)?.getAttribute("type") === "application/json";
  return plain ? JSON.parse(findPart(id).textContent) : parseJson(await readBinary(id));
}

/**
 * Run the script of a part; the page's policy knows it by its hash. Throws where there is no such part.
 * @param {string} id
 */
export async function runScript(id) {
  const script = document.createElement("script");
  script.textContent = new TextDecoder().decode(await readBinary(id));
  document.head.append(script);
  script.remove();
}

export const dataFolder = () => beside;
