import * as data from "../data/data.js";
import * as strings from "./strings.js";

const key = () => `${data.id()}.lang`;

/**
 * Return the language that the reader chose last time, or an empty string: nothing is remembered
 * where storage is refused (private windows, sandboxed frames), and a language may have gone.
 */
export function lang() {
  try {
    const code = localStorage.getItem(key());
    return strings.codes().includes(code) ? code : "";
  } catch {
    return "";
  }
}

/**
 * Remember a language that the reader chose; where storage is refused it holds for this visit.
 * @param {string} code
 */
export function keep(code) {
  try {
    localStorage.setItem(key(), code);
  } catch {
    // the page works on without
  }
}
