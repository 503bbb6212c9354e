"""How a table of text is written: what parts its cells, and where its header stands."""

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Any

from geo.importing.column_mapping import is_usual

SEPARATORS = ",;\t|，；"
"""The last two are full-width, as Chinese keyboards write them."""
SAID = re.compile(r"\s*\"?sep=(.)\"?\s*(?:\r\n|\r|\n)", re.IGNORECASE)
"""First line in which Excel is told what parts the cells."""
SAMPLE, ROWS = 100_000, 20
"""Characters and rows of a table from which it is seen how it is written."""
LEAST = 2
"""Cells of a header: a row with fewer, above it, is a title."""


def take_separator_line(text: str) -> tuple[str, str]:
    """Return what a table itself says that parts its cells, and the text behind that line."""
    found = SAID.match(text)
    return (found[1], text[found.end() :]) if found else ("", text)


def find_separator(text: str) -> str:
    """Return what parts the cells: that by which most rows are as long as each other."""
    return max(SEPARATORS, key=lambda each: (_score_separator(text, each), -SEPARATORS.index(each)))


def _score_separator(text: str, separator: str) -> tuple[bool, float, int]:
    """Return how well a separator fits: several columns, share of rows of one length, columns."""
    if separator not in text:
        return False, 0.0, 1
    some = text[:SAMPLE]
    if len(text) > SAMPLE:
        some = some[: some.rfind("\n") + 1] or some
    table = csv.reader(
        io.StringIO(some, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    widths: Counter[int] = Counter()
    usual = csv.field_size_limit(SAMPLE)
    try:
        widths.update(len(row) for row in islice(table, ROWS) if any(map(str.strip, row)))
    except csv.Error:
        return False, 0.0, some.count(separator)
    finally:
        csv.field_size_limit(usual)
    wide, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(1, 0))
    return wide > 1, count / (widths.total() or 1), wide


def find_header(rows: list[list[Any]]) -> int:
    """Return which row is the header: the first with several cells, of which one has a known name.

    Where none has, the first with several cells; where no row has several, the first.
    """
    wide = [number for number, row in enumerate(rows[:ROWS]) if sum(map(_is_cell, row)) >= LEAST]
    known = (number for number in wide if any(is_usual(str(cell)) for cell in rows[number]))
    return next(known, next(iter(wide), 0))


def _is_cell(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def join_title_lines(title: str) -> str:
    """Return the name of a column on one line: in some it is broken in two."""
    return " ".join(title.split())
