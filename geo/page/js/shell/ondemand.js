import { h } from "../core/dom.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as unpack from "../data/unpack.js";

/** What the script that comes last does, by name. */
const parts = new Map();
let coming = null;

/**
 * Let something that comes with the last script be asked for by its name.
 * @param {string} name
 * @param {(...given: any[]) => unknown} part
 */
export const offerPart = (name, part) => parts.set(name, part);

/**
 * Do what the last script offers; the first who asks has it read. Where it cannot be had, the reader is told.
 * @param {string} name
 * @param {...any} given
 */
export async function askPart(name, ...given) {
  try {
    coming ??= readLastScript();
    await coming;
  } catch {
    coming = null;
    return statusLine.announce(t("data.missing"));
  }
  return parts.get(name)(...given);
}

async function readLastScript() {
  const styles = await unpack.readBinary("map-reader-styles");
  document.head.append(h("style", {}, new TextDecoder().decode(styles)));
  await unpack.runScript("map-reader");
}
