"""Which wanted place a found name means, and how surely: folded, without its ending, by sound."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo.importing.row_matching import normalise_names
from geo.page.data.search_tables import HAN_RUN
from geo.text import pinyin

GENERIC_ENDINGS = (
    "产业园区", "工业园区", "产业园", "工业园", "开发区", "园区", "基地", "街道办事处", "街道",
    "社区", "村委会", "村", "镇", "乡", "站",
    "industrialpark", "subdistrict", "village", "township", "town", "park", "station", "zone",
)  # fmt: skip
"""Generic endings, folded, the longest of each sort first."""
MIN_STEM_LENGTH = 2
"""Characters that must be left of a name without its ending."""


class Likeness(StrEnum):
    """How a found name is like the wanted one, from the surest."""

    NAME = "name"
    ALIAS = "alias"
    STEM = "stem"
    PINYIN = "pinyin"
    NONE = "none"


LIKENESS_ORDER = tuple(Likeness)
EXACT_LIKENESSES = frozenset({Likeness.NAME, Likeness.ALIAS})
"""Likenesses by which a found thing is named exactly as the wanted one."""


@dataclass(frozen=True)
class PlaceNames:
    """The names of one wanted place."""

    names: tuple[str, ...]
    aliases: tuple[str, ...]


class NameMatcher:
    """Names of wanted places as found ones are compared with them."""

    def __init__(self, wanted: Mapping[str, PlaceNames]) -> None:
        """Fold the names of all wanted places, by id."""
        self._by: dict[Likeness, dict[str, set[str]]] = {
            like: defaultdict(set) for like in LIKENESS_ORDER[:-1]
        }
        for ident, named in wanted.items():
            self._add_names(Likeness.NAME, named.names, ident)
            self._add_names(Likeness.ALIAS, named.aliases, ident)

    def _add_names(self, like: Likeness, texts: Sequence[str], ident: str) -> None:
        for text in normalise_names(texts) if texts else ():
            self._by[like][text].add(ident)
            self._by[Likeness.STEM][strip_ending(text)].add(ident)
            for sound in {to_pinyin(text), to_pinyin(strip_ending(text))} - {""}:
                self._by[Likeness.PINYIN][sound].add(ident)

    def match_names(self, found: Iterable[str]) -> dict[str, Likeness]:
        """Return the places that a thing with these names may be, each with the surest likeness."""
        return self.match_many([[*found]])[0]

    def match_many(self, rows: Sequence[Sequence[str]]) -> list[dict[str, Likeness]]:
        """Return the same for the names of each of many things, folded all at once."""
        texts = [text for row in rows for text in row]
        folded = iter(normalise_names(texts) if texts else ())
        return [self._best_likeness([next(folded) for _ in row]) for row in rows]

    def _best_likeness(self, folded: Sequence[str]) -> dict[str, Likeness]:
        best: dict[str, Likeness] = {}
        for text in filter(None, folded):
            for like, key in _lookup_keys(text):
                for ident in self._by[like].get(key, ()):
                    if ident not in best or LIKENESS_ORDER.index(like) < LIKENESS_ORDER.index(
                        best[ident]
                    ):
                        best[ident] = like
        return best

    def likeness_to(self, ident: str, found: Iterable[str]) -> Likeness:
        """Return how like the names of a thing are to those of one place."""
        return self.match_names(found).get(ident, Likeness.NONE)


def _lookup_keys(text: str) -> list[tuple[Likeness, str]]:
    """Return what a folded name is looked up by, and where."""
    keys = [(Likeness.NAME, text), (Likeness.ALIAS, text), (Likeness.STEM, strip_ending(text))]
    sounds = {
        to_pinyin(text),
        to_pinyin(strip_ending(text)),
        _to_latin(text),
        _to_latin(strip_ending(text)),
    } - {""}
    return keys + [(Likeness.PINYIN, sound) for sound in sorted(sounds)]


def strip_ending(folded: str) -> str:
    """Return a folded name without its generic ending, where enough is left."""
    for ending in GENERIC_ENDINGS:
        cut = folded.removesuffix(ending)
        if cut != folded and len(cut) >= MIN_STEM_LENGTH:
            return cut
    return folded


def _to_latin(folded: str) -> str:
    """Return a name in Latin letters without accents and marks; nothing for any other."""
    plain = unicodedata.normalize("NFD", folded)
    kept = "".join(char for char in plain if char.isalpha() and not unicodedata.combining(char))
    return kept if kept.isascii() else ""


@cache
def to_pinyin(folded: str) -> str:
    """Return how a name in Han characters sounds, in letters; nothing for any other."""
    if not HAN_RUN.fullmatch(folded):
        return ""
    return "".join(pinyin.load_pypinyin().lazy_pinyin(folded))
