"""The words by which a language tells state, period and names; data in `geo/reading/cues/`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from geo.text.language import FALLBACK

LISTS = (
    "respectively", "lists", "ordinal", "counters", "dated", "levels", "growth", "decline",
    "months", "stops", "name_ends", "subject", "seats", "categories",
)  # fmt: skip


@dataclass(frozen=True)
class Cues:
    """What the reading rules look for in one language."""

    clause_ends: str
    sentence_ends: str
    opening: str
    """Quotation marks; a number right after one is a part of a name."""
    lists: tuple[str, ...]
    """Words between the items of a list and their number: the number is about the whole."""
    respectively: tuple[str, ...]
    """Words that give each item of one list its own of another."""
    ordinal: tuple[str, ...]
    counters: tuple[str, ...]
    """Words that only stand after a number of things."""
    categories: tuple[str, ...]
    """Words after a number that make it a name for a group, not an amount."""
    dated: tuple[str, ...]
    """Words after a number that make it a part of a date."""
    levels: tuple[str, ...]
    """Words between a change and the share that it leads to."""
    growth: tuple[str, ...]
    decline: tuple[str, ...]
    state: Mapping[str, tuple[str, ...]]
    periods: tuple[tuple[str, str], ...]
    """Pattern and the period it says; {0} is the year of publication, {m1} a month's name."""
    months: tuple[str, ...]
    stops: tuple[str, ...]
    """Words that are no part of what is counted, and none of a name."""
    name_ends: tuple[str, ...]
    seats: tuple[str, ...]
    """First words of a name that say whose it is: 县 of 县图书馆."""
    subject: tuple[str, ...]
    """Words for the whole that an article is about, whatever its name."""


@cache
def load_cues(code: str) -> Cues:
    """Return the words of a language; of one without, the English ones."""
    folder = files("geo").joinpath("reading", "cues")
    own = folder.joinpath(f"{code}.json")
    path = own if own.is_file() else folder.joinpath(f"{FALLBACK}.json")
    table = json.loads(path.read_text(encoding="utf-8"))
    words = {key: tuple(table.get(key, ())) for key in LISTS}
    return Cues(
        clause_ends=table["clause_ends"],
        sentence_ends=table["sentence_ends"],
        opening=table["opening"],
        state={key: tuple(said) for key, said in table["state"].items()},
        periods=tuple((pattern, said) for pattern, said in table["periods"]),
        **words,
    )
