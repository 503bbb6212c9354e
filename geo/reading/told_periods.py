"""What a pattern of time says as a period, its gaps filled from its words and the publication."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from geo.reading.cues import Cues
from geo.reading.found_cues import FoundCue, locate_cue
from geo.reading.spans import MAX_SENTENCE, Span
from geo.text.numerals import find_numbers

SEMICOLONS = {"；", ";"}
BEFORE = re.compile(r"[^。！？\n]*$")
"""What stands before a semicolon as far as the last full stop."""
COUNTED = re.compile(r"\d(?![\d.—–-]*[年月日届次])")
"""A digit that is of no date and no order."""
PRIOR = "prior"
"""Said of the year before the one that the sentence has told last."""
PERIOD = re.compile(r"(\d{4}(-\d\d){0,2}|\.\.)(/(\d{4}(-\d\d){0,2}|\.\.))?")
EARLY = 6
"""Months of a year in which a full year is the one before."""
SHORT = 3
"""Letters of a month's name at least."""
LETTERS = 4
"""Of a month's name, which tell it: Sept., juin."""
YEAR = re.compile(r"\d{4}")


def find_told_periods(text: str, sentence: Span, published: str, cues: Cues) -> list[FoundCue]:
    """Return the times that a sentence tells, or one before it that it goes on with.

    Over a semicolon goes on what was told before the first figure there.
    """
    begin = _find_begin(text, sentence)
    head = COUNTED.search(text, begin, sentence.start)
    first = head.start() if head else begin + 1
    found: dict[int, FoundCue] = {}
    words = text[begin : sentence.end]
    is_named = any(each[:SHORT] in words for each in cues.months)
    for pattern, said in cues.periods if is_named else cues.monthless:
        for match in pattern.finditer(words):
            if first <= begin + match.start() < sentence.start:
                continue
            if period := fill_period(said, match, published, cues):
                found.setdefault(match.start(), locate_cue(match, begin, period))
    told = _drop_nested(sorted(found.values(), key=lambda each: each.start))
    return [*_place_in_time(told, published)]


def follows_semicolon(text: str, sentence: Span) -> bool:
    """Return whether a sentence is the next part of one that semicolons divide."""
    return text[sentence.start - 1 : sentence.start] in SEMICOLONS


def _find_begin(text: str, sentence: Span) -> int:
    """Return where a sentence begins with those before it that end with a semicolon."""
    if not follows_semicolon(text, sentence):
        return sentence.start
    before = BEFORE.search(text[max(0, sentence.start - MAX_SENTENCE) : sentence.start])
    return sentence.start - len(before[0] if before else "")


def _drop_nested(found: Iterable[FoundCue]) -> Iterator[FoundCue]:
    """Yield the cues that begin after the one before has ended."""
    last = 0
    for each in found:
        if each.start >= last:
            last = each.end
            yield each


def _place_in_time(told: Iterable[FoundCue], published: str) -> Iterator[FoundCue]:
    """Yield the times, the year before another one filled in, and whether each is to come."""
    year = ""
    for each in told:
        period, words = each.said
        if period == PRIOR:
            period = str(int(year) - 1) if year else ""
        if named := YEAR.search(period):
            year = named[0]
        if period:
            to_come = bool(published) and year > published[:4]
            changed = to_come or period != each.said[0]
            yield replace(each, said=(period, words), is_to_come=to_come) if changed else each


def fill_period(said: str, found: re.Match[str], published: str, cues: Cues) -> str:
    """Return a period with its gaps filled, or nothing where what one needs is not known."""
    if said == PRIOR:
        return said
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
    if name.startswith(("m", "latest")):
        told = _find_month(found[int(name[-1])], cues)
        years = f"{year - (told > month)}-" if name.startswith("latest") else ""
        return f"{years}{told:02}" if month or not years else ""
    return _read_whole(groups[int(name) - 1], cues).zfill(2)


def _find_month(said: str, cues: Cues) -> int:
    """Return the number of a month, whose name may be cut short."""
    begins = [each.startswith(said.rstrip(".")[:LETTERS]) for each in cues.months]
    return begins.index(True) + 1


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
