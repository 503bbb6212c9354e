import * as facts from "../card/facts.js";
import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import { escapeTex, formatToday } from "../export/cite.js";

/** What a reference to a fact is made of, in the language of the page. */
function referenceParts(i, f) {
  const said = [pickText(data.fact.text(f)).text, facts.formatFigureText(f)].filter(Boolean).join(t("cite.colon"));
  const source = data.fact.source(f);
  const [start, end] = data.fact.span(f);
  const named = source && [
    pickText(source.title).text,
    source.url ? ` ${source.url}` : "",
    t("cite.characters", { spans: `${start}–${end}` }),
  ].join("");
  return {
    key: `${data.mapId()}-${data.fact.id(f)}`,
    title: `${pickText(data.nameOf(i)).text}${t("cite.colon")}${said}`,
    map: pickText(data.mapTitle()).text,
    day: data.checkedOn(),
    source: named ? t("cite.source", { source: named }) : "",
    // a page opened from disk has no address that another reader could follow
    url: /^https?:/.test(location.href) ? link.linkToFact(f) : "",
  };
}

/**
 * Return the citation of a fact as one sentence: place, words, figure, map, source, address.
 * @param {Place} i
 * @param {number} f
 */
export function plainReference(i, f) {
  const { title, map, day, source, url } = referenceParts(i, f);
  return [
    t("cite.entry", { place: title, map }),
    day && t("cite.day", { day }),
    t("cite.stop"),
    source && source + t("cite.stop"),
    url && t("cite.url", { url, today: formatToday() }) + t("cite.stop"),
  ].filter(Boolean).join("").trim();
}

/**
 * Return it as a BibTeX entry.
 * @param {Place} i
 * @param {number} f
 */
export function bibtexReference(i, f) {
  const { key, title, map, day, source, url } = referenceParts(i, f);
  const fields = {
    title: `{${escapeTex(title)}}`,
    howpublished: escapeTex(map),
    year: day?.slice(0, 4),
    note: escapeTex([day && t("cite.checked", { day }), source].filter(Boolean).join("; ")),
    url,
    urldate: url && formatToday(),
  };
  const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${key},\n${lines.join(",\n")}\n}\n`;
}

const cslDate = (day) => ({ "date-parts": [day.split("-").map(Number)] });

/**
 * Return it as CSL-JSON, which Zotero and others read.
 * @param {Place} i
 * @param {number} f
 */
export function cslReference(i, f) {
  const { key, title, map, day, source, url } = referenceParts(i, f);
  const entry = {
    id: key,
    type: "webpage",
    title,
    "container-title": map,
    language: strings.languageTag(),
    ...(day ? { issued: cslDate(day) } : {}),
    ...(url ? { URL: url, accessed: cslDate(formatToday()) } : {}),
    note: source,
  };
  return `${JSON.stringify([entry], null, 2)}\n`;
}
