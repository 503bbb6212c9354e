import * as facts from "../card/facts.js";
import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";
import { tex, today } from "../export/cite.js";

/** What a reference to a fact is made of, in the language of the page. */
function parts(i, f) {
  const said = [pick(data.fact.text(f)).text, facts.worded(f)].filter(Boolean).join(t("cite.colon"));
  const source = data.fact.source(f);
  const [start, end] = data.fact.span(f);
  const named = source && [
    pick(source.title).text,
    source.url ? ` ${source.url}` : "",
    t("cite.characters", { spans: `${start}–${end}` }),
  ].join("");
  return {
    key: `${data.id()}-${data.fact.id(f)}`,
    title: `${pick(data.name(i)).text}${t("cite.colon")}${said}`,
    map: pick(data.title()).text,
    day: data.checkedOn(),
    source: named ? t("cite.source", { source: named }) : "",
    // a page opened from disk has no address that another reader could follow
    url: /^https?:/.test(location.href) ? link.toFact(i, f) : "",
  };
}

/**
 * Return the citation of a fact as one sentence: place, words, figure, map, source, address.
 * @param {Place} i
 * @param {number} f
 */
export function plain(i, f) {
  const { title, map, day, source, url } = parts(i, f);
  return [
    t("cite.entry", { place: title, map }),
    day && t("cite.day", { day }),
    t("cite.stop"),
    source && source + t("cite.stop"),
    url && t("cite.url", { url, today: today() }) + t("cite.stop"),
  ].filter(Boolean).join("").trim();
}

/**
 * Return it as a BibTeX entry.
 * @param {Place} i
 * @param {number} f
 */
export function bibtex(i, f) {
  const { key, title, map, day, source, url } = parts(i, f);
  const fields = {
    title: `{${tex(title)}}`,
    howpublished: tex(map),
    year: day?.slice(0, 4),
    note: tex([day && t("cite.checked", { day }), source].filter(Boolean).join("; ")),
    url,
    urldate: url && today(),
  };
  const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${key},\n${lines.join(",\n")}\n}\n`;
}

const dated = (day) => ({ "date-parts": [day.split("-").map(Number)] });

/**
 * Return it as CSL-JSON, which Zotero and others read.
 * @param {Place} i
 * @param {number} f
 */
export function csl(i, f) {
  const { key, title, map, day, source, url } = parts(i, f);
  const entry = {
    id: key,
    type: "webpage",
    title,
    "container-title": map,
    language: strings.tag(),
    ...(day ? { issued: dated(day) } : {}),
    ...(url ? { URL: url, accessed: dated(today()) } : {}),
    note: source,
  };
  return `${JSON.stringify([entry], null, 2)}\n`;
}
