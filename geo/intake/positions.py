"""Positions of a file in WGS 84, from whatever coordinate system and datum they are in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.errors import ShapelyError

from geo import datum, guard, jsontext, places
from geo.check.geometry import DEPTH, TYPES
from geo.datum import Shapes
from geo.errors import BadInput, Fault, shown
from geo.guard import Bounds
from geo.intake.fields import Fields
from geo.intake.given import Column, Given

NAMES = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
"""Datums by the word of `--datum`."""
ZONES = range(4513, 4555)
"""EPSG codes of the 3-degree zones of CGCS2000: the commonest metres in China."""
DMS = re.compile(r"""^\D{0,2}(\d{1,3})\s*[°º度d:\s]\s*(\d{1,2})\s*['′’分m:\s]\s*([\d.]*)""")
"""Degrees, minutes, seconds in their usual writings."""
PARTS = 4
"""From here on types of geometry are collections of the simple ones."""


@dataclass(frozen=True)
class Reading:
    """How a person says that coordinates are to be read."""

    crs: str = ""
    datum: str = ""
    """A word of `NAMES`."""
    swap: bool = False


@dataclass(frozen=True)
class Positions:
    """One shape a row, `None` where a row has none."""

    degrees: Shapes
    """In degrees of `datum`, as the source has them."""
    shapes: Shapes
    """WGS 84, rounded as layers are, rings right-handed."""
    datum: str
    """Datum of the source, in the words of `source_datum`."""
    notes: tuple[str, ...]


def positions(given: Given, fields: Fields, reading: Reading, bounds: Bounds) -> Positions:
    """Return the positions; raise `BadInput` with every fault, each with its rows counted."""
    shapes, faults = _drawn(given, fields)
    if shapes is None:
        if faults:
            raise BadInput(faults)
        nothing = np.full(len(given), None, "object")
        told = "no column of coordinates was found (--map COLUMN=lon, --map COLUMN=lat)"
        return Positions(nothing, nothing, datum.UNKNOWN, (told,))
    high = shapely.has_z(shapes).any()
    shapes = _single(shapely.force_2d(shapes))
    if reading.swap:
        shapes = datum.swapped(shapes)
    faults += _unreadable(given, shapes)
    crs, named, wrong = _system(given, reading, shapes, bounds)
    faults += wrong
    if faults or crs is None:
        raise BadInput(faults)
    plain = crs.is_geographic and named != datum.UNKNOWN
    degrees = shapes if plain else datum.to_degrees(shapes, crs)
    read_as = named if named in datum.SHIFTED else "WGS84"
    stored = _stored(datum.unshifted(degrees, read_as))
    if faults := [*_outside(given, degrees, stored, bounds, crs)]:
        raise BadInput(faults)
    notes = _notes(crs, named, converted=degrees is not shapes)
    return Positions(degrees, stored, named, (*notes, *(["heights are left out"] if high else [])))


def _drawn(given: Given, fields: Fields) -> tuple[Shapes | None, list[Fault]]:
    """Return the shapes as the file has them; none where it has no coordinates at all."""
    if given.shapes is not None:
        shapes = np.array(given.shapes, dtype="object")
        shapes[shapely.is_empty(shapes)] = None
        return shapes, []
    columns = {name: given.columns[column] for name, column in fields.coordinates.items()}
    if "wkt" in columns:
        return _from_wkt(given, fields.coordinates["wkt"], columns["wkt"])
    if not columns:
        return None, []
    if len(columns) == 1:
        other = "lat" if "lon" in columns else "lon"
        rule = f"a column of {other} must stand beside that of {next(iter(columns))}"
        mend = f"say which it is: --map COLUMN={other}"
        return None, [given.fault(other, rule, mend, f"columns: {', '.join(given.columns)}")]
    return _from_columns(given, fields, columns)


def _from_wkt(given: Given, title: str, cells: Column) -> tuple[Shapes, list[Fault]]:
    shapes, wrong = np.full(len(given), None, "object"), []
    for row, cell in enumerate(cells):
        try:
            shapes[row] = shapely.from_wkt(cell) if cell is not None else None
        except (ShapelyError, TypeError):
            wrong.append(row)
    rule, mend = "it must be a geometry in WKT: POINT (119.2 36.8)", "correct or empty the cells"
    return shapes, [*_fault(given, title, wrong, rule, mend, [cells[row] for row in wrong])]


def _from_columns(
    given: Given, fields: Fields, columns: dict[str, Column]
) -> tuple[Shapes, list[Fault]]:
    """Return points of two columns of numbers; a row with neither has no position."""
    faults: list[Fault] = []
    numbers = {}
    for name, cells in columns.items():
        numbers[name] = np.array([_number(cell) for cell in cells])
        wrong = [
            r for r, cell in enumerate(cells) if cell is not None and np.isnan(numbers[name][r])
        ]
        faults += _no_numbers(given, fields.coordinates[name], cells, wrong)
    lon, lat = (np.array([cell is not None for cell in columns[name]]) for name in ("lon", "lat"))
    halves = np.flatnonzero(lon != lat)
    rule, mend = "a row has both coordinates or none", "fill in the other cell or empty both"
    faults += _fault(given, "lon, lat", halves, rule, mend)
    shapes = np.full(len(given), None, "object")
    both = np.flatnonzero(lon & lat)
    shapes[both] = shapely.points(numbers["lon"][both], numbers["lat"][both])
    return shapes, faults


def _number(cell: object) -> float:
    """Return the number in a cell; none where it holds anything else."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return float("nan")
    try:
        return float(cell) if "_" not in str(cell) else float("nan")
    except (ValueError, OverflowError):
        return float("nan")


def _no_numbers(given: Given, title: str, cells: Column, rows: list[int]) -> Iterator[Fault]:
    """Yield cells that hold no number; degrees, minutes and seconds with what they would be."""
    seen = [cells[row] for row in rows]
    angles = [DMS.match(str(cell)) for cell in seen]
    if rows and all(angles):
        degrees, minutes, seconds = (float(part or 0) for part in angles[0].groups())  # type: ignore[union-attr]
        decimal = degrees + minutes / 60 + seconds / 3600
        rule = "coordinates are decimal degrees; these look like degrees, minutes, seconds"
        mend = f"convert the column: {shown(seen[0])} is {decimal:.6f}"
    else:
        rule, mend = "coordinates are finite numbers", "correct the cells, or empty both"
    yield from _fault(given, title, rows, rule, mend, seen)


def _single(shapes: Shapes) -> Shapes:
    """Return collections of one part as that part: many programs wrap each place in one."""
    one = (shapely.get_num_geometries(shapes) == 1) & (shapely.get_type_id(shapes) >= PARTS)
    shapes[one] = shapely.get_geometry(shapes[one], 0)
    return shapes


def _unreadable(given: Given, shapes: Shapes) -> Iterator[Fault]:
    """Yield shapes of a type that layers do not hold, and coordinates that are no numbers."""
    odd = np.flatnonzero(~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), TYPES))
    rule = f"the type must be one of {', '.join(DEPTH)}"
    yield from _fault(
        given, "geometry", odd, rule, "split it into its parts",
        [shapes[row].geom_type for row in odd[:3]],
    )  # fmt: skip
    wrong = _infinite(shapes)
    yield from _fault(given, "geometry", wrong, "coordinates are finite numbers", "correct them")


def _infinite(shapes: Shapes) -> NDArray[np.int64]:
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    return np.unique(rows[~np.isfinite(coordinates).all(axis=1)])


def _system(
    given: Given, reading: Reading, shapes: Shapes, bounds: Bounds
) -> tuple[CRS | None, str, list[Fault]]:
    """Return the coordinate system, the datum, and what speaks against them."""
    asked = datum.system(reading.crs) if reading.crs else None
    if reading.crs and asked is None:
        rule = "it must be a code or text of a coordinate system that PROJ knows"
        mend = "write it as EPSG:4326 or EPSG:4528"
        return None, "", [given.fault("--crs", rule, mend, shown(reading.crs))]
    if asked and given.crs and not asked.equals(given.crs, ignore_axis_order=True):
        rule = f"the file says that it is in {given.crs.name}"
        mend = "leave --crs out, or set the right one in the file"
        return None, "", [given.fault("--crs", rule, mend, shown(reading.crs))]
    crs = given.crs or asked
    if crs is None and not reading.datum:
        return None, "", [_unsaid(given, shapes, bounds)]
    crs = crs or CRS(datum.WGS84)
    said, meant = datum.of_system(crs), NAMES.get(reading.datum, "")
    if meant in datum.EQUAL and said not in datum.EQUAL:
        rule = f"its coordinate system {crs.name} has another datum"
        return None, "", [given.fault(f"--datum {reading.datum}", rule, "leave --datum out")]
    return crs, meant or said, []


def _unsaid(given: Given, shapes: Shapes, bounds: Bounds) -> Fault:
    """Return the fault of a file that says no coordinate system; nothing is assumed."""
    rule = "the file does not say in which coordinate system and datum it is"
    mend = (
        "say --crs EPSG:… (4326 is GPS, 4490 CGCS2000) or, for degrees, "
        "--datum wgs84, cgcs2000, gcj02 (AMap, Tencent) or bd09 (Baidu)"
    )
    points = shapely.get_coordinates(shapely.centroid(shapes))
    found = ""
    if guard.metres(*points.T).any():
        found = "numbers beyond 180: metres, not degrees"
        if likely := _zones(points, bounds):
            mend = f"{' or '.join(likely)} would put them on this map; ask where they are from"
    return given.fault("--crs", rule, mend, found)


def _zones(points: NDArray[np.float64], bounds: Bounds) -> list[str]:
    """Return the zones of CGCS2000 that put the middle of some points inside the map.

    Also with the axes exchanged, since survey tables name the northing x.
    """
    middle = np.median(points, axis=0)
    found = []
    for axes, swap in ((middle, ""), (middle[::-1], " --swap")):
        for code in ZONES:
            point = np.array([shapely.Point(axes)], dtype="object")
            lon, lat = shapely.get_coordinates(datum.to_degrees(point, CRS.from_epsg(code))).T
            if guard.inside(lon, lat, bounds).all():
                found.append(f"--crs EPSG:{code}{swap}")
    return found


def _stored(shapes: Shapes) -> Shapes:
    """Return shapes as layers hold them."""
    rounded = shapely.transform(shapes, lambda all_: np.round(all_, jsontext.DECIMALS) + 0.0)
    return places.planar(rounded)


def _outside(
    given: Given, degrees: Shapes, stored: Shapes, bounds: Bounds, crs: CRS
) -> Iterator[Fault]:
    """Yield positions that are no places of this map, and shapes that cross themselves."""
    if len(wrong := _infinite(stored)):
        rule = f"the coordinate system {crs.name} must hold it"
        yield from _fault(given, "geometry", wrong, rule, "check --crs")
        return
    rows = np.flatnonzero(~shapely.is_missing(stored))
    low_x, low_y, high_x, high_y = shapely.bounds(stored[rows]).T
    out = ~(guard.inside(low_x, low_y, bounds) & guard.inside(high_x, high_y, bounds))
    yield from _misplaced(given, degrees, rows[out], bounds)
    bad = rows[~shapely.is_valid(stored[rows])]
    reasons = [shapely.is_valid_reason(stored[row]) for row in bad[:3]]
    mend = "redraw it there (QGIS: Vector > Geometry Tools > Fix Geometries)"
    yield from _fault(given, "geometry", bad, "the shape must be valid", mend, reasons)


def _misplaced(
    given: Given, degrees: Shapes, rows: NDArray[np.int64], bounds: Bounds
) -> Iterator[Fault]:
    """Yield positions outside the map, by the likely reason."""
    lon, lat = shapely.get_coordinates(shapely.centroid(degrees[rows])).T
    zero, metres = guard.zeros(lon, lat), guard.metres(lon, lat)
    turned = guard.turned(lon, lat, bounds)
    west, south, east, north = bounds
    inside = f"it must lie inside the map's bounds: {west} to {east} E, {south} to {north} N"
    other = "longitude and latitude look swapped: the other way round they lie inside the map"
    rules = (
        (zero, "0, 0 lies in the Atlantic: an empty cell read as a number", "empty the cells"),
        (turned & ~zero, other, "exchange the columns (--map), or say --swap"),
        (metres & ~turned, "degrees go to 180: these look like metres", "say --crs EPSG:…"),
        (~(zero | metres | turned), inside, "correct the position or its CRS, or widen the bounds"),
    )
    for mask, rule, mend in rules:
        seen = [f"{x:.5f}, {y:.5f}" for x, y in zip(lon[mask], lat[mask], strict=True)]
        yield from _fault(given, "geometry", rows[mask], rule, mend, seen)


def _fault(  # noqa: PLR0913, PLR0917  what a fault says
    given: Given, name: str, rows: Sequence[int] | NDArray[np.int64], rule: str, mend: str,
    seen: Sequence[object] = (),
) -> Iterator[Fault]:  # fmt: skip
    """Yield one fault for all the rows that it is about, where there are any."""
    if len(rows):
        yield given.fault(name, rule, mend, given.some(rows, seen))


def _notes(crs: CRS, named: str, *, converted: bool) -> Iterator[str]:
    """Yield how coordinates were read, where a person would want to know."""
    if named in datum.SHIFTED:
        yield f"read as {named} and converted to WGS 84"
    elif converted:
        yield f"converted from {crs.name} to WGS 84"
    if named == datum.UNKNOWN:
        yield (
            f"the datum of {crs.name} is an older one: the conversion may be off by some metres "
            "to more than a hundred; let the radius say so (source_datum is “unknown”)"
        )
