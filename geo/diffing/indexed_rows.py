"""The two sides of a comparison as values: tables with an id for each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults.fault import Fault
from geo.formats import json_text
from geo.formats.column_table import Mask


@dataclass(frozen=True)
class IndexedRows:
    """Rows with different ids, in the order of these."""

    cells: pd.DataFrame
    """Text or numbers by id; an empty cell is missing."""
    shapes: NDArray[np.object_]
    """Geometry of each row, `None` where it has none; of facts nothing at all."""
    broken: Mask
    """Rows whose geometry cannot be read."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.cells)

    def select_rows(self, which: NDArray[Any]) -> "IndexedRows":
        """Return some rows, given by a mask or by their numbers."""
        numbers = np.flatnonzero(which) if which.dtype == "bool" else which
        return IndexedRows(self.cells.iloc[numbers], self.shapes[numbers], self.broken[numbers])

    def get_column(self, name: str) -> pd.Series:
        """Return a column; one that is not there is one without any cell."""
        if name in self.cells:
            return self.cells[name]
        return pd.Series(np.nan, index=self.cells.index, dtype="float64")

    def get_cell(self, name: str, row: int) -> str | float | None:
        """Return one cell as JSON writes it, a missing one as `None`."""
        column = self._cell_arrays.get(name)
        return None if column is None else to_json_value(column[row])

    @cached_property
    def _cell_arrays(self) -> dict[str, NDArray[Any]]:
        """The columns as arrays, of which a single cell is had a hundred times as fast."""
        return {name: column.to_numpy() for name, column in self.cells.items()}


@dataclass(frozen=True)
class ComparisonSide:
    """One folder of content, not checked."""

    languages: tuple[str, ...]
    settings: Mapping[str, object] | None
    """`map.toml` as it stands, or nothing where it cannot be read."""
    places: IndexedRows
    areas: IndexedRows
    """The reference areas."""
    facts: IndexedRows
    backdrop: IndexedRows
    words: Mapping[str, Mapping[str, object]]
    inputs: Mapping[str, str]
    unread: tuple[Fault, ...]


def to_json_value(cell: str | float) -> str | float | None:
    """Return a cell as JSON writes it, a missing one as `None`."""
    if isinstance(cell, str):
        return cell
    return None if pd.isna(cell) else json_text.round_number(float(cell))
