import * as facts from "../card/facts.js";
import { h } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as locator from "../map/locator.js";
import { breakLines } from "./lines.js";

/** Sizes that sites show of a link: wide, and square. */
const SIZES = { wide: { width: 1200, height: 630, grown: 1 }, square: { width: 1080, height: 1080, grown: 1.35 } };
/** A picture is on paper, whatever scheme the reader's screen has. */
const [PAPER, INK, QUIET, LINE] = ["#fdfcf8", "#24211c", "#5b564c", "#b7a98c"];
const EDGE = 64;
const SIGHT = 260;
const SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Songti SC", "Noto Serif CJK SC", SimSun, serif';
const SANS = 'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/**
 * Save the picture of a fact, made here, and return the file's name: no server is asked.
 * @param {Place} i
 * @param {number} f
 * @param {string} size
 */
export async function saveFactPicture(i, f, size) {
  const name = `${data.mapId()}-${data.fact.id(f)}-${size}.png`;
  const blob = await new Promise((done) => drawFactPicture(i, f, size).toBlob(done, "image/png"));
  const url = URL.createObjectURL(blob);
  const anchor = h("a", { href: url, download: name, hidden: true });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30000);
  return name;
}

/**
 * Draw a fact: the map's title, figure, words, and at the foot place, state, source; the place's
 * position in the outline of the whole beside them.
 * @param {Place} i
 * @param {number} f
 * @param {string} size
 */
export function drawFactPicture(i, f, size) {
  const { width, height, grown } = SIZES[size];
  const scalePixels = (points) => Math.round(points * grown);
  const canvas = h("canvas", { width, height });
  const ctx = canvas.getContext("2d");
  const hue = data.layers()[data.layerOf(i)].colour;
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = hue;
  ctx.fillRect(0, 0, 14, height);
  drawSight(ctx, i, hue, width - EDGE - SIGHT, size === "wide" ? EDGE : height - EDGE - SIGHT);
  const pen = { ctx, x: EDGE, y: EDGE, width: width - 2 * EDGE - (size === "wide" ? SIGHT + 40 : 0) };
  writeText(pen, pickText(data.mapTitle()).text, `${scalePixels(26)}px ${SANS}`, QUIET, 1);
  pen.y += scalePixels(30);
  writeText(pen, pickText(data.nameOf(i)).text, `600 ${scalePixels(36)}px ${SERIF}`, hue, 2);
  pen.y += scalePixels(14);
  const figure = facts.formatFigureText(f);
  if (figure) writeText(pen, figure, `700 ${fittingSize(ctx, figure, pen.width, scalePixels(116))}px ${SERIF}`, INK, 1);
  pen.y += scalePixels(10);
  writeText(pen, pickText(data.fact.text(f)).text, `${scalePixels(figure ? 38 : 52)}px ${SERIF}`, INK, figure ? 3 : 5);
  drawPictureFoot(ctx, i, f, height, size === "wide" ? width - 2 * EDGE : width - 2 * EDGE - SIGHT - 40);
  return canvas;
}

/** Write a text below the last one, cut to so many lines. */
function writeText(pen, text, font, colour, most) {
  pen.ctx.font = font;
  pen.ctx.fillStyle = colour;
  pen.ctx.textBaseline = "top";
  const high = Number(/(\d+)px/.exec(font)[1]) * 1.32;
  for (const line of breakLines(text, pen.width, (part) => pen.ctx.measureText(part).width, most)) {
    pen.ctx.fillText(line, pen.x, pen.y);
    pen.y += high;
  }
}

/** Return the largest size, up to `most`, at which a text is one line. */
function fittingSize(ctx, text, width, most) {
  ctx.font = `700 ${most}px ${SERIF}`;
  return Math.min(most, Math.floor((most * width) / ctx.measureText(text).width));
}

/** State and period, source with its characters, and the address, from below. */
function drawPictureFoot(ctx, i, f, height, width) {
  const source = data.fact.source(f);
  const [start, end] = data.fact.span(f);
  const address = /^https?:/.test(location.href) ? link.linkToFact(f).replace(/^https?:\/\//, "") : "";
  const told = [
    [t(`fact_state.${data.fact.state(f)}`), pickText(data.fact.period(f)).text, t(`certainty.${data.certaintyOf(i)}`)],
    [
      source
        ? t("cite.source", { source: pickText(source.title).text }) + t("cite.characters", { spans: `${start}–${end}` })
        : "",
    ],
    [address],
  ].map((row) => row.filter(Boolean).join(" · ")).filter(Boolean);
  const font = `22px ${SANS}`;
  ctx.font = font;
  const broken = told.flatMap((text) => breakLines(text, width, (part) => ctx.measureText(part).width, 2));
  const pen = { ctx, x: EDGE, y: height - EDGE - broken.length * 29, width };
  for (const line of broken) writeText(pen, line, font, QUIET, 1);
}

/** The outline of the whole with the place in it: a dot, or the area that it is known to lie in. */
function drawSight(ctx, i, hue, left, top) {
  const whole = locator.wholeOutlines().flatMap(containers.listRings);
  const areas = data.isLocated(i) ? [] : containers.listAreas(i).flatMap(locator.edgeRings);
  const at = data.anchorOf(i);
  const rings = [...whole, ...areas, ...(at ? [[at]] : [])];
  if (!rings.length) return;
  const frame = locator.makeProjection(rings, SIGHT);
  ctx.save();
  ctx.translate(left, top);
  ctx.lineWidth = 2;
  traceRings(ctx, whole, frame);
  ctx.strokeStyle = LINE;
  ctx.stroke();
  ctx.fillStyle = hue;
  ctx.strokeStyle = hue;
  traceRings(ctx, areas, frame);
  ctx.globalAlpha = 0.25;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.stroke();
  if (at && data.isLocated(i) && i !== data.subject()) drawDot(ctx, frame(/** @type {[number, number]} */ (at)));
  ctx.restore();
}

function drawDot(ctx, at) {
  const [x, y] = at;
  ctx.beginPath();
  ctx.arc(x, y, 9, 0, 2 * Math.PI);
  ctx.fill();
}

function traceRings(ctx, rings, frame) {
  ctx.beginPath();
  for (const ring of rings) {
    ring.forEach((point, k) => ctx[k ? "lineTo" : "moveTo"](...frame(point)));
    ctx.closePath();
  }
}
