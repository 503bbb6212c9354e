"""Numbers in running text, by the language that it is written in.

`4,9 millions` is 4.9 million in French and never 49; where a language has no such number (`4,9` in
English) nothing is read, since a guess would make a citation true that is not.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from geo.text.language import Language, load_language, match_any
from geo.text.number_phrases import find_number_phrases
from geo.text.number_words import find_word_numbers, units_like_numbers

WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
"""Full-width signs of East Asian fonts, one for one."""
CODES = {"CNY", "RMB", "USD", "EUR", "GBP", "JPY", "HKD", "INR", "CHF", "Rs"}
"""Letters that may touch the digits after them; other letters make a name of both: PM2.5."""
SIGNS = "[€$£¥₹]"
SIGN = re.compile(rf"{SIGNS}\s?$")
MINOR = "½¼¾⅓⅔⅕⅛"


@dataclass(frozen=True)
class Number:
    """A number where it stands in a text."""

    start: int
    end: int
    value: Decimal
    """With its power of ten: 19900 for 1.99万."""
    digits_end: int
    """Where the power of ten begins; `end` where there is none."""
    in_words: bool = False
    is_fraction: bool = False
    """Whether it is a part that decimals may not write out: two thirds."""
    is_ratio: bool = False
    """Whether it is so many of so many, and needs no other word to be a share: one in five."""
    unit: str = ""
    """The unit that stands within it: 斤 of 四斤半."""


def find_numbers(text: str, code: str) -> tuple[Number, ...]:
    """Return the numbers of a text in a language, first to last, none inside another."""
    language = load_language(code)
    plain = text.translate(WIDE)
    found: list[Number] = []
    for number in sorted(
        _find_candidates(plain, language), key=lambda each: (each.start, -each.end)
    ):
        if not found or number.start >= found[-1].end:
            found.append(number)
    return tuple(found)


def find_printed_numbers(text: str, code: str) -> tuple[Number, ...]:
    """Return the numbers, and those with a word between digits and power of ten: 40 多万."""
    pattern, language = _qualified_scale(code), load_language(code)
    return tuple(
        each
        for number in find_numbers(text, code)
        for found in [pattern.match(text, number.end)]
        for each in (number, *([_raise_number(number, found, language)] if found else []))
    )


def _raise_number(number: Number, scale: re.Match[str], language: Language) -> Number:
    value = number.value * read_scale(scale["scale"], language)
    return replace(number, value=value, end=scale.end())


@cache
def _qualified_scale(code: str) -> re.Pattern[str]:
    """Return the pattern of a word that tells how exact a number is, and a power of ten."""
    language = load_language(code)
    if not language.within or not language.large:
        return re.compile(r"(?!)")
    gap, edge = (r"[\s-]?", r"\b") if language.blanks else ("", "")
    within, large = match_any(language.within), match_any(language.large)
    return re.compile(rf"{gap}(?:{within}){gap}(?P<scale>(?:{large})+){edge}", re.IGNORECASE)


def _find_candidates(text: str, language: Language) -> Iterator[Number]:
    yield from _in_digits(text, language)
    for each in find_number_phrases(text, language):
        yield Number(
            each.start, each.end, each.value, each.end, in_words=not text[each.end - 1].isdigit(),
            is_fraction=each.is_ratio, is_ratio=each.is_ratio, unit=each.unit,
        )  # fmt: skip
    for start, end, value, fraction in find_word_numbers(text, language):
        written = text[start:end]
        scaled = start + len(written.rstrip("".join(language.large)))
        parted = scaled if not language.blanks and scaled > start else end
        yield Number(start, end, value, parted, in_words=True, is_fraction=fraction)


def _in_digits(text: str, language: Language) -> Iterator[Number]:
    for found in _digits_pattern(language.code).finditer(text):
        whole = read_digits(found["digits"], language) if found["digits"] else Decimal(0)
        minor = (found["minor"] or found["beside"] or "").strip()
        value, end = whole + _minor_value(minor), found.end()
        if found["scale"]:
            value *= read_scale(found["scale"], language)
        elif short := _find_letters(text, found, language):
            value, end = value * language.short_scales[short[1]], short.end()
        scaled = found.start("scale") if found["scale"] else found.end()
        yield Number(found.start(), end, value, scaled, is_fraction=bool(minor))


def _find_letters(text: str, number: re.Match[str], language: Language) -> re.Match[str] | None:
    """Return the letters after a number that are a power of ten, which a currency's sign makes."""
    if not language.short_scales:
        return None
    letters = match_any(language.short_scales)
    after = "" if SIGN.search(text[max(0, number.start() - 2) : number.start()]) else f"(?={SIGNS})"
    ends = after or r"(?!\w)"
    return re.compile(rf"\s?({letters}){ends}").match(text, number.end())


def read_digits(digits: str, language: Language) -> Decimal:
    """Return the value of digits with the separators of a language."""
    decimal = language.decimal
    if (
        decimal not in digits
        and re.fullmatch(r"\d+\.\d+", digits)
        and not _is_grouped(digits, language)
    ):
        return Decimal(digits)  # the point of calculators, where the language has a comma
    whole, _, part = digits.partition(decimal)
    return Decimal("".join(filter(str.isdigit, whole)) + (f".{part}" if part else ""))


def read_scale(words: str, language: Language) -> int:
    """Return the power of ten that some words make: 10 ** 11 for 千亿."""
    scale = 1
    tokens = re.findall(match_any({**language.large, **language.small}), words.lower())
    for token in tokens:
        scale *= language.large.get(token) or language.small[token]
    return scale


def is_same_value(wanted: Decimal, number: Number) -> bool:
    """Return whether a value is the number: of a fraction, as far as its decimals go."""
    if wanted == number.value:
        return True
    exponent = wanted.as_tuple().exponent
    if not number.is_fraction or not isinstance(exponent, int) or exponent > -2:  # noqa: PLR2004
        return abs(wanted - number.value) <= abs(number.value) * Decimal("1e-9")
    return abs(wanted - number.value) <= Decimal(1).scaleb(exponent)


def _is_grouped(digits: str, language: Language) -> bool:
    groups = re.escape(language.grouping)
    return bool(re.fullmatch(rf"\d{{1,3}}(?:[{groups}]\d{{3}})+", digits))


def _minor_value(minor: str) -> Decimal:
    """Return the value of 1/2, ½ and the like, as exactly as decimals can."""
    if not minor:
        return Decimal(0)
    above, below = unicodedata.normalize("NFKC", minor).replace("\u2044", "/").split("/")
    return Decimal(above) / Decimal(below)


@cache
def _digits_pattern(code: str) -> re.Pattern[str]:
    """Return the pattern of a number in digits, with its power of ten.

    No digit and no separator with a digit may stand around it: `1,5` has neither a 1 nor a 5 where
    the comma parts thousands.
    """
    language = load_language(code)
    groups, decimal = re.escape(language.grouping), re.escape(language.decimal)
    signs = "".join(sign for sign in language.grouping if not sign.isspace())
    around = re.escape(signs + language.decimal + ".,")
    point = "" if language.decimal == "." else r"|\d+\.\d{1,2}(?!\d)"
    digits = rf"\d{{1,3}}(?:[{groups}]\d{{3}})+(?!\d)(?:{decimal}\d+)?{point}|\d+(?:{decimal}\d+)?"
    minor = rf"(?:(?<!\d)[1-9]/[2-9])(?![\d/])|[{MINOR}]"
    large, small = match_any(language.large), match_any(language.small)
    scale = (
        rf"(?:[\s-]{{0,2}}(?:{large})\b)?"
        if language.blanks
        else rf"(?:(?!{units_like_numbers(language)})(?:{small})?(?:{large})*)?"
    )
    money = [each for each in language.spellings if each.isascii() and each[-1].isalpha()]
    letter = "|".join(
        ["(?<![A-Za-z])", *(rf"(?<=\b{each})" for each in sorted(money) if each in CODES)]
    )
    return re.compile(
        rf"(?<![\d/])(?<!\d[{around}])(?:{letter})"
        rf"(?:(?P<minor>{minor})|(?P<digits>{digits})(?P<beside>\s?(?:{minor}))?)"
        rf"(?![{around}]?\d)(?P<scale>{scale})",
        re.IGNORECASE,
    )
