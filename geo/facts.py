"""Facts: the rows of `facts.csv` or `facts.parquet`, strictly read, as typed values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo import files, schemas, sources, spreadsheet
from geo.errors import Fault
from geo.phrases import phrase
from geo.places import localised
from geo.project import Text
from geo.sheets import Mask, Sheet

FILE = "facts.csv"
LARGE = "facts.parquet"
"""The same columns as another engine prepares them, in place of the file that people edit."""


@dataclass(frozen=True)
class Row:
    """One row of the table as it stands in the file, numbers parsed, empty cells left out."""

    file: str
    number: int
    """Line of the file where the row begins, counting the header as 1; in Parquet the row."""
    cells: Mapping[str, Any]
    broken: frozenset[str] = frozenset()
    """Columns left out of `cells` because their number cannot be read; told already."""

    @property
    def at(self) -> schemas.At:
        """Where it stands, for messages."""
        ident = self.cells.get("id")
        where = schemas.numbered(self.counted, self.number, ident)
        return schemas.At(self.file, self.number, where, ident if isinstance(ident, str) else "")

    @property
    def counted(self) -> str:
        """What its number counts."""
        return "row" if sources.is_table(self.file) else "line"


@dataclass(frozen=True)
class Facts:
    """The table as it stands in its file, not yet trusted."""

    sheet: Sheet
    broken: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Columns of a row whose number cannot be read, by its line."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.sheet)

    def rows(self, suspects: Callable[[Sheet], Mask] | None = None) -> Iterator[Row]:
        """Yield the rows that a test over whole columns marks, or all."""
        mask = suspects(self.sheet) if suspects else np.ones(len(self), "bool")
        for row, cells in self.sheet.records(mask):
            number = self.sheet.number(row)
            yield Row(self.sheet.file, number, cells, self.broken.get(number, frozenset()))


@dataclass(frozen=True)
class Fact:
    """One checkable statement about one place, cited to the character."""

    id: str
    place: str
    topic: str
    text: Text
    measure: str
    value: float | None
    """The figure as printed, in the unit as printed."""
    unit: Text
    """Unit as printed in the first language; what is counted in the others."""
    bound: str
    period: str
    """ISO 8601: year, month, day or an interval; `..` leaves an end open."""
    state: str
    source: str
    start: int
    end: int
    note: Text


def find(data: Path) -> str:
    """Return the name of the file that holds the facts of a folder."""
    return LARGE if (data / LARGE).exists() else FILE


def read(data: Path) -> tuple[Facts, list[Fault]]:
    """Read the facts of a folder; without a file it is a map without facts."""
    name = find(data)
    path, named = data / name, f"{data.name}/{name}"
    nothing = Facts(Sheet(named, pd.DataFrame()))
    if not path.exists() and not path.is_symlink():
        return nothing, []
    if strays := files.outside(data, path, named):
        return nothing, strays
    if name == LARGE:
        sheet, faults = sources.read_facts(path, named)
        return Facts(sheet) if sheet else nothing, [*faults, *_twice(data, named)]
    reading = spreadsheet.read(path, named)
    return Facts(reading.sheet(), reading.broken), reading.faults


def _twice(data: Path, named: str) -> list[Fault]:
    """Return a fault where both files stand: nobody could know which one counts."""
    if not (data / FILE).exists():
        return []
    rule, mend = (
        phrase("facts.two-files", "facts stand in one file"),
        phrase("mend.remove-or-file", "remove it or {file}", file=FILE),
    )
    return [schemas.At(named).fault("", "", rule, mend)]


def from_row(given: Mapping[str, Any], languages: tuple[str, ...]) -> Fact:
    """Return the fact of a row of `geo.table`."""
    return Fact(
        id=given["id"],
        place=given["place"],
        topic=given["topic"],
        text={language: given[language] for language in languages if given[language]},
        measure=given["measure"],
        value=None if np.isnan(given["value"]) else given["value"],
        unit=localised(given, "unit", languages),
        bound=given["bound"],
        period=given["period"],
        state=given["state"],
        source=given["source"],
        start=given["start"],
        end=given["end"],
        note=localised(given, "note", languages),
    )
