"""Excel workbooks, looked at before they are read.

Their reader asks for memory for each place between the first cell and the last one, and believes
whatever place a cell says that it has.
"""

import re
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import archives
from geo.runtime import limits
from geo.runtime.file_access import PIECE_BYTES, open_regular

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""Of a sheet, as Excel has them."""
POSITION_PATTERN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
"""The place of a cell, or the number of a row."""
ROW_PATTERN = re.compile(rb"<(?:\w+:)?row\b")
CELL_PATTERN = re.compile(rb"<(?:\w+:)?c\b")
TEXT_PATTERN = re.compile(rb"<(?:\w+:)?si\b")
VALUE_PATTERN = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*([0-9]{1,9})\s*<")
"""What a cell holds: a number, or which of the shared texts."""
EMPTY_BYTES, CELL_BYTES = 48, 100
"""Memory of a place between the first cell and the last, and of a cell with a value."""
MERGED_PATTERN = re.compile(rb"<(?:\w+:)?mergeCell\b")
MERGED_CELL_BYTES = 900
"""Memory of cells that are merged: the range, and what is told of it."""
TEXT_FACTOR = 2
"""Memory of a byte of XML."""
SHARED_STRINGS_FILE = "xl/sharedstrings.xml"
SHEETS_FOLDER = "xl/worksheets/"


def check_workbook(path: Path, name: str) -> None:
    """Raise `InputError` where the sheets of a workbook would take more memory than they may.

    A damaged file raises `zipfile.BadZipFile` and what else `zipfile` has for it.
    """
    archives.check_archive(path, name)
    needed, lengths = 0, np.zeros(0, "int64")
    with open_regular(path) as file, zipfile.ZipFile(file) as book:
        # the shared texts first: how long they are says what a sheet takes
        for member in sorted(book.namelist(), key=lambda each: each.lower() != SHARED_STRINGS_FILE):
            held = _read_member(book, member, name, needed)
            needed += len(held) * TEXT_FACTOR
            if member.lower() == SHARED_STRINGS_FILE:
                lengths = np.diff(
                    [match.start() for match in TEXT_PATTERN.finditer(held)] + [len(held)]
                )
            if member.lower().startswith(SHEETS_FOLDER) and PurePosixPath(member).suffix == ".xml":
                needed += _sheet_bytes(held, lengths, name)
            limits.check_memory(name, needed)


def _read_member(book: zipfile.ZipFile, member: str, name: str, needed: int) -> bytes:
    """Return a file of a workbook, as far as there is room for it."""
    pieces, size = [], 0
    with archives.open_member(book, member) as packed:
        while piece := packed.read(PIECE_BYTES):
            pieces.append(piece)
            size += len(piece)
            limits.check_memory(name, needed + size * TEXT_FACTOR)
    return b"".join(pieces)


def _sheet_bytes(sheet: bytes, lengths: np.ndarray, name: str) -> int:
    """Return the memory that a sheet takes; raise `InputError` for a place that no sheet has."""
    limits.check_memory(name, (sheet.count(b"<c ") + sheet.count(b"<c>")) * CELL_BYTES)
    limits.check_memory(name, sum(1 for _ in MERGED_PATTERN.finditer(sheet)) * MERGED_CELL_BYTES)
    rows = wide = count = 0
    for match in POSITION_PATTERN.finditer(sheet):
        letters, digits = match[1].upper(), match[2]
        row = int(digits[:9] or 0)
        column = _column_number(letters[:4])
        if column > MAX_COLUMNS or row > MAX_ROWS or len(letters) + len(digits) > 10:  # noqa: PLR2004
            raise InputError([_position_fault(match[0], name)])
        rows, wide, count = max(rows, row), max(wide, column), count + bool(letters)
    cells = sum(1 for _ in CELL_PATTERN.finditer(sheet))
    if count < cells:  # those without a place stand beside the one before
        down, across = _count_unplaced(sheet)
        rows, wide = rows + down, wide + across
    found = f"{rows:,} rows × {wide:,} columns"
    limits.check_memory(name, rows * wide * EMPTY_BYTES, found=found)
    return rows * wide * EMPTY_BYTES + cells * CELL_BYTES + _shared_bytes(sheet, lengths)


def _count_unplaced(sheet: bytes) -> tuple[int, int]:
    """Return how many rows there are, and the cells of the longest."""
    starts = [match.start() for match in ROW_PATTERN.finditer(sheet)]
    ends = [*starts[1:], len(sheet)]
    longest = (
        sum(1 for _ in CELL_PATTERN.finditer(sheet, *row)) for row in zip(starts, ends, strict=True)
    )
    return len(starts), max(longest, default=0)


def _shared_bytes(sheet: bytes, lengths: np.ndarray) -> int:
    """Return the memory of the shared texts that a sheet names, each as often as it does."""
    if not len(lengths):
        return 0
    named = np.fromiter((int(match[1]) for match in VALUE_PATTERN.finditer(sheet)), "int64")
    return int(lengths[named[named < len(lengths)]].sum())


def _column_number(letters: bytes) -> int:
    """Return the number of a column that has these letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _position_fault(place: bytes, name: str) -> Fault:
    rule = phrase("workbook.cell-beyond", rows=MAX_ROWS, columns=MAX_COLUMNS)
    mend = "open the file in Excel and save it as .xlsx"
    return Location(name).make_fault("", format_value(place.decode()), rule, mend)
