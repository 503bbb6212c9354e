import { h, redraw } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import * as store from "../data/store.js";

/** Heights and ratios on offer: how the frame is written, and how the preview is shaped. */
const SIZES = {
  fixed: { style: "width:100%;height:480px;border:0", shape: [720, 480] },
  wide: { style: "width:100%;aspect-ratio:16/9;height:auto;border:0", shape: [800, 450] },
  classic: { style: "width:100%;aspect-ratio:4/3;height:auto;border:0", shape: [720, 540] },
  full: { style: "position:fixed;inset:0;width:100%;height:100%;border:0", shape: [1000, 640] },
};
const HERE = "https://example.org/maps/";
let dialog = null;
let map = null;
let size = "fixed";
let panel = false;
let opener = null;

/**
 * Build the dialog that gives the two lines to paste, beside the view as it will look.
 * @param {HTMLElement} app
 * @param {LeafletMap} leaflet
 */
export function init(app, leaflet) {
  map = leaflet;
  dialog = h("dialog", {
    class: "about snippet",
    "aria-labelledby": "snippet-title",
    on: { click: ({ target }) => target === dialog && dialog.close(), keydown: keep, close: back },
  });
  app.append(dialog);
}

export function open() {
  opener = document.activeElement?.dataset.focus;
  dialog.replaceChildren(head(), h("div", { class: "about-body" }));
  draw();
  dialog.showModal();
  dialog.querySelector("h2").focus({ preventScroll: true });
}

/** Escape closes this dialog alone, not the popup under it too. */
function keep(event) {
  if (event.key === "Escape") event.stopPropagation();
}

function back() {
  dialog.replaceChildren();
  if (opener) document.querySelector(`[data-focus="${CSS.escape(opener)}"]`)?.focus({ preventScroll: true });
}

function head() {
  return h(
    "header",
    { class: "about-head" },
    h("h2", { class: "about-title", id: "snippet-title", tabindex: "-1" }, t("snippet.title")),
    h(
      "button",
      { type: "button", class: "round-button", "aria-label": t("about.close"), on: { click: () => dialog.close() } },
      icon("close"),
    ),
  );
}

function draw() {
  const shown = source(location.href.split(/[?#]/)[0]);
  const base = location.protocol.startsWith("http") ? location.href.split(/[?#]/)[0] : `${HERE}${data.id()}.html`;
  redraw(
    dialog.querySelector(".about-body"),
    h("p", {}, t("snippet.intro"), " ", t("snippet.now", { what: now() })),
    location.protocol.startsWith("http")
      ? null
      : h("p", { class: "snippet-disk" }, t("snippet.disk", { file: `${data.id()}.html`, address: HERE })),
    choices(),
    preview(shown),
    field("frame", frame(source(base))),
    field("link", `<a href="${attribute(source(base).replace("embed=1&", ""))}">${attribute(title())}</a>`),
  );
}

const title = () => pick(data.title()).text;

/** Say in words what the snippet will open with. */
function now() {
  const i = store.get("selected");
  const on = data.layers().length - store.get("off").size;
  const parts = [t("snippet.layers", { n: on, all: data.layers().length })];
  if (i >= 0) parts.unshift(pick(data.name(i)).text);
  return parts.join(t("place.separator"));
}

/** Return the address of the compact view of what is seen now. */
function source(page) {
  const { query, hash } = link.address(map);
  const kept = new URLSearchParams(query);
  for (const key of ["embed", "panel", "origin"]) kept.delete(key);
  const own = [["embed", "1"], ...(panel ? [["panel", "1"]] : [])];
  const text = new URLSearchParams([...own, ...kept]).toString().replace(/%2C/g, ",");
  return `${page}?${text}#${hash}`;
}

function frame(url) {
  return `<iframe title="${attribute(title())}" src="${attribute(url)}" style="${
    SIZES[size].style
  }" loading="lazy" allowfullscreen></iframe>`;
}

function attribute(text) {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (char) => escapes[char]);
}

function choices() {
  return h(
    "div",
    { class: "choices", role: "group", "aria-label": t("snippet.sizes") },
    Object.keys(SIZES).map((name) =>
      h(
        "button",
        {
          type: "button",
          "data-focus": `size-${name}`,
          "aria-pressed": String(name === size),
          on: { click: () => choose({ to: name }) },
        },
        t(`snippet.size.${name}`),
      )
    ),
    h(
      "button",
      {
        type: "button",
        "data-focus": "size-panel",
        "aria-pressed": String(panel),
        on: { click: () => choose({ list: !panel }) },
      },
      t("snippet.panel"),
    ),
  );
}

function choose({ to = size, list = panel }) {
  size = to;
  panel = list;
  draw();
}

/** The view itself, in a frame made smaller to fit; it takes no focus, being only looked at. */
function preview(url) {
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

function field(name, code) {
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
      h("button", {
        type: "button",
        class: "quiet-button",
        "data-focus": `copy-${name}`,
        on: { click: () => copy(area, said) },
      }, t("snippet.copy")),
      said,
    ),
  );
}

/** Copy the code; where the browser refuses, it is selected to be copied by hand. */
async function copy(area, said) {
  try {
    await navigator.clipboard.writeText(area.value);
    said.replaceChildren(t("ways.copied"));
  } catch {
    area.focus();
    area.select();
    said.replaceChildren(t("snippet.byhand"));
  }
}
