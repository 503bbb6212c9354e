import * as data from "../data/data.js";
import * as strings from "./strings.js";

const languageKey = () => `${data.mapId()}.lang`;

/**
 * Return the language that the reader chose last time, or an empty string: nothing is remembered
 * where storage is refused (private windows, sandboxed frames), and a language may have gone.
 */
export function readLanguage() {
  try {
    const code = localStorage.getItem(languageKey());
    return strings.languageCodes().includes(code) ? code : "";
  } catch {
    return "";
  }
}

/** Remember a language that the reader chose; where storage is refused it holds for this visit. @param {string} code */
export function storeLanguage(code) {
  try {
    localStorage.setItem(languageKey(), code);
  } catch {
    // the page works on without
  }
}
