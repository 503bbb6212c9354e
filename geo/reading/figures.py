"""Figures of an article as drafts: value, unit, bound and measure, with the words they are from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from geo.reading.cues import Cues, load_cues
from geo.text.language import Language, load_language, load_units, match_any
from geo.text.numerals import CODES, Number, find_numbers
from geo.text.units import find_unit

REACH = 60
"""Characters around a number that can say what it is."""
NEAR = 14
"""Characters before a percentage in which a word of change belongs to it."""
QUOTED = 12
"""Characters between quotation marks that are a name rather than speech."""
MIN_COUNTED = 100
"""From here on a number in words is a figure whatever is counted."""
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


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


def find_figures(text: str, code: str) -> Iterator[FoundFigure]:
    """Yield the figures with a unit; dates, ordinals and numbers within names are none."""
    language, cues = load_language(code), load_cues(code)
    for number in find_numbers(text, code):
        if _is_named(text, number, cues):
            continue
        figure = _read_figure(text, number, language, cues)
        if figure:
            yield figure


def _is_named(text: str, number: Number, cues: Cues) -> bool:
    """Return whether a number is a part of a date, a name or an order."""
    before, after = look_back(text, number.start).rstrip(), look_ahead(text, number.end).lstrip()
    if before.endswith((*cues.ordinal, *cues.opening)) or after.startswith(
        ("—", "–", "-年", *cues.categories)
    ):
        return True
    if re.search(r"\d[—–~-]$", before) or _is_quoted(text, number):
        return True
    spoken = cues.counters or not cues.dated
    dated = r"|".join(re.escape(word) for word in cues.dated)
    year = YEAR.fullmatch(text[number.start : number.end])
    if spoken:
        return bool(re.match(r"[月日时点]", after) or (year and after.startswith("年")))
    return bool(re.match(rf"(?:{dated})\b", after)) or bool(
        year and not re.match(r"(?:[a-z]+s)\b", after)
    )


def look_back(text: str, at: int) -> str:
    """Return what stands before an offset, as far as a rule looks."""
    return text[max(0, at - REACH) : at]


def look_ahead(text: str, at: int) -> str:
    """Return what stands after an offset, as far as a rule looks."""
    return text[at : at + REACH]


def _is_quoted(text: str, number: Number) -> bool:
    """Return whether a number stands within a short name in quotation marks."""
    around = text[max(0, number.start - QUOTED) : number.end + QUOTED]
    at = min(QUOTED, number.start)
    return any(
        found.start() < at < found.end()
        for found in re.finditer(rf"“[^”\n]{{1,{QUOTED}}}”", around)
    )


def _read_figure(text: str, number: Number, language: Language, cues: Cues) -> FoundFigure | None:
    money = re.search(rf"({_money_pattern(language.code)})\s?$", look_back(text, number.start))
    found = _unit_pattern(language.code).match(text, number.end)
    start, end = (number.start - len(money[0]) if money else number.start), number.end
    written = text[number.digits_end : number.end].strip(" -")
    if money:
        glue = "" if written in language.short_scales else " "
        unit, bare = f"{money[1]}{glue}{written}".strip(), money[1]
    elif found and _is_counted(number, found["unit"], language):
        bare = found["unit"]
        spare = found["scale"] if "scale" in found.groupdict() and found["scale"] else ""
        glue = " " if language.blanks and written else ""
        unit, end = written + spare + glue + bare, found.end("unit")
    elif language.blanks and (noun := _find_noun(text, number.end, cues)):
        bare, end = noun[0], noun.end()
        unit = f"{written} {bare}".strip()
    else:
        return None
    value = _unscaled_value(number, written, language)
    bound, words = _find_bound(text, start, number, end, language)
    measure, change = _find_measure(text, start, bare, language, cues)
    return FoundFigure(start, end, value, unit, bound, words, measure, change)


def _unscaled_value(number: Number, written: str, language: Language) -> Decimal:
    """Return the number as printed, its power of ten apart."""
    if not written:
        return number.value
    short = language.short_scales.get(written, 0)
    scale = Decimal(short or 1)
    for token in re.findall(match_any({**language.large, **language.small}), written.lower()):
        scale *= language.large.get(token) or language.small[token]
    return number.value / scale


def _is_counted(number: Number, unit: str, language: Language) -> bool:
    """Return whether a number in words is a figure: 一个 and 三大 mostly are none."""
    if not number.in_words or language.blanks:
        return True
    measured = find_unit(unit, language)
    if measured and measured.measure != "duration":
        return True
    if number.value >= MIN_COUNTED:
        return True
    return number.value > 1 and unit in {"个", "家", "户", "名", "座", "条", "所", "处", "人"}


def _find_bound(
    text: str, start: int, number: Number, end: int, language: Language
) -> tuple[str, str]:
    """Return how exact a figure is and the words that say so."""
    edge = r"(?<!\w)" if language.blanks else ""
    qualified = rf"{edge}({match_any(language.before)})\s*$"
    before = re.search(qualified, look_back(text, start), re.IGNORECASE)
    if before:
        bound = language.before[before[1].lower()]
        return bound, "" if bound == "exact" else before[1]
    inner = re.match(rf"({match_any(language.within)})", look_ahead(text, number.end))
    if inner and inner[1] and number.end + inner.end() <= end:
        return language.within[inner[1]], inner[1]
    after = re.match(rf"\s?({match_any(language.after)})", look_ahead(text, end))
    return (language.after[after[1]], after[1]) if after else ("exact", "")


def _find_measure(
    text: str, start: int, bare: str, language: Language, cues: Cues
) -> tuple[str, str]:
    unit = find_unit(bare, language)
    if unit is None:
        return "count", ""
    if unit.id in {"percent", "permille"}:
        if listed := re.search(r"[%％]\s?(?:、|和|及|,|and|et)\s?$", look_back(text, start)):
            # the next in a list has the word of change of the one before
            start -= len(look_back(text, start)) - listed.start()
        near = re.split(rf"[{re.escape(cues.clause_ends)}]", text[max(0, start - NEAR * 2) : start])
        for measure, words in (("growth", cues.growth), ("decline", cues.decline)):
            said = re.search(rf"({match_any(words)})", near[-1])
            if said and not near[-1].rstrip().endswith(cues.levels):
                return measure, said[1]
        return "share", ""
    return unit.measure, ""


def _find_noun(text: str, end: int, cues: Cues) -> re.Match[str] | None:
    """Return what is counted: of the words after a number the first plural, of up to three."""
    for length in (0, 1, 2):
        pattern = rf"(?:[\s-][a-zà-ÿ]+){{{length}}}[\s-](?P<noun>[a-zà-ÿ]+)"
        found = re.compile(pattern).match(text, end)
        if not found:
            return None
        words = found[0].replace("-", " ").split()
        if set(words) & {*cues.stops}:
            return None
        if words[-1].endswith("s") or words[-1] in {"people", "children", "men", "women"}:
            return re.compile(r"[a-zà-ÿ]+").search(text, found.start("noun"), found.end())
    return None


@cache
def _money_pattern(code: str) -> str:
    language = load_language(code)
    units = load_units()
    return match_any(
        tuple(
            word
            for word, ident in language.spellings.items()
            if units[ident].measure == "money" and (not word.isalpha() or word in CODES)
        )
    )


@cache
def _unit_pattern(code: str) -> re.Pattern[str]:
    """Return the pattern of a unit after a number."""
    language, cues = load_language(code), load_cues(code)
    if not language.blanks:
        units = match_any((*language.spellings, *cues.counters))
        within, large = match_any(language.within), match_any(language.large)
        return re.compile(rf"\s?(?:{within})?(?P<scale>(?:{large})*)\s?(?P<unit>{units})")
    within = f"(?:{match_any(language.within)})?" if language.within else ""
    links = f"(?:(?:{match_any(language.connectors)})\\s?)?"
    return re.compile(
        rf"{within}[\s\u00a0-]?{links}(?P<unit>{match_any(language.spellings)})(?!\w)"
    )
