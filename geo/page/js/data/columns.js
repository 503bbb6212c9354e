/** Coordinates are stored as whole millionths of a degree. */
export const DEGREE = 1e6;
export const FORMS = ["none", "point", "line", "area"];

/**
 * Read the columns that the map itself needs, as `geo/page/data/columns.py` writes them: typed arrays
 * with one number a place, little-endian. `count` places, `shapes` of them lines or areas.
 * @param {ArrayBuffer} buffer
 * @param {number} count
 * @param {number} shapes
 */
export function readColumns(buffer, count, shapes) {
  let at = 0;
  const takeColumn = (Kind, length) => {
    const found = new Kind(buffer, at, length);
    at += found.byteLength;
    return found;
  };
  const lon = decodeDegrees(takeColumn(Uint8Array, 4 * count), count);
  const lat = decodeDegrees(takeColumn(Uint8Array, 4 * count), count);
  const boxes = takeColumn(Int32Array, 4 * shapes);
  const radius = takeColumn(Float64Array, count);
  const group = takeColumn(Uint16Array, count);
  const style = takeColumn(Uint16Array, count);
  const form = takeColumn(Uint8Array, count);
  const within = new Uint16Array(buffer.slice(at)); // its offset may be odd
  return { lon, lat, boxes, radius, group, style, form, within, ordinal: listOrdinals(form, shapes) };
}

/** Undo what makes coordinates deflate better: differences, their signs last, the highest bytes of all first. */
function decodeDegrees(planes, count) {
  const found = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const folded = (planes[i] << 24) | (planes[count + i] << 16) | (planes[2 * count + i] << 8) | planes[3 * count + i];
    sum += (folded >>> 1) ^ -(folded & 1);
    found[i] = sum / DEGREE;
  }
  return found;
}

const toDegrees = (part) => part / DEGREE;

/**
 * Return the columns of some places alone, by their numbers; lines and areas among them are not drawn.
 * @param {any} given
 */
export function makeSparseColumns({ numbers, lon, lat, ...others }) {
  const named = Object.entries({ lon: lon.map(toDegrees), lat: lat.map(toDegrees), ...others });
  const sparse = named.map(([name, all]) => {
    const column = [];
    numbers.forEach((i, k) => (column[i] = all[k]));
    return [name, column];
  });
  return { ...Object.fromEntries(sparse), boxes: [], ordinal: [] };
}

/** Return the place numbers of the lines and areas, in order. */
function listOrdinals(form, shapes) {
  const found = new Uint32Array(shapes);
  let next = 0;
  for (let i = 0; i < form.length; i += 1) if (form[i] > 1) found[next++] = i;
  return found;
}

/**
 * Return where a value stands in an ascending array, or where the last one not above it does.
 * @param {ArrayLike<number | string>} sorted
 * @param {number | string} value
 */
export function findUpperBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Return the figure of fact `k` in words, by language, or null where it has none. Left out are
 * numbers that are those of the first language, and units that are the fact's own.
 * @param {any} facts
 * @param {number} k
 * @param {string[]} languages
 */
export function readFigure(facts, k, languages) {
  const readFigureCell = (name, code) => facts[`${name}:${code}`]?.[k] ?? null;
  const number = readFigureCell("figure_number", languages[0]);
  if (number === null) return null;
  const figureIn = (code) => ({
    bound: readFigureCell("figure_bound", code) ?? "",
    number: readFigureCell("figure_number", code) ?? number,
    unit: readFigureCell("figure_unit", code) ?? readFigureCell("unit", code) ?? "",
    equivalent: readFigureCell("figure_equivalent", code) ?? "",
  });
  return Object.fromEntries(languages.map((code) => [code, figureIn(code)]));
}
