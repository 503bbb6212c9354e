import { h, makeLink } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as share from "./share.js";

const enc = encodeURIComponent;
const SITES = {
  osm: ({ lat, lon }) => `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=15/${lat}/${lon}`,
  amap: ({ lat, lon, name }) => `https://uri.amap.com/marker?position=${lon},${lat}&name=${enc(name)}&coordinate=wgs84`,
  baidu: ({ lat, lon, name }) =>
    `https://api.map.baidu.com/marker?location=${lat},${lon}&coord_type=wgs84&title=${enc(name)}&content=${
      enc(name)
    }&output=html`,
  geo: ({ lat, lon }) => `geo:${lat},${lon}`,
};

/**
 * Return the ways on from a place: other maps, each told that the point is WGS 84, and what can be
 * copied of it here. Only a point located within 3 km is handed on, since another map would show a pin.
 * @param {Place} i
 */
export function makeLinks(i) {
  const exact = data.isLocated(i) && data.isPoint(i) && data.certaintyOf(i) !== "uncertain";
  return h("div", { class: "card-ways" }, exact && otherMaps(i), share.makeWays(i));
}

function otherMaps(i) {
  const [lon, lat] = data.anchorOf(i);
  const name = pickText(data.nameOf(i)).text;
  return h(
    "div",
    { class: "ways" },
    h("span", { class: "ways-label" }, t("ways.open")),
    Object.entries(SITES).map(([site, url]) => makeLink(url({ lat, lon, name }), { class: "way" }, t(`ways.${site}`))),
  );
}
