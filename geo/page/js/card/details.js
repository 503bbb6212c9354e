import { h, makeButton, makeLink, makeLocalText } from "../core/dom.js";
import { makeCertaintyMark } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { otherTexts, pickText, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as placeText from "../data/place_text.js";
import * as geolocation from "../map/geolocation.js";
import * as locator from "../map/locator.js";
import * as externalLinks from "./external_links.js";
import * as facts from "./facts.js";
import * as share from "./share.js";

/** Return what the popup says of place `i` below its heading, part by part. @param {Place} i */
export const popupContent = (i) => [
  geolocation.makeDistanceLine(i),
  makeAliases(i),
  makeFamily(i),
  makeFacts(i),
  makePosition(i),
  makeSources(i),
  externalLinks.makeLinks(i),
];

/** Return the lines of the heading: the name in the other languages, and what sort of place it is. @param {Place} i */
export function makeSubtitle(i) {
  const layer = data.layers()[data.layerOf(i)];
  const group = placeText.nameGroup(i);
  const kind = pickText(data.kindOf(i));
  const photo = data.photoOf(i);
  return [
    otherTexts(data.nameOf(i)).map((name) => makeLocalText(name, "p", { class: "card-other" })),
    h(
      "ul",
      { class: "tags" },
      h("li", { class: "tag hue", "--hue": layer.colour }, makeLocalText(group)),
      kind.text && kind.text !== group.text && h("li", { class: "tag" }, makeLocalText(kind)),
      h("li", { class: `tag tag-${data.stateOf(i)}` }, t(`state.${data.stateOf(i)}`)),
      photo && h("li", { class: "tag" }, t("place.photo", { number: photo })),
    ),
  ];
}

function makeAliases(i) {
  const names = data.aliasesOf(i);
  if (!names.length) return null;
  const lang = strings.languageTag(strings.languageCodes()[0]);
  const joined = names.map((name, k) => [k ? t("place.separator") : "", h("span", { dir: "auto", lang }, name)]);
  return h("p", { class: "card-line" }, h("b", {}, t("place.aliases")), joined);
}

/** What the place lies in, and what lies in it, as ways to go there. */
function makeFamily(i) {
  const whole = data.partOf(i);
  const parts = data.childrenOf(i);
  const named = data.namedPartsOf(i);
  return [
    whole >= 0 && h("p", { class: "card-line" }, h("b", {}, t("place.part_of")), makeDoor(whole)),
    parts.length > 0 &&
    h(
      "div",
      { class: "card-line" },
      h("b", {}, t("place.parts", { n: parts.length })),
      h(
        "ul",
        { class: "doors" },
        named.map((part) => h("li", {}, makeDoor(part))),
        parts.length > named.length && h("li", { class: "hint" }, t("dock.more", { n: parts.length - named.length })),
      ),
    ),
    makeInside(i),
  ];
}

/** The way to the list of the places that are known only to lie in this one. */
function makeInside(i) {
  const k = containers.numberOf(i);
  const n = k < 0 ? 0 : containers.countIn(k);
  if (!n) return null;
  const act = { click: (event) => containers.toggleList(k, event.currentTarget) };
  return h(
    "p",
    { class: "card-line" },
    h("button", { type: "button", class: "text-button", on: act }, t("tally.inside", { n })),
  );
}

const makeDoor = (i) =>
  makeButton("text-button", () => share.flyToPlace(i), {}, makeLocalText(pickText(data.nameOf(i))));

/** The facts: by topic where there are several topics, else as one list. */
function makeFacts(i) {
  const numbers = data.factsOf(i);
  if (!numbers.length) return makeSection(t("place.facts"), h("p", { class: "hint" }, t("place.no_facts")));
  const groups = facts.groupByTopic(numbers);
  if (groups.length === 1 || numbers.length < 5) {
    return makeSection(t("place.facts"), h("ul", { class: "facts" }, numbers.map((f) => facts.makeFact(f, i))));
  }
  return makeSection(
    t("place.facts"),
    groups.map(([topic, own]) => [
      makeLocalText(pickText(topic.name), "h4", { class: "topic-name" }),
      h("ul", { class: "facts" }, own.map((f) => facts.makeFact(f, i))),
    ]),
  );
}

const makeSection = (title, ...inside) =>
  h("section", { class: "card-part" }, h("h3", { class: "small-heading" }, title), inside);

/** How the position was found, how surely, from where and under which licence. */
function makePosition(i) {
  const { by, source, licence, datum, checked } = data.locationOf(i);
  const rows = [
    ["place.located_by", data.isLocated(i) && t(`located_by.${by}`)],
    ["place.source", source && linkSource(source)],
    ["place.licence", licence && h("span", { dir: "auto" }, licence)],
    ["place.datum", datum && (strings.hasWords(`datum.${datum}`) ? t(`datum.${datum}`) : datum)],
    ["place.checked", checked],
  ].filter(([, value]) => value);
  const note = pickText(data.noteOf(i));
  return makeSection(
    t("place.position"),
    h(
      "p",
      { class: "surely" },
      makeCertaintyMark(data.certaintyOf(i)),
      h("span", {}, h("b", {}, t(`certainty.${data.certaintyOf(i)}`)), " ", locationText.describeCertainty(i)),
    ),
    locator.drawLocator(i),
    note.text && makeLocalText(note, "p", { class: "card-note" }),
    h("dl", { class: "terms" }, rows.map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)])),
    !data.isLocated(i) && externalLinks.makeReportWays(i),
  );
}

/** A source in words may contain one address, which becomes a link. */
function linkSource(text) {
  const [before, url, after] = text.split(/(https?:\/\/[^\s()（），；。]*[^\s()（），；。.,;:])/, 3);
  if (!url) return h("span", { dir: "auto" }, text);
  return h(
    "span",
    { dir: "auto" },
    before,
    makeLink(url, {}, shortenUrl(url)),
    text.slice(before.length + url.length) || after,
  );
}

const shortenUrl = (url) => url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");

/** The texts that the facts cite, once each. */
function makeSources(i) {
  const cited = [...new Set(data.factsOf(i).map(data.fact.source))].filter(Boolean);
  if (!cited.length) return null;
  return makeSection(
    t("place.cites"),
    cited.map((source) =>
      h(
        "p",
        { class: "card-source" },
        data.sources().length > 1 && `[${data.sources().indexOf(source) + 1}] `,
        source.url
          ? makeLink(source.url, {}, makeLocalText(pickText(source.title)))
          : makeLocalText(pickText(source.title)),
        source.note && pickText(source.note).text
          ? h("span", { class: "hint" }, " ", makeLocalText(pickText(source.note)))
          : null,
      )
    ),
  );
}
