import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as link from "../data/link.js";

const MOST_SPANS = 8;
const SPECIAL = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

/** Return a place's citation as one sentence: map, day of its content, sources, address. @param {Place} i */
export function plainCitation(i) {
  const day = data.checkedOn();
  const url = publicAddress(i);
  return [
    t("cite.entry", { place: pickText(data.nameOf(i)).text, map: pickText(data.mapTitle()).text }),
    day && t("cite.day", { day }),
    t("cite.stop"),
    citedSources(i).map((each) => t("cite.source", { source: each }) + t("cite.stop")),
    url && t("cite.url", { url, today: formatToday() }) + t("cite.stop"),
  ]
    .flat()
    .filter(Boolean)
    .join("")
    .trim();
}

/** Return a place's citation as a BibTeX entry; its key stays the same, being made of ids. @param {Place} i */
export function bibtexEntry(i) {
  const url = publicAddress(i);
  const day = data.checkedOn();
  const note = [day && t("cite.checked", { day }), ...citedSources(i)].filter(Boolean).join("; ");
  const fields = {
    title: `{${escapeTex(pickText(data.nameOf(i)).text)}}`,
    howpublished: escapeTex(pickText(data.mapTitle()).text),
    year: day?.slice(0, 4),
    note: escapeTex(note),
    url,
    urldate: url && formatToday(),
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${data.mapId()}-${data.idOf(i)},\n${lines.join(",\n")}\n}\n`;
}

/** A page opened from disk has no address that another reader could follow. */
const publicAddress = (i) => /^https?:/.test(location.href) ? link.linkToPlace(i) : "";

/** Return today's date, for the address that is cited with the day it was read: the page behind it may change. */
export function formatToday() {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60000);
  return local.toISOString().slice(0, 10);
}

/** Return each source that the place's facts cite, with the characters where they stand. */
function citedSources(i) {
  const facts = data.factsOf(i);
  const sources = [...new Set(facts.map(data.fact.source))].filter(Boolean);
  return sources.map((source) => {
    const title = pickText(source.title).text;
    const dated = source.published && !title.includes(source.published);
    const spans = mergeSpans(facts.filter((f) => data.fact.source(f) === source).map(data.fact.span));
    return [
      title,
      dated ? t("cite.published", { day: source.published }) : "",
      source.url ? ` ${source.url}` : "",
      spans.length <= MOST_SPANS ? t("cite.characters", { spans: joinSpans(spans) }) : "",
    ].join("");
  });
}

/** Join spans that overlap or touch, in the order of the text. */
function mergeSpans(spans) {
  const found = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

const joinSpans = (spans) => spans.map(([start, end]) => `${start}–${end}`).join(t("place.separator"));

/** Escape what BibTeX would read as its own; braces of a text could end the entry. @param {string} text */
export const escapeTex = (text) =>
  text
    .replace(/[\\~^]|[{}&%$#_]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`)
    .replace(/\s+/g, " ");
