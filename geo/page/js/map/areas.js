import { h, makeButton, makeLocalText, redrawContent, svg } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import * as placeList from "../panel/place_list.js";
import { leaflet } from "./leaflet_map.js";
import * as tally from "./tally.js";
import * as view from "./view.js";

/** Pixels between an area's edge and its list, and half the bar at the end of the line between them. */
const GAP = 28;
const BAR = 9;
/** Pixels that the map's buttons take at its left. */
const TOOLS = 72;
/** Places of a layer that a list names; of more it says how many there are. */
const NAMED = 40;
/** Width of the page up to which the list is a sheet from below. */
const NARROW = 760;
let stage = null;
let list = null;
const leader = svg("svg", { class: "area-leader", "aria-hidden": "true" });
let drawn = null;
let drawnFor = "";
let opener = null;

/**
 * Take the map on which an area is hatched while it is meant: pointed at, open, or where the
 * selected place is known to lie. Its list stands beside it, with a line to its edge.
 * @param {HTMLElement} parent
 * @param {HTMLElement} app
 */
export function init(parent, app) {
  stage = parent;
  list = h("section", {
    class: "area-list",
    id: "area-list",
    role: "dialog",
    "aria-labelledby": "area-title",
    hidden: true,
  });
  stage.append(leader, makeHatch());
  app.append(list);
  store.on(["area"], showList);
  store.on(["lang", ...store.filters], () => !list.hidden && fillList());
  store.on(["area", "areaHover", "selected"], highlightArea);
  store.on(["selected"], makeRoom);
  leaflet.map.on("move zoom resize", layOutList);
  addEventListener("keydown", (event) => event.key === "Escape" && !list.hidden && closeList(event));
  highlightArea();
}

/** A hatch is the field's sign for an area that holds something somewhere. */
function makeHatch() {
  const line = svg("path", { d: "M-2 10L10 -2M6 14L14 6M-6 6L6 -6", class: "hatch-line" });
  const box = { id: "area-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" };
  return h(
    "div",
    { class: "defs", "aria-hidden": "true" },
    svg("svg", { width: 0, height: 0 }, svg("defs", {}, svg("pattern", box, line))),
  );
}

function highlightArea() {
  const k = containers.findMeant();
  const i = store.get("selected");
  leaflet.map.getContainer().classList.toggle("has-area", k >= 0);
  const now = `${k} ${i}`;
  if (now === drawnFor) return;
  drawn?.remove();
  drawnFor = now;
  drawn = k < 0 ? null : L.layerGroup(
    (i >= 0 && containers.findContainer(i) === k ? containers.listAreas(i) : [containers.areaOf(k)]).map(makeAreaShape),
  ).addTo(leaflet.map);
}

/** Make an area's hatch and ring. */
function makeAreaShape({ geometry, radius, middle: [lon, lat] }) {
  const look = { pane: "soft", interactive: false, className: "area-shape", fillOpacity: 1 };
  return geometry.type === "Point"
    ? L.circle([lat, lon], { ...look, radius })
    : L.geoJSON(geometry, { ...look, style: look });
}

function closeList(event) {
  event?.stopPropagation();
  const back = opener?.isConnected
    ? opener
    : (tally.buttonOf(store.get("area")) ?? document.getElementById("map-stage"));
  const had = list.contains(document.activeElement);
  store.set({ area: -1 });
  if (had) back.focus({ preventScroll: true });
}

async function showList(how) {
  const k = store.get("area");
  if (k === -1) {
    list.hidden = true;
    layOutList();
    return;
  }
  opener = how.opener ?? null;
  if (how.quiet !== true) store.set({ selected: -1 });
  await data.loadNames(listGroups(k).flatMap(([, places]) => places.slice(0, NAMED))).catch(() => {}); // those without a name are told by their layer
  if (store.get("area") !== k) return;
  fillList();
  list.hidden = false;
  revealArea(k);
  layOutList();
  list.querySelector("h2").focus({ preventScroll: true });
}

/** Bring an area into view where too little of it is seen. */
function revealArea(k) {
  if (k >= 0 && !view.isInView(containers.boundsOf(k))) view.fitBounds(containers.boundsOf(k));
}

/** Return the parts of a list as [heading, places]. */
function listGroups(k) {
  if (k === containers.OUTSIDE) {
    const { unknown, noSite } = containers.listOutside();
    return [[t("tally.unknown"), unknown], [t("tally.no_site"), noSite]].filter(([, places]) => places.length);
  }
  const places = containers.countAt(leaflet.map.getZoom()).get(containers.holderOf(k, leaflet.map.getZoom())) ?? [];
  return tally.groupByLayer(places).map(([l, own]) => [makeLocalText(pickText(data.layers()[l].name)), own]);
}

function fillList() {
  const k = store.get("area");
  const groups = listGroups(k);
  const n = groups.reduce((sum, [, places]) => sum + places.length, 0);
  const name = k === containers.OUTSIDE ? { text: t("tally.outside") } : pickText(containers.nameOf(k));
  redrawContent(
    list,
    h(
      "header",
      { class: "area-head" },
      makeLocalText(name, "h2", { id: "area-title", class: "area-title", tabindex: "-1" }),
      makeButton(
        "round-button",
        closeList,
        { "data-focus": "area-close", "aria-label": t("tally.close") },
        makeIcon("close"),
      ),
      h(
        "p",
        { class: "hint" },
        k === containers.OUTSIDE ? t("tally.outside_hint") : t("tally.hint", { n, across: formatAcross(k) }),
      ),
      k !== containers.OUTSIDE && containers.placeOf(k) >= 0 && makeAboutButton(containers.placeOf(k)),
    ),
    h("div", { class: "area-groups" }, groups.map(makeGroup)),
  );
}

const formatAcross = (k) => t("distance.km", { d: strings.formatNumber(containers.acrossOf(k)) });

/** Make the way to what is told of the area itself. */
function makeAboutButton(i) {
  const openPlace = () => store.selectPlace(i);
  return makeButton("text-button", openPlace, { "data-focus": "area-about" }, t("tally.about"));
}

const makeGroup = ([heading, places]) =>
  h(
    "section",
    {},
    h("h3", { class: "area-layer" }, heading, " ", h("span", { class: "hint" }, strings.formatNumber(places.length))),
    h("ul", {}, places.slice(0, NAMED).map(makePlaceRow), makeMoreRow(places)),
  );

/** Say how many places are not named here, and lead to the panel's list, which has them all. */
function makeMoreRow(places) {
  const n = places.length - NAMED;
  const listRest = () => placeList.openUnlocated(data.layerOf(places[0]));
  return n > 0 &&
    h(
      "li",
      {},
      makeButton(
        "area-row",
        listRest,
        { "data-focus": `area-more-${data.layerOf(places[0])}` },
        h("span"),
        t("dock.more", { n }),
      ),
    );
}

const makeLighter = (to) => () => store.set({ hover: to });

function makePlaceRow(i) {
  const named = data.hasName(i) ? pickText(data.nameOf(i)) : { text: "…" };
  const on = {
    click: () => store.selectPlace(i),
    pointerenter: makeLighter(i),
    pointerleave: makeLighter(-1),
    focus: makeLighter(i),
    blur: makeLighter(-1),
  };
  const sign = data.withinCode(i) === 1 ? "?" : "";
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "area-row",
        "data-place": data.hasName(i) ? data.idOf(i) : null,
        "data-focus": `area-row-${i}`,
        on,
      },
      tally.drawSquare(i, sign),
      makeLocalText(named, "span", { class: "area-name" }),
    ),
  );
}

/** On a narrow page the card takes the list's room. */
function makeRoom() {
  if (store.get("selected") >= 0 && innerWidth <= NARROW) store.set({ area: -1 });
}

/** Set the list beside its area where the map is wide enough, and draw the line to the area's edge. */
function layOutList() {
  leader.replaceChildren();
  const k = store.get("area");
  if (list.hidden || stage.clientWidth <= NARROW) {
    list.style.left = list.style.top = "";
    return;
  }
  const free = freeWidth();
  const [w, high] = [list.offsetWidth, list.offsetHeight];
  if (k < 0) return moveList(free - w - 16, stage.clientHeight - high - 96);
  const box = pixelBoxOf(k);
  const beside = { right: Math.min(box.max.x + GAP, free - w - 16), left: Math.max(TOOLS, box.min.x - GAP - w) };
  // where neither side has room, the list covers less of the area there
  const right = box.max.x - beside.right <= Math.max(0, beside.left + w - box.min.x) + TOOLS;
  const middle = (Math.max(0, box.min.y) + Math.min(stage.clientHeight, box.max.y)) / 2;
  moveList(right ? beside.right : beside.left, middle - high / 2);
  drawLeader(k, right);
}

/** Return where the card begins at the right of the map. */
function freeWidth() {
  const card = document.querySelector(".card:not([hidden])")?.getBoundingClientRect();
  const whole = stage.getBoundingClientRect();
  return card && card.left > whole.left + whole.width / 2 ? card.left - whole.left : whole.width;
}

function moveList(left, top) {
  const most = stage.clientHeight - list.offsetHeight - 72;
  const at = { left: stage.offsetLeft + left, top: stage.offsetTop + Math.max(12, Math.min(top, most)) };
  Object.assign(list.style, { left: `${Math.round(at.left)}px`, top: `${Math.round(at.top)}px` });
}

function pixelBoxOf(k) {
  const bounds = containers.boundsOf(k);
  return L.bounds(
    leaflet.map.latLngToContainerPoint(bounds.getNorthWest()),
    leaflet.map.latLngToContainerPoint(bounds.getSouthEast()),
  );
}

/** Draw the line from the list to the area's edge, ending in a bar along the edge: it points at no spot inside. */
function drawLeader(k, right) {
  const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = list;
  const edge = offsetLeft - stage.offsetLeft + (right ? 0 : offsetWidth);
  const from = { x: edge, y: offsetTop - stage.offsetTop + Math.min(40, offsetHeight / 2) };
  const to = nearestEdgePoint(k, from);
  const far = Math.hypot(to.x - from.x, to.y - from.y);
  if (far < 4) return;
  const [dx, dy] = [(-(to.y - from.y) / far) * BAR, ((to.x - from.x) / far) * BAR];
  const d = `M${from.x} ${from.y}L${to.x} ${to.y}M${to.x - dx} ${to.y - dy}L${to.x + dx} ${to.y + dy}`;
  leader.append(svg("path", { d, class: "leader-halo" }), svg("path", { d, class: "leader-line" }));
}

/** Return the point of an area's edge that is nearest to a point of the window of the map. */
function nearestEdgePoint(k, from) {
  const rings = containers.ringsOf(k);
  if (rings.length) {
    return nearestOnRings(
      rings.map((ring) => ring.map(([lon, lat]) => leaflet.map.latLngToContainerPoint([lat, lon]))),
      from,
    );
  }
  const box = pixelBoxOf(k);
  const middle = box.getCenter();
  const far = Math.hypot(from.x - middle.x, from.y - middle.y) || 1;
  const r = (box.max.x - box.min.x) / 2;
  return { x: middle.x + ((from.x - middle.x) / far) * r, y: middle.y + ((from.y - middle.y) / far) * r };
}

/** Return the point on the edges of rings that is nearest to another, preferring what is seen. */
function nearestOnRings(rings, from) {
  const size = leaflet.map.getSize();
  let best = from;
  let least = Infinity;
  for (const ring of rings) {
    for (let a = 1; a < ring.length; a += 1) {
      const at = L.LineUtil.closestPointOnSegment(L.point(from), ring[a - 1], ring[a]);
      const hidden = at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y;
      const far = Math.hypot(at.x - from.x, at.y - from.y) + (hidden ? 1e4 : 0);
      if (far < least) [best, least] = [at, far];
    }
  }
  return best;
}
