"""The table of one language: how it writes numbers, units, currencies and how exact they are.

A further language is a file `geo/text/languages/<code>.json`; one without reads as English does.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


@dataclass(frozen=True)
class Unit:
    """A unit whatever the language: what it measures and how large it is."""

    id: str
    measure: str
    factor: Decimal | None = None
    """In the base unit of its measure; `None` where nothing is to be computed."""
    converted: bool = False
    """Whether readers elsewhere need an equivalent."""
    symbols: tuple[str, ...] = ()
    """How all languages write it."""


@dataclass(frozen=True)
class Language:
    """How numbers and units are written in one language."""

    code: str
    blanks: bool
    """Whether words stand apart."""
    decimal: str
    grouping: str
    """Characters that part thousands."""
    digits: Mapping[str, int]
    small: Mapping[str, int]
    """Words that multiply the one before: hundred, 百."""
    large: Mapping[str, int]
    """Words that multiply all before them: thousand, 万."""
    halves: Mapping[str, Decimal]
    joiners: tuple[str, ...]
    """Words within a number: “and” in “two hundred and five”."""
    articles: tuple[str, ...]
    connectors: tuple[str, ...]
    """Words between a power of ten and its unit, which are no part of either."""
    spellings: Mapping[str, str]
    """Unit by each of its spellings, the symbols that all languages share among them."""
    names: Mapping[str, str]
    short_scales: Mapping[str, int]
    """Letters that are a power of ten only beside a currency: $7m, 5 M€."""
    before: Mapping[str, str]
    """Bound by the words that stand before a number."""
    within: Mapping[str, str]
    """Bound by the words that stand between a number and its unit."""
    after: Mapping[str, str]
    parts: tuple[str, ...]
    """Words after which parts of a total are given."""
    ratios: tuple[str, ...] = ()
    """Patterns of so many of so many: one in five."""
    halved: tuple[str, ...] = ()
    """Patterns of an amount and a half where its unit stands between: 四斤半."""
    negatives: tuple[str, ...] = ()
    """Patterns of a number that words put below zero: 零下5."""


def has_table(code: str) -> bool:
    """Return whether a language has a table of its own."""
    return files("geo").joinpath("text", "languages", f"{code}.json").is_file()


@cache
def load_language(code: str) -> Language:
    """Return the table of a language; of one without, the English one."""
    name = code if has_table(code) else FALLBACK
    path = files("geo").joinpath("text", "languages", f"{name}.json")
    return _from_table(name, json.loads(path.read_text(encoding="utf-8")))


@cache
def load_units() -> Mapping[str, Unit]:
    """Return all units by their id."""
    path = files("geo").joinpath("text", "units.json")
    table: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        ident: Unit(
            ident,
            given["measure"],
            read_ratio(given["factor"]) if "factor" in given else None,
            given.get("converted", False),
            tuple(given.get("symbols", ())),
        )
        for ident, given in table.items()
    }


def read_ratio(text: str) -> Decimal:
    """Return the value of a decimal number or of a fraction as tables write it: `10000/15`."""
    above, _, below = text.partition("/")
    return Decimal(above) / Decimal(below or 1)


def match_any(words: Mapping[str, object] | tuple[str, ...]) -> str:
    """Return a pattern of any of some words, the longest first."""
    return _match_any(tuple(words))


@lru_cache(maxsize=512)
def _match_any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _from_table(code: str, table: Mapping[str, Any]) -> Language:
    symbols = {symbol: unit.id for unit in load_units().values() for symbol in unit.symbols}
    return Language(
        code=code,
        blanks=table["blanks"],
        decimal=table["decimal"],
        grouping=table["grouping"],
        digits=table["digits"],
        small=table["small"],
        large=table["large"],
        halves={word: read_ratio(ratio) for word, ratio in table["halves"].items()},
        joiners=tuple(table.get("joiners", ())),
        articles=tuple(table.get("articles", ())),
        connectors=tuple(table["connectors"]),
        spellings=symbols | _reverse_table(table["units"]),
        names=table["names"],
        short_scales=table["short_scales"],
        before=_reverse_table(table["before"]),
        within=_reverse_table(table["within"]),
        after=_reverse_table(table["after"]),
        parts=tuple(table["parts"]),
        ratios=tuple(table.get("ratios", ())),
        negatives=tuple(table.get("negatives", ())),
        halved=tuple(table.get("halved", ())),
    )


def _reverse_table(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the key of each word of a table."""
    return {word: key for key, words in table.items() for word in words}
