/** Whether the page is being edited, and what its parts tell each other without knowing one another. */
const listeners = new Map();
const state = { on: false };

/** Return whether the page is in edit mode. */
export const isOn = () => state.on;

/** Switch editing on or off. @param {boolean} on */
export function setOn(on) {
  state.on = on;
}

/**
 * Call `hear` whenever something happens: `history` (what can be taken back now), `saved` (what the next
 * page begins with), `free` (nothing is unsaved any more), `shown` (a place is open), `waiting` (other
 * places wait for a decision).
 * @param {string} what
 * @param {(value?: any) => unknown} hear
 */
export function on(what, hear) {
  listeners.set(what, [...(listeners.get(what) ?? []), hear]);
}

/**
 * Tell that something has happened.
 * @param {string} what
 * @param {any} value
 */
export function emit(what, value) {
  for (const hear of listeners.get(what) ?? []) hear(value);
}
