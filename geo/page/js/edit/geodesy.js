import * as strings from "../core/strings.js";
import { t } from "../core/strings.js";

/** Decimals of a degree that files keep. */
const DECIMALS = 6;
const WAYS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/** @param {number} degrees */
export const roundDegrees = (degrees) => Number(degrees.toFixed(DECIMALS));
/** Return [longitude, latitude] of a Leaflet position as files write it. @param {LatLng} given */
export const toPosition = ({ lat, lng }) => [roundDegrees(lng), roundDegrees(lat)];
/** @param {number[]} given */
export const toLatLng = ([lon, lat]) => L.latLng(lat, lon);

/** Return metres with two significant digits: nobody knows a radius better. @param {number} metres */
export function roundMetres(metres) {
  if (metres < 10) return Math.max(1, Math.round(metres));
  const unit = 10 ** (Math.floor(Math.log10(metres)) - 1);
  return Math.round(metres / unit) * unit;
}

/** Return a distance in words. @param {number} metres */
export function formatMetres(metres) {
  if (metres < 1000) return t("distance.m", { d: strings.formatNumber(Math.round(metres)) });
  return t("distance.km", { d: strings.formatNumber(Math.round(metres / 10) / 100) });
}

/**
 * Return how far and which way something is from something else, in words; nothing where it is there.
 * @param {any} from
 * @param {any} to
 */
export function describeOffset(from, to) {
  const [a, b] = [toLatLng(from), toLatLng(to)];
  const metres = a.distanceTo(b);
  if (metres < 0.05) return null;
  const north = b.lat - a.lat;
  const east = (b.lng - a.lng) * Math.cos((a.lat * Math.PI) / 180);
  const turn = Math.round((Math.atan2(east, north) * 4) / Math.PI + 8) % 8;
  return { d: formatMetres(metres), way: t(`edit.way.${WAYS[turn]}`) };
}

/**
 * Say how far and which way something was moved; nothing where it was not.
 * @param {any} from
 * @param {any} to
 */
export function describeMove(from, to) {
  const found = describeOffset(from, to);
  return found ? t("edit.moved", found) : "";
}

/**
 * Return the position that lies `metres` east of another.
 * @param {LatLng} given
 * @param {number} metres
 */
export const eastOf = ({ lat, lng }, metres) =>
  L.latLng(lat, lng + metres / (111320 * Math.cos((lat * Math.PI) / 180)));
