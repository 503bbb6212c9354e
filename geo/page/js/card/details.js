import { h, link, local } from "../core/dom.js";
import { mark } from "../core/icons.js";
import * as strings from "../core/strings.js";
import { others, pick, t } from "../core/strings.js";
import * as containers from "../data/containers.js";
import * as data from "../data/data.js";
import * as whereabouts from "../data/whereabouts.js";
import * as words from "../data/words.js";
import * as locator from "../map/locator.js";
import * as ownPosition from "../map/position.js";
import * as elsewhere from "./elsewhere.js";
import * as facts from "./facts.js";
import * as share from "./share.js";

/**
 * Return what the popup says of place `i` below its heading, part by part.
 * @param {Place} i
 */
export function content(i) {
  return [ownPosition.line(i), aliases(i), family(i), told(i), position(i), sources(i), elsewhere.links(i)];
}

/**
 * Return the lines of the heading: the name in the other languages, and what sort of place it is.
 * @param {Place} i
 */
export function subtitle(i) {
  const layer = data.layers()[data.layer(i)];
  const group = words.nameGroup(i);
  const kind = pick(data.kind(i));
  const photo = data.photo(i);
  return [
    others(data.name(i)).map((name) => local(name, "p", { class: "card-other" })),
    h(
      "ul",
      { class: "tags" },
      h("li", { class: "tag hue", "--hue": layer.colour }, local(group)),
      kind.text && kind.text !== group.text && h("li", { class: "tag" }, local(kind)),
      h("li", { class: `tag tag-${data.state(i)}` }, t(`state.${data.state(i)}`)),
      photo && h("li", { class: "tag" }, t("place.photo", { number: photo })),
    ),
  ];
}

function aliases(i) {
  const names = data.aliases(i);
  if (!names.length) return null;
  const lang = strings.tag(strings.codes()[0]);
  const joined = names.map((name, k) => [
    k ? t("place.separator") : "",
    h("span", { dir: "auto", lang }, name),
  ]);
  return h("p", { class: "card-line" }, h("b", {}, t("place.aliases")), joined);
}

/** What the place lies in, and what lies in it, as ways to go there. */
function family(i) {
  const whole = data.partOf(i);
  const parts = data.children(i);
  const named = data.namedParts(i);
  return [
    whole >= 0 && h("p", { class: "card-line" }, h("b", {}, t("place.part_of")), door(whole)),
    parts.length > 0 &&
    h(
      "div",
      { class: "card-line" },
      h("b", {}, t("place.parts", { n: parts.length })),
      h(
        "ul",
        { class: "doors" },
        named.map((part) => h("li", {}, door(part))),
        parts.length > named.length && h("li", { class: "hint" }, t("dock.more", { n: parts.length - named.length })),
      ),
    ),
    inside(i),
  ];
}

/** The way to the list of the places that are known only to lie in this one. */
function inside(i) {
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

function door(i) {
  return h(
    "button",
    {
      type: "button",
      class: "text-button",
      on: { click: () => share.choose(i) },
    },
    local(pick(data.name(i))),
  );
}

/** The facts: by topic where there are several topics, else as one list. */
function told(i) {
  const numbers = data.facts(i);
  if (!numbers.length) {
    return section(t("place.facts"), h("p", { class: "hint" }, t("place.no_facts")));
  }
  const groups = facts.byTopic(numbers);
  if (groups.length === 1 || numbers.length < 5) {
    return section(t("place.facts"), h("ul", { class: "facts" }, numbers.map((f) => facts.fact(f, i))));
  }
  return section(
    t("place.facts"),
    groups.map(([topic, own]) => [
      local(pick(topic.name), "h4", { class: "topic-name" }),
      h("ul", { class: "facts" }, own.map((f) => facts.fact(f, i))),
    ]),
  );
}

function section(title, ...inside) {
  return h("section", { class: "card-part" }, h("h3", { class: "small-heading" }, title), inside);
}

/** How the position was found, how surely, from where and under which licence. */
function position(i) {
  const { by, source, licence, datum, checked } = data.location(i);
  const rows = [
    ["place.located_by", data.located(i) && t(`located_by.${by}`)],
    ["place.source", source && sourced(source)],
    ["place.licence", licence && h("span", { dir: "auto" }, licence)],
    ["place.datum", datum && (strings.has(`datum.${datum}`) ? t(`datum.${datum}`) : datum)],
    ["place.checked", checked],
  ].filter(([, value]) => value);
  const note = pick(data.note(i));
  return section(
    t("place.position"),
    h(
      "p",
      { class: "surely" },
      mark(data.certainty(i)),
      h("span", {}, h("b", {}, t(`certainty.${data.certainty(i)}`)), " ", whereabouts.describeCertainty(i)),
    ),
    locator.draw(i),
    note.text && local(note, "p", { class: "card-note" }),
    h(
      "dl",
      { class: "terms" },
      rows.map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)]),
    ),
    !data.located(i) && elsewhere.knowing(i),
  );
}

/** A source in words may contain one address, which becomes a link. */
function sourced(text) {
  const [before, url, after] = text.split(/(https?:\/\/[^\s()（），；。]*[^\s()（），；。.,;:])/, 3);
  if (!url) return h("span", { dir: "auto" }, text);
  return h(
    "span",
    { dir: "auto" },
    before,
    link(url, {}, shortened(url)),
    text.slice(before.length + url.length) || after,
  );
}

function shortened(url) {
  return url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
}

/** The texts that the facts cite, once each. */
function sources(i) {
  const cited = [...new Set(data.facts(i).map(data.fact.source))].filter(Boolean);
  if (!cited.length) return null;
  return section(
    t("place.cites"),
    cited.map((source) =>
      h(
        "p",
        { class: "card-source" },
        data.sources().length > 1 && `[${data.sources().indexOf(source) + 1}] `,
        source.url ? link(source.url, {}, local(pick(source.title))) : local(pick(source.title)),
        source.note && pick(source.note).text ? h("span", { class: "hint" }, " ", local(pick(source.note))) : null,
      )
    ),
  );
}
