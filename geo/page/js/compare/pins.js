import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import { MOST_PINNED } from "../data/link.js";
import * as store from "../data/store.js";

/**
 * Pin a place in the table by its id, or let it go; of more than fit side by side the reader is told.
 * Returns whether it is pinned now.
 * @param {string} id
 */
export function togglePin(id) {
  const pinned = new Set(store.get("pinned"));
  const had = pinned.delete(id);
  if (!had && pinned.size >= MOST_PINNED) {
    statusLine.announce(t("compare.full", { n: MOST_PINNED }));
    return false;
  }
  if (!had) pinned.add(id);
  store.set({ pinned });
  return !had;
}
