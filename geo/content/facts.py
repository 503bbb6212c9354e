"""Facts: the rows of `facts.csv` or `facts.parquet`, strictly read, as typed values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from geo.content.places import localised_text
from geo.faults import schemas
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.formats import columnar_files, facts_csv
from geo.formats.column_table import ColumnTable, Mask
from geo.runtime import files
from geo.text.page_strings import Text

FACTS_CSV = "facts.csv"
FACTS_PARQUET = "facts.parquet"
"""The same columns as another engine prepares them, in place of the file that people edit."""


Cells: TypeAlias = Mapping[str, Any]
"""Cells of a row by column: texts and numbers."""


@dataclass(frozen=True)
class FactRow:
    """One row of the table as it stands in the file, numbers parsed, empty cells left out."""

    file: str
    number: int
    """Line of the file where the row begins, counting the header as 1; in Parquet the row."""
    cells: Cells
    broken: frozenset[str] = frozenset()
    """Columns left out of `cells` because their number cannot be read; told already."""

    @property
    def location(self) -> schemas.Location:
        """Where it stands, for messages."""
        ident = self.cells.get("id")
        where = schemas.format_numbered(self.numbering_unit, self.number, ident)
        return schemas.Location(
            self.file, self.number, where, ident if isinstance(ident, str) else ""
        )

    @property
    def numbering_unit(self) -> str:
        """What its number counts."""
        return "row" if columnar_files.is_table(self.file) else "line"


@dataclass(frozen=True)
class FactTable:
    """The table as it stands in its file, not yet trusted."""

    sheet: ColumnTable
    broken: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Columns of a row whose number cannot be read, by its line."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.sheet)

    @cached_property
    def rows(self) -> tuple[FactRow, ...]:
        """All rows, made once: for tables of which each row is judged."""
        return tuple(self.iter_rows())

    def iter_rows(self, suspects: Callable[[ColumnTable], Mask] | None = None) -> Iterator[FactRow]:
        """Yield the rows that a test over whole columns marks, or all."""
        mask = suspects(self.sheet) if suspects else np.ones(len(self), "bool")
        for row, cells in self.sheet.iter_records(mask):
            number = self.sheet.row_number(row)
            yield FactRow(self.sheet.file, number, cells, self.broken.get(number, frozenset()))


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


def find_facts_file(data: Path) -> str:
    """Return the name of the file that holds the facts of a folder."""
    return FACTS_PARQUET if (data / FACTS_PARQUET).exists() else FACTS_CSV


def expect_facts_csv(data: Path) -> None:
    """Raise `InputError` where the facts stand in a file that programs write, not people."""
    if find_facts_file(data) != FACTS_CSV:
        mend = phrase("mend.change-at-source")
        at = schemas.Location(f"{data.name}/{FACTS_PARQUET}")
        raise InputError([at.make_fault("", "", phrase("facts.in-parquet"), mend)])


def read_facts(data: Path) -> tuple[FactTable, list[Fault]]:
    """Read the facts of a folder; without a file it is a map without facts."""
    name = find_facts_file(data)
    path, named = data / name, f"{data.name}/{name}"
    nothing = FactTable(ColumnTable(named, pd.DataFrame()))
    if not path.exists() and not path.is_symlink():
        return nothing, []
    if strays := files.check_inside(data, path, named):
        return nothing, strays
    if name == FACTS_PARQUET:
        sheet, faults = columnar_files.read_facts(path, named)
        return FactTable(sheet) if sheet else nothing, [*faults, *_check_single_file(data, named)]
    reading = facts_csv.read_csv(path, named)
    return FactTable(reading.to_column_table(), reading.broken), reading.faults


def _check_single_file(data: Path, named: str) -> list[Fault]:
    """Return a fault where both files stand: nobody could know which one counts."""
    if not (data / FACTS_CSV).exists():
        return []
    rule, mend = phrase("facts.two-files"), phrase("mend.remove-or-file", file=FACTS_CSV)
    return [schemas.Location(named).make_fault("", "", rule, mend)]


def fact_from_row(given: Cells, languages: tuple[str, ...]) -> Fact:
    """Return the fact of a row of `geo.content.content_tables`."""
    return Fact(
        id=given["id"],
        place=given["place"],
        topic=given["topic"],
        text={language: given[language] for language in languages if given[language]},
        measure=given["measure"],
        value=None if np.isnan(given["value"]) else given["value"],
        unit=localised_text(given, "unit", languages),
        bound=given["bound"],
        period=given["period"],
        state=given["state"],
        source=given["source"],
        start=given["start"],
        end=given["end"],
        note=localised_text(given, "note", languages),
    )
