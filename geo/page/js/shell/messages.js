import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as embed from "./embed.js";

const PER_SECOND = 40;
const LONGEST = 200;
let host = "*";
let left = PER_SECOND;

/**
 * Talk with the page around the frame: tell it what happens here, do what it asks. Without a frame
 * nothing is said and nothing heard. `?origin=` names the one host that may talk; without it any
 * parent may, since all that can be asked for is what a reader can do.
 */
export function init() {
  if (!embed.isFramed()) return;
  host = allowedOrigin(embed.embedOption("origin"));
  addEventListener("message", receiveMessage);
  setInterval(() => (left = PER_SECOND), 1000);
  store.on(["selected"], (how) => postToHost("selected", { ...selectedFeature(), by: how.host ? "host" : "reader" }));
  leaflet.map.on("moveend", () => postToHost("view", currentView()));
  const box = document.documentElement;
  let wide = 0;
  new ResizeObserver(() => {
    if (box.clientWidth !== wide) postHeight(wide = box.clientWidth);
  }).observe(box);
  postToHost("ready", {
    languages: strings.languageCodes(),
    lang: strings.languageCode(),
    layers: data.layers().map((layer) => layer.id),
    ...selectedFeature(),
    view: currentView(),
  });
}

/** Return the origin of an address that names one, or any. */
function allowedOrigin(text) {
  try {
    const { origin } = new URL(text);
    return origin === "null" ? "*" : origin;
  } catch {
    return "*";
  }
}

function selectedFeature() {
  const i = store.get("selected");
  return { feature: i < 0 ? null : data.idOf(i) };
}

function currentView() {
  const { lat, lng } = leaflet.map.getCenter();
  return { lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)), zoom: leaflet.map.getZoom() };
}

const postToHost = (type, content) => parent.postMessage({ source: data.mapId(), type, data: content }, host);

/**
 * Tell the host how high the frame should be, in the forms that Datawrapper's script, AMP and
 * Medium listen to. A map fills what it is given, so this is a proportion that reads well.
 */
function postHeight(wide) {
  const height = Math.round(Math.min(720, Math.max(400, wide < 500 ? wide * 1.25 : wide * 0.62)));
  parent.postMessage({ "datawrapper-height": { [data.mapId()]: height } }, host);
  parent.postMessage({ sentinel: "amp", type: "embed-size", height }, host);
  parent.postMessage(JSON.stringify({ src: location.href, context: "iframe.resize", height }), host);
}

/**
 * Hear a message. What is not from the parent, not for this map or too much of it is passed over in
 * silence; what is for it but cannot be done is answered by `error`.
 */
async function receiveMessage(event) {
  const message = event.data;
  if (event.source !== parent || (host !== "*" && event.origin !== host)) return;
  if (!message || typeof message !== "object" || message.target !== data.mapId()) return;
  if (left < 1) return;
  left -= 1;
  const type = typeof message.type === "string" ? message.type.slice(0, LONGEST) : "";
  const act = Object.hasOwn(ACTS, type) ? ACTS[type] : null;
  const given = message.data && typeof message.data === "object" ? message.data : {};
  const wrong = act ? await act(given) : "unknown type";
  if (wrong) postToHost("error", { type, reason: wrong });
}

const ACTS = { select: selectFeature, setView, setLayers, setLang };

async function selectFeature({ feature }) {
  if (feature === null) {
    store.set({ selected: -1 }, { host: true });
    return "";
  }
  const i = typeof feature === "string" && feature.length <= LONGEST ? await data.findPlace(feature) : -1;
  if (i < 0) return "unknown feature";
  await store.selectPlace(i, { fly: true, quiet: true, host: true });
  return "";
}

function setView({ lat, lng, zoom }) {
  const sound = [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  if (!sound || zoom < 0 || zoom > 22) return "lat, lng and zoom must be numbers in range";
  leaflet.map.setView([lat, lng], zoom, { animate: false });
  return "";
}

function setLayers({ layers }) {
  const known = data.layers().map((layer) => layer.id);
  if (!Array.isArray(layers) || layers.length > known.length) return "layers must be a list of ids";
  if (!layers.every((id) => known.includes(id))) return "unknown layer";
  store.set({ off: new Set(known.map((id, l) => (layers.includes(id) ? -1 : l)).filter((l) => l >= 0)) });
  return "";
}

function setLang({ lang }) {
  if (!strings.languageCodes().includes(lang)) return "unknown language";
  store.set({ lang });
  return "";
}
