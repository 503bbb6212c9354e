"""The words by which a language tells state, period and names; data in `geo/reading/cues/`."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from geo.text.language import FALLBACK, load_language

LISTS = (
    "respectively", "lists", "ordinal", "counters", "dated", "levels", "growth", "decline",
    "months", "stops", "name_ends", "name_starts", "subject", "seats", "categories", "things",
    "orders", "parts", "splits", "plurals", "plural_ends", "clipped", "passing", "already",
    "yielding", "approximate", "kept", "towns", "former", "unnamed",
)  # fmt: skip
PATTERNS = (
    "links", "shares", "parted", "bare_before", "bare_after", "held", "remote", "named",
    "bare_words", "events", "compared", "set_against", "attached", "ordered", "origin", "begun",
    "coordinated", "outlook", "review", "located", "taken_up", "adverbs", "compound",
)  # fmt: skip
NOTHING = "(?!)"


@dataclass(frozen=True)
class Cues:
    """What the reading rules look for in one language."""

    code: str
    is_spaced: bool
    """Whether words stand apart."""
    clause_ends: str
    sentence_ends: str
    opening: str
    """Quotation marks; a number in a short quote is a part of a name."""
    lists: tuple[str, ...]
    """Words between the items of a list and their number: the number is about the whole."""
    respectively: tuple[str, ...]
    """Words that give each item of one list its own of another."""
    ordinal: tuple[str, ...]
    counters: tuple[str, ...]
    """Words that only stand after a number of things."""
    things: tuple[str, ...]
    """Counters after which a number in words is an amount."""
    orders: tuple[str, ...]
    """Number words that before a counter say which one, not how many: 二."""
    parts: tuple[str, ...]
    """Counters of what is numbered rather than counted, 三期, unless after one of `splits`."""
    splits: tuple[str, ...]
    approximate: tuple[str, ...]
    """Number words that are about as many: une dizaine."""
    plurals: tuple[str, ...]
    plural_ends: tuple[str, ...]
    categories: tuple[str, ...]
    """Words after a number that make it a name for a group, not an amount."""
    dated: tuple[str, ...]
    """Words after a number that make it a part of a date."""
    clipped: tuple[str, ...]
    """Words with a full stop that ends no sentence: St."""
    levels: tuple[str, ...]
    """Words between a change and the share that it leads to."""
    growth: tuple[str, ...]
    decline: tuple[str, ...]
    links: re.Pattern[str]
    """What stands between two numbers of which the last has the unit of both."""
    shares: re.Pattern[str]
    """A fraction, with what is before it, that is a share without a unit: 一半."""
    parted: re.Pattern[str]
    """Words after a fraction that make it a share: two thirds of."""
    bare_before: re.Pattern[str]
    """What before a number without a unit makes it none of an amount."""
    bare_after: re.Pattern[str]
    """What after it leaves it one."""
    ordered: re.Pattern[str]
    """A fraction that its next word makes an order: a third platform."""
    bare_words: re.Pattern[str]
    """Words before and after a number, which stands as #, that make one in words an amount."""
    named: re.Pattern[str]
    """Words around a number, which stands as #, that make it an age or a time, no amount."""
    ranges: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    """Patterns before the first number of a range, and between its numbers."""
    states: re.Pattern[str]
    """All words of state, each a group."""
    told: tuple[str, ...]
    """The state of each group."""
    passing: tuple[str, ...]
    """Words of state that say nothing of later clauses."""
    yielding: tuple[str, ...]
    """Words of state that count where the sentence has told none before them."""
    already: tuple[str, ...]
    """Words of state by which a clause is not of a time to come that was told before it."""
    held: re.Pattern[str]
    """What before a figure says that it was so already: what a change comes from."""
    remote: re.Pattern[str]
    """Words that may stand between a bound and a share: 不到全省平均水平的三分之二."""
    periods: tuple[tuple[re.Pattern[str], str], ...]
    """Pattern and the period it says, with gaps for what it takes from pattern and publication.

    {1} is a group of the pattern and {m1} the month that it names; {0}, {-1}, {+1} are years from
    that of publication on, {ago1} the one as many before it as group 1 says, {full} the last full
    one, {month} and {last-month} those of publication and before it, {latest1} the last month of
    the name that group 1 is. “prior” is the year before the one told last.
    """
    events: re.Pattern[str]
    """Words of what happens once: its time is not that of what is told after it."""
    set_against: re.Pattern[str]
    """What before a time makes it only what another is compared with."""
    origin: re.Pattern[str]
    """What before a time makes it that of what a change comes from."""
    coordinated: re.Pattern[str]
    """What begins a further statement within a clause: and is, et compte."""
    begun: re.Pattern[str]
    """What may stand between the beginning of a clause and its words of state."""
    attached: re.Pattern[str]
    """What a clause begins with that is a part of the event told before it."""
    outlook: re.Pattern[str]
    """Words of a heading under which stands what is to come."""
    review: re.Pattern[str]
    """Words of one that ends that."""
    compared: re.Pattern[str]
    """What before a time makes it that of a comparison alone."""
    monthless: tuple[tuple[re.Pattern[str], str], ...]
    """Those that name no month."""
    months: tuple[str, ...]
    stops: tuple[str, ...]
    """Words that are no part of what is counted, and none of a name."""
    name_ends: tuple[str, ...]
    name_starts: tuple[str, ...]
    """First words of names that end as they like: Lake, lycée."""
    seats: tuple[str, ...]
    """First words of a name that say whose it is: 县 of 县图书馆."""
    kept: tuple[str, ...]
    """Words of names in which one of `stops` stands: 经济 with 经."""
    towns: tuple[str, ...]
    """Ends of names of towns: 镇, Township."""
    former: tuple[str, ...]
    """First signs of a name, however short, that say what it was: 老糖厂."""
    unnamed: tuple[str, ...]
    """Words with a capital letter that are none of a place."""
    adverbs: re.Pattern[str]
    """Words of a bound, a group each, with the verb that stands between them and a number."""
    located: re.Pattern[str]
    """What stands before a place that has no word for what it is."""
    taken_up: re.Pattern[str]
    """What a sentence begins with that goes on about the place before it."""
    compound: re.Pattern[str]
    """How names of places are made that nothing else is called by: Saint-Aubin-sur-Loue."""
    subject: tuple[str, ...]
    """Words for the whole that an article is about, whatever its name."""


@cache
def load_cues(code: str) -> Cues:
    """Return the words of a language; of one without, the English ones."""
    folder = files("geo").joinpath("reading", "cues")
    own = folder.joinpath(f"{code}.json")
    path = own if own.is_file() else folder.joinpath(f"{FALLBACK}.json")
    return _from_table(code, json.loads(path.read_text(encoding="utf-8")))


def _from_table(code: str, table: dict[str, Any]) -> Cues:
    is_spaced = load_language(code).blanks
    words: dict[str, Any] = {key: tuple(table.get(key, ())) for key in LISTS}
    words |= {key: re.compile(table.get(key, NOTHING)) for key in PATTERNS}
    states = [(word, state) for state, said in table["state"].items() for word in said]
    states.sort(key=lambda each: -len(each[0]))
    periods = tuple((re.compile(pattern), said) for pattern, said in table["periods"])
    month = words["months"][0] if words["months"] else None
    return Cues(
        code=code,
        is_spaced=is_spaced,
        clause_ends=table["clause_ends"],
        sentence_ends=table["sentence_ends"],
        opening=table["opening"],
        states=re.compile(_mark_words((word for word, _ in states), is_spaced=is_spaced)),
        told=tuple(state for _, state in states),
        periods=periods,
        monthless=tuple(each for each in periods if not month or month not in each[0].pattern),
        ranges=tuple(
            (re.compile(rf"(?:{before})\s?$"), re.compile(rf"\s?(?:{link})\s?"))
            for before, link in table.get("ranges", ())
        ),
        **words,
    )


def _mark_words(words: Iterable[str], *, is_spaced: bool) -> str:
    """Return a pattern of some patterns, whole words where these stand apart.

    An empty group after each tells which it was; before it, it would slow down the search.
    """
    edge = r"\b" if is_spaced else ""
    return rf"{edge}(?:{'|'.join(f'{word}{edge}()' for word in words)})"
