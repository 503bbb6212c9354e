const OUTLINED = 3;
const EMBEDDED = /^data:image\/(png|jpeg|gif|webp)/;

const toPixels = (value) => parseFloat(value) || 0;
const isHidden = ({ display, visibility }) => display === "none" || visibility === "hidden";

/**
 * Draw one path of an SVG as the style sheet has it: `ctx` counts in pixels of the window.
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} node
 */
export function paintPath(ctx, node) {
  const style = getComputedStyle(node);
  if (isHidden(style)) return;
  const { a, b, c, d, e, f } = node.getScreenCTM();
  const shape = new Path2D(node.getAttribute("d") ?? "");
  ctx.save();
  ctx.transform(a, b, c, d, e, f);
  clipToPath(ctx, node);
  if (style.fill !== "none") {
    ctx.globalAlpha = toPixels(style.fillOpacity);
    ctx.fillStyle = style.fill;
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, no array
    ctx.fill(shape, "evenodd");
  }
  if (style.stroke !== "none" && toPixels(style.strokeWidth)) {
    ctx.globalAlpha = toPixels(style.strokeOpacity);
    ctx.strokeStyle = style.stroke;
    ctx.lineWidth = toPixels(style.strokeWidth);
    ctx.lineCap = /** @type {CanvasLineCap} */ (style.strokeLinecap);
    ctx.lineJoin = /** @type {CanvasLineJoin} */ (style.strokeLinejoin);
    ctx.setLineDash(style.strokeDasharray.split(/[ ,]+/).map(toPixels).filter((n) => n > 0));
    ctx.stroke(shape);
  }
  ctx.restore();
}

/** Cut to the clip path that a path refers to, which is made of other paths. */
function clipToPath(ctx, node) {
  const id = /#([^")]+)/.exec(node.getAttribute("clip-path") ?? "")?.[1];
  if (!id) return;
  const cut = new Path2D();
  for (const use of document.getElementById(id)?.children ?? []) {
    const of = document.querySelector(use.getAttribute("href"));
    if (of) cut.addPath(new Path2D(of.getAttribute("d") ?? ""));
  }
  ctx.clip(cut, "evenodd");
}

/**
 * Draw an element with what is in it: boxes, round borders, rings and text; of images those that
 * lie in the page itself, since one from elsewhere would lock the canvas.
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} node
 * @param {number} [bottom]
 */
export function paintElement(ctx, node, bottom = Infinity) {
  const style = getComputedStyle(node);
  if (style.display === "none") return;
  ctx.save();
  ctx.globalAlpha *= toPixels(style.opacity);
  const box = node.getBoundingClientRect();
  if (style.visibility !== "hidden") {
    paintFrame(ctx, box, style);
    paintRing(ctx, box, getComputedStyle(node, "::after"));
  }
  const end = ["hidden", "clip"].includes(style.overflowY) ? Math.min(bottom, box.bottom + 2) : bottom;
  if (EMBEDDED.test(node.src) && node.naturalWidth) ctx.drawImage(node, box.left, box.top, box.width, box.height);
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) paintText(ctx, child, style, end);
    else if (child.nodeName === "path") paintPath(ctx, child);
    else if (child.nodeType === Node.ELEMENT_NODE) paintElement(ctx, child, end);
  }
  ctx.restore();
}

/** Trace a box grown by some pixels, its corners as round as the style says. */
function traceBox(ctx, { left, top, width, height }, style, grow) {
  const [w, h] = [width + 2 * grow, height + 2 * grow];
  const round = style.borderTopLeftRadius;
  const r = round.endsWith("%") ? (toPixels(round) / 100) * w : toPixels(round) + (toPixels(round) ? grow : 0);
  const most = Math.max(0, Math.min(r, w / 2, h / 2));
  ctx.beginPath();
  ctx.moveTo(left - grow + most, top - grow);
  for (
    const [x, y, x2, y2] of [
      [left - grow + w, top - grow, left - grow + w, top - grow + h],
      [left - grow + w, top - grow + h, left - grow, top - grow + h],
      [left - grow, top - grow + h, left - grow, top - grow],
      [left - grow, top - grow, left - grow + w, top - grow],
    ]
  ) {
    ctx.arcTo(x, y, x2, y2, most);
  }
  ctx.closePath();
}

function paintFrame(ctx, box, style) {
  if (!box.width || !box.height) return;
  const shadows = style.boxShadow.split(/,(?![^(]*\))/);
  // the first shadow lies on top
  for (let k = shadows.length - 1; k >= 0; k -= 1) paintShadow(ctx, box, style, shadows[k]);
  if (!/^rgba.*, 0\)$|\/ 0\)$/.test(style.backgroundColor)) {
    traceBox(ctx, box, style, 0);
    ctx.fillStyle = style.backgroundColor;
    ctx.fill();
  }
  paintBorder(ctx, box, style, 0);
}

/** A shadow without blur is a ring around the box; blurred ones are left to the screen. */
function paintShadow(ctx, box, style, shadow) {
  const [, colour, lengths] = /^\s*(\S+\(.*\)|\w+)\s(.*)$/.exec(shadow) ?? [];
  const [x, y, blur, spread] = (lengths ?? "").split(" ").map(toPixels);
  if (!spread || x || y || blur || /inset/.test(shadow)) return;
  traceBox(ctx, box, style, spread);
  ctx.fillStyle = colour;
  ctx.fill();
}

function paintBorder(ctx, box, style, grow) {
  const width = toPixels(style.borderTopWidth);
  const look = style.borderTopStyle;
  if (!width || look === "none" || toPixels(style.borderBottomWidth) !== width) return;
  const lines = look === "double" ? [width / 6, (width * 5) / 6] : [width / 2];
  ctx.strokeStyle = style.borderTopColor;
  ctx.lineWidth = look === "double" ? width / 3 : width;
  ctx.lineCap = look === "dotted" ? "round" : "butt";
  if (look === "dashed") ctx.setLineDash([width * 2, width * 1.5]);
  if (look === "dotted") ctx.setLineDash([0.01, width * 2]);
  for (const inset of lines) {
    traceBox(ctx, box, style, grow - inset);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** Draw the ring that a sign wears as its pseudo-element. */
function paintRing(ctx, box, style) {
  if (style.content === "none" || !toPixels(style.borderTopWidth)) return;
  paintBorder(ctx, box, style, -toPixels(style.top));
}

/** Draw a text line by line where the browser set it, with its halo. */
function paintText(ctx, node, style, bottom) {
  if (!node.data.trim() || style.visibility === "hidden") return;
  ctx.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  if ("letterSpacing" in ctx) ctx.letterSpacing = style.letterSpacing === "normal" ? "0px" : style.letterSpacing;
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  const halo = /^(\S+\([^)]*\)|#?\w+)\s/.exec(style.textShadow)?.[1];
  const upper = style.textTransform === "uppercase";
  for (const { words, left, top } of textLines(node, bottom)) {
    const said = upper ? words.toUpperCase() : words;
    const y = top + ctx.measureText(said).fontBoundingBoxAscent;
    if (halo && style.textShadow !== "none") {
      ctx.strokeStyle = halo;
      ctx.lineWidth = OUTLINED;
      ctx.strokeText(said, left, y);
    }
    ctx.fillStyle = style.color;
    ctx.fillText(said, left, y);
  }
}

/**
 * Draw an SVG text letter by letter where the browser set each, along whatever path.
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} node
 */
export function paintSvgText(ctx, node) {
  const style = getComputedStyle(node);
  if (isHidden(style)) return;
  const { a, b, c, d, e, f } = node.getScreenCTM();
  ctx.save();
  ctx.transform(a, b, c, d, e, f);
  ctx.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  ctx.textBaseline = style.dominantBaseline === "central" ? "middle" : "alphabetic";
  ctx.lineJoin = "round";
  ctx.lineWidth = toPixels(style.strokeWidth);
  for (const inked of ["stroke", "fill"]) {
    ctx[`${inked}Style`] = style[inked];
    for (let k = 0; k < node.getNumberOfChars(); k += 1) paintLetter(ctx, node, k, inked);
  }
  ctx.restore();
}

function paintLetter(ctx, node, k, inked) {
  const { x, y } = node.getStartPositionOfChar(k);
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate((node.getRotationOfChar(k) * Math.PI) / 180);
  ctx[`${inked}Text`](node.textContent[k], 0, 0);
  ctx.restore();
}

function textLines(node, bottom) {
  const found = [];
  const range = document.createRange();
  let at = 0;
  for (const sign of node.data) {
    range.setStart(node, at);
    range.setEnd(node, at += sign.length);
    const box = range.getClientRects()[0];
    const line = found[found.length - 1];
    if (!box) continue;
    if (box.bottom > bottom) {
      if (line) line.words = `${line.words.trimEnd()}…`;
      break;
    }
    if (line && Math.abs(line.top - box.top) < 2) line.words += sign;
    else if (sign.trim()) found.push({ words: sign, left: box.left, top: box.top });
  }
  return found;
}
