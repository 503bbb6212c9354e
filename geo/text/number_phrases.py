"""Numbers that several words make: one in five, 两个半小时, deux ans et demi, minus 5."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from geo.text.language import Language, load_language, match_any
from geo.text.number_words import read_numeral

USUAL = {3, 4, 5, 10, 100}
"""Of so many more than one is said to be a part; two in six may be something else."""
HALF = Decimal("0.5")


@dataclass(frozen=True)
class NumberPhrase:
    """A number in several words, where it stands."""

    start: int
    end: int
    value: Decimal
    unit: str = ""
    """The unit that stands within it: 斤 of 四斤半."""
    is_ratio: bool = False
    """Whether it is so many of so many."""


def find_number_phrases(text: str, language: Language) -> Iterator[NumberPhrase]:
    """Yield the parts of a whole, the amounts and a half, and those below zero."""
    for pattern in _phrase_patterns(language.code, "ratios"):
        for found in pattern.finditer(text):
            above, below = (_read_part(found[key], language) for key in ("above", "below"))
            if 0 < above < below and (above == 1 or below in USUAL):
                yield NumberPhrase(found.start(), found.end(), above / below, is_ratio=True)
    for pattern in _phrase_patterns(language.code, "halved"):
        for found in pattern.finditer(text):
            whole = _read_part(found["whole"], language)
            unit = found.groupdict().get("unit") or ""
            yield NumberPhrase(found.start(), found.end(), whole + HALF, unit)
    for pattern in _phrase_patterns(language.code, "negatives"):
        for found in pattern.finditer(text):
            yield NumberPhrase(found.start(), found.end(), -_read_part(found["whole"], language))


def _read_part(said: str, language: Language) -> Decimal:
    """Return the value of digits, or of one word or one run of signs."""
    if said[0].isdigit():
        return Decimal(said)
    words = [said.lower()] if language.blanks else [*said]
    return read_numeral(words, language)


@cache
def _phrase_patterns(code: str, key: str) -> tuple[re.Pattern[str], ...]:
    """Return patterns of a table, with its numerals for `NUMBER` and its units for `UNIT`."""
    language = load_language(code)
    signs = "".join((*language.digits, *language.small))
    words = match_any(language.digits) if language.blanks else f"[{re.escape(signs)}]{{1,3}}"
    units = match_any(tuple(each for each in language.spellings if each.isalpha()))
    edge = r"(?<!\w)" if language.blanks else rf"(?<![{re.escape(signs)}\d.])"
    return tuple(
        re.compile(
            edge
            + each.replace("NUMBER", rf"(?:\d{{1,3}}(?:\.\d)?|{words})").replace("UNIT", units),
            re.IGNORECASE,
        )
        for each in getattr(language, key)
    )
