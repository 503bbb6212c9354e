import { h, redraw } from "../core/dom.js";
import { icon } from "../core/icons.js";
import { t } from "../core/strings.js";
import * as voice from "../core/voice.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import * as store from "../data/store.js";
import { ask } from "../shell/ondemand.js";
import * as formats from "./formats.js";
import { kml } from "./kml.js";

/** Places that a page can hold all texts of at once; of more the files beside the page are told. */
const MOST = 20000;
const KINDS = {
  geojson: { type: "application/geo+json", make: formats.geojson },
  csv: { type: "text/csv;charset=utf-8", make: formats.csv },
  kml: { type: "application/vnd.google-earth.kml+xml", make: kml },
};
let root = null;
let open = false;

/**
 * Build the downloads of what is shown, before the panel's foot; counts follow the filters.
 * @param {HTMLElement} foot
 */
export function init(foot) {
  root = h("section", { class: "downloads" });
  foot.before(root);
  store.on(["lang", ...store.filters], draw);
  draw();
}

function draw() {
  root.setAttribute("aria-label", t("download.label"));
  redraw(
    root,
    h(
      "button",
      {
        type: "button",
        class: "quiet-button",
        "data-focus": "download",
        "aria-expanded": String(open),
        "aria-controls": "download-kinds",
        on: { click: turn },
      },
      icon("down"),
      t("download.label"),
    ),
    h("div", { id: "download-kinds", class: "download-kinds", hidden: !open }, open && inside()),
  );
}

function turn() {
  open = !open;
  draw();
  if (open) root.scrollIntoView({ block: "nearest" });
}

function inside() {
  const n = store.count((group, g) => store.groups()[g]);
  if (n > MOST) return [h("p", { class: "hint" }, t("download.many", { n, most: MOST })), filesDoor()];
  return [
    h("p", { class: "hint" }, t("download.places", { n }), ready(n) && told()),
    h("ul", { class: "formats" }, Object.keys(KINDS).map(offer)),
    filesDoor(),
  ];
}

/** The way to all files with their columns and licences. */
function filesDoor() {
  const act = { click: () => ask("files") };
  return h("button", { type: "button", class: "text-button", "data-focus": "files", on: act }, t("take.open"));
}

const ready = (n) => data.few() && n > 0;
const told = () => t("download.facts", { n: records.facts(records.shown()).length });

function offer(kind) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: "format",
        "data-focus": `download-${kind}`,
        on: { click: () => give(kind) },
      },
      h("b", {}, t(`download.${kind}`)),
      h("span", { class: "hint" }, t(`download.${kind}_for`)),
    ),
  );
}

/** Hand the file to the browser and tell how many places in it have no position. */
async function give(kind) {
  const places = await records.all();
  save(KINDS[kind].make(places), `${data.id()}.${kind}`, KINDS[kind].type);
  const missing = places.filter((i) => !data.located(i)).length;
  const left = kind !== "csv" && missing ? t("download.unlocated", { n: missing }) : "";
  voice.say(t("download.saved", { file: `${data.id()}.${kind}` }) + left);
}

/**
 * Save bytes or text as a file, also from a page opened from disk; nothing is sent anywhere.
 * @param {string} content
 * @param {string} name
 * @param {string} type
 */
export function save(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
