"""Ids of new places: from the file's own or, where it has none, from how the name sounds."""

import re
import unicodedata
from functools import cache

from geo import pinyin, schemas
from geo.search import HAN

APART = re.compile(r"[^a-z0-9]+")
LONGEST = int(schemas.schema("place")["properties"]["id"]["maxLength"])


@cache
def slug(text: str) -> str:
    """Return a text as an id is written: `Mühle №3` is `muhle-no3`, `潍河` is `wei-he`.

    Empty where nothing of it can be written in Latin letters.
    """
    if not text.isascii():
        text = HAN.sub(lambda run: f" {_pinyin(run[0])} ", text)
        split = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in split if not unicodedata.combining(char))
    words = APART.sub("-", text.casefold()).strip("-")
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST + 1].rpartition("-")[0][:LONGEST] or words[:LONGEST]


@cache
def _pinyin(run: str) -> str:
    return " ".join(pinyin.reader().lazy_pinyin(run, errors="ignore"))


def unused(wanted: str, taken: set[str]) -> str:
    """Return an id that no place has: the one wanted or, of names that sound alike, a further one.

    It is taken from then on.
    """
    ident, count = wanted, 1
    while ident in taken:
        count += 1
        ident = f"{wanted[: LONGEST - len(str(count)) - 1]}-{count}"
    taken.add(ident)
    return ident
