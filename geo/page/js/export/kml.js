import * as strings from "../core/strings.js";
import { pickText, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as locationText from "../data/location_text.js";
import * as records from "../data/records.js";

const NS = "http://www.opengis.net/kml/2.2";
/** What XML 1.0 allows; the rest would make the whole file unreadable. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const CORNERS = 48;
let file = null;

/**
 * Return places as KML 2.2, one folder a layer. A vague place is the circle it lies in, never a
 * pin; one that is not located stands in the list without geometry.
 * @param {Place[]} places
 */
export function toKml(places) {
  file = document.implementation.createDocument(NS, "kml", null);
  const layers = data.layers().map((layer, l) => [layer, places.filter((i) => data.layerOf(i) === l)]);
  const used = layers.filter(([, own]) => own.length);
  file.documentElement.append(
    makeElement(
      "Document",
      makeElement("name", pickText(data.mapTitle()).text),
      makeElement("description", escapeHtml(pickText(data.mapSummary()).text)),
      used.map(([layer]) => makeStyle(layer)),
      used.map(([layer, own]) =>
        makeElement("Folder", makeElement("name", pickText(layer.name).text), own.map(makePlacemark))
      ),
    ),
  );
  const text = new XMLSerializer().serializeToString(file);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** Make an element; strings become text nodes, so that no value is ever read as markup. */
function makeElement(name, ...children) {
  const node = file.createElementNS(NS, name);
  for (const child of children.flat(Infinity)) {
    if (child) node.append(child.nodeType ? child : String(child).replace(ILLEGAL, ""));
  }
  return node;
}

function setAttributes(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** A viewer reads descriptions as HTML after XML: what looks like markup is escaped for both. */
const escapeHtml = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function makeStyle({ id, colour }) {
  const node = makeElement(
    "Style",
    makeElement("IconStyle", makeElement("color", kmlColour(colour, "ff"))),
    makeElement("LineStyle", makeElement("color", kmlColour(colour, "ff")), makeElement("width", "3")),
    makeElement("PolyStyle", makeElement("color", kmlColour(colour, "33"))),
  );
  return setAttributes(node, { id: `layer-${id}` });
}

/** KML writes colours as alpha, blue, green, red. */
function kmlColour(colour, alpha) {
  const [, r, g, b] = /^#(..)(..)(..)$/.exec(colour);
  return `${alpha}${b}${g}${r}`;
}

function makePlacemark(i) {
  const values = Object.entries(records.placeRecord(i)).map(([key, value]) =>
    setAttributes(makeElement("Data", makeElement("value", String(value))), { name: key })
  );
  const node = makeElement(
    "Placemark",
    makeElement("name", pickText(data.nameOf(i)).text),
    makeElement("description", escapeHtml(describePlace(i))),
    makeElement("styleUrl", `#layer-${data.layers()[data.layerOf(i)].id}`),
    makeElement("ExtendedData", values),
    data.isLocated(i) && makeGeometry(i),
  );
  return setAttributes(node, { id: `place-${data.idOf(i)}` });
}

/** Return the facts as lines, and how surely the place is located: another map cannot draw that. */
function describePlace(i) {
  const lines = data.factsOf(i).map((f) => `• ${describeFact(f)}`);
  return [locationText.describeCertainty(i), ...lines].join("\n");
}

function describeFact(f) {
  const figures = data.fact.figure(f) ?? {};
  const { bound = "", number = "", unit = "" } = figures[strings.languageCode()] ??
    figures[strings.languageCodes()[0]] ?? {};
  const figure = [bound, number, unit].filter(Boolean).join(" ");
  const state = t(`fact_state.${data.fact.state(f)}`);
  const period = pickText(data.fact.period(f)).text;
  const status = [state, period].filter(Boolean).join(t("place.separator"));
  return [figure, pickText(data.fact.text(f)).text, `(${status})`].filter(Boolean).join(" ");
}

function makeGeometry(i) {
  const geometry = data.geometryOf(i);
  if (geometry.type === "Point" && data.certaintyOf(i) === "uncertain") {
    return writeGeometry({ type: "Polygon", coordinates: [circleRing(geometry.coordinates, data.radiusOf(i))] });
  }
  return writeGeometry(geometry);
}

function writeGeometry({ type, coordinates }) {
  if (type.startsWith("Multi")) {
    const single = type.slice(5);
    return makeElement("MultiGeometry", coordinates.map((each) => writeGeometry({ type: single, coordinates: each })));
  }
  if (type === "Point") return makeElement("Point", writeCoordinates([coordinates]));
  if (type === "LineString") {
    return makeElement("LineString", makeElement("tessellate", "1"), writeCoordinates(coordinates));
  }
  return makeElement(
    "Polygon",
    makeElement("tessellate", "1"),
    coordinates.map((ring, k) =>
      makeElement(k ? "innerBoundaryIs" : "outerBoundaryIs", makeElement("LinearRing", writeCoordinates(ring)))
    ),
  );
}

const writeCoordinates = (positions) =>
  makeElement("coordinates", positions.map(([lon, lat]) => `${lon},${lat}`).join(" "));

/** Return the closed ring, counter-clockwise, at a distance in metres around a position. */
function circleRing([lon, lat], metres) {
  const high = metres / 111195;
  const broad = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: CORNERS + 1 }, (none, k) => {
    const turn = ((k % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lon + broad * Math.cos(turn), lat + high * Math.sin(turn)].map((x) => +x.toFixed(6));
  });
}
