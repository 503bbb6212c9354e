"""Shapes as a file has them: its geometries, or what stands in columns of numbers or WKT."""

import re
from collections.abc import Iterator

import numpy as np
import shapely
from shapely.errors import ShapelyError

from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats import nesting
from geo.importing.column_mapping import ColumnMapping
from geo.importing.source_table import Column, SourceTable
from geo.spatial.datum import Shapes

DMS_PATTERN = re.compile(r"""^\D{0,2}(\d{1,3})\s*[°º度d:\s]\s*(\d{1,2})\s*['′’分m:\s]\s*([\d.]*)""")
"""Degrees, minutes, seconds in their usual writings."""


def read_shapes(given: SourceTable, fields: ColumnMapping) -> tuple[Shapes | None, list[Fault]]:
    """Return the shapes as the file has them; none where it has no coordinates at all."""
    if given.shapes is not None:
        shapes = np.array(given.shapes, dtype="object")
        shapes[shapely.is_empty(shapes)] = None
        return shapes, []
    columns = {name: given.columns[column] for name, column in fields.coordinates.items()}
    if "wkt" in columns:
        return _shapes_from_wkt(given, fields.coordinates["wkt"], columns["wkt"])
    if not columns:
        return None, []
    if len(columns) == 1:
        other = "lat" if "lon" in columns else "lon"
        rule = phrase(
            "import.coordinate-missing",
            "a column of {missing} must stand beside that of {given}",
            missing=other,
            given=next(iter(columns)),
        )
        mend = f"say which it is: --map COLUMN={other}"
        return None, [given.file_fault(other, rule, mend, f"columns: {', '.join(given.columns)}")]
    return _shapes_from_columns(given, fields, columns)


def _shapes_from_wkt(given: SourceTable, title: str, cells: Column) -> tuple[Shapes, list[Fault]]:
    shapes, wrong = np.full(len(given), None, "object"), []
    for row, cell in enumerate(cells):
        try:
            if cell is not None:
                nesting.check_wkt(str(cell), given.file)
                shapes[row] = shapely.from_wkt(cell)
        except (ShapelyError, TypeError):
            wrong.append(row)
    rule = phrase("import.not-wkt", "it must be a geometry in WKT: POINT (119.2 36.8)")
    mend = "correct or empty the cells"
    return shapes, [*given.row_faults(title, wrong, rule, mend, [cells[row] for row in wrong])]


def _shapes_from_columns(
    given: SourceTable, fields: ColumnMapping, columns: dict[str, Column]
) -> tuple[Shapes, list[Fault]]:
    """Return points of two columns of numbers; a row with neither has no position."""
    faults: list[Fault] = []
    numbers = {}
    for name, cells in columns.items():
        numbers[name] = np.array([_parse_number(cell) for cell in cells])
        wrong = [
            r for r, cell in enumerate(cells) if cell is not None and np.isnan(numbers[name][r])
        ]
        faults += _number_faults(given, fields.coordinates[name], cells, wrong)
    lon, lat = (np.array([cell is not None for cell in columns[name]]) for name in ("lon", "lat"))
    halves = np.flatnonzero(lon != lat)
    rule = phrase("import.half-a-position", "a row has both coordinates or none")
    mend = "fill in the other cell or empty both"
    faults += given.row_faults("lon, lat", halves, rule, mend)
    shapes = np.full(len(given), None, "object")
    both = np.flatnonzero(lon & lat)
    shapes[both] = shapely.points(numbers["lon"][both], numbers["lat"][both])
    return shapes, faults


def _parse_number(cell: object) -> float:
    """Return the number in a cell; none where it holds anything else."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return float("nan")
    try:
        return float(cell) if "_" not in str(cell) else float("nan")
    except (ValueError, OverflowError):
        return float("nan")


def _number_faults(
    given: SourceTable, title: str, cells: Column, rows: list[int]
) -> Iterator[Fault]:
    """Yield cells that hold no number; degrees, minutes and seconds with what they would be."""
    seen = [cells[row] for row in rows]
    angles = [DMS_PATTERN.match(str(cell)) for cell in seen]
    if rows and all(angles):
        degrees, minutes, seconds = (float(part or 0) for part in angles[0].groups())  # type: ignore[union-attr]
        decimal = degrees + minutes / 60 + seconds / 3600
        rule = phrase(
            "import.degrees-minutes-seconds",
            "coordinates are decimal degrees; these look like degrees, minutes, seconds",
        )
        mend = f"convert the column: {format_value(seen[0])} is {decimal:.6f}"
    else:
        rule = phrase("import.coordinates-not-finite", "coordinates are finite numbers")
        mend = "correct the cells, or empty both"
    yield from given.row_faults(title, rows, rule, mend, seen)
