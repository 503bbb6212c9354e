import { flushScheduled, h, makeButton, makeLocalText } from "../core/dom.js";
import { makeIcon, makeLayerSign } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import * as legend from "../map/legend.js";
import * as tally from "../map/tally.js";
import { saveFile } from "./download.js";
import * as paint from "./paint.js";

const SCALE = 2;
/** More pixels than this some browsers refuse to a canvas. */
const MOST = 16e6;
const SKIPPED = ["tilePane", "shadowPane", "tooltipPane", "popupPane"];
/** What draws the map's own canvas, where it has one, on another. */
let copyCanvas = null;

/**
 * Take the map that pictures are made of, and what draws its own canvas on another one.
 * @param {(ctx: CanvasRenderingContext2D) => unknown} copy
 */
export function init(copy) {
  copyCanvas = copy;
}

/** Make the button that saves the picture. */
export const makePictureButton = () =>
  makeButton("quiet-button", savePicture, { "data-focus": "picture" }, makeIcon("picture"), t("picture.save"));

/**
 * Save the map as it is seen, with title, legend and sources, as a PNG. Everything is drawn from
 * what the page has: no server is asked, and tiles, whose pictures belong to other servers and
 * would lock the canvas, are left out, which is said.
 */
export async function savePicture() {
  const name = `${data.mapId()}.png`;
  const blob = await makePicture().catch(() => null);
  if (!blob) return statusLine.announce(t("picture.failed"));
  saveFile(blob, name, "image/png");
  statusLine.announce(t(store.get("base") ? "picture.no_tiles" : "picture.saved", { name }));
}

async function makePicture() {
  // names need not keep clear of what is no part of the picture
  leaflet.map.getContainer().parentElement.classList.add("is-pictured");
  tally.numberSquares(true);
  flushScheduled();
  const stage = leaflet.map.getContainer().getBoundingClientRect();
  const sheet = { head: makeHead(stage.width), foot: makeFoot(stage.width) };
  document.body.append(sheet.head, sheet.foot);
  try {
    await document.fonts?.ready;
    const canvas = drawPicture(stage, sheet);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    leaflet.map.getContainer().parentElement.classList.remove("is-pictured");
    tally.numberSquares(false);
    sheet.head.remove();
    sheet.foot.remove();
  }
}

function drawPicture(stage, sheet) {
  const [top, below] = [sheet.head, sheet.foot].map((node) => node.getBoundingClientRect());
  const [width, height] = [stage.width, top.height + stage.height + below.height];
  const scale = Math.min(SCALE, Math.sqrt(MOST / (width * height)));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const ctx = canvas.getContext("2d");
  ctx.scale(scale, scale);
  drawSection(ctx, top, 0, () => paint.paintElement(ctx, sheet.head));
  drawSection(ctx, stage, top.height, () => drawMap(ctx));
  drawSection(ctx, below, top.height + stage.height, () => paint.paintElement(ctx, sheet.foot));
  return canvas;
}

/** Draw a part of the window at a height of the picture, cut to its box. */
function drawSection(ctx, box, at, draw) {
  ctx.save();
  ctx.translate(-box.left, at - box.top);
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** Draw the map: its panes from the lowest up, then degrees and scale, which lie over them. */
function drawMap(ctx) {
  flushScheduled();
  const box = leaflet.map.getContainer();
  const { left, top, width, height } = box.getBoundingClientRect();
  ctx.fillStyle = getComputedStyle(box).backgroundColor;
  ctx.fillRect(left, top, width, height);
  const skipped = SKIPPED.map((name) => leaflet.map.getPane(name));
  for (const pane of sortByLevel(leaflet.map.getPane("mapPane").children)) {
    if (skipped.includes(pane)) continue;
    for (const node of pane.querySelectorAll("path, canvas")) drawFlat(ctx, node);
    for (const node of sortByLevel(pane.querySelectorAll(".leaflet-marker-icon"))) drawMarker(ctx, node);
  }
  for (const node of document.querySelectorAll(".line-name")) paint.paintSvgText(ctx, node);
  for (const node of document.querySelectorAll(".degrees, .scale")) paint.paintElement(ctx, node);
}

const sortByLevel = (nodes) => [...nodes].sort((a, b) => zIndexOf(a) - zIndexOf(b));
const zIndexOf = (node) => Number(getComputedStyle(node).zIndex) || 0;

function drawFlat(ctx, node) {
  if (node.nodeName === "path") return paint.paintPath(ctx, node);
  // drawn anew, sharper than on the screen
  if (node.classList.contains("cloud")) return copyCanvas(ctx);
  const { left, top, width, height } = node.getBoundingClientRect();
  ctx.drawImage(node, left, top, width, height);
}

/** Draw a marker; where it was moved aside, a line leads there from its true point. */
function drawMarker(ctx, node) {
  const body = node.querySelector(".pin-body.is-moved");
  if (body) {
    const from = body.getBoundingClientRect();
    const to = body.querySelector(".sign").getBoundingClientRect();
    ctx.strokeStyle = getComputedStyle(body.querySelector(".pin-leader")).backgroundColor;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(from.left, from.top);
    ctx.lineTo(to.left + to.width / 2, to.top + to.height / 2);
    ctx.stroke();
  }
  const own = node.querySelectorAll(".pin-disc, .bd-name, .tally-button");
  // layers that a user added have marks of their own making
  for (const part of own.length ? own : [node]) paint.paintElement(ctx, part);
}

const makeHead = (width) =>
  h(
    "div",
    { class: "picture-sheet picture-head", "--width": `${width}px` },
    makeLocalText(pickText(data.mapTitle()), "p", { class: "picture-title" }),
  );

/** The foot: layers that are on, the legend, and where all of it comes from. */
function makeFoot(width) {
  const on = data
    .layers()
    .map((layer, l) => l)
    .filter((l) => data.countInLayer(l) > 0 && !store.get("off").has(l));
  return h(
    "div",
    { class: "picture-sheet picture-foot", "--width": `${width}px` },
    makeKeys(on.map((l) => [makeLayerSign(l), makeLocalText(pickText(data.layers()[l].name))])),
    h("div", { class: "picture-legend" }, legend.legendParts()),
    h("div", { class: "tally-keys" }, tally.drawNumbers()),
    h("p", { class: "picture-source" }, describeSources()),
  );
}

const makeKeys = (rows) =>
  h("div", { class: "picture-keys" }, rows.map((row) => h("span", { class: "picture-key" }, row)));

function describeSources() {
  const titles = data.sources().map(({ title }) => pickText(title).text);
  const used = data.datasets().map(({ name, licence }) => `${name} (${licence})`);
  return [
    t("picture.source", { what: [...titles, ...used].join(" · ") }),
    pickText(data.backdrop().note).text,
    /^https?:/.test(location.href) && location.href,
  ]
    .filter(Boolean)
    .join(" · ");
}
