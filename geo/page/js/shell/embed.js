import { h, local, redraw } from "../core/dom.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";

const OWN = ["embed", "panel", "origin"];
let hint = null;
let timer = 0;

/** Return whether the page stands in another page's frame. */
export function framed() {
  return window.parent !== window;
}

/**
 * Return one of the address's words on embedding, from the query or from the hash.
 * @param {string} key
 */
export function asked(key) {
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
  if (framed()) share(map, stage);
  if (asked("embed") !== "1") return;
  document.documentElement.classList.add("embed");
  document.documentElement.classList.toggle("with-panel", asked("panel") === "1");
  const bar = h("header", { class: "embed-bar" });
  const foot = h("footer", { class: "embed-foot" });
  stage.before(bar);
  stage.after(foot);
  const draw = () => lines(map, bar, foot);
  store.on(["lang", "selected", "fact", "table", "pinned", "sort", "stop", ...store.filters], draw);
  map.on("moveend", draw);
  draw();
}

function lines(map, bar, foot) {
  const source = data.sources()[0];
  redraw(bar, local(pick(data.title()), "h1", { class: "embed-title" }));
  redraw(
    foot,
    source && h("span", { class: "embed-source" }, `${t("panel.source")} `, local(pick(source.title))),
    h(
      "a",
      { class: "embed-open", href: full(map), target: "_blank", rel: "noopener", "data-focus": "embed-open" },
      t("embed.open"),
    ),
  );
}

/** Return the address of the whole page as it is seen now, without the words on embedding. */
function full(map) {
  const { query, hash } = link.address(map);
  const kept = new URLSearchParams(query);
  for (const key of OWN) kept.delete(key);
  const text = kept.toString().replace(/%2C/g, ",");
  return `${location.href.split(/[?#]/)[0]}${text ? `?${text}` : ""}#${hash}`;
}

/**
 * Leave scrolling to the host page: the wheel moves the map only with Ctrl or once the map has been
 * clicked, and until the pointer leaves; one finger scrolls the host, two move the map.
 */
function share(map, stage) {
  hint = h("p", { class: "embed-hint", "aria-hidden": "true" });
  stage.append(hint);
  map.scrollWheelZoom.disable();
  const box = map.getContainer();
  box.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && map.scrollWheelZoom.enable());
  stage.addEventListener("pointerleave", () => map.scrollWheelZoom.disable());
  box.addEventListener("wheel", (event) => wheel(event, map), { capture: true, passive: false });
  if (!matchMedia("(pointer: coarse)").matches) return;
  map.dragging.disable();
  box.addEventListener("touchmove", (event) => event.touches.length === 1 && tell("embed.touch"), { passive: true });
}

function wheel(event, map) {
  if (map.scrollWheelZoom.enabled()) return;
  if (!event.ctrlKey && !event.metaKey) {
    tell("embed.wheel");
    return;
  }
  event.preventDefault();
  const at = map.mouseEventToContainerPoint(event);
  map.setZoomAround(at, map.getZoom() - Math.sign(event.deltaY) * 0.5);
}

function tell(key) {
  hint.replaceChildren(t(key));
  hint.classList.add("is-said");
  clearTimeout(timer);
  timer = setTimeout(() => hint.classList.remove("is-said"), 1200);
}
