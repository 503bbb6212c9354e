import * as facts from "../card/facts.js";
import { h } from "../core/dom.js";
import { pick, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as locator from "../map/locator.js";
import { lines } from "./lines.js";

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
export async function save(i, f, size) {
  const name = `${data.id()}-${data.fact.id(f)}-${size}.png`;
  const blob = await new Promise((done) => draw(i, f, size).toBlob(done, "image/png"));
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
export function draw(i, f, size) {
  const { width, height, grown } = SIZES[size];
  const px = (points) => Math.round(points * grown);
  const canvas = h("canvas", { width, height });
  const ctx = canvas.getContext("2d");
  const hue = data.layers()[data.layer(i)].colour;
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = hue;
  ctx.fillRect(0, 0, 14, height);
  sight(ctx, i, hue, width - EDGE - SIGHT, size === "wide" ? EDGE : height - EDGE - SIGHT);
  const pen = { ctx, x: EDGE, y: EDGE, width: width - 2 * EDGE - (size === "wide" ? SIGHT + 40 : 0) };
  write(pen, pick(data.title()).text, `${px(26)}px ${SANS}`, QUIET, 1);
  pen.y += px(30);
  write(pen, pick(data.name(i)).text, `600 ${px(36)}px ${SERIF}`, hue, 2);
  pen.y += px(14);
  const figure = facts.worded(f);
  if (figure) write(pen, figure, `700 ${fitting(ctx, figure, pen.width, px(116))}px ${SERIF}`, INK, 1);
  pen.y += px(10);
  write(pen, pick(data.fact.text(f)).text, `${px(figure ? 38 : 52)}px ${SERIF}`, INK, figure ? 3 : 5);
  foot(ctx, i, f, height, size === "wide" ? width - 2 * EDGE : width - 2 * EDGE - SIGHT - 40);
  return canvas;
}

/** Write a text below the last one, cut to so many lines. */
function write(pen, text, font, colour, most) {
  pen.ctx.font = font;
  pen.ctx.fillStyle = colour;
  pen.ctx.textBaseline = "top";
  const high = Number(/(\d+)px/.exec(font)[1]) * 1.32;
  for (const line of lines(text, pen.width, (part) => pen.ctx.measureText(part).width, most)) {
    pen.ctx.fillText(line, pen.x, pen.y);
    pen.y += high;
  }
}

/** Return the largest size, up to `most`, at which a text is one line. */
function fitting(ctx, text, width, most) {
  ctx.font = `700 ${most}px ${SERIF}`;
  return Math.min(most, Math.floor((most * width) / ctx.measureText(text).width));
}

/** State and period, source with its characters, and the address, from below. */
function foot(ctx, i, f, height, width) {
  const source = data.fact.source(f);
  const [start, end] = data.fact.span(f);
  const address = /^https?:/.test(location.href) ? link.toFact(i, f).replace(/^https?:\/\//, "") : "";
  const told = [
    [t(`fact_state.${data.fact.state(f)}`), pick(data.fact.period(f)).text, t(`certainty.${data.certainty(i)}`)],
    [
      source
        ? t("cite.source", { source: pick(source.title).text }) + t("cite.characters", { spans: `${start}–${end}` })
        : "",
    ],
    [address],
  ].map((row) => row.filter(Boolean).join(" · ")).filter(Boolean);
  const font = `22px ${SANS}`;
  ctx.font = font;
  const broken = told.flatMap((text) => lines(text, width, (part) => ctx.measureText(part).width, 2));
  const pen = { ctx, x: EDGE, y: height - EDGE - broken.length * 29, width };
  for (const line of broken) write(pen, line, font, QUIET, 1);
}

/** The outline of the whole with the place in it: a dot, or the area that it is known to lie in. */
function sight(ctx, i, hue, left, top) {
  const whole = locator.whole().flatMap(containers.listRings);
  const areas = data.located(i) ? [] : containers.listAreas(i).flatMap(locator.edges);
  const at = data.anchor(i);
  const rings = [...whole, ...areas, ...(at ? [[at]] : [])];
  if (!rings.length) return;
  const frame = locator.project(rings, SIGHT);
  ctx.save();
  ctx.translate(left, top);
  ctx.lineWidth = 2;
  trace(ctx, whole, frame);
  ctx.strokeStyle = LINE;
  ctx.stroke();
  ctx.fillStyle = hue;
  ctx.strokeStyle = hue;
  trace(ctx, areas, frame);
  ctx.globalAlpha = 0.25;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.stroke();
  if (at && data.located(i) && i !== data.subject()) dot(ctx, frame(/** @type {[number, number]} */ (at)));
  ctx.restore();
}

function dot(ctx, at) {
  const [x, y] = at;
  ctx.beginPath();
  ctx.arc(x, y, 9, 0, 2 * Math.PI);
  ctx.fill();
}

function trace(ctx, rings, frame) {
  ctx.beginPath();
  for (const ring of rings) {
    ring.forEach((point, k) => ctx[k ? "lineTo" : "moveTo"](...frame(point)));
    ctx.closePath();
  }
}
