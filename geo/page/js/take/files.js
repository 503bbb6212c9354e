import { h, makeLink, makeLocalText } from "../core/dom.js";
import { pickText, t } from "../core/strings.js";
import * as strings from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import { showModal } from "../shell/modal.js";

/** Columns of the published places; those with a text per language are suffixed after the first. */
const PLACE = ["id", "name", "name_short", "aliases", "kind", "part_of", "within", "within_source", "photo", "state"];
const LOCATION = ["located_by", "location_source", "location_licence", "source_datum", "uncertainty_m", "checked_on"];
const FACT = ["id", "place", "place_name", "layer", "certainty", "within", "topic", "text", "measure", "value", "unit"];
const EVIDENCE = ["bound", "period", "state", "source", "start", "end", "note"];
const TEXTS = ["name", "name_short", "note", "place_name", "unit"];

/** Tell in one place what can be taken from this map: files, their columns, licences. */
export function showFiles() {
  showModal(
    "take",
    t("take.title"),
    namePart("files", listFiles()),
    namePart("places", listColumns("place", [...PLACE, ...LOCATION, "note", "layer", "certainty", "facts"])),
    namePart("facts", listColumns("fact", [...FACT, ...EVIDENCE])),
    namePart("licences", listLicences()),
  );
}

function namePart(name, inside) {
  const id = `take-${name}`;
  const head = h("h3", { class: "small-heading", id }, t(`take.${name}`));
  return h("section", { class: "about-part", "aria-labelledby": id }, head, inside);
}

/** The files that lie beside the page; a page that was mailed, or stands in a notebook, has none. */
function listFiles() {
  const beside = /^(https?|file):$/.test(location.protocol);
  return [
    h("p", {}, t("take.beside")),
    makeTable(
      ["take.file", "take.for"],
      Object.entries(data.reuseFiles()).map(([form, name]) => [
        beside ? h("a", { href: name, download: "" }, breakable(name)) : breakable(name),
        t(`take.form.${form}`),
      ]),
    ),
    h("p", { class: "hint" }, t("take.shown")),
  ];
}

/** Every column by its name in the files, with what it holds. */
function listColumns(table, stems) {
  const rows = stems.map((stem) => [nameColumns(stem), t(`take.${table}.${stem}`)]);
  return makeTable(["take.column", "take.meaning"], rows);
}

function nameColumns(stem) {
  const names = stem === "text"
    ? strings.languageCodes()
    : TEXTS.includes(stem)
    ? Object.keys(records.suffixByLanguage(stem, {}))
    : [stem];
  return names.flatMap((name, k) => [k ? t("place.separator") : "", h("code", {}, breakable(name))]);
}

/** Let a name go on below after its signs, where a column is narrow. */
const breakable = (name) => name.split(/(?<=[_.-])/).flatMap((part, k) => [k > 0 && h("wbr"), part]);

/** The licence of the map's own words, then that of each data set. */
function listLicences() {
  const { name, url } = data.mapLicence();
  const own = name && [t("take.own"), url ? makeLink(url, {}, name) : name, t("take.own_for")];
  const rows = data.datasets().map(({ name: title, url: page, licence, used_for: use }) => [
    page ? makeLink(page, {}, title) : title,
    licence,
    makeLocalText(pickText(use)),
  ]);
  return [
    makeTable(["about.dataset", "about.licence", "about.use"], own ? [own, ...rows] : rows),
    h("p", { class: "hint" }, t("take.each")),
  ];
}

const makeTable = (heads, rows) =>
  h(
    "table",
    { class: "about-table" },
    h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col" }, t(key))))),
    h(
      "tbody",
      {},
      rows.map(([first, ...rest]) =>
        h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell)))
      ),
    ),
  );
