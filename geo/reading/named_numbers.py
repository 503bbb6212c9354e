"""Numbers that are no figures: parts of a date, a name, an age or an order."""

import re
from functools import cache

from geo.reading.cues import Cues, load_cues
from geo.text.numerals import Number

REACH = 60
"""Characters around a number that can say what it is."""
QUOTED = 12
"""Characters between quotation marks that are a name rather than speech."""
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
DASHED = re.compile(r"\d\s?[—–~～-]\s?$")
SPAN = re.compile(r"(?:1[5-9]|20)\d\d\s?[—–~～-]$")
CODE = re.compile(r"(?:^|[^\w])[^\W\d_]*[A-ZÀ-Þ][^\W\d_]*-?\s?$")
"""A word with a capital letter right before a number: Interstate 94, Covid-19."""
AGE = re.compile(r"[^\W\d_],\s$")
"""A comma before a number, one after it: “Ann Smith, 62, said”."""


def is_named(text: str, number: Number, code: str) -> bool:
    """Return whether a number is a part of a date, a name or an order."""
    cues = load_cues(code)
    back, ahead = look_back(text, number.start), look_ahead(text, number.end)
    before, after = back.rstrip(), ahead.lstrip()
    if before.endswith(cues.ordinal) or after.startswith(("-年", *cues.categories)):
        return True
    year = YEAR.fullmatch(text[number.start : number.end])
    if year and after.startswith(("—", "–", "-")):
        return True
    if _is_quoted(text, number, cues) or _ends_span(before, after):
        return True
    if _date_pattern(code).match(after) or cues.named.search(f"{back}#{ahead}"):
        return True
    if cues.is_spaced:
        return bool(year and not re.match(r"(?:[a-z]+[^us\W]s)\b", after))
    return bool(year and after.startswith("年"))


def is_code(text: str, number: Number) -> bool:
    """Return whether a number without a unit belongs to a name, or is somebody's age."""
    before, after = look_back(text, number.start), look_ahead(text, number.end)
    return bool(CODE.search(before)) or bool(AGE.search(before) and after.startswith(","))


def look_back(text: str, at: int) -> str:
    """Return what stands before an offset, as far as a rule looks."""
    return text[max(0, at - REACH) : at]


def look_ahead(text: str, at: int) -> str:
    """Return what stands after an offset, as far as a rule looks."""
    return text[at : at + REACH]


def _ends_span(before: str, after: str) -> bool:
    """Return whether a number ends a span of years or of months."""
    if not DASHED.search(before):
        return False
    return after.startswith(("年", "月")) or bool(SPAN.search(before))


def _is_quoted(text: str, number: Number, cues: Cues) -> bool:
    """Return whether a number stands within a short name in quotation marks."""
    around = text[max(0, number.start - QUOTED) : number.end + QUOTED]
    at = min(QUOTED, number.start)
    return any(
        found.start() < at < found.end() for found in _quote_pattern(cues.opening).finditer(around)
    )


@cache
def _quote_pattern(opening: str) -> re.Pattern[str]:
    marks = re.escape(opening)
    return re.compile(rf"[{marks}][^”’」』》»\"\n，。,]{{1,{QUOTED}}}[”’」』》»\"]")


@cache
def _date_pattern(code: str) -> re.Pattern[str]:
    cues = load_cues(code)
    if not cues.is_spaced:
        return re.compile(r"[月日时点]")
    return re.compile(rf"(?:{'|'.join(map(re.escape, cues.dated))})\b")
