import { h, makeButton, redrawContent } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";
import { leaflet } from "../map/leaflet_map.js";
import { showModal } from "../shell/modal.js";

/** Heights and ratios on offer: how the frame is written, and how the preview is shaped. */
const SIZES = {
  fixed: { style: "width:100%;height:480px;border:0", shape: [720, 480] },
  wide: { style: "width:100%;aspect-ratio:16/9;height:auto;border:0", shape: [800, 450] },
  classic: { style: "width:100%;aspect-ratio:4/3;height:auto;border:0", shape: [720, 540] },
  full: { style: "position:fixed;inset:0;width:100%;height:100%;border:0", shape: [1000, 640] },
};
const HERE = "https://example.org/maps/";
let dialog = null;
let size = "fixed";
let panel = false;

/** Open the dialog that gives the two lines to paste, beside the view as it will look. */
export function openSnippet() {
  dialog = showModal("snippet", t("snippet.title"));
  drawSnippet();
}

function drawSnippet() {
  const shown = embedAddress(location.href.split(/[?#]/)[0]);
  const base = location.protocol.startsWith("http") ? location.href.split(/[?#]/)[0] : `${HERE}${data.mapId()}.html`;
  redrawContent(
    dialog.querySelector(".about-body"),
    h("p", {}, t("snippet.intro"), " ", t("snippet.now", { what: describeNow() })),
    location.protocol.startsWith("http")
      ? null
      : h("p", { class: "snippet-disk" }, t("snippet.disk", { file: `${data.mapId()}.html`, address: HERE })),
    makeSizeChoices(),
    makePreview(shown),
    makeCodeField("frame", frameCode(embedAddress(base))),
    makeCodeField(
      "link",
      `<a href="${escapeAttribute(embedAddress(base).replace("embed=1&", ""))}">${escapeAttribute(frameTitle())}</a>`,
    ),
  );
}

const frameTitle = () => pickText(data.mapTitle()).text;

/** Say in words what the snippet will open with. */
function describeNow() {
  const i = store.get("selected");
  const on = data.layers().length - store.get("off").size;
  const parts = [t("snippet.layers", { n: on, all: data.layers().length })];
  if (i >= 0) parts.unshift(pickText(data.nameOf(i)).text);
  return parts.join(t("place.separator"));
}

/** Return the address of the compact view of what is seen now. */
function embedAddress(page) {
  const { query, hash } = link.makeAddress(leaflet.map);
  const kept = new URLSearchParams(query);
  const list = panel ? ["panel"] : [];
  for (const key of ["embed", "origin", ...(store.get("article") ? list : ["panel"])]) kept.delete(key);
  const own = [["embed", "1"], ...(panel ? [["panel", "1"]] : [])];
  const text = new URLSearchParams([...own, ...kept]).toString().replace(/%2C/g, ",");
  return `${page}?${text}#${hash}`;
}

const frameCode = (url) =>
  `<iframe title="${escapeAttribute(frameTitle())}" src="${escapeAttribute(url)}" style="${
    SIZES[size].style
  }" loading="lazy" allowfullscreen></iframe>`;

function escapeAttribute(text) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (char) => escapes[char]);
}

const makeSizeChoices = () =>
  h(
    "div",
    { class: "choices", role: "group", "aria-label": t("snippet.sizes") },
    Object.keys(SIZES).map((name) =>
      makeButton("", () => chooseSize({ to: name }), {
        "data-focus": `size-${name}`,
        "aria-pressed": String(name === size),
      }, t(`snippet.size.${name}`))
    ),
    makeButton(
      "",
      () => chooseSize({ list: !panel }),
      { "data-focus": "size-panel", "aria-pressed": String(panel) },
      t("snippet.panel"),
    ),
  );

function chooseSize({ to = size, list = panel }) {
  size = to;
  panel = list;
  drawSnippet();
}

/** The view itself, in a frame made smaller to fit; it takes no focus, being only looked at. */
function makePreview(url) {
  const [wide, high] = SIZES[size].shape;
  return h(
    "div",
    {
      class: "snippet-preview",
      "--wide": `${wide}px`,
      "--high": `${high}px`,
      "--scale": Math.min(560, innerWidth - 40) / wide,
    },
    h("iframe", { src: url, title: t("snippet.preview"), tabindex: "-1", inert: true }),
  );
}

function makeCodeField(name, code) {
  const area = h("textarea", {
    class: "about-lines",
    id: `snippet-${name}`,
    rows: name === "frame" ? 4 : 2,
    readonly: true,
    spellcheck: "false",
    on: { focus: ({ target }) => target.select() },
  }, code);
  const said = h("span", { role: "status", class: "hint" });
  return h(
    "div",
    {},
    h("label", { class: "small-heading", for: `snippet-${name}` }, t(`snippet.${name}`)),
    area,
    h(
      "div",
      { class: "about-copy" },
      makeButton("quiet-button", () => copyCode(area, said), { "data-focus": `copy-${name}` }, t("snippet.copy")),
      said,
    ),
  );
}

/** Copy the code; where the browser refuses, it is selected to be copied by hand. */
async function copyCode(area, said) {
  try {
    await navigator.clipboard.writeText(area.value);
    said.replaceChildren(t("ways.copied"));
  } catch {
    area.focus();
    area.select();
    said.replaceChildren(t("snippet.byhand"));
  }
}
