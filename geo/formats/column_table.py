"""Rows of a file in columns, as they stand in it: what rules look at before they look at one row.

A rule marks the rows that a fast test over whole columns cannot clear; only those become features
or rows, and are told in the same words as those of a file that is edited by hand.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from shapely.geometry import mapping

from geo.formats.geojson import Feature

CHUNK_ROWS = 20_000
"""Rows looked at together: their values as Python objects take some megabytes."""

Mask: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class ColumnTable:
    """One table of places or facts, not yet trusted."""

    file: str
    cells: pd.DataFrame
    """Text or numbers; an empty cell is missing, a column without any cell is not here."""
    shapes: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, "object"))
    """Geometries as shapely has them, `None` where there is none; facts have none at all."""
    numbers: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, "int64"))
    """Where each row stands in its file, for messages; the first row is 1 where this is empty."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.cells)

    def get_column(self, name: str) -> pd.Series:
        """Return a column; one that is not there is one without any cell."""
        if name in self.cells:
            return self.cells[name]
        return pd.Series(np.nan, index=self.cells.index, dtype="str", name=name)

    def row_number(self, row: int) -> int:
        """Return where a row stands in its file."""
        return int(self.numbers[row]) if len(self.numbers) else row + 1

    def iter_records(self, mask: Mask) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield each marked row with its cells as a GeoJSON file would have them."""
        for start in range(0, len(self), CHUNK_ROWS):
            # rows are taken from a part of the columns: from all, a copy of all would be made
            rows = np.flatnonzero(mask[start : start + CHUNK_ROWS])
            part = self.cells.iloc[start : start + CHUNK_ROWS].iloc[rows] if len(rows) else None
            given = part.to_dict("records") if part is not None else []
            for row, cells in zip(rows, given, strict=True):
                said = {name: _integral(cell) for name, cell in cells.items() if cell == cell}  # noqa: PLR0124  NaN is missing
                yield start + int(row), said

    def iter_features(self, mask: Mask) -> Iterator[Feature]:
        """Yield each marked row as a feature."""
        for row, cells in self.iter_records(mask):
            shape = self.shapes[row]
            geometry = None if shape is None else _with_lists(mapping(shape))
            yield Feature(self.file, self.row_number(row), cells, geometry)

    def mask_values(self, name: str, bad: Callable[[list[object]], list[object]]) -> Mask:
        """Mark rows whose cell is among the bad ones that are found in the distinct values."""
        mask = np.zeros(len(self), "bool")
        if name not in self.cells:
            return mask
        column = self.cells[name]
        for start in range(0, len(column), CHUNK_ROWS):
            part = column.iloc[start : start + CHUNK_ROWS]
            values = part.dropna().unique().tolist()
            if values and (found := bad(values)):
                text = isinstance(part.dtype, pd.StringDtype)
                mask[start : start + CHUNK_ROWS] = (
                    mask_among(part, found) if text else part.isin(found)
                )
        return mask


def mask_among(column: pd.Series, known: Iterable[object]) -> Mask:
    """Mark the texts of a column that are among those known; a missing one is not.

    pandas makes an object of each for this, which takes thirty times as long.
    """
    values = pa.chunked_array(known) if isinstance(known, pd.Series) else pa.array(list(known))
    values = values.cast(pa.large_string()).drop_null()
    found: Mask = pc.is_in(
        pa.chunked_array(column).cast(pa.large_string()), value_set=values
    ).to_numpy()
    return found


def _integral(cell: object) -> object:
    """Return a whole number as JSON writes it; columns hold all numbers as floats."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _with_lists(geometry: dict[str, object]) -> dict[str, object]:
    """Return a geometry with lists, as JSON has them, where shapely gives tuples."""
    return {**geometry, "coordinates": tuples_to_lists(geometry.get("coordinates"))}


def tuples_to_lists(coordinates: object) -> object:
    """Return coordinates with lists in place of tuples, which stand in lists where parts do."""
    if isinstance(coordinates, tuple | list):
        return [tuples_to_lists(part) for part in coordinates]
    return coordinates
