"""Places in a CSV file of any program: separator and encoding found, each told."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geo.errors import BadInput, shown
from geo.formats import limits
from geo.formats.opening import read_bytes
from geo.intake.given import Column, Given, filled
from geo.phrases import phrase, quoted
from geo.schemas import At

SEPARATORS = ",;\t|"
GUESSES = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""Encodings by the mark that a file begins with."""
LONGEST = 10_000_000
"""Characters of a cell: an outline in WKT has more than the 131,072 that Python expects."""
LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
CELL, POINTER = 80, 24
"""Bytes of memory of a cell with some characters, and of one more reference to a cell."""
CHINESE = "gb18030"
"""GBK and its successor, as Chinese Excel saves CSV."""


def read(path: Path, name: str, encoding: str) -> Given:
    """Read a table with a header; raise `BadInput` where it is none."""
    text, note = decoded(read_bytes(path, name), name, encoding)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    _check_size(text, head.count(separator) + 1, separator, name)
    rows, lines = _rows(text, separator, name)
    header = [cell.strip() for cell in rows[0]]
    body = _even(rows[1:], lines[1:], header, name)
    columns: dict[str, Column] = {
        title: [_number(cell) for cell in cells] if separator == ";" else list(cells)
        for title, cells in zip(header, zip(*body, strict=True), strict=False)
        if title
    }
    told = f"read as {note}, columns divided by {shown(separator)}"
    return Given(name, filled(columns), "line", np.array(lines[1:], "int64"), notes=(told,))


def _check_size(text: str, columns: int, separator: str, name: str) -> None:
    """Raise `BadInput` where the cells would take too much memory; short rows are filled up."""
    limits.check_columns(name, columns)
    rows = 1 + text.count("\n") + text.count("\r")
    cells = text.count(separator) + rows
    limits.check_memory(name, cells * CELL + rows * columns * POINTER + len(text) * 2)


def decoded(raw: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file and how it was read; raise `BadInput` where no way fits it."""
    mark = next((known for begin, known in GUESSES.items() if raw.startswith(begin)), "")
    for tried in [encoding] if encoding else [mark or "utf-8", CHINESE]:
        try:
            return raw.decode(tried), "GBK" if tried == CHINESE else tried.upper()
        except (UnicodeDecodeError, LookupError):
            continue
    rule = phrase("text.encoding-unknown", "the text must be UTF-8 or GBK")
    if encoding:
        rule = phrase("text.other-encoding", "the text must be {encoding}", encoding=encoding)
    mend = "name its encoding with --encoding, or save it as UTF-8 (Excel: “CSV UTF-8”)"
    raise BadInput([At(name).fault("", "", rule, mend)])


def _rows(text: str, separator: str, name: str) -> tuple[list[list[str]], list[int]]:
    """Return the header and every row that is not blank, with the line where each begins."""
    table = csv.reader(_lines(text), delimiter=separator, strict=True)
    rows, lines, begins = [], [], 1
    usual = csv.field_size_limit(LONGEST)
    try:
        for cells in table:
            if begins == 1 or any(map(str.strip, cells)):
                rows.append(cells)
                lines.append(begins)
            begins = table.line_num + 1
    except csv.Error as error:
        at = At(name, table.line_num, f"line {table.line_num}")
        mend = phrase(
            "mend.quotation-marks",
            "check the quotation marks there and just before: a cell's own are doubled",
        )
        reason = quoted("csv", str(error))
        rule = phrase("csv.invalid", "the table must be valid CSV: {reason}", reason=reason)
        raise BadInput([at.fault("", "", rule, mend)]) from None
    finally:
        csv.field_size_limit(usual)
    return rows, lines


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends; a file in memory would keep them all four times as large."""
    return (found[0] for found in LINE.finditer(text))


def _even(rows: list[list[str]], lines: list[int], header: list[str], name: str) -> list[list[str]]:
    """Return rows as wide as the header; one with more cells has moved its columns."""
    wide, faults = len(header), []
    twice = {title for title in header if title and header.count(title) > 1}
    faults += [
        At(name, 1, "line 1").fault(
            title, "", phrase("column.twice", "the column stands twice"), "rename one of them"
        )
        for title in sorted(twice)
    ]
    for cells, line in zip(rows, lines, strict=True):
        if len(cells) > wide and any(map(str.strip, cells[wide:])):
            rule = phrase(
                "csv.row-too-long",
                "a row has {wide} cells like the header, this one {long}",
                wide=wide,
                long=len(cells),
            )
            mend = "put quotation marks around a cell that holds the separator"
            faults.append(At(name, line, f"line {line}").fault("", "", rule, mend))
    if faults:
        raise BadInput(faults)
    return [[*cells, *[""] * (wide - len(cells))][:wide] for cells in rows]


def _number(cell: str) -> str:
    """Return a number with a decimal comma, as it stands between semicolons, with a point."""
    digits = cell.strip().lstrip("+-")
    whole = digits.count(",") == 1 and digits.replace(",", "").isdecimal()
    return cell.replace(",", ".") if whole else cell
