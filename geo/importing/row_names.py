"""Names of rows as `--name` says them: a column, or a text with columns and numbers in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.faults.fault import Fault, InputError
from geo.importing.column_mapping import ColumnMapping, find_columns, unknown_column_fault
from geo.importing.source_table import Column, SourceTable

NAMED = "--name"
"""What the column is called that holds the names made here."""
GAP = re.compile(r"\{([^{}]*)\}")
NUMBER = "#"
"""In braces: the number of the row, from 1."""


def add_names(given: SourceTable, templates: Sequence[str]) -> tuple[SourceTable, tuple[str, ...]]:
    """Return a file with a column of the names that `--name` makes, and the columns it took.

    Of several templates each row takes the first that gives it a name. Raises `InputError` where
    one names a column that does not exist.
    """
    faults: list[Fault] = []
    made: Column = [None] * len(given)
    taken: list[str] = []
    for template in templates:
        pattern = template if GAP.search(template) else f"{{{template}}}"
        columns = {theirs: _find_column(given, theirs) for theirs in GAP.findall(pattern)}
        faults += [
            unknown_column_fault(given, f"{NAMED} {template}", theirs)
            for theirs, column in columns.items()
            if not column and theirs != NUMBER
        ]
        if not faults:
            made = [
                name or _fill_gaps(given, pattern, columns, row) for row, name in enumerate(made)
            ]
            taken += filter(None, columns.values())
    if faults:
        raise InputError(faults)
    return replace(given, columns={**given.columns, NAMED: made}), tuple(taken)


def _find_column(given: SourceTable, theirs: str) -> str:
    return "" if theirs == NUMBER else next(find_columns(given, (theirs,)), "")


def _fill_gaps(given: SourceTable, pattern: str, columns: dict[str, str], row: int) -> str | None:
    """Return the name of one row; none where all its cells are empty."""
    cells: dict[str, object] = {
        theirs: given.columns[column][row] for theirs, column in columns.items() if column
    }
    if cells and all(cell is None for cell in cells.values()):
        return None
    said = {theirs: "" if cell is None else str(cell) for theirs, cell in cells.items()}
    said[NUMBER] = str(row + 1)
    return " ".join(GAP.sub(lambda gap: said[gap[1]], pattern).split()) or None


def drop_taken(fields: ColumnMapping, taken: Sequence[str]) -> ColumnMapping:
    """Return a mapping that does not list as left out what names are made of."""
    left = {column: like for column, like in fields.left.items() if column not in taken}
    return replace(fields, left=left)
