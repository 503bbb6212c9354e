"""What a pattern of time says as a period, its gaps filled from its words and the publication."""

import re

from geo.reading.cues import Cues
from geo.text.numerals import find_numbers

PERIOD = re.compile(r"(\d{4}(-\d\d){0,2}|\.\.)(/(\d{4}(-\d\d){0,2}|\.\.))?")
EARLY = 6
"""Months of a year in which a full year is the one before."""


def fill_period(said: str, found: re.Match[str], published: str, cues: Cues) -> str:
    """Return a period with its gaps filled, or nothing where what one needs is not known."""
    filled = re.sub(r"\{([^}]+)\}", lambda gap: _fill_gap(gap[1], found, published, cues), said)
    return filled if PERIOD.fullmatch(filled) else ""


def _fill_gap(name: str, found: re.Match[str], published: str, cues: Cues) -> str:
    year, month = _read_date(published)
    if name in {"0", "-1", "+1"}:
        return str(year + int(name)) if year else ""
    if name in {"month", "last-month"}:
        return _name_month(year * 12 + month - 1 - (name != "month")) if month else ""
    if name == "full":
        return str(year - (0 < month <= EARLY)) if year else ""
    groups = [each for each in found.groups() if each]
    if name.startswith("ago"):
        ago = _read_whole(groups[int(name[3:]) - 1], cues)
        return str(year - int(ago)) if year and ago else ""
    if name.startswith("m"):
        return f"{cues.months.index(found[int(name[1:])]) + 1:02}"
    return _read_whole(groups[int(name) - 1], cues).zfill(2)


def _read_whole(said: str, cues: Cues) -> str:
    """Return a whole number in digits, of one in words too; without any nothing."""
    numbers = () if said.isdigit() else find_numbers(said, cues.code)
    return str(int(numbers[0].value)) if numbers else said if said.isdigit() else ""


def _read_date(published: str) -> tuple[int, int]:
    """Return year and month of publication, 0 for what is not known."""
    year, _, rest = published.partition("-")
    return int(year or 0), int(rest[:2] or 0)


def _name_month(months: int) -> str:
    return f"{months // 12}-{months % 12 + 1:02}"
