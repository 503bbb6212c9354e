"""Positions of a file in WGS 84, from whatever coordinate system and datum they are in."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo import datum, guard, jsontext, places
from geo.check.geometry import DEPTH, TYPES, bounds_rule
from geo.datum import Shapes
from geo.errors import BadInput, Fault
from geo.guard import Bounds
from geo.intake.coordinates import drawn
from geo.intake.fields import Fields
from geo.intake.given import Given
from geo.intake.systems import Reading, system
from geo.phrases import Phrase, phrase

HEIGHTS = "heights are left out"
EXCHANGE = "exchange the columns (--map), or say --swap"
PARTS = 4
"""From here on types of geometry are collections of the simple ones."""


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
    shapes, faults = drawn(given, fields)
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
    crs, named, wrong = system(given, reading, shapes, bounds)
    faults += wrong
    if faults or crs is None:
        raise BadInput(faults)
    plain = crs.is_geographic and named != datum.UNKNOWN
    degrees = shapes if plain else datum.to_degrees(shapes, crs)
    read_as = named if named in datum.SHIFTED else "WGS84"
    stored = _stored(datum.unshifted(degrees, read_as))
    turned = [] if plain else [*_exchanged(given, shapes, stored, crs, bounds)]
    if faults := turned or [*_outside(given, degrees, stored, bounds, crs)]:
        raise BadInput(faults)
    notes = [*_notes(crs, named, converted=degrees is not shapes)]
    return Positions(degrees, stored, named, (*notes, *([HEIGHTS] if high else [])))


def _single(shapes: Shapes) -> Shapes:
    """Return collections of one part as that part: many programs wrap each place in one."""
    one = (shapely.get_num_geometries(shapes) == 1) & (shapely.get_type_id(shapes) >= PARTS)
    shapes[one] = shapely.get_geometry(shapes[one], 0)
    return shapes


def _unreadable(given: Given, shapes: Shapes) -> Iterator[Fault]:
    """Yield shapes of a type that layers do not hold, and coordinates that are no numbers."""
    odd = np.flatnonzero(~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), TYPES))
    rule = phrase("geometry.type", "the type must be one of {types}", types=", ".join(DEPTH))
    yield from given.faults("geometry", odd, rule, "split it into its parts",
        [shapes[row].geom_type for row in odd[:3]],
    )  # fmt: skip
    wrong = _infinite(shapes)
    rule = phrase("import.coordinates-not-finite", "coordinates are finite numbers")
    yield from given.faults("geometry", wrong, rule, "correct them")


def _infinite(shapes: Shapes) -> NDArray[np.int64]:
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    return np.unique(rows[~np.isfinite(coordinates).all(axis=1)])


def _stored(shapes: Shapes) -> Shapes:
    """Return shapes as layers hold them."""
    rounded = shapely.transform(shapes, lambda all_: np.round(all_, jsontext.DECIMALS) + 0.0)
    return places.planar(rounded)


def _exchanged(
    given: Given, shapes: Shapes, stored: Shapes, crs: CRS, bounds: Bounds
) -> Iterator[Fault]:
    """Yield positions in metres that lie inside the map only with their two axes exchanged."""
    rows = np.flatnonzero(~shapely.is_missing(shapes))
    x, y = shapely.get_coordinates(shapely.centroid(stored[rows])).T
    middles = shapely.centroid(shapes[rows])
    lon, lat = shapely.get_coordinates(datum.to_degrees(datum.swapped(middles), crs)).T
    turned = ~guard.inside(x, y, bounds) & guard.inside(lon, lat, bounds)
    rule = phrase(
        "import.axes-exchanged",
        "the axes look exchanged, as survey tables name the northing x: the other way round they "
        "lie inside the map",
    )
    seen = [f"{x:.0f}, {y:.0f}" for x, y in shapely.get_coordinates(middles[turned])]
    yield from given.faults("geometry", rows[turned], rule, EXCHANGE, seen)


def _outside(
    given: Given, degrees: Shapes, stored: Shapes, bounds: Bounds, crs: CRS
) -> Iterator[Fault]:
    """Yield positions that are no places of this map, and shapes that cross themselves."""
    if len(wrong := _infinite(stored)):
        rule = phrase(
            "import.outside-crs", "the coordinate system {crs} must hold it", crs=crs.name
        )
        yield from given.faults("geometry", wrong, rule, "check --crs")
        return
    rows = np.flatnonzero(~shapely.is_missing(stored))
    low_x, low_y, high_x, high_y = shapely.bounds(stored[rows]).T
    out = ~(guard.inside(low_x, low_y, bounds) & guard.inside(high_x, high_y, bounds))
    yield from _misplaced(given, degrees, rows[out], bounds)
    bad = rows[~shapely.is_valid(stored[rows])]
    reasons = [shapely.is_valid_reason(stored[row]) for row in bad[:3]]
    mend = phrase(
        "mend.redraw-there", "redraw it there (QGIS: Vector > Geometry Tools > Fix Geometries)"
    )
    rule = phrase("import.shape-invalid", "the shape must be valid")
    yield from given.faults("geometry", bad, rule, mend, reasons)


def _misplaced(
    given: Given, degrees: Shapes, rows: NDArray[np.int64], bounds: Bounds
) -> Iterator[Fault]:
    """Yield positions outside the map, by the likely reason."""
    lon, lat = shapely.get_coordinates(shapely.centroid(degrees[rows])).T
    zero, metres = guard.zeros(lon, lat), guard.metres(lon, lat)
    turned = guard.turned(lon, lat, bounds)
    at_zero, swapped, in_metres, outside = _likely(bounds)
    rules = (
        (zero, at_zero, "empty the cells"),
        (turned & ~zero, swapped, EXCHANGE),
        (metres & ~turned, in_metres, "say --crs EPSG:…"),
        (
            ~(zero | metres | turned),
            outside,
            "correct the position or its CRS, or widen the bounds",
        ),
    )
    for mask, rule, mend in rules:
        seen = [f"{x:.5f}, {y:.5f}" for x, y in zip(lon[mask], lat[mask], strict=True)]
        yield from given.faults("geometry", rows[mask], rule, mend, seen)


def _likely(bounds: Bounds) -> tuple[Phrase, Phrase, Phrase, Phrase]:
    """Return the rules that positions outside the map break: zeros, swapped, metres, any other."""
    return (
        phrase("import.zero", "0, 0 lies in the Atlantic: an empty cell read as a number"),
        phrase(
            "import.axes-swapped",
            "longitude and latitude look swapped: the other way round they lie inside the map",
        ),
        phrase("import.metres", "degrees go to 180: these look like metres"),
        bounds_rule(bounds),
    )


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
