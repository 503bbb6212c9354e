"""Places in a CSV file of any program: separator and encoding found, each told."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.formats import csv_faults
from geo.formats.encodings import decode_text
from geo.importing.csv_dialect import (
    find_header,
    find_separator,
    join_title_lines,
    take_separator_line,
)
from geo.importing.source_table import Column, SourceTable, drop_empty_columns, list_blank_columns
from geo.runtime import limits
from geo.runtime.file_access import read_bytes
from geo.terminal.fault_report import format_count

MAX_CELL_CHARACTERS = 10_000_000
"""Characters of a cell: an outline in WKT has more than the 131,072 that Python expects."""
LINE_PATTERN = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
CELL_BYTES, POINTER_BYTES = 80, 24
"""Bytes of memory of a cell with some characters, and of one more reference to a cell."""


def read_csv(path: Path, name: str, encoding: str) -> SourceTable:
    """Read a table with a header; raise `InputError` where it is none."""
    text, note = decode_text(read_bytes(path, name), name, encoding)
    said, rest = take_separator_line(text)
    separator = said or find_separator(rest)
    _check_size(rest, rest.partition("\n")[0].count(separator) + 1, separator, name)
    rows, lines = _read_rows(rest, separator, name, first=2 if said else 1)
    top = find_header(rows)
    header = [join_title_lines(cell) for cell in rows[top]]
    body = _even_rows(rows[top + 1 :], lines[top + 1 :], header, name, separator)
    columns: dict[str, Column] = {
        title: [_decimal_point(cell) for cell in cells] if separator == ";" else list(cells)
        for title, cells in zip(header, zip(*body, strict=True), strict=False)
        if title
    }
    notes = [f"read as {note}, columns divided by {format_value(separator)}"]
    if top:
        notes.append(
            f"left out: {format_count(top, 'line')} above the header ({format_value(rows[0][0])})"
        )
    if nameless := sum(
        1 for place, title in enumerate(header) if not title and any(row[place] for row in body)
    ):
        notes.append(f"left out: {format_count(nameless, 'column')} without a name")
    numbers = np.array(lines[top + 1 :], "int64")
    return SourceTable(
        name,
        drop_empty_columns(columns),
        "line",
        numbers,
        notes=tuple(notes),
        blank=list_blank_columns(columns),
    )


def _check_size(text: str, columns: int, separator: str, name: str) -> None:
    """Raise `InputError` where the cells would take too much memory; short rows are filled up."""
    limits.check_columns(name, columns)
    rows = 1 + text.count("\n") + text.count("\r")
    cells = text.count(separator) + rows
    limits.check_memory(name, cells * CELL_BYTES + rows * columns * POINTER_BYTES + len(text) * 2)


def _read_rows(
    text: str, separator: str, name: str, first: int = 1
) -> tuple[list[list[str]], list[int]]:
    """Return the header and every row that is not blank, with the line where each begins.

    `first` is the number of the line that the text begins with.
    """
    table = csv.reader(_split_lines(text), delimiter=separator, strict=True, skipinitialspace=True)
    rows, lines, begins = [], [], 1
    usual = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        for cells in table:
            if any(map(str.strip, cells)):
                rows.append(cells)
                lines.append(begins + first - 1)
            begins = table.line_num + 1
    except csv.Error as error:
        line = table.line_num + first - 1
        at = Location(name, line, f"line {line}")
        rule = csv_faults.csv_rule(error)
        raise InputError([at.make_fault("", "", rule, csv_faults.QUOTATION_MARKS)]) from None
    finally:
        csv.field_size_limit(usual)
    return rows or [[]], lines or [first]


def _split_lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; a file in memory would keep them all four times as large."""
    return (found[0] for found in LINE_PATTERN.finditer(text))


def _even_rows(
    rows: list[list[str]], lines: list[int], header: list[str], name: str, separator: str
) -> list[list[str]]:
    """Return rows as wide as the header; one with more cells has moved its columns."""
    wide, at = len(header), Location(name, 1, "line 1")
    faults = [*csv_faults.find_duplicate_columns(at, header, "rename one of them")]
    faults += [
        csv_faults.row_length_fault(name, line, wide, separator, len(cells))
        for cells, line in zip(rows, lines, strict=True)
        if len(cells) > wide and any(map(str.strip, cells[wide:]))
    ]
    if faults:
        raise InputError(faults)
    return [[*cells, *[""] * (wide - len(cells))][:wide] for cells in rows]


def _decimal_point(cell: str) -> str:
    """Return a number with a decimal comma, as it stands between semicolons, with a point."""
    digits = cell.strip().lstrip("+-")
    whole = digits.count(",") == 1 and digits.replace(",", "").isdecimal()
    return cell.replace(",", ".") if whole else cell
