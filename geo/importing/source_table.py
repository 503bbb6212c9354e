"""A file of places as it stands, whatever its form: columns, shapes, and what it says of itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase
from geo.spatial.datum import Shapes

Column: TypeAlias = list[object]
"""Text, numbers and truth values; `None` where a cell is empty."""
MAX_EXAMPLES = 3
"""Rows that a fault names of the many that it is about."""


@dataclass(frozen=True)
class ReadingChoice:
    """What a person says about how a file is to be read."""

    table: str = ""
    """Table of a file that has several."""
    sheet: str = ""
    encoding: str = ""
    """Encoding of the text, where the file does not say it or says it wrongly."""
    areas: bool = False
    """Whether only tables with areas are meant."""


@dataclass(frozen=True)
class SourceTable:
    """One table of a file, not yet trusted."""

    file: str
    columns: dict[str, Column]
    unit: str
    """What its rows are called and counted as: `feature`, `line`, `row`."""
    numbers: NDArray[np.int64]
    """Where each row stands in the file."""
    shapes: Shapes | None = None
    """Geometries in `crs`; `None` where they stand in columns."""
    crs: CRS | None = None
    """The coordinate system that the file says; `None` where it says none."""
    notes: tuple[str, ...] = field(default=())
    """What was decided in reading it, for the person who brings it in."""
    blank: tuple[str, ...] = ()
    """Columns that a table has a name for and no cell."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.numbers)

    def row_location(self, row: int, name: object = None) -> Location:
        """Return where a row stands, for messages."""
        number = int(self.numbers[row])
        named = f" ({format_value(name)[1:-1]})" if isinstance(name, str) and name else ""
        return Location(self.file, number, f"{self.unit} {number}{named}")

    def file_fault(self, name: str, rule: Phrase, mend: str, found: str = "") -> Fault:
        """Return a fault of the whole file."""
        return Location(self.file).make_fault(name, found, rule, mend)

    def describe_columns(self) -> str:
        """Return which columns there are, for messages."""
        return f"columns: {', '.join(self.columns) or 'none'}"

    def describe_rows(
        self, rows: Sequence[int] | NDArray[np.int64], seen: Sequence[object] = ()
    ) -> str:
        """Return how many rows are meant and the first of them, each with what is `seen` there."""
        first = [f"{self.unit} {self.numbers[row]}" for row in rows[:MAX_EXAMPLES]]
        values = [f": {format_value(value)}" for value in seen[:MAX_EXAMPLES]] or [""] * len(first)
        told = "; ".join(f"{name}{value}" for name, value in zip(first, values, strict=True))
        more = " …" if len(rows) > MAX_EXAMPLES else ""
        return f"{len(rows):,} of {len(self):,} ({told}{more})"

    def row_faults(
        self, name: str, rows: Sequence[int] | NDArray[np.int64], rule: Phrase, mend: str,
        seen: Sequence[object] = (),
    ) -> Iterator[Fault]:  # fmt: skip
        """Yield one fault for all the rows that it is about, where there are any."""
        if len(rows):
            yield self.file_fault(name, rule, mend, self.describe_rows(rows, seen))


def drop_empty_columns(columns: dict[str, Column]) -> dict[str, Column]:
    """Return the columns that have a cell; empty text and what is no number are no cell."""
    told = {name: [_clean_cell(cell) for cell in cells] for name, cells in columns.items()}
    return {name: cells for name, cells in told.items() if any(c is not None for c in cells)}


def list_blank_columns(columns: dict[str, Column]) -> tuple[str, ...]:
    """Return the columns that `drop_empty_columns` leaves out."""
    return tuple({*columns} - {*drop_empty_columns(columns)})


def _clean_cell(cell: object) -> object:
    """Return a cell as text, number or truth value, `None` where it is empty."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float):
        return None if cell != cell else int(cell) if cell.is_integer() else cell  # noqa: PLR0124
    if cell is None or isinstance(cell, bool | int):
        return cell
    return str(cell)


def flatten_value(value: object) -> object:
    """Return a value as a cell; what is nested as its text, for the person to see."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
