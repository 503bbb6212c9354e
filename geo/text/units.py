"""Units as they are printed: their power of ten, what they measure, and where they stand."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from geo.text.language import Language, Unit, load_language, load_units, match_any


@dataclass(frozen=True)
class PrintedUnit:
    """A unit as a fact has it: 万户 is 10 ** 4 of 户, “million dollars” 10 ** 6 of dollars."""

    scale: int
    bare: str
    unit: Unit | None
    """What is known of it; `None` of what is merely counted."""


@cache
def parse_unit(printed: str, code: str) -> PrintedUnit:
    """Return the parts of a unit as printed in a language."""
    language = load_language(code)
    parsed = _parse_words(printed, language) if language.blanks else _parse_han(printed, language)
    if parsed.scale > 1 or parsed.unit or not language.blanks:
        return parsed
    return _parse_han(printed, load_language("zh")) if _HAN.search(printed) else parsed


_HAN = re.compile(r"[\u3400-\u9fff]")


def find_unit(bare: str, language: Language) -> Unit | None:
    """Return the unit that is spelt so, in a language or as a symbol of all."""
    ident = language.spellings.get(bare) or language.spellings.get(bare.lower())
    return load_units()[ident] if ident else None


def is_printed(unit: PrintedUnit, words: str, code: str) -> bool:
    """Return whether a unit stands in some words, in any spelling that it has in the language.

    Of what is merely counted the words themselves must stand there, one after the other.
    """
    language = load_language(code)
    if not unit.bare:
        return True
    spellings = [unit.bare]
    if unit.unit:
        spellings += [each for each, ident in language.spellings.items() if ident == unit.unit.id]
    if not language.blanks:
        return any(each in re.sub(r"\s", "", words) for each in spellings)
    joined = " ".join(words.split())
    return any(_is_standing(" ".join(each.split()), joined) for each in spellings)


def _is_standing(spelling: str, words: str) -> bool:
    """Return whether a spelling stands in words as words of its own; digits may touch it."""
    inner = re.escape(spelling).replace(r"\ ", r"[\s-]").replace(" ", r"[\s-]")
    before = r"(?<![^\W\d_])" if spelling[0].isalpha() else ""
    after = r"(?!\w)" if spelling[-1].isalnum() else ""
    return re.search(f"{before}{inner}{after}", words) is not None or (
        spelling[0].isalpha() and re.search(f"{before}{inner}{after}", words.casefold()) is not None
    )


def _parse_han(printed: str, language: Language) -> PrintedUnit:
    """Return the parts of a unit without blanks; 千 before 瓦 or 米 is a part of the unit."""
    known = find_unit(printed, language)
    small, large = match_any(language.small), match_any(language.large)
    found = re.match(rf"(?:{small})?(?:{large})+", printed)
    if known or not found:
        return PrintedUnit(1, printed, known)
    scale = 1
    for token in found[0]:
        scale *= language.large.get(token) or language.small[token]
    bare = printed[found.end() :]
    return PrintedUnit(scale, bare, find_unit(bare, language))


def _parse_words(printed: str, language: Language) -> PrintedUnit:
    """Return the parts of a unit in words: powers of ten anywhere in it, “of” after them."""
    known = find_unit(" ".join(printed.split()), language)
    if known:
        return PrintedUnit(1, printed, known)
    spaced = re.sub(r"(?<=[’'])(?=\w)", " ", printed)
    scale, kept = 1, []
    for token in spaced.split():
        size = language.large.get(token.lower())
        short = _short_scale(token, language)
        if size:
            scale *= size
        elif short:
            scale *= short[0]
            kept.append(short[1])
        elif kept or scale == 1 or token.lower() not in language.connectors:
            kept.append(token)
    bare = " ".join(kept)
    return PrintedUnit(scale, bare, find_unit(bare, language))


def _short_scale(token: str, language: Language) -> tuple[int, str] | None:
    """Return power of ten and currency of a token that joins them: M€, $m."""
    for letter, size in language.short_scales.items():
        for rest in (token.removeprefix(letter), token.removesuffix(letter)):
            unit = find_unit(rest, language) if rest and rest != token else None
            if unit and unit.measure == "money" and not rest.isalpha():
                return size, rest
    return None


def to_base(value: Decimal, unit: PrintedUnit) -> Decimal | None:
    """Return a value in the base unit of its measure, or `None` where nothing is known of it."""
    if unit.unit is None or unit.unit.factor is None:
        return None
    return value * unit.scale * unit.unit.factor
