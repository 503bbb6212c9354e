/** What the server last said: the page that is the newest, and the faults that keep one back. */
let state = null;
let first = null;
let asked = false;
/** Milliseconds in which a page that works has asked. */
const PATIENCE = 2000;
const own = document.querySelector("meta[name=served]").getAttribute("content");

/**
 * Follow the server: when there is a newer page, show it. This stands apart from all other scripts,
 * so that a mistake in one of them can be mended and the page comes back by itself. Where the page
 * works it takes the event for itself, since it knows what is unsaved and keeps the view.
 */
function followServer() {
  const events = new EventSource("/events");
  events.addEventListener("message", (event) => {
    state = JSON.parse(event.data);
    first ??= event.data;
    tellPage(event.data);
  });
  events.addEventListener("error", () => document.dispatchEvent(new CustomEvent("served-lost")));
  document.addEventListener("served-ask", () => {
    asked = true;
    if (state) tellPage(first);
  });
  // a page that is left holds no connection: a browser has few of them
  addEventListener("pagehide", () => events.close());
}

function tellPage(said) {
  const newer = Boolean(state.page) && state.page !== own;
  const event = new CustomEvent("served", { detail: { ...state, newer }, cancelable: true });
  if (!document.dispatchEvent(event)) return;
  // without a map there is a list of faults: it too is shown anew
  if (!own && (newer || said !== first)) location.reload();
  // a page that has just come asks by itself, unless its scripts are broken
  else if (newer) setTimeout(() => asked || location.reload(), PATIENCE);
}

/**
 * Have the layers made that have no file yet, as a page without a map offers; the map then comes by itself.
 * @param {any} event
 */
async function makeLayers({ currentTarget: button }) {
  button.disabled = true;
  const headers = { "content-type": "application/json" };
  const answer = await fetch("/edit/layers", { method: "POST", headers, body: "{}" }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  const lines = (told?.faults ?? []).map(({ file, rule }) => `${file}: ${rule}`);
  button.disabled = Boolean(answer?.ok);
  button.nextElementSibling.textContent = answer?.ok ? "" : lines.join(" ") || String(answer?.status ?? "");
}

followServer();
document.querySelector("[data-make-layers]")?.addEventListener("click", makeLayers);
