"""Positions of a file in WGS 84, from whatever coordinate system and datum they are in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.check.geometry import COORDINATE_DEPTH, GEOMETRY_TYPE_IDS, bounds_rule
from geo.content import places
from geo.faults.fault import Fault, InputError
from geo.faults.translation import Phrase, phrase
from geo.formats import rounding
from geo.importing.column_mapping import ColumnMapping, are_blank, look_like_coordinates
from geo.importing.coordinates import read_shapes
from geo.importing.crs_choice import CrsChoice, find_crs, find_named_datum
from geo.importing.source_table import SourceTable
from geo.spatial import datum, datum_shift
from geo.spatial.datum import Shapes
from geo.spatial.datum_shift import Bounds
from geo.terminal.fault_report import format_count

HEIGHTS_NOTE = "heights are left out"
EXCHANGE_HINT = "exchange the columns (--map), or say --swap"
HALF = 180
"""Degrees of longitude on either side."""
PARTED = "of shapes of several kinds only the largest kind is taken"
JOINT = "the parts of one collection are one place, areas that touch one area"
FIRST_COLLECTION_TYPE = 4
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


def read_positions(
    given: SourceTable, fields: ColumnMapping, reading: CrsChoice, bounds: Bounds
) -> Positions:
    """Return the positions; raise `InputError` with every fault, each with its rows counted."""
    read = read_shapes(given, fields, bounds)
    shapes, faults = read.shapes, [*read.faults]
    if shapes is None:
        if faults := faults or [*_find_idle_options(given, reading)]:
            raise InputError(faults)
        nothing = np.full(len(given), None, "object")
        told = "no column of coordinates was found (--map COLUMN=lon, --map COLUMN=lat)"
        return Positions(nothing, nothing, datum.UNKNOWN_DATUM, (told,))
    if read.srid and given.crs is None:
        given = replace(given, crs=datum.parse_crs(f"EPSG:{read.srid}"))
    high = shapely.has_z(shapes).any()
    shapes, parted = _take_largest_parts(_unwrap_collections(shapely.force_2d(shapes)))
    if reading.swap:
        shapes = datum.swap_axes(shapes)
    faults = faults or [*_check_shapes(given, shapes)]
    crs, named, wrong = find_crs(given, reading, shapes, bounds, [*fields.coordinates.values()])
    faults += wrong
    if faults or crs is None:
        raise InputError(faults)
    plain = crs.is_geographic and named != datum.UNKNOWN_DATUM
    degrees = shapes if plain else datum.project_to_wgs84(shapes, crs)
    read_as = named if named in datum.SHIFTED_DATUMS else "WGS84"
    stored, kept = _as_stored(shapes, datum.shapes_to_wgs84(degrees, read_as))
    turned = [] if plain else [*_find_exchanged_axes(given, shapes, stored, crs, bounds)]
    if faults := turned or [*_check_placement(given, degrees, stored, bounds, crs)]:
        raise InputError(faults)
    notes = [*_describe_reading(crs, named, converted=degrees is not shapes), *kept]
    notes += [f"{what}: {given.describe_rows(rows)}" for what, rows in parted.items() if rows]
    return Positions(
        degrees, stored, named, (*read.notes, *notes, *([HEIGHTS_NOTE] if high else []))
    )


def _find_idle_options(given: SourceTable, reading: CrsChoice) -> Iterator[Fault]:
    """Yield a fault where somebody says how coordinates are to be read, and none were found."""
    said = {
        "--crs": reading.crs, "--datum": reading.datum, "--swap": reading.swap,
        "--radius": reading.radius,
    }  # fmt: skip
    used = [option for option, value in said.items() if value]
    if not used or are_blank(given):
        return
    rule = phrase("import.no-coordinates", options=", ".join(used))
    likely = look_like_coordinates(given)
    mend = " ".join(likely) if likely else "--map COLUMN=lon --map COLUMN=lat, or =latlon, =wkt"
    word = find_named_datum([*given.columns])
    mend += f" and --datum {word}, as their names say" if word and word != reading.datum else ""
    mend = f"say {mend}; places without position need no {used[0]}"
    yield given.file_fault("coordinates", rule, mend, given.describe_columns())


def _unwrap_collections(shapes: Shapes) -> Shapes:
    """Return collections of one part as that part: many programs wrap each place in one."""
    one = (shapely.get_num_geometries(shapes) == 1) & (
        shapely.get_type_id(shapes) >= FIRST_COLLECTION_TYPE
    )
    shapes[one] = shapely.get_geometry(shapes[one], 0)
    return shapes


JOINED = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
"""What several parts are together, by their dimensions."""


def _take_largest_parts(shapes: Shapes) -> tuple[Shapes, dict[str, list[int]]]:
    """Return shapes without empty parts, collections as their parts of the largest kind.

    Second is what was done with which: an area without its point, several areas as one shape.
    """
    told: dict[str, list[int]] = {PARTED: [], JOINT: []}
    kinds = shapely.get_type_id(shapes)
    for row in np.flatnonzero(kinds >= FIRST_COLLECTION_TYPE):
        parts, collected = _list_parts(shapes[row]), kinds[row] == COLLECTION
        drawn = parts[~shapely.is_empty(parts)]
        if not collected and len(drawn) == len(parts):
            continue
        sizes = shapely.get_dimensions(drawn)
        kept = drawn[sizes == sizes.max(initial=0)]
        told[PARTED] += [int(row)] if len(kept) < len(drawn) else []
        told[JOINT] += [int(row)] if collected and len(kept) > 1 else []
        shapes[row] = _join_parts(kept, dissolve=collected)
    return shapes, told


def _list_parts(shape: BaseGeometry) -> Shapes:
    """Return what a shape consists of, out of collections in collections."""
    parts: Shapes = shapely.get_parts([shape])
    while len(parts) and (shapely.get_type_id(parts) >= FIRST_COLLECTION_TYPE).any():
        parts = shapely.get_parts(parts)
    return parts


def _join_parts(parts: Shapes, *, dissolve: bool) -> BaseGeometry | None:
    """Return parts of one kind as one shape; areas that overlap or touch would make none else."""
    if len(parts) < 2:  # noqa: PLR2004  one needs no joining
        return next(iter(parts), None)
    dimension = shapely.get_dimensions(parts[0])
    if dissolve and dimension == places.AREA_DIMENSION and shapely.is_valid(parts).all():
        return shapely.union_all(parts)
    return JOINED[dimension](parts)


COLLECTION = int(shapely.GeometryType.GEOMETRYCOLLECTION)


def _check_shapes(given: SourceTable, shapes: Shapes) -> Iterator[Fault]:
    """Yield shapes of a type that layers do not hold, and coordinates that are no numbers."""
    odd = np.flatnonzero(
        ~shapely.is_missing(shapes) & ~np.isin(shapely.get_type_id(shapes), GEOMETRY_TYPE_IDS)
    )
    rule = phrase("geometry.type", types=", ".join(COORDINATE_DEPTH))
    yield from given.row_faults(
        "geometry", odd, rule, "split it into its parts", [shapes[row].geom_type for row in odd[:3]]
    )
    wrong = _find_infinite(shapes)
    rule = phrase("import.coordinates-not-finite")
    yield from given.row_faults("geometry", wrong, rule, "correct them")


def _find_infinite(shapes: Shapes) -> NDArray[np.int64]:
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    return np.unique(rows[~np.isfinite(coordinates).all(axis=1)])


def _as_stored(source: Shapes, converted: Shapes) -> tuple[Shapes, list[str]]:
    """Return shapes as layers hold them, and what had to be done so that they stay valid."""
    sound, snapped = rounding.mend_converted(source, converted)
    found = rounding.round_shapes(sound)
    # what could not be rounded is the shape itself
    kept = sum(1 for a, b in zip(found, sound, strict=True) if a is not None and a is b)
    told = []
    if kept:
        told.append(
            f"all digits are kept of {format_count(kept, 'shape')}: rounding would make them cross"
        )
    if len(snapped):
        told.append(
            f"snapped to six decimals for touching itself: {format_count(len(snapped), 'shape')}"
        )
    return places.flatten_and_orient(found), told


def _find_exchanged_axes(
    given: SourceTable, shapes: Shapes, stored: Shapes, crs: CRS, bounds: Bounds
) -> Iterator[Fault]:
    """Yield positions in metres that lie inside the map only with their two axes exchanged."""
    rows = np.flatnonzero(~shapely.is_missing(shapes))
    x, y = shapely.get_coordinates(shapely.centroid(stored[rows])).T
    middles = shapely.centroid(shapes[rows])
    lon, lat = shapely.get_coordinates(datum.project_to_wgs84(datum.swap_axes(middles), crs)).T
    turned = ~datum_shift.mask_inside(x, y, bounds) & datum_shift.mask_inside(lon, lat, bounds)
    rule = phrase("import.axes-exchanged")
    seen = [f"{x:.0f}, {y:.0f}" for x, y in shapely.get_coordinates(middles[turned])]
    yield from given.row_faults("geometry", rows[turned], rule, EXCHANGE_HINT, seen)


def _check_placement(
    given: SourceTable, degrees: Shapes, stored: Shapes, bounds: Bounds, crs: CRS
) -> Iterator[Fault]:
    """Yield positions that are no places of this map, and shapes that cross themselves."""
    if len(wrong := _find_infinite(stored)):
        rule = phrase("import.outside-crs", crs=crs.name)
        yield from given.row_faults("geometry", wrong, rule, "check --crs")
        return
    rows = np.flatnonzero(~shapely.is_missing(stored))
    low_x, low_y, high_x, high_y = shapely.bounds(stored[rows]).T
    out = ~(
        datum_shift.mask_inside(low_x, low_y, bounds)
        & datum_shift.mask_inside(high_x, high_y, bounds)
    )
    yield from _explain_outside(given, degrees, rows[out], bounds)
    bad = rows[~shapely.is_valid(stored[rows])]
    reasons = [shapely.is_valid_reason(stored[row]) for row in bad[:3]]
    mend = phrase("mend.redraw-there")
    rule = phrase("import.shape-invalid")
    yield from given.row_faults("geometry", bad, rule, mend, reasons)


def _explain_outside(
    given: SourceTable, degrees: Shapes, rows: NDArray[np.int64], bounds: Bounds
) -> Iterator[Fault]:
    """Yield positions outside the map, by the likely reason."""
    lon, lat = shapely.get_coordinates(shapely.centroid(degrees[rows])).T
    zero, metres = datum_shift.mask_zeros(lon, lat), datum_shift.mask_metres(lon, lat)
    turned = datum_shift.mask_swapped_axes(lon, lat, bounds)
    round_ = ~(zero | turned) & (lon > HALF) & datum_shift.mask_inside(lon - 2 * HALF, lat, bounds)
    metres &= ~round_
    at_zero, swapped, in_metres, outside = _outside_rules(bounds)
    round_rule = phrase("import.longitude-0-360")
    rules = (
        (zero, at_zero, "empty the cells"),
        (turned & ~zero, swapped, EXCHANGE_HINT),
        (round_, round_rule, "subtract 360 from longitudes beyond 180"),
        (metres & ~turned, in_metres, "say --crs EPSG:…"),
        (
            ~(zero | metres | turned | round_),
            outside,
            "correct the position or its CRS, or widen the bounds",
        ),
    )
    for mask, rule, mend in rules:
        seen = [f"{x:.5f}, {y:.5f}" for x, y in zip(lon[mask], lat[mask], strict=True)]
        yield from given.row_faults("geometry", rows[mask], rule, mend, seen)


def _outside_rules(bounds: Bounds) -> tuple[Phrase, Phrase, Phrase, Phrase]:
    """Return the rules that positions outside the map break: zeros, swapped, metres, any other."""
    return (
        phrase("import.zero"),
        phrase("import.axes-swapped"),
        phrase("import.metres"),
        bounds_rule(bounds),
    )


def _describe_reading(crs: CRS, named: str, *, converted: bool) -> Iterator[str]:
    """Yield how coordinates were read, where a person would want to know."""
    if named in datum.SHIFTED_DATUMS:
        yield f"read as {named} and converted to WGS 84"
    elif converted:
        yield f"converted from {crs.name} to WGS 84"
    if named == datum.UNKNOWN_DATUM and datum.is_close_datum(crs):
        yield f"the datum of {crs.name} is WGS 84 within some two metres (source_datum “unknown”)"
    elif named == datum.UNKNOWN_DATUM:
        yield (
            f"the datum of {crs.name} is an older one: the conversion may be off by some metres "
            "to more than a hundred; let the radius say so (source_datum is “unknown”)"
        )
