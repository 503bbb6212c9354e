import { h, makeButton, redrawContent } from "../core/dom.js";
import { makeIcon } from "../core/icons.js";
import * as statusLine from "../core/status_line.js";
import { t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import * as store from "../data/store.js";
import { askPart } from "../shell/ondemand.js";
import * as formats from "./formats.js";
import { toKml } from "./kml.js";

/** Places that a page can hold all texts of at once; of more the files beside the page are told. */
const MOST = 20000;
const KINDS = {
  geojson: { type: "application/geo+json", make: formats.toGeojson },
  csv: { type: "text/csv;charset=utf-8", make: formats.toCsv },
  kml: { type: "application/vnd.google-earth.kml+xml", make: toKml },
};
const root = h("section", { class: "downloads" });
let open = false;

/**
 * Build the downloads of what is shown, before the panel's foot; counts follow the filters.
 * @param {HTMLElement} foot
 */
export function init(foot) {
  foot.before(root);
  store.on(["lang", ...store.filters], drawDownloads);
  drawDownloads();
}

function drawDownloads() {
  root.setAttribute("aria-label", t("download.label"));
  redrawContent(
    root,
    makeButton(
      "quiet-button",
      toggleDownloads,
      { "data-focus": "download", "aria-expanded": String(open), "aria-controls": "download-kinds" },
      makeIcon("down"),
      t("download.label"),
    ),
    h("div", { id: "download-kinds", class: "download-kinds", hidden: !open }, open && makeChoices()),
  );
}

function toggleDownloads() {
  open = !open;
  drawDownloads();
  if (open) root.scrollIntoView({ block: "nearest" });
}

function makeChoices() {
  const n = store.countPlacesWhere((group, g) => store.visibleGroups()[g]);
  if (n > MOST) return [h("p", { class: "hint" }, t("download.many", { n, most: MOST })), makeFilesDoor()];
  return [
    h("p", { class: "hint" }, t("download.places", { n }), isComplete(n) && tellFacts()),
    h("ul", { class: "formats" }, Object.keys(KINDS).map(makeOffer)),
    makeFilesDoor(),
  ];
}

/** The way to all files with their columns and licences. */
function makeFilesDoor() {
  const act = { click: () => askPart("files") };
  return h("button", { type: "button", class: "text-button", "data-focus": "files", on: act }, t("take.open"));
}

const isComplete = (n) => data.hasFewPlaces() && n > 0;
const tellFacts = () => t("download.facts", { n: records.sortedFacts(records.listShownPlaces()).length });

const makeOffer = (kind) =>
  h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "format", "data-focus": `download-${kind}`, on: { click: () => giveFile(kind) } },
      h("b", {}, t(`download.${kind}`)),
      h("span", { class: "hint" }, t(`download.${kind}_for`)),
    ),
  );

/** Hand the file to the browser and tell how many places in it have no position. */
async function giveFile(kind) {
  const places = await records.loadShownPlaces();
  saveFile(KINDS[kind].make(places), `${data.mapId()}.${kind}`, KINDS[kind].type);
  const missing = places.filter((i) => !data.isLocated(i)).length;
  const left = kind !== "csv" && missing ? t("download.unlocated", { n: missing }) : "";
  statusLine.announce(t("download.saved", { file: `${data.mapId()}.${kind}` }) + left);
}

/**
 * Save bytes or text as a file, also from a page opened from disk; nothing is sent anywhere.
 * @param {string | Blob} content
 * @param {string} name
 * @param {string} type
 */
export function saveFile(content, name, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
