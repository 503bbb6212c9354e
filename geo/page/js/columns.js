{
  /** Coordinates are stored as whole millionths of a degree. */
  const DEGREE = 1e6;
  const FORMS = ["none", "point", "line", "area"];

  /**
   * Read the columns that the map itself needs, as `geo/page/columns.py` writes them: typed arrays
   * with one number a place, little-endian. `count` places, `shapes` of them lines or areas.
   */
  function read(buffer, count, shapes) {
    let at = 0;
    const take = (Kind, length) => {
      const found = new Kind(buffer, at, length);
      at += found.byteLength;
      return found;
    };
    const lon = degrees(take(Int32Array, count));
    const lat = degrees(take(Int32Array, count));
    const boxes = take(Int32Array, 4 * shapes);
    const radius = take(Float64Array, count);
    const group = take(Uint16Array, count);
    const style = take(Uint16Array, count);
    const form = take(Uint8Array, count);
    return { lon, lat, boxes, radius, group, style, form, ordinal: ordinals(form, shapes) };
  }

  /** Undo the differences that each coordinate is stored as, which deflate better. */
  function degrees(steps) {
    const found = new Float64Array(steps.length);
    let sum = 0;
    for (let i = 0; i < steps.length; i += 1) {
      sum += steps[i];
      found[i] = sum / DEGREE;
    }
    return found;
  }

  /** Return the place numbers of the lines and areas, in order. */
  function ordinals(form, shapes) {
    const found = new Uint32Array(shapes);
    let next = 0;
    for (let i = 0; i < form.length; i += 1) if (form[i] > 1) found[next++] = i;
    return found;
  }

  /** Return where a value stands in an ascending array, or where the last one not above it does. */
  function below(sorted, value) {
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
   */
  function figure(facts, k, languages) {
    const of = (name, code) => facts[`${name}:${code}`]?.[k] ?? null;
    const number = of("figure_number", languages[0]);
    if (number === null) return null;
    const told = (code) => ({
      bound: of("figure_bound", code) ?? "",
      number: of("figure_number", code) ?? number,
      unit: of("figure_unit", code) ?? of("unit", code) ?? "",
      equivalent: of("figure_equivalent", code) ?? "",
    });
    return Object.fromEntries(languages.map((code) => [code, told(code)]));
  }

  atlas.columns = { read, below, figure, FORMS, DEGREE };
}
