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

from geo import excerpt, memory, plaincsv, schemas
from geo.errors import BadInput, Fault, Findings, shown
from geo.files import read_text, unreadable
from geo.formats import limits
from geo.formats.opening import open_regular
from geo.phrases import phrase, quoted
from geo.sheets import Sheet

NUMBERS = {"value": float, "start": int, "end": int}
"""Columns that hold numbers; every other one is text."""
SEPARATORS = ",;\t"
"""What stands between cells, here and in spreadsheets of other countries."""
QUOTED = re.compile(f'["\r\n{SEPARATORS}]')
"""What a cell is put into quotation marks for: whatever could part it, or is one itself."""
EXACT = 2**53
"""Whole numbers up to here stand exactly in a column of numbers; no text is as long."""
PLAIN = {float: r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$", int: r"^-?[0-9]{1,15}$"}
"""Numbers that are read a column at a time; any other cell is looked at by itself."""
LONGEST_ROW = 5_000_000
"""Characters of a row: some forty columns, each as long as Python's reader of CSV lets it be."""
ROW, CELL, LINE = 200, 16, 50
"""Bytes of memory that are reckoned for a row, each cell of it, and a line that is blank."""
FACTOR = 4
"""How often a table may take its own size in memory, whatever the limit."""
MANY_FAULTS = 100_000
"""Faults after which the rest of a table is not read."""
SOME = 20_000
"""Rows that are held as Python objects at a time: some ten megabytes."""

Line: TypeAlias = tuple[int, list[str]]
"""The line of the file where a row begins, counting the header as 1, and its cells."""
Column: TypeAlias = pa.Array


@dataclass
class Reading:
    """What has been read of a table so far."""

    file: str
    separator: str = ","
    names: list[str] = field(default_factory=list)
    parts: list[dict[str, Column]] = field(default_factory=list)
    lines: list[NDArray[np.int64]] = field(default_factory=list)
    broken: dict[int, frozenset[str]] = field(default_factory=dict)
    """Columns of a row left out because their number cannot be read, by its line; told already."""
    faults: list[Fault] = field(default_factory=list)

    def sheet(self) -> Sheet:
        """Return all rows in columns, each in one piece, and let go of what was read."""
        cells = {}
        for name in [*self.parts[0]] if self.parts else ():
            whole = pa.concat_arrays([part.pop(name) for part in self.parts])
            cells[name] = pa.chunked_array([whole]).to_pandas()
        numbers = np.concatenate([np.empty(0, "int64"), *self.lines])
        return Sheet(self.file, pd.DataFrame(cells), numbers=numbers)


def read(path: Path, file: str) -> Reading:
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
            return _read(text, file)
    except UnicodeDecodeError:
        return Reading(file, faults=read_text(path, file)[1])
    except BadInput as bad:
        return Reading(file, faults=list(bad.faults))
    except OSError as error:
        return Reading(file, faults=[unreadable(file, error)])


def _check_header(path: Path, file: str) -> None:
    """Raise `BadInput` where the first line is none of a table, and `OSError` for no file."""
    with open_regular(path) as raw:
        first = raw.readline(LONGEST_ROW)
    if len(first) == LONGEST_ROW:
        raise BadInput([_too_much(file)])
    limits.check_columns(file, max(map(first.count, SEPARATORS.encode())) + 1)


def _too_much(file: str) -> Fault:
    text = phrase("limit.row", "{most:,} characters in a row", most=LONGEST_ROW)
    return limits.exceeded(file, text)


def _check_rows(reading: Reading, more: int, size: int) -> None:
    """Raise `BadInput` where rows take too much memory, or are very many of them not readable."""
    rows = more + sum(map(len, reading.lines))
    needed = rows * (ROW + CELL * len(reading.names))
    limits.check_memory(reading.file, needed, at_least=size * FACTOR)
    if len(reading.faults) > MANY_FAULTS:
        raise BadInput(Findings(reading.faults).all())


class _Lines:
    """Lines of a table; those of one row are counted, since a cell can hold line ends."""

    def __init__(self, text: TextIO, file: str) -> None:
        self.text, self.file, self.row = text, file, 0
        self.most = limits.current().memory // LINE

    def __iter__(self) -> Iterator[str]:
        while line := self.text.readline(LONGEST_ROW):
            self.row += len(line)
            self.most -= 1
            limits.check_memory(self.file, 0 if self.most else float("inf"))
            if self.row >= LONGEST_ROW:
                raise BadInput([_too_much(self.file)])
            yield line


def _read(text: TextIO, file: str) -> Reading:
    reading = Reading(file, separator(text.readline()))
    text.seek(0)
    lines = _lines(text, reading)
    _, header = next(lines, (1, []))
    reading.names = [cell.strip() for cell in header]
    if not reading.faults:
        reading.faults += _header(reading.names, file)
    if not reading.faults:
        size = os.fstat(text.fileno()).st_size
        while some := list(islice(lines, SOME)):
            _check_rows(reading, len(some), size)
            _add(reading, some)
    return reading


def separator(header: str) -> str:
    """Return what separates the cells of a table: that under which its header has the column id."""
    apart = [each for each in SEPARATORS if "id" in map(str.strip, _split(header, each))]
    return apart[0] if apart else max(SEPARATORS, key=header.count)


def line(cells: Iterable[str]) -> str:
    """Return a row as it is written, separated by commas.

    A cell that holds another of `SEPARATORS` is quoted too: LibreOffice offers to part cells at
    commas, semicolons and tabs alike, and would shift all that follow.
    """
    return ",".join(_quoted(cell) if QUOTED.search(cell) else cell for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _split(header: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=separator), [])
    except csv.Error:  # a cell of more than a hundred thousand characters
        return []


def _read_in_columns(path: Path, file: str) -> Reading | None:
    """Return what can be read without looking at single rows, or nothing where that is not all."""
    names = plaincsv.header(path)
    reading = Reading(file, names=names or [])
    if not names or _header(names, file):
        return None
    try:
        size = path.stat().st_size
        for batch, lines in plaincsv.batches(path, names):
            _check_rows(reading, len(batch), size)
            columns = {name: _cells(batch[name]) for name in names}
            given = np.logical_or.reduce([column.is_valid() for column in columns.values()])
            if not given.all():
                columns = {name: column.filter(given) for name, column in columns.items()}
            _keep(reading, columns, lines[given])
            memory.release()
    except pa.ArrowInvalid:
        return None
    return reading


def _lines(text: TextIO, reading: Reading) -> Iterator[Line]:
    """Yield the header and each row that is not blank, up to the end or what is no CSV."""
    text_lines = _Lines(text, reading.file)
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
        where = (reading.separator, table.line_num)
        reading.faults.append(no_table(reading.file, text.read(), *where, error))


def no_table(file: str, text: str, separator: str, line: int, error: csv.Error) -> Fault:
    """Return the fault of a text that breaks off being CSV in or before a line."""
    mend = phrase(
        "mend.quotation-marks",
        "check the quotation marks there and just before: a cell's own are doubled",
    )
    rule = phrase(
        "csv.invalid", "the table must be valid CSV: {reason}", reason=quoted("csv", str(error))
    )
    offset = _quotation(text, separator)
    if offset is None:
        return schemas.At(file, line, schemas.numbered("line", line)).fault("", "", rule, mend)
    line, column = excerpt.place(text, offset)
    at = schemas.At(file, line, schemas.column_of(line, column))
    return at.broken(rule, mend, excerpt.at(text, offset))


def _quotation(text: str, separator: str) -> int | None:
    """Return where the first quotation mark stands that closes nothing or is never closed."""
    quoted = re.compile(r'"(?:[^"]++|"")*+"')
    cell = re.compile(
        rf'(?:"(?:[^"]++|"")*+"|[^"{separator}\n][^{separator}\n]*+|)(?:[{separator}\n]|\Z)'
    )
    at = 0
    while at < len(text):
        if found := cell.match(text, at):
            at = found.end()
        else:
            closed = quoted.match(text, at)
            return closed.end() if closed else at
    return None


def _header(names: list[str], file: str) -> list[Fault]:
    """Return faults of the header: columns missing, unknown or standing twice."""
    at = schemas.At(file, 1, schemas.numbered("line", 1))
    given = list(dict.fromkeys(filter(None, names)))
    twice = [
        at.fault(
            name,
            "",
            phrase("column.twice", "the column stands twice"),
            phrase("mend.remove-one", "remove one of them"),
        )
        for name in given
        if names.count(name) > 1
    ]
    return [*twice, *schemas.header("fact", given, at)]


def _add(reading: Reading, some: list[Line]) -> None:
    """Put some rows into columns; empty cells are missing, cells without a name under no name."""
    wide = len(reading.names)
    reading.faults += [
        too_long(reading.file, line, wide, reading.separator, len(cells))
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
        column = _cells(pa.array(given, pa.large_string()))
        columns[name] = pc.coalesce(column, columns[name]) if name in columns else column
    _keep(reading, columns, lines)


def _cells(given: Column) -> Column:
    """Return cells without blanks around them, empty ones missing."""
    text = pc.utf8_trim_whitespace(given)
    empty = pc.equal(text, "")
    return pc.if_else(empty, None, text) if pc.any(empty).as_py() else text


def _keep(reading: Reading, columns: dict[str, Column], lines: NDArray[np.int64]) -> None:
    """Put columns to those read before, numbers as numbers."""
    idents = columns["id"]
    for name in NUMBERS.keys() & columns.keys():
        columns[name] = _numbers(reading, name, columns[name], lines, idents)
    reading.parts.append(columns)
    reading.lines.append(lines)


def too_long(file: str, line: int, wide: int, separator: str, long: int) -> Fault:
    """Return the fault of a row with more cells than the header has."""
    rule = phrase(
        "csv.row-too-long",
        "a row has {wide} cells like the header, this one {long}",
        wide=wide,
        long=long,
    )
    mend = phrase(
        "mend.quote-cell",
        "put quotation marks around a cell that holds “{separator}”",
        separator=separator,
    )
    at = schemas.At(file, line, schemas.numbered("line", line))
    return at.fault("", "", rule, mend)


def _numbers(
    reading: Reading, name: str, cells: Column, lines: NDArray[np.int64], idents: Column
) -> Column:
    """Return the numbers in a column of text; what is none is missing, and told."""
    plain = pc.match_substring_regex(cells, PLAIN[NUMBERS[name]])
    found = pc.if_else(plain, cells, None).cast("float64").to_numpy(zero_copy_only=False).copy()
    for row in np.flatnonzero(pc.fill_null(pc.invert(plain), fill_value=False)):
        at = (int(lines[row]), idents[row].as_py())
        found[row] = _number(reading, name, cells[row].as_py(), *at)
    return pa.array(found, from_pandas=True)


def _number(reading: Reading, name: str, cell: str, line: int, ident: str | None) -> float:
    """Return the number in a cell, or none and a fault where there is none."""
    whole = NUMBERS[name] is int
    try:
        found = NUMBERS[name](digits(cell, reading.separator))
        if abs(found) <= (EXACT if whole else sys.float_info.max):
            return float(found)
    except ValueError:
        pass
    rule = (
        phrase("number.not-whole", "it must be a whole number")
        if whole
        else phrase("number.invalid", "it must be a number")
    )
    mend = phrase(
        "mend.write-digits", "write digits and at most one decimal point, no separators, no unit"
    )
    at = schemas.At(reading.file, line, schemas.numbered("line", line, ident), ident or "")
    reading.faults.append(at.fault(name, shown(cell), rule, mend))
    reading.broken[line] = reading.broken.get(line, frozenset()) | {name}
    return float("nan")


def digits(cell: str, separator: str) -> str:
    """Return a cell as Python reads numbers.

    Spreadsheets that separate cells by semicolons write decimal commas. Python's own underscores
    are no number to anyone else, and neither are nan and inf.
    """
    text = cell.replace(",", ".") if separator == ";" else cell
    return text if re.fullmatch(r"[-+]?[0-9.]+", text) else "not a number"
