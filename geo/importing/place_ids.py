"""Ids of new places: from the file's own or, where it has none, from how the name sounds."""

import re
import unicodedata
from functools import cache

from anyascii import anyascii

from geo.faults import schemas
from geo.page.data.search_tables import HAN_RUN
from geo.text import pinyin

SIGNS = re.compile("['`:*]")
"""What the transliterator writes for signs that are no letters, or soften one."""
WRITTEN = "LMN"
"""Categories of characters that words are made of: letters, their marks, numbers."""
NON_ID_CHARACTERS = re.compile(r"[^a-z0-9]+")
MAX_ID_LENGTH = int(schemas.load_schema("place")["properties"]["id"]["maxLength"])


@cache
def make_slug(text: str) -> str:
    """Return a text as an id is written: `Mühle №3` is `muhle-no3`, `潍河` is `wei-he`.

    Chinese goes by its words, any other script by a table of its letters. Empty where there is none
    in it.
    """
    if not text.isascii():
        whole = unicodedata.normalize("NFC", text)
        text = HAN_RUN.sub(lambda run: f" {_to_pinyin(run[0])} ", whole)
        text = "".join(map(_to_latin, text))
    words = NON_ID_CHARACTERS.sub("-", text.casefold()).strip("-")
    if len(words) <= MAX_ID_LENGTH:
        return words
    return words[: MAX_ID_LENGTH + 1].rpartition("-")[0][:MAX_ID_LENGTH] or words[:MAX_ID_LENGTH]


def _to_latin(char: str) -> str:
    """Return a character in Latin letters, a blank for an emoji or another sign."""
    split = unicodedata.normalize("NFKD", char)
    plain = "".join(each for each in split if not unicodedata.combining(each))
    if plain.isascii():
        return plain
    written = unicodedata.category(char)[0] in WRITTEN
    return SIGNS.sub("", anyascii(char)) if written else " "


@cache
def _to_pinyin(run: str) -> str:
    return " ".join(pinyin.load_pypinyin().lazy_pinyin(run, errors="ignore"))


def make_unused_id(wanted: str, taken: set[str]) -> str:
    """Return an id that no place has: the one wanted or, of names that sound alike, a further one.

    It is taken from then on.
    """
    ident, count = wanted, 1
    while ident in taken:
        count += 1
        ident = f"{wanted[: MAX_ID_LENGTH - len(str(count)) - 1]}-{count}"
    taken.add(ident)
    return ident
