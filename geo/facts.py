"""Facts: the rows of `facts.csv`, read strictly, as typed values."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo import schemas
from geo.errors import Fault, shown
from geo.files import read_text
from geo.places import localised
from geo.project import Text

FILE = "facts.csv"

NUMBERS = {"value": float, "start": int, "end": int}
"""Columns that hold numbers; every other one is text."""


@dataclass(frozen=True)
class Row:
    """One row of the table as it stands in the file, numbers parsed, empty cells left out."""

    file: str
    number: int
    """Line of the file where the row begins, counting the header as 1."""
    cells: Mapping[str, Any]
    broken: frozenset[str] = frozenset()
    """Columns left out of `cells` because their number cannot be read; told already."""

    @property
    def at(self) -> schemas.At:
        """Where it stands, for messages."""
        ident = self.cells.get("id")
        named = f" ({shown(ident)[1:-1]})" if isinstance(ident, str) else ""
        return schemas.At(self.file, self.number, f"line {self.number}{named}")


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


def read(path: Path, name: str) -> tuple[list[Row], list[Fault]]:
    """Read the table; a missing file is a map without facts.

    Separators other than the comma, as spreadsheets in some countries write them, are recognised
    by the header. Rows with too many or too few cells are told and left out.
    """
    if not path.exists():
        return [], []
    text, faults = read_text(path, name)
    if text is None:
        return [], faults
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        names = [cell.strip() for cell in next(table, [])]
        if faults := _header(names, name):
            return [], faults
        line = table.line_num + 1
        for cells in table:
            if any(cell.strip() for cell in cells):
                row, wrong = _row(names, cells, schemas.At(name, line, f"line {line}"), separator)
                faults += wrong
                rows += [row] if row else []
            line = table.line_num + 1
    except csv.Error as error:
        at = schemas.At(name, table.line_num, f"line {table.line_num}")
        mend = "check the quotation marks there and just before: a cell's own are doubled"
        faults.append(at.fault("", "", f"the table must be valid CSV: {error}", mend))
    return rows, faults


def _header(names: list[str], name: str) -> list[Fault]:
    """Return faults of the header: columns missing, unknown or standing twice.

    Rows under a header that cannot be trusted are not read: each would repeat its fault.
    """
    at = schemas.At(name, 1, "line 1")
    known = schemas.schema("fact")
    patterns = [re.compile(pattern) for pattern in known["patternProperties"]]
    faults = []
    for column in known["required"]:
        if column not in names:
            rule, mend = (
                "the column is missing",
                f"add it: {known['properties'][column]['description']}",
            )
            faults.append(at.fault(column, "", rule, mend))
    for column in dict.fromkeys(filter(None, names)):
        if names.count(column) > 1:
            faults.append(at.fault(column, "", "the column stands twice", "remove one of them"))
        if column not in known["properties"] and not any(p.search(column) for p in patterns):
            mend = schemas.nearest(column, list(known["properties"])) or "remove the column"
            faults.append(at.fault(column, "", "the column is unknown", mend))
    return faults


def _row(
    names: list[str], cells: list[str], at: schemas.At, separator: str
) -> tuple[Row | None, list[Fault]]:
    if len(cells) > len(names):
        rule = f"a row has {len(names)} cells like the header, this one {len(cells)}"
        mend = f"put quotation marks around a cell that holds “{separator}”"
        return None, [at.fault("", "", rule, mend)]
    given: dict[str, Any] = {
        column: cell.strip() for column, cell in zip(names, cells, strict=False) if cell.strip()
    }
    broken: dict[str, str] = {}
    for column, parse in NUMBERS.items():
        if column in given:
            try:
                given[column] = parse(_digits(given[column], separator))
            except ValueError:
                broken[column] = given.pop(column)
    row = Row(at.file, at.position, given, frozenset(broken))
    mend = "write digits and at most one decimal point, no separators, no unit"
    return row, [
        row.at.fault(
            column,
            shown(cell),
            f"it must be a {'whole ' if NUMBERS[column] is int else ''}number",
            mend,
        )
        for column, cell in broken.items()
    ]


def _digits(cell: str, separator: str) -> str:
    """Return a cell as Python reads numbers.

    Spreadsheets that separate cells by semicolons write decimal commas. Python's own underscores
    are no number to anyone else, and neither are nan and inf.
    """
    text = cell.replace(",", ".") if separator == ";" else cell
    return text if re.fullmatch(r"[-+]?[0-9.]+", text) else "not a number"


def from_row(row: Row, languages: tuple[str, ...]) -> Fact:
    """Return the fact of a row that has passed `geo.check`."""
    given = row.cells
    return Fact(
        id=given["id"],
        place=given["place"],
        topic=given["topic"],
        text={language: given[language] for language in languages if language in given},
        measure=given.get("measure", ""),
        value=given.get("value"),
        unit=localised(given, "unit", languages),
        bound=given.get("bound", ""),
        period=given.get("period", ""),
        state=given["state"],
        source=given["source"],
        start=given["start"],
        end=given["end"],
        note=localised(given, "note", languages),
    )
