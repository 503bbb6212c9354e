"""Shapes as a file has them: its geometries, or what stands in columns of numbers or WKT."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import shapely
from shapely.errors import ShapelyError

from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats import nesting
from geo.importing.angles import Angle, parse_angle, split_pair
from geo.importing.column_mapping import PAIRS, ColumnMapping
from geo.importing.source_table import Column, SourceTable
from geo.spatial import datum_shift
from geo.spatial.datum import Numbers, Shapes
from geo.spatial.datum_shift import Bounds

SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;\s*", re.IGNORECASE)
"""How EWKT says its coordinate system."""
ANGLED = re.compile(r"\d\s*[°º˚度]")
HEX = re.compile(r"(?:[0-9a-fA-F]{2}){9,}")


@dataclass(frozen=True)
class Drawn:
    """Shapes as a file has them, none where it has no coordinates at all."""

    shapes: Shapes | None
    faults: tuple[Fault, ...] = ()
    srid: int = 0
    """The coordinate system that each shape says, as EWKT and EWKB do."""
    notes: tuple[str, ...] = ()


def read_shapes(given: SourceTable, fields: ColumnMapping, bounds: Bounds) -> Drawn:
    """Return the shapes as the file has them; `bounds` are those of the map."""
    if given.shapes is not None:
        shapes = np.array(given.shapes, dtype="object")
        shapes[shapely.is_empty(shapes)] = None
        return Drawn(shapes)
    columns = {name: given.columns[column] for name, column in fields.coordinates.items()}
    if "wkt" in columns:
        return _shapes_from_wkt(given, fields.coordinates["wkt"], columns["wkt"], bounds)
    if not columns:
        return Drawn(None)
    if pair := next((name for name in columns if name in PAIRS), ""):
        return _from_pairs(given, fields.coordinates[pair], pair, bounds)
    if len(columns) == 1:
        other = "lat" if "lon" in columns else "lon"
        rule = phrase("import.coordinate-missing", missing=other, given=next(iter(columns)))
        mend = f"say which it is: --map COLUMN={other}"
        listed = given.describe_columns()
        return Drawn(None, (given.file_fault(other, rule, mend, listed),))
    return _shapes_from_columns(given, fields, columns)


def _shapes_from_wkt(given: SourceTable, title: str, cells: Column, bounds: Bounds) -> Drawn:
    shapes, wrong, said = np.full(len(given), None, "object"), [], set()
    for row, cell in enumerate(cells):
        try:
            if cell is not None:
                shapes[row], srid = _parse_shape(str(cell), given.file)
                said.add(srid)
        except (ShapelyError, TypeError, ValueError):
            wrong.append(row)
    shapes[shapely.is_empty(shapes)] = None
    lon, lat = _example_position(bounds)
    rule = phrase("import.not-wkt", lon=lon, lat=lat)
    mend = "correct or empty the cells"
    faults = [*given.row_faults(title, wrong, rule, mend, [cells[row] for row in wrong])]
    if len(said) > 1:
        rule = phrase("import.several-systems")
        listed = ", ".join(f"SRID {each}" if each else "none" for each in sorted(said))
        faults.append(given.file_fault(title, rule, "convert them to one, and say --crs", listed))
    return Drawn(shapes, tuple(faults), next(iter(said), 0))


def _example_position(bounds: Bounds) -> tuple[str, str]:
    """Return the middle of the map, for messages."""
    west, south, east, north = bounds
    return f"{(west + east) / 2:.1f}", f"{(south + north) / 2:.1f}"


def _parse_shape(text: str, name: str) -> tuple[object, int]:
    """Return the shape of a text in WKT, EWKT or hexadecimal WKB, and the system that it says."""
    if HEX.fullmatch(text.strip()):
        raw = bytes.fromhex(text.strip())
        nesting.check_wkb(pa.array([raw]), name)
        shape = shapely.from_wkb(raw)
        return shapely.set_srid(shape, 0), int(shapely.get_srid(shape))
    said = SRID.match(text)
    plain = text[said.end() :] if said else text
    nesting.check_wkt(plain, name)
    return shapely.from_wkt(plain), int(said[1][:9]) if said else 0


def _shapes_from_columns(
    given: SourceTable, fields: ColumnMapping, columns: dict[str, Column]
) -> Drawn:
    """Return points of two columns of numbers; a row with neither has no position."""
    faults: list[Fault] = []
    numbers = {}
    for name, cells in columns.items():
        angles = [_read_angle(cell) for cell in cells]
        numbers[name] = np.array([each.degrees if each else np.nan for each in angles])
        wrong = [r for r, cell in enumerate(cells) if cell is not None and angles[r] is None]
        wrong += [r for r, each in enumerate(angles) if each and not np.isfinite(each.degrees)]
        title, seen = fields.coordinates[name], [cells[row] for row in sorted(wrong)]
        rule = phrase("import.coordinates-not-finite")
        if seen and all(ANGLED.search(str(cell)) for cell in seen):
            rule = phrase("import.degrees-minutes-seconds")
        mend = "correct the cells, or empty both"
        faults += given.row_faults(title, sorted(wrong), rule, mend, seen)
        other = [r for r, each in enumerate(angles) if each and each.axis not in ("", name)]
        rule = phrase("import.other-hemisphere")
        mend = "exchange the columns (--map)"
        faults += given.row_faults(title, other, rule, mend, [cells[row] for row in other])
    lon, lat = (np.array([cell is not None for cell in columns[name]]) for name in ("lon", "lat"))
    halves = np.flatnonzero(lon != lat)
    rule = phrase("import.half-a-position")
    mend = "fill in the other cell or empty both"
    faults += given.row_faults("lon, lat", halves, rule, mend)
    shapes = np.full(len(given), None, "object")
    both = np.flatnonzero(lon & lat)
    shapes[both] = shapely.points(numbers["lon"][both], numbers["lat"][both])
    return Drawn(shapes, tuple(faults))


def _read_angle(cell: object) -> Angle | None:
    """Return the number in a cell; none where it holds anything else."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        return Angle(float(cell)) if "_" not in str(cell) else None
    except OverflowError:
        return None
    except ValueError:
        return parse_angle(str(cell))


def _from_pairs(given: SourceTable, title: str, order: str, bounds: Bounds) -> Drawn:
    """Return points of a column of pairs, in the order that is said or the only one that fits."""
    cells = given.columns[title]
    pairs = [None if cell is None else split_pair(str(cell)) for cell in cells]
    wrong = [r for r, cell in enumerate(cells) if cell is not None and pairs[r] is None]
    lon, lat = _example_position(bounds)
    rule = phrase("import.not-a-pair", lat=lat, lon=lon)
    seen = [cells[row] for row in wrong]
    faults = [*given.row_faults(title, wrong, rule, "correct or empty the cells", seen)]
    rows = [row for row, pair in enumerate(pairs) if pair]
    held = np.array([[each.degrees for each in pairs[row] or ()] for row in rows]).reshape(-1, 2)
    order = _order_from_sides(pairs) or (
        order if order != "pair" else _order_from_bounds(held, bounds)
    )
    if not order and not faults:
        rule = phrase("import.order-unclear")
        mend = f"say --map {title}=latlon or --map {title}=lonlat"
        return Drawn(
            None, tuple(given.row_faults(title, rows, rule, mend, [cells[r] for r in rows]))
        )
    shapes = np.full(len(given), None, "object")
    lat, lon = held.T if order == "latlon" else held.T[::-1]
    shapes[rows] = shapely.points(lon, lat)
    told = "latitude, longitude" if order == "latlon" else "longitude, latitude"
    return Drawn(shapes, tuple(faults), notes=(f"{format_value(title)} was read as {told}",))


def _order_from_sides(pairs: Sequence[tuple[Angle, Angle] | None]) -> str:
    """Return the order that letters or words for the hemispheres say."""
    axes = {(one.axis, other.axis) for one, other in filter(None, pairs)}
    if len(axes) != 1:
        return ""
    return {("lat", "lon"): "latlon", ("lon", "lat"): "lonlat"}.get(axes.pop(), "")


def _order_from_bounds(held: Numbers, bounds: Bounds) -> str:
    """Return the one order of two in which a position lies inside the map."""
    one, other = held.T
    fits = {
        "lonlat": datum_shift.mask_inside(one, other, bounds),
        "latlon": datum_shift.mask_inside(other, one, bounds),
    }
    found = [order for order, inside in fits.items() if inside.any()]
    return found[0] if len(found) == 1 else ""
