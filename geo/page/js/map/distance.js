const DEGREE = 111195;
const NICE = [5, 2, 1];

/**
 * Return the metres from a position to the nearest point of a GeoJSON geometry, 0 inside an area.
 * Segments are straight on a plane around the position: right to a percent at map distances.
 * @param {LatLng} given
 * @param {Geometry} given
 */
export function distanceToGeometry({ lat, lng }, { type, coordinates }) {
  const broad = Math.cos((lat * Math.PI) / 180);
  // the shorter way round the globe
  const toPlane = ([x, y]) => [((x - lng + 540) % 360) - 180, y - lat].map((d, k) => d * DEGREE * (k ? 1 : broad));
  const measure = {
    Point: (at) => greatCircleDistance({ lat, lng }, at),
    LineString: (line) => distanceToLine(line.map(toPlane)),
    Polygon: (rings) =>
      isInsideRings(rings.map((ring) => ring.map(toPlane)))
        ? 0
        : Math.min(...rings.map((ring) => distanceToLine(ring.map(toPlane)))),
  };
  const one = measure[type.replace("Multi", "")];
  if (!one) return NaN;
  return type.startsWith("Multi") ? Math.min(...coordinates.map(one)) : one(coordinates);
}

/**
 * Return the metres between two points along the great circle.
 * @param {LatLng} given
 * @param {number[]} given
 */
export const greatCircleDistance = ({ lat, lng }, [lon, latitude]) =>
  L.CRS.Earth.distance(L.latLng(lat, lng), L.latLng(latitude, lon));

function distanceToLine(points) {
  let least = Infinity;
  for (let k = 1; k < points.length; k += 1) least = Math.min(least, distanceToSegment(points[k - 1], points[k]));
  return least;
}

function distanceToSegment([ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1);
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(ax + part * dx, ay + part * dy);
}

/** Even-odd rule over all rings, so that a hole is outside. The position is the origin. */
function isInsideRings(rings) {
  let odd = false;
  for (const ring of rings) {
    for (let k = 1; k < ring.length; k += 1) {
      const [[ax, ay], [bx, by]] = [ring[k - 1], ring[k]];
      if (ay > 0 !== by > 0 && ax + (-ay / (by - ay)) * (bx - ax) > 0) odd = !odd;
    }
  }
  return odd;
}

/**
 * Round a distance as its doubt allows: to the largest 1, 2 or 5 × 10ⁿ below the doubt. More
 * digits would say that the place is known better than it is.
 * @param {number} metres
 * @param {number} doubt
 */
export function roundByDoubt(metres, doubt) {
  const power = 10 ** Math.floor(Math.log10(Math.max(doubt, 10)));
  const step = power * NICE.find((each) => each * power <= Math.max(doubt, 10));
  return Math.round(metres / step) * step;
}
