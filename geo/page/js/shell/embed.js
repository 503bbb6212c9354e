import { h, makeLocalText, redrawContent } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";

const OWN = ["embed", "panel", "origin"];
let hint = null;
let timer = 0;

/** Return whether the page stands in another page's frame. */
export const isFramed = () => window.parent !== window;

/** Return one of the address's words on embedding, from the query or from the hash. @param {string} key */
export function embedOption(key) {
  const inHash = new URLSearchParams(location.hash.replace(/^#/, ""));
  return new URLSearchParams(location.search).get(key) ?? inHash.get(key) ?? "";
}

/**
 * Fit the page to where it stands: in a frame the host page keeps wheel and finger until the map
 * is used; with `embed=1` the map comes first, with title and source as thin lines around it.
 * @param {LeafletMap} map
 * @param {HTMLElement} stage
 */
export function init(map, stage) {
  if (isFramed()) shareGestures(map, stage);
  if (embedOption("embed") !== "1") return;
  document.documentElement.classList.add("embed");
  document.documentElement.classList.toggle("with-panel", embedOption("panel") === "1");
  const bar = h("header", { class: "embed-bar" });
  const foot = h("footer", { class: "embed-foot" });
  stage.before(bar);
  stage.after(foot);
  const drawBars = () => drawLines(map, bar, foot);
  store.on(["lang", "selected", "fact", "table", "pinned", "sort", "stop", "article", ...store.filters], drawBars);
  map.on("moveend", drawBars);
  drawBars();
}

function drawLines(map, bar, foot) {
  const source = data.sources()[0];
  redrawContent(bar, makeLocalText(pickText(data.mapTitle()), "h1", { class: "embed-title" }));
  redrawContent(
    foot,
    source && h("span", { class: "embed-source" }, `${t("panel.source")} `, makeLocalText(pickText(source.title))),
    h(
      "a",
      { class: "embed-open", href: fullAddress(map), target: "_blank", rel: "noopener", "data-focus": "embed-open" },
      t("embed.open"),
    ),
  );
}

/** Return the address of the whole page as it is seen now, without the words on embedding. */
function fullAddress(map) {
  const { query, hash } = link.makeAddress(map);
  const kept = new URLSearchParams(query);
  for (const key of OWN) if (key !== "panel" || !store.get("article")) kept.delete(key);
  const text = kept.toString().replace(/%2C/g, ",");
  return `${location.href.split(/[?#]/)[0]}${text ? `?${text}` : ""}#${hash}`;
}

/**
 * Leave scrolling to the host page: the wheel moves the map only with Ctrl or once the map has been
 * clicked, and until the pointer leaves; one finger scrolls the host, two move the map.
 */
function shareGestures(map, stage) {
  hint = h("p", { class: "embed-hint", "aria-hidden": "true" });
  stage.append(hint);
  map.scrollWheelZoom.disable();
  const box = map.getContainer();
  box.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && map.scrollWheelZoom.enable());
  stage.addEventListener("pointerleave", () => map.scrollWheelZoom.disable());
  box.addEventListener("wheel", (event) => handleWheel(event, map), { capture: true, passive: false });
  if (!matchMedia("(pointer: coarse)").matches) return;
  map.dragging.disable();
  box.addEventListener("touchmove", (event) => event.touches.length === 1 && tellHint("embed.touch"), {
    passive: true,
  });
}

function handleWheel(event, map) {
  if (map.scrollWheelZoom.enabled()) return;
  if (!event.ctrlKey && !event.metaKey) {
    tellHint("embed.wheel");
    return;
  }
  event.preventDefault();
  const at = map.mouseEventToContainerPoint(event);
  map.setZoomAround(at, map.getZoom() - Math.sign(event.deltaY) * 0.5);
}

function tellHint(key) {
  hint.replaceChildren(t(key));
  hint.classList.add("is-said");
  clearTimeout(timer);
  timer = setTimeout(() => hint.classList.remove("is-said"), 1200);
}
