import * as strings from "../core/strings.js";
import { pick, t } from "../core/strings.js";
import * as data from "../data/data.js";
import * as records from "../data/records.js";
import * as whereabouts from "../data/whereabouts.js";

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
export function kml(places) {
  file = document.implementation.createDocument(NS, "kml", null);
  const layers = data.layers().map((layer, l) => [layer, places.filter((i) => data.layer(i) === l)]);
  const used = layers.filter(([, own]) => own.length);
  file.documentElement.append(
    el(
      "Document",
      el("name", pick(data.title()).text),
      el("description", html(pick(data.summary()).text)),
      used.map(([layer]) => style(layer)),
      used.map(([layer, own]) => el("Folder", el("name", pick(layer.name).text), own.map(mark))),
    ),
  );
  const text = new XMLSerializer().serializeToString(file);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** Make an element; strings become text nodes, so that no value is ever read as markup. */
function el(name, ...children) {
  const node = file.createElementNS(NS, name);
  for (const child of children.flat(Infinity)) {
    if (child) node.append(child.nodeType ? child : String(child).replace(ILLEGAL, ""));
  }
  return node;
}

function named(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** A viewer reads descriptions as HTML after XML: what looks like markup is escaped for both. */
function html(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function style({ id, colour }) {
  const node = el(
    "Style",
    el("IconStyle", el("color", kmlColour(colour, "ff"))),
    el("LineStyle", el("color", kmlColour(colour, "ff")), el("width", "3")),
    el("PolyStyle", el("color", kmlColour(colour, "33"))),
  );
  return named(node, { id: `layer-${id}` });
}

/** KML writes colours as alpha, blue, green, red. */
function kmlColour(colour, alpha) {
  const [, r, g, b] = /^#(..)(..)(..)$/.exec(colour);
  return `${alpha}${b}${g}${r}`;
}

function mark(i) {
  const values = Object.entries(records.place(i)).map(([key, value]) =>
    named(el("Data", el("value", String(value))), { name: key })
  );
  const node = el(
    "Placemark",
    el("name", pick(data.name(i)).text),
    el("description", html(told(i))),
    el("styleUrl", `#layer-${data.layers()[data.layer(i)].id}`),
    el("ExtendedData", values),
    data.located(i) && shape(i),
  );
  return named(node, { id: `place-${data.idOf(i)}` });
}

/** Return the facts as lines, and how surely the place is located: another map cannot draw that. */
function told(i) {
  const lines = data.facts(i).map((f) => `• ${line(f)}`);
  return [whereabouts.describeCertainty(i), ...lines].join("\n");
}

function line(f) {
  const figures = data.fact.figure(f) ?? {};
  const { bound = "", number = "", unit = "" } = figures[strings.code()] ?? figures[strings.codes()[0]] ?? {};
  const figure = [bound, number, unit].filter(Boolean).join(" ");
  const state = t(`fact_state.${data.fact.state(f)}`);
  const period = pick(data.fact.period(f)).text;
  const status = [state, period].filter(Boolean).join(t("place.separator"));
  return [figure, pick(data.fact.text(f)).text, `(${status})`].filter(Boolean).join(" ");
}

function shape(i) {
  const geometry = data.geometry(i);
  if (geometry.type === "Point" && data.certainty(i) === "uncertain") {
    return drawn({ type: "Polygon", coordinates: [circle(geometry.coordinates, data.radius(i))] });
  }
  return drawn(geometry);
}

function drawn({ type, coordinates }) {
  if (type.startsWith("Multi")) {
    const single = type.slice(5);
    return el("MultiGeometry", coordinates.map((each) => drawn({ type: single, coordinates: each })));
  }
  if (type === "Point") return el("Point", path([coordinates]));
  if (type === "LineString") return el("LineString", el("tessellate", "1"), path(coordinates));
  return el(
    "Polygon",
    el("tessellate", "1"),
    coordinates.map((ring, k) => el(k ? "innerBoundaryIs" : "outerBoundaryIs", el("LinearRing", path(ring)))),
  );
}

function path(positions) {
  return el("coordinates", positions.map(([lon, lat]) => `${lon},${lat}`).join(" "));
}

/** Return the closed ring, counter-clockwise, at a distance in metres around a position. */
function circle([lon, lat], metres) {
  const high = metres / 111195;
  const broad = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: CORNERS + 1 }, (none, k) => {
    const turn = ((k % CORNERS) / CORNERS) * 2 * Math.PI;
    return [lon + broad * Math.cos(turn), lat + high * Math.sin(turn)].map((x) => +x.toFixed(6));
  });
}
