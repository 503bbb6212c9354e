import * as data from "../data/data.js";
import * as requests from "./requests.js";
import * as session from "./session.js";

/** The places whose candidates nobody has decided on, as the server told last, and the metres asked for. */
const state = { told: { places: [], lost: [], total: 0 }, worse: "", asked: 0 };

const worseKey = () => `${data.mapId()}.worse`;

/** Ask again whenever the server has something new. */
export function init() {
  try {
    state.worse = sessionStorage.getItem(worseKey()) ?? "";
  } catch {
    state.worse = "";
  }
  document.addEventListener("served", loadWaiting);
}

/** Ask which places have candidates that nobody has decided on, and tell the session. */
export async function loadWaiting() {
  if (!session.isOn()) return;
  state.asked += 1;
  const own = state.asked;
  const answer = await requests.lookUp("waiting", state.worse ? { worse_than: state.worse } : {});
  // of two that are on their way the newer one counts, whichever comes last
  if (own !== state.asked || (!answer.ok && !answer.faults)) return;
  state.told = answer;
  session.emit("waiting");
}

/** Ask also for places that have a position, but one vaguer than so many metres. @param {string} metres */
export function askWorse(metres) {
  state.worse = metres;
  try {
    sessionStorage.setItem(worseKey(), metres);
  } catch {
    // where storage is refused, it holds until the page is left
  }
  return loadWaiting();
}

export const worseMetres = () => state.worse;
export const waitingAnswer = () => state.told;
export const countWaiting = () => state.told.places?.length ?? 0;
export const hasWaiting = () => Boolean(state.told.faults) || state.told.total > 0;

/** Return the place that comes after one, or the first; nothing where no other waits. @param {string} id */
export function nextWaiting(id) {
  const ids = (state.told.places ?? []).map((each) => each.id);
  const at = ids.indexOf(id);
  const rest = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0))];
  return rest[0] ?? "";
}
