/** An invented county as the page's scripts get it, packed as `geo/page/data/columns.py` packs it. */
import * as strings from "../../geo/page/js/core/strings.js";
import * as data from "../../geo/page/js/data/data.js";

const DEGREE = 1e6;

/** Return the differences of some degrees, their signs in the lowest bits, the highest bytes of all first. */
function encodePlanes(degrees) {
  const whole = degrees.map((each) => Math.round(each * DEGREE));
  const steps = whole.map((each, k) => each - (whole[k - 1] ?? 0));
  const folded = steps.map((step) => ((step << 1) ^ (step >> 31)) >>> 0);
  return [24, 16, 8, 0].flatMap((shift) => folded.map((each) => (each >>> shift) & 255));
}

/** Return the columns of points as the build writes them: {lon, lat, radius, group} each. */
export function packColumns(points) {
  const bytesOf = (numbers) => [...new Uint8Array(numbers.buffer)];
  const all = [
    encodePlanes(points.map(({ lon }) => lon)),
    encodePlanes(points.map(({ lat }) => lat)),
    bytesOf(Float64Array.from(points, ({ radius = 0 }) => radius)),
    bytesOf(Uint16Array.from(points, ({ group = 0 }) => group)),
    bytesOf(Uint16Array.from(points, () => 0)),
    points.map(({ form = 1 }) => form),
    bytesOf(Uint16Array.from(points, () => 0)),
  ];
  return Uint8Array.from(all.flat()).buffer;
}

/** Let the page's modules know a county of two layers and so many points; a group is a layer's state. */
export function settleCounty(points = []) {
  strings.init({ en: {}, zh: {} }, ["en", "zh"]);
  data.init({
    languages: ["en", "zh"],
    layers: [{ id: "works" }, { id: "schools" }],
    states: ["open", "planned"],
    certainties: ["certain"],
    count: points.length,
    shapes: 0,
    subject: -1,
    blocks: {},
    constants: { cell: 84, loose: 6 },
  });
  data.takeColumns(packColumns(points));
}
