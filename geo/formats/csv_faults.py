"""What is said of a table in CSV that is none, whoever reads it: facts, candidates, imports."""

import csv
import re
from collections.abc import Iterator, Sequence

from geo.faults import excerpt
from geo.faults.fault import Fault
from geo.faults.schemas import Location, format_column, format_numbered
from geo.faults.translation import Phrase, phrase, quote_library

QUOTATION_MARKS = phrase("mend.quotation-marks")


def csv_rule(error: csv.Error) -> Phrase:
    """Return the rule that a text breaks which is no CSV."""
    reason = quote_library("csv", str(error))
    return phrase("csv.invalid", reason=reason)


def csv_syntax_fault(file: str, text: str, separator: str, line: int, error: csv.Error) -> Fault:
    """Return the fault of a text that breaks off being CSV in or before a line."""
    offset = _find_open_quotation(text, separator)
    if offset is None:
        at = Location(file, line, format_numbered("line", line))
        return at.make_fault("", "", csv_rule(error), QUOTATION_MARKS)
    line, column = excerpt.line_and_column(text, offset)
    at = Location(file, line, format_column(line, column))
    shown = excerpt.format_excerpt(text, offset)
    return at.make_syntax_fault(csv_rule(error), QUOTATION_MARKS, shown)


def _find_open_quotation(text: str, separator: str) -> int | None:
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


def row_length_fault(file: str, line: int, wide: int, separator: str, long: int) -> Fault:
    """Return the fault of a row with more cells than the header has."""
    rule = phrase("csv.row-too-long", wide=wide, long=long)
    mend = phrase("mend.quote-cell", separator=separator)
    return Location(file, line, format_numbered("line", line)).make_fault("", "", rule, mend)


def find_duplicate_columns(at: Location, names: Sequence[str], mend: str = "") -> Iterator[Fault]:
    """Yield a fault of each name that several columns of a header have."""
    mend = mend or phrase("mend.remove-one")
    for name in dict.fromkeys(filter(None, names)):
        if names.count(name) > 1:
            rule = phrase("column.twice")
            yield at.make_fault(name, "", rule, mend)
