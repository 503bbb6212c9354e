import { h } from "../core/dom.js";
import * as strings from "../core/strings.js";
import { hasWords, t } from "../core/strings.js";
import * as geodesy from "./geodesy.js";

/** Marks of what lies where no place of the map may lie. */
const FOREIGN = ["wrong-city", "swapped"];
const PART = /(\S.*?) ([+-]\d+)(?= |$)/g;
const AGREES = "agrees-with-";

/** @param {Candidate} each */
export const candidateMarks = (each) => each.marks.split(";").filter(Boolean);

/**
 * @param {string} name
 * @param {string} form
 */
export const markWords = (
  name,
  form,
) => (hasWords(`edit.mark.${name}.${form}`) ? t(`edit.mark.${name}.${form}`) : name);

/** Return whether a candidate lies outside the map. @param {Candidate} each */
export const isForeign = (each) => candidateMarks(each).some((name) => FOREIGN.includes(name));
/** Return a candidate's name as its source has it, or that it has none. @param {Candidate} each */
export const candidateName = (each) => each.name || t("edit.ghost.nameless");

/**
 * Return what a screen reader says of a ghost pin.
 * @param {Candidate} each
 * @param {number} k
 */
export function pinLabel(each, k) {
  const against = candidateMarks(each).map((one) => markWords(one, "short")).join(t("place.separator"));
  return t("edit.ghost.pin", {
    k: String(k + 1),
    name: candidateName(each),
    service: each.service,
    score: String(each.score),
  }) +
    (against && ` ${t("edit.ghost.against", { list: against })}`) + (each.licence ? "" : ` ${t("edit.ghost.look")}`);
}

/**
 * Return what speaks for a candidate and against it, as it makes up the score: [words, points].
 * @param {Candidate} each
 */
export const scoreParts = (each) =>
  [...each.parts.matchAll(PART)].map(([, part, points]) => [partWords(part), Number(points)]);

function partWords(part) {
  if (part.startsWith(AGREES)) return t("edit.ghost.agrees", { service: part.slice(AGREES.length) });
  if (hasWords(`edit.part.${part}`)) return t(`edit.part.${part}`);
  return markWords(part, "short");
}

/** Make a candidate's score: a figure, small below it what it counts. @param {Candidate} each */
export const makeScore = (each) =>
  h(
    "span",
    { class: "ghost-score" },
    strings.formatNumber(each.score),
    h("span", { class: "ghost-unit" }, ` ${t("edit.ghost.of_points")}`),
  );

/**
 * Say where a candidate lies: to the outline, to what the place is part of, to the nearest other source.
 * @param {Candidate} each
 * @param {any} given
 */
export function describeWhere(each, { whole, base }) {
  const { outside_m: out, part_of_m: part, apart_m: apart, apart_from: from } = each;
  return [
    ["outline", out ? t("edit.ghost.outside", { d: geodesy.formatMetres(out) }) : t("edit.ghost.inside")],
    part !== null &&
    [
      "part_of",
      part
        ? t("edit.ghost.off", { d: geodesy.formatMetres(part), name: whole })
        : t("edit.ghost.within", { name: whole }),
    ],
    [
      "agreement",
      apart === null ? t("edit.ghost.alone") : t("edit.ghost.apart", { d: geodesy.formatMetres(apart), service: from }),
    ],
    base?.geometry?.type === "Point" && ["moves", describeMoveTo(base.geometry.coordinates, each)],
  ].filter(Boolean);
}

function describeMoveTo(from, each) {
  const found = geodesy.describeOffset(from, [each.wgs84_lon, each.wgs84_lat]);
  return found ? t("edit.ghost.moves", found) : t("edit.ghost.same");
}

/** Say what a candidate is and whose. @param {Candidate} each */
export const describeWhat = (each) =>
  [
    ["like", t(`edit.like.${each.like}`)],
    each.kind && ["kind", each.kind],
    ["record", `${each.source}, ${each.record}`],
    ["datum", hasWords(`datum.${each.datum}`) ? t(`datum.${each.datum}`) : each.datum],
    ["at", `${each.wgs84_lat}, ${each.wgs84_lon}`],
  ].filter(Boolean);

/** Make a list of terms; what sources say is theirs, in whatever language. @param {any} rows */
export const makeTerms = (rows) =>
  h(
    "dl",
    { class: "terms ghost-terms" },
    rows.map(([term, told]) => [h("dt", {}, t(`edit.ghost.term.${term}`)), h("dd", { dir: "auto" }, told)]),
  );
