"""Figures of an article as drafts: value, unit, bound and measure, with the words they are from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from geo.reading.counted_nouns import find_noun
from geo.reading.cues import Cues, load_cues
from geo.reading.figure_words import find_bound, find_measure
from geo.reading.named_numbers import is_code, is_named, look_ahead, look_back
from geo.text.language import Language, load_language, load_units, match_any
from geo.text.numerals import CODES, Number, find_numbers
from geo.text.units import find_unit

MIN_COUNTED = 100
"""From here on a number in words is a figure whatever is counted."""
MIN_BARE = 10
"""From here on digits without a unit are a figure."""
CLOCK = {"hour", "minute", "second"}
"""Durations that are figures in words too: 三年 and 两天 mostly say when."""
PLACES = 4
"""Decimals from which on a fraction is written with two: 0.67."""


@dataclass(frozen=True)
class FoundFigure:
    """A figure where it stands."""

    start: int
    end: int
    value: Decimal
    """As printed, without the power of ten that stands in the unit."""
    unit: str
    bound: str
    bound_words: str
    measure: str
    measure_words: str
    unit_end: int = 0
    """Where the unit ends that it shares with a later figure; 0 where it shares none."""

    def move_by(self, begin: int) -> "FoundFigure":
        """Return the same, counted from a text that begins so many characters earlier."""
        unit_end = self.unit_end and self.unit_end + begin
        return replace(self, start=self.start + begin, end=self.end + begin, unit_end=unit_end)


@dataclass(frozen=True)
class PrintedFigure:
    """Where a figure stands, and the unit that it has there or shares with the one after it."""

    start: int
    end: int
    unit: str = ""
    bare: str = ""
    """The unit without its power of ten."""
    unit_end: int = 0


def find_figures(text: str, code: str) -> Iterator[FoundFigure]:
    """Yield the figures; dates, ordinals and numbers within names are none."""
    language, cues = load_language(code), load_cues(code)
    numbers = [each for each in find_numbers(text, code) if not is_named(text, each, code)]
    printed: list[tuple[Number, PrintedFigure]] = []
    for number in reversed(numbers):
        found = _read_unit(text, number, language, cues)
        found = found or _share_unit(text, number, printed[-1][1] if printed else None, cues)
        if found := found or _read_bare(text, number, cues):
            printed.append((number, found))
    for number, found in reversed(printed):
        yield _describe_figure(text, number, found, language, cues)


def _read_unit(text: str, number: Number, language: Language, cues: Cues) -> PrintedFigure | None:
    """Return a figure with the unit that stands before, in or after its number."""
    if number.is_ratio or number.unit:
        return PrintedFigure(number.start, number.end, number.unit, number.unit)
    money = _money_pattern(language.code).search(look_back(text, number.start))
    found = _unit_pattern(language.code).match(text, number.end)
    start, end = (number.start - len(money[0]) if money else number.start), number.end
    written = _find_scale(text, number)
    if money:
        glue = "" if written in language.short_scales else " "
        return PrintedFigure(start, end, f"{money[1]}{glue}{written}".strip(), money[1])
    if found and _is_counted(text, number, found["unit"], language, cues):
        bare, spare = found["unit"], found.groupdict().get("scale") or ""
        if not find_unit(bare, language):
            bare = re.sub(r"[\s-]+", " ", bare)
        glue = " " if language.blanks and written else ""
        return PrintedFigure(start, found.end("unit"), written + spare + glue + bare, bare)
    if language.blanks and (noun := find_noun(text, number, language, cues)):
        return PrintedFigure(start, noun.end(), f"{written} {noun[0]}".strip(), noun[0])
    return None


def _share_unit(
    text: str, number: Number, after: PrintedFigure | None, cues: Cues
) -> PrintedFigure | None:
    """Return a figure whose unit stands after the next: 14 to 22 bays, 3至5万元."""
    if after and after.bare and cues.links.fullmatch(text, number.end, after.start):
        end = max(after.end, after.unit_end)
        return PrintedFigure(number.start, number.end, after.unit, after.bare, end)
    return None


def _read_bare(text: str, number: Number, cues: Cues) -> PrintedFigure | None:
    """Return a figure without a unit: a share of something, or an amount of what went before."""
    after = look_ahead(text, number.end)
    alone = PrintedFigure(number.start, number.end, _find_scale(text, number))
    said = text[number.start : number.end].rsplit(maxsplit=1)[-1].lower()
    if number.is_fraction and not (text[number.start].isupper() and is_code(text, number)):
        if cues.ordered.match(text, number.end - len(said)):
            return None
        shared = cues.shares.search(look_back(text, number.start) + text[number.start : number.end])
        return alone if shared or (cues.is_spaced and cues.parted.match(after)) else None
    around = f"{look_back(text, number.start)}#{after}"
    if (number.value > 1 or not number.in_words) and (
        said in cues.approximate or cues.bare_words.search(around)
    ):
        return alone
    if not cues.is_spaced or number.in_words or number.value < MIN_BARE or is_code(text, number):
        return None
    return (
        alone
        if cues.bare_before.search(look_back(text, number.start)) is None
        and (cues.bare_after.match(after))
        else None
    )


def _describe_figure(
    text: str, number: Number, found: PrintedFigure, language: Language, cues: Cues
) -> FoundFigure:
    value = number.value
    if scale := _find_scale(text, number) if found.unit else "":
        value = _unscaled_value(number, scale, language)
    if number.is_fraction and -int(value.as_tuple().exponent) > PLACES:
        value = round(value, 2)
    bound, words = find_bound(text, found.start, number, found.end, language)
    measure, change = find_measure(text, found.start, found.bare, language, cues)
    if number.is_fraction and not found.unit:
        measure = "share"
    return FoundFigure(
        found.start, found.end, value, found.unit, bound, words, measure, change, found.unit_end
    )


def _find_scale(text: str, number: Number) -> str:
    """Return the power of ten of a number as it is written."""
    return text[number.digits_end : number.end].strip(" -")


def _unscaled_value(number: Number, written: str, language: Language) -> Decimal:
    """Return the number as printed, its power of ten apart."""
    short = language.short_scales.get(written, 0)
    scale = Decimal(short or 1)
    for token in re.findall(match_any({**language.large, **language.small}), written.lower()):
        scale *= language.large.get(token) or language.small[token]
    return number.value / scale


def _is_counted(text: str, number: Number, unit: str, language: Language, cues: Cues) -> bool:
    """Return whether a number in words is a figure: 一个 and 二层 mostly are none."""
    said = text[number.start : number.end].lower()
    if language.blanks:
        return said not in language.articles
    if not number.in_words:
        return True
    measured = find_unit(unit, language)
    vague = text[number.end : number.end + 1] in language.within
    if measured and (vague or measured.measure != "duration" or measured.id in CLOCK):
        return True
    if number.value >= MIN_COUNTED:
        return True
    if unit in cues.parts and not look_back(text, number.start).endswith(cues.splits):
        return False
    return number.value > 1 and said not in cues.orders and unit in cues.things


@cache
def _money_pattern(code: str) -> re.Pattern[str]:
    language, units = load_language(code), load_units()
    signs = tuple(
        word
        for word, ident in language.spellings.items()
        if units[ident].measure == "money" and (not word.isalpha() or word in CODES)
    )
    return re.compile(rf"({match_any(signs)})\s?$")


@cache
def _unit_pattern(code: str) -> re.Pattern[str]:
    """Return the pattern of a unit after a number."""
    language, cues = load_language(code), load_cues(code)
    within = match_any(language.within)
    if not language.blanks:
        units = match_any((*language.spellings, *cues.counters))
        large = match_any(language.large)
        return re.compile(rf"\s?(?:{within})?(?P<scale>(?:{large})*)\s?(?P<unit>{units})(?!半)")
    inner = rf"(?:[\s-]?(?:{within})(?!\w))?" if within else ""
    links = f"(?:(?:{match_any(language.connectors)})\\s?)?"
    units = match_any(language.spellings).replace(r"\ ", r"[\s-]")
    return re.compile(rf"{inner}[\s\u00a0-]?{links}(?P<unit>{units})(?!\w)")
