"""Ids of new places: from the file's own or, where it has none, from how the name sounds."""

import re
import unicodedata
from functools import cache

from geo.faults import schemas
from geo.page.data.search_tables import HAN_RUN
from geo.text import pinyin

NON_ID_CHARACTERS = re.compile(r"[^a-z0-9]+")
MAX_ID_LENGTH = int(schemas.load_schema("place")["properties"]["id"]["maxLength"])


@cache
def make_slug(text: str) -> str:
    """Return a text as an id is written: `Mühle №3` is `muhle-no3`, `潍河` is `wei-he`.

    Empty where nothing of it can be written in Latin letters.
    """
    if not text.isascii():
        text = HAN_RUN.sub(lambda run: f" {_to_pinyin(run[0])} ", text)
        split = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in split if not unicodedata.combining(char))
    words = NON_ID_CHARACTERS.sub("-", text.casefold()).strip("-")
    if len(words) <= MAX_ID_LENGTH:
        return words
    return words[: MAX_ID_LENGTH + 1].rpartition("-")[0][:MAX_ID_LENGTH] or words[:MAX_ID_LENGTH]


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
