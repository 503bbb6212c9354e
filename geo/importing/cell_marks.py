"""Cells that hold a program's mark in place of a value: errors, words for nothing, cut numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from geo.faults.fault import Fault
from geo.faults.translation import phrase
from geo.importing.column_mapping import ColumnMapping
from geo.importing.source_table import SourceTable

ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!)")
"""What a spreadsheet shows where a formula has no value."""
NOTHING = frozenset(
    {"nan", "null", "none", "na", "n/a", "#n/a", "nil", "-", "--", "–", "—", "?", "无", "無", "\\n"}
)
"""Words for no coordinate."""
CUT = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
"""A long number as a spreadsheet shortens it: its last digits are gone."""
NAMES = ("id", "name")


def find_marked_cells(given: SourceTable, fields: ColumnMapping) -> Iterator[Fault]:
    """Yield cells of columns in use that hold an error, and names of which the digits are gone."""
    for name, column in {**fields.properties, **fields.coordinates}.items():
        cells = given.columns[column]
        wrong = [
            row for row, cell in enumerate(cells)
            if isinstance(cell, str) and ERROR.fullmatch(cell)
            and not (name in fields.coordinates and cell.casefold() in NOTHING)
        ]  # fmt: skip
        rule = phrase("import.spreadsheet-error")
        mend = "correct the formula, or empty the cells"
        yield from given.row_faults(column, wrong, rule, mend, [cells[row] for row in wrong])
    for name in NAMES:
        cells = given.columns[fields.properties[name]] if name in fields.properties else []
        cut = [r for r, cell in enumerate(cells) if isinstance(cell, str) and CUT.fullmatch(cell)]
        rule = phrase("import.number-cut")
        mend = "format the column as text in the spreadsheet, and fill in the numbers anew"
        seen = [cells[row] for row in cut]
        yield from given.row_faults(fields.properties.get(name, name), cut, rule, mend, seen)


def clear_words_for_nothing(given: SourceTable, fields: ColumnMapping) -> SourceTable:
    """Return a file whose rows have no coordinates where all of them say that there are none."""
    if given.shapes is not None or not fields.coordinates:
        return given
    named = [*fields.coordinates.values()]
    held = list(zip(*(given.columns[column] for column in named), strict=True))
    rows = [
        row for row, cells in enumerate(held)
        if any(cell is not None for cell in cells)
        and all(cell is None or str(cell).casefold() in NOTHING for cell in cells)
    ]  # fmt: skip
    if not rows:
        return given
    columns = dict(given.columns)
    for column in named:
        columns[column] = [*columns[column]]
        for row in rows:
            columns[column][row] = None
    seen = [next(cell for cell in held[row] if cell is not None) for row in rows]
    told = f"without coordinates: {given.describe_rows(rows, seen)}"
    return replace(given, columns=columns, notes=(*given.notes, told))
