"""`facts.csv`, read strictly whatever spreadsheet saved it, into columns."""

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.faults import schemas
from geo.faults.fault import Fault, FaultCollector, InputError, format_value
from geo.faults.translation import phrase
from geo.formats import csv_faults, plain_csv
from geo.formats.column_table import ColumnTable
from geo.runtime import limits, memory
from geo.runtime.file_access import MEMORY_FACTORS, open_regular
from geo.runtime.files import read_text, unreadable_fault

NUMBER_COLUMNS = {"value": float, "start": int, "end": int}
"""Columns that hold numbers; every other one is text."""
SEPARATORS = ",;\t"
"""What stands between cells, here and in spreadsheets of other countries."""
QUOTING_PATTERN = re.compile(f'["\r\n{SEPARATORS}]')
"""What a cell is put into quotation marks for: whatever could part it, or is one itself."""
MAX_EXACT_INTEGER = 2**53
"""Whole numbers up to here stand exactly in a column of numbers; no text is as long."""
PLAIN_NUMBER = {float: r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$", int: r"^-?[0-9]{1,15}$"}
"""Numbers that are read a column at a time; any other cell is looked at by itself."""
MAX_ROW_CHARACTERS = 5_000_000
"""Characters of a row: some forty columns, each as long as Python's reader of CSV lets it be."""
ROW_BYTES, CELL_BYTES, LINE_BYTES = 200, 16, 50
"""Bytes of memory that are reckoned for a row, each cell of it, and a line that is blank."""
MAX_EXPANSION = 4
"""How often a table may take its own size in memory, whatever the limit."""
MAX_FAULTS = 100_000
"""Faults after which the rest of a table is not read."""
BATCH_ROWS = 20_000
"""Rows that are held as Python objects at a time: some ten megabytes."""

Line: TypeAlias = tuple[int, list[str]]
"""The line of the file where a row begins, counting the header as 1, and its cells."""
Column: TypeAlias = pa.Array


@dataclass
class CsvReading:
    """What has been read of a table so far."""

    file: str
    separator: str = ","
    names: list[str] = field(default_factory=list)
    parts: list[dict[str, Column]] = field(default_factory=list)
    lines: list[NDArray[np.int64]] = field(default_factory=list)
    broken: dict[int, frozenset[str]] = field(default_factory=dict)
    """Columns of a row left out because their number cannot be read, by its line; told already."""
    faults: list[Fault] = field(default_factory=list)

    def to_column_table(self) -> ColumnTable:
        """Return all rows in columns, each in one piece, and let go of what was read."""
        cells = {}
        for name in [*self.parts[0]] if self.parts else ():
            whole = pa.concat_arrays([part.pop(name) for part in self.parts])
            cells[name] = pa.chunked_array([whole]).to_pandas()
        numbers = np.concatenate([np.empty(0, "int64"), *self.lines])
        return ColumnTable(self.file, pd.DataFrame(cells), numbers=numbers)


def read_csv(path: Path, file: str) -> CsvReading:
    """Read the table, some thousand rows at a time.

    Separators other than the comma, as spreadsheets in some countries write them, are recognised
    by the header. Rows with too many cells are told and left out. Rows under a header that cannot
    be trusted are not read: each would repeat its fault.
    """
    try:
        _check_header(path, file)
        if (plain := _read_in_columns(path, file)) is not None:
            return plain
        with path.open(encoding="utf-8-sig") as text:
            return _read_rows(text, file)
    except UnicodeDecodeError:
        return CsvReading(file, faults=read_text(path, file)[1])
    except InputError as bad:
        return CsvReading(file, faults=list(bad.faults))
    except OSError as error:
        return CsvReading(file, faults=[unreadable_fault(file, error)])


def _check_header(path: Path, file: str) -> None:
    """Raise `InputError` where the first line is none of a table, and `OSError` for no file."""
    with open_regular(path) as raw:
        first = raw.readline(MAX_ROW_CHARACTERS)
    if len(first) == MAX_ROW_CHARACTERS:
        raise InputError([_row_size_fault(file, 1)])
    limits.check_columns(file, max(map(first.count, SEPARATORS.encode())) + 1)


def _row_size_fault(file: str, line: int) -> Fault:
    rule = phrase("csv.row-beyond-limit", most=MAX_ROW_CHARACTERS)
    at = schemas.Location(file, line, schemas.format_numbered("line", line))
    return at.make_fault("", "", rule, csv_faults.QUOTATION_MARKS)


def _check_rows(reading: CsvReading, more: int, size: int) -> None:
    """Raise `InputError` where rows take too much memory, or are very many of them not readable."""
    rows = more + sum(map(len, reading.lines))
    needed = rows * (ROW_BYTES + CELL_BYTES * len(reading.names))
    limits.check_memory(reading.file, needed, at_least=size * MAX_EXPANSION)
    if len(reading.faults) > MAX_FAULTS:
        raise InputError(FaultCollector(reading.faults).list_faults())


class _LineReader:
    """Lines of a table; those of one row are counted, since a cell can hold line ends."""

    def __init__(self, text: TextIO, file: str) -> None:
        self.text, self.file, self.row, self.line = text, file, 0, 0
        self.most = limits.current_limits().memory // LINE_BYTES

    def __iter__(self) -> Iterator[str]:
        while line := self.text.readline(MAX_ROW_CHARACTERS):
            self.row += len(line)
            self.line += 1
            self.most -= 1
            limits.check_memory(self.file, 0 if self.most else float("inf"))
            if self.row >= MAX_ROW_CHARACTERS:
                raise InputError([_row_size_fault(self.file, self.line)])
            yield line


def _read_rows(text: TextIO, file: str) -> CsvReading:
    reading = CsvReading(file, find_separator(text.readline()))
    text.seek(0)
    lines = _iter_rows(text, reading)
    _, header = next(lines, (1, []))
    reading.names = [cell.strip() for cell in header]
    if not reading.faults:
        reading.faults += _check_columns(reading.names, file)
    if not reading.faults:
        size = os.fstat(text.fileno()).st_size
        while some := list(islice(lines, BATCH_ROWS)):
            _check_rows(reading, len(some), size)
            _add_rows(reading, some)
    return reading


def find_separator(header: str) -> str:
    """Return what separates the cells of a table: that under which its header has the column id."""
    apart = [each for each in SEPARATORS if "id" in map(str.strip, _split_header(header, each))]
    return apart[0] if apart else max(SEPARATORS, key=header.count)


def format_line(cells: Iterable[str]) -> str:
    """Return a row as it is written, separated by commas.

    A cell that holds another of `SEPARATORS` is quoted too: LibreOffice offers to part cells at
    commas, semicolons and tabs alike, and would shift all that follow.
    """
    return (
        ",".join(_quote_cell(cell) if QUOTING_PATTERN.search(cell) else cell for cell in cells)
        + "\n"
    )


def _quote_cell(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _split_header(header: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=separator), [])
    except csv.Error:  # a cell of more than a hundred thousand characters
        return []


def _read_in_columns(path: Path, file: str) -> CsvReading | None:
    """Return what can be read without looking at single rows, or nothing where that is not all."""
    names = plain_csv.read_header(path)
    reading = CsvReading(file, names=names or [])
    if not names or _check_columns(names, file):
        return None
    try:
        size = path.stat().st_size
        for batch, lines in plain_csv.iter_batches(path, names):
            _check_rows(reading, len(batch), size)
            columns = {name: _trim_cells(batch[name]) for name in names}
            given = np.logical_or.reduce([column.is_valid() for column in columns.values()])
            if not given.all():
                columns = {name: column.filter(given) for name, column in columns.items()}
            _append_columns(reading, columns, lines[given])
            memory.release_memory()
    except pa.ArrowInvalid:
        return None
    return reading


def _iter_rows(text: TextIO, reading: CsvReading) -> Iterator[Line]:
    """Yield the header and each row that is not blank, up to the end or what is no CSV."""
    text_lines = _LineReader(text, reading.file)
    table = csv.reader(text_lines, delimiter=reading.separator, strict=True)
    begins = 1
    try:
        for cells in table:
            text_lines.row = 0
            if begins == 1 or any(map(str.strip, cells)):
                yield begins, cells
            begins = table.line_num + 1
    except csv.Error as error:
        text.seek(0)
        where, most = (
            (reading.separator, table.line_num),
            limits.current_limits().memory // MEMORY_FACTORS[4],
        )
        held = text.read(most + 1)
        # of what is longer only the line is told
        held = held if len(held) <= most else ""
        reading.faults.append(csv_faults.csv_syntax_fault(reading.file, held, *where, error))


def _check_columns(names: list[str], file: str) -> list[Fault]:
    """Return faults of the header: columns missing, unknown or standing twice."""
    at = schemas.Location(file, 1, schemas.format_numbered("line", 1))
    given = list(dict.fromkeys(filter(None, names)))
    twice = csv_faults.find_duplicate_columns(at, names)
    return [*twice, *schemas.check_header("fact", given, at)]


def _add_rows(reading: CsvReading, some: list[Line]) -> None:
    """Put some rows into columns; empty cells are missing, cells without a name under no name."""
    wide = len(reading.names)
    reading.faults += [
        csv_faults.row_length_fault(reading.file, line, wide, reading.separator, len(cells))
        for line, cells in some
        if len(cells) > wide
    ]
    sound = [row for row in some if len(row[1]) <= wide]
    if not sound:
        return
    lines = np.array([line for line, _ in sound], "int64")
    rows = [
        cells if len(cells) == wide else [*cells, *[""] * (wide - len(cells))] for _, cells in sound
    ]
    columns: dict[str, Column] = {}
    for name, given in zip(reading.names, zip(*rows, strict=True), strict=True):
        column = _trim_cells(pa.array(given, pa.large_string()))
        columns[name] = pc.coalesce(column, columns[name]) if name in columns else column
    _append_columns(reading, columns, lines)


def _trim_cells(given: Column) -> Column:
    """Return cells without blanks around them, empty ones missing."""
    text = pc.utf8_trim_whitespace(given)
    empty = pc.equal(text, "")
    return pc.if_else(empty, None, text) if pc.any(empty).as_py() else text


def _append_columns(
    reading: CsvReading, columns: dict[str, Column], lines: NDArray[np.int64]
) -> None:
    """Put columns to those read before, numbers as numbers."""
    idents = columns["id"]
    for name in NUMBER_COLUMNS.keys() & columns.keys():
        columns[name] = _parse_numbers(reading, name, columns[name], lines, idents)
    reading.parts.append(columns)
    reading.lines.append(lines)


def _parse_numbers(
    reading: CsvReading, name: str, cells: Column, lines: NDArray[np.int64], idents: Column
) -> Column:
    """Return the numbers in a column of text; what is none is missing, and told."""
    plain = pc.match_substring_regex(cells, PLAIN_NUMBER[NUMBER_COLUMNS[name]])
    found = pc.if_else(plain, cells, None).cast("float64").to_numpy(zero_copy_only=False).copy()
    for row in np.flatnonzero(pc.fill_null(pc.invert(plain), fill_value=False)):
        at = (int(lines[row]), idents[row].as_py())
        found[row] = _parse_number(reading, name, cells[row].as_py(), *at)
    return pa.array(found, from_pandas=True)


def _parse_number(reading: CsvReading, name: str, cell: str, line: int, ident: str | None) -> float:
    """Return the number in a cell, or none and a fault where there is none."""
    whole = NUMBER_COLUMNS[name] is int
    try:
        found = NUMBER_COLUMNS[name](number_digits(cell, reading.separator))
        if abs(found) <= (MAX_EXACT_INTEGER if whole else sys.float_info.max):
            return float(found)
    except ValueError:
        pass
    rule = phrase("number.not-whole") if whole else phrase("number.invalid")
    mend = phrase("mend.write-digits")
    at = schemas.Location(
        reading.file, line, schemas.format_numbered("line", line, ident), ident or ""
    )
    reading.faults.append(at.make_fault(name, format_value(cell), rule, mend))
    reading.broken[line] = reading.broken.get(line, frozenset()) | {name}
    return float("nan")


def number_digits(cell: str, separator: str) -> str:
    """Return a cell as Python reads numbers.

    Spreadsheets that separate cells by semicolons write decimal commas. Python's own underscores
    are no number to anyone else, and neither are nan and inf.
    """
    text = cell.replace(",", ".") if separator == ";" else cell
    return text if re.fullmatch(r"[-+]?[0-9.]+", text) else "not a number"
