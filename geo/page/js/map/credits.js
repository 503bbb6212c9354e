import { h, makeLink, makeLocalText, redrawContent } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "./leaflet_map.js";

const node = h("div", { class: "credits" });

/**
 * Build the line of credits: the backdrop's caution, the data's sources, Leaflet, and what layers
 * on the map (tiles, a user's own) want to be named.
 * @param {HTMLElement} stage
 */
export function init(stage) {
  stage.append(node);
  leaflet.map.on("layeradd layerremove", (event) => event.layer.getAttribution?.() && drawCredits());
  store.on(["lang"], drawCredits);
  drawCredits();
}

function drawCredits() {
  const caution = pickText(data.backdrop().note);
  const own = data.datasets().map(({ name, licence, url }) => {
    const told = h("span", { dir: "auto", title: licence }, name);
    return url ? makeLink(url, { title: licence }, name) : told;
  });
  const more = [];
  leaflet.map.eachLayer((layer) => layer.getAttribution?.() && more.push(plainAttribution(layer.getAttribution())));
  redrawContent(
    node,
    caution.text && h("span", { class: "caution" }, makeLocalText(caution)),
    h(
      "span",
      { class: "credit-list" },
      joinParts([...more, ...own, makeLink("https://leafletjs.com/", {}, "Leaflet")]),
    ),
  );
  node.setAttribute("aria-label", t("credits.label"));
  node.setAttribute("role", "group");
}

const joinParts = (parts) => parts.map((part, k) => [k ? " · " : "", part]);

/**
 * Return an attribution as nodes of ours. Services give it as HTML: it is parsed apart, where
 * nothing runs or loads, and only its text and links are taken.
 */
function plainAttribution(markup) {
  const parsed = new DOMParser().parseFromString(String(markup), "text/html");
  return h(
    "span",
    {},
    [...parsed.body.childNodes].map((child) =>
      child instanceof HTMLAnchorElement
        ? makeLink(child.getAttribute("href") ?? "", {}, child.textContent)
        : child.textContent
    ),
  );
}
