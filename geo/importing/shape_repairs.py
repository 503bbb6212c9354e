"""Features of whose shape nothing can be drawn as it stands: mended where that is clear, else left.

Shapely draws no ring that is open and no line of one point; of a ring that stands alone, as KML may
have it, GDAL gives no bytes at all. What has no shape by itself is a place without a position.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.line_parts import read_longer_parts
from geo.formats.vector_file import EXTENSION_KEY, Source, open_stream, read_frame, read_shape_texts
from geo.importing.source_table import MAX_EXAMPLES
from geo.terminal.fault_report import format_count

READ_OPTIONS: dict[str, Any] = {"use_arrow": True, "datetime_as_string": True}
MIN_RING_POSITIONS = 4
RING = "LINEARRING"
"""What GDAL calls a ring that stands alone; it is a closed line."""


def read_drawable_rows(source: Source, table: str) -> tuple[Any, list[str], int]:
    """Return a table as GDAL reads it, what was mended or left out, and how many rows are left out.

    Raises `InputError` where none is left.
    """
    try:
        return read_frame(source, table, **READ_OPTIONS), [], 0
    except ShapelyError:
        frame = read_frame(source, table, on_invalid="ignore", **READ_OPTIONS)
    shortened, closed, odd = list[int](), list[int](), list[int]()
    bare = np.flatnonzero(frame.geometry.isna())
    for row, raw in _read_raw_shapes(source, table, bare):
        line = read_longer_parts(raw) if isinstance(raw, bytes) else None
        shape = line or _close_rings(raw)
        if shape is None:
            odd.append(row)
            continue
        frame.loc[row, frame.geometry.name] = shape
        (shortened if line else closed).append(row)
    if len(odd) == len(frame):
        rule = phrase("import.no-shape")
        found, mend = _name_features(frame, odd), "draw it anew, or export lines in place of rings"
        raise InputError([Location(source.name).make_fault("geometry", found, rule, mend)])
    told = [
        f"{what}: {format_count(len(rows), 'feature')} ({_name_features(frame, rows)})"
        for what, rows in (
            ("segments of one point are left out", shortened),
            ("read as closed rings", closed),
            ("left out, since no shape can be made", odd),
        )
        if rows
    ]
    return frame.drop(index=odd), told, len(odd)


def _read_raw_shapes(
    source: Source, table: str, rows: NDArray[np.intp]
) -> Iterator[tuple[int, bytes | str]]:
    """Yield those of some rows that have a shape, as WKB; a ring that stands alone as WKT."""
    wanted, at, texts = {*rows.tolist()}, 0, list[str | None]()
    with open_stream(source, table) as (_, schema, batches):
        drawn = next(field.name for field in schema if EXTENSION_KEY in (field.metadata or ()))
        for batch in batches:
            for row in sorted(wanted & {*range(at, at + len(batch))}):
                raw = batch.column(drawn)[row - at].as_py()
                if raw == b"":
                    texts = texts or read_shape_texts(source, table)
                    raw = texts[row]
                if raw is not None:
                    yield row, raw
            at += len(batch)


def _close_rings(raw: bytes | str) -> BaseGeometry | None:
    """Return a shape with each of its rings closed; `None` where one has too few positions."""
    try:
        if isinstance(raw, bytes):
            shape = shapely.from_wkb(raw, on_invalid="fix")
            rings = shapely.get_rings(shapely.get_parts(shapely.get_parts([shape])))
        else:
            line = shapely.from_wkt(raw.replace(RING, "LINESTRING"))
            shape = shapely.linestrings(shapely.linearrings(line.coords).coords)
            rings = np.array([shape])
    except (ShapelyError, ValueError):
        return None
    short = shapely.get_num_coordinates(rings) < MIN_RING_POSITIONS
    return None if shape is None or short.any() else shape


def _name_features(frame: Any, rows: list[int]) -> str:  # noqa: ANN401  a frame
    """Return the first of some features by number and name."""
    title = next((title for title in frame.columns if str(title).casefold() == "name"), None)
    told = [
        f"feature {row + 1}"
        + (f" ({format_value(str(frame[title].iloc[row]))[1:-1]})" if title else "")
        for row in rows[:MAX_EXAMPLES]
    ]
    return ", ".join(told) + (" …" if len(rows) > len(told) else "")
