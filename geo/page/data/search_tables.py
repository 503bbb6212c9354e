"""What search needs beside the texts: which characters are one, and how Chinese ones sound."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.content.content_tables import suffixed_columns
from geo.content.loader import Content
from geo.formats.column_table import CHUNK_ROWS
from geo.text.pinyin import load_pypinyin

HAN_RUN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Runs of Han characters, whatever language they stand in."""

MAX_RUNS = 5000
"""Runs of Han characters that are read word by word: a third of a second."""

CHUNK_CHARACTERS = 1 << 16
"""Characters that are looked at together: they take twelve bytes each meanwhile."""

HAN_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
"""Blocks whose characters a reader may type in place of those of the data."""


def search_tables(content: Content) -> dict[str, str]:
    """Return the tables of the page's search; both are empty for data without Han characters.

    `fold` holds pairs: a character that a reader may type, and the one it is
    searched as. `pinyin` holds the characters of names, aliases, layers and kinds with
    their readings (see `pinyin_readings`). Tables by character stay small however many places there
    are.
    """
    tables, languages = content.tables, content.project.languages
    noted = suffixed_columns("note", {}, languages)
    project = content.project
    sorts = [*(each.name for each in project.layers), *(each.name for each in project.kinds)]
    terms = pa.array([text for each in sorts for text in each.values()], pa.large_string())
    named = [
        *suffixed_columns("name", {}, languages),
        *suffixed_columns("name_short", {}, languages),
        "aliases",
    ]
    names = [*_existing_columns(tables.places, named), terms]
    told = _existing_columns(
        tables.facts, [*languages, *noted, *suffixed_columns("unit", {}, languages)]
    )
    used = _used_characters([*names, *_existing_columns(tables.places, noted), *told])
    return {"fold": simplification_pairs(used), "pinyin": pinyin_readings(_join_cells(names))}


def _existing_columns(table: pd.DataFrame, names: Iterable[str]) -> list[pa.Array]:
    """Return some columns, as far as they are there, without a copy."""
    there = filter(table.columns.__contains__, names)
    return [each for name in there for each in pa.chunked_array(table[name]).chunks]


def _join_cells(columns: Iterable[pa.Array]) -> Iterator[str]:
    """Yield columns as texts, a line a cell, some thousand cells in each."""
    for column in columns:
        for start in range(0, len(column), CHUNK_ROWS):
            cells = pc.drop_null(column.slice(start, CHUNK_ROWS)).cast(pa.string())
            whole = pa.ListArray.from_arrays([0, len(cells)], cells)
            yield pc.binary_join(whole, "\n")[0].as_py() or ""


def _used_characters(columns: Iterable[pa.Array]) -> set[str]:
    """Return the characters of some columns, in a quarter of the time that a set of them takes."""
    seen = np.zeros(sys.maxunicode + 1, "bool")
    for text in _join_cells(columns):
        for at in range(0, len(text), CHUNK_CHARACTERS):
            seen[np.frombuffer(text[at : at + CHUNK_CHARACTERS].encode("utf-32-le"), "<u4")] = True
    return set(map(chr, np.flatnonzero(seen).tolist()))


def simplification_pairs(texts: Iterable[str]) -> str:
    """Return pairs of a traditional or variant character and its simplified form, as one string.

    Only forms that occur in the texts are in it: others could match nothing.
    """
    used = set(HAN_RUN.findall(" ".join(set().union(*texts))))
    if not used:
        return ""
    typed = [chr(code) for block in HAN_BLOCKS for code in block]
    simple = dict(zip(typed, to_simplified(typed), strict=True))
    found = {simple.get(character, character) for character in used}
    return "".join(
        f"{character}{form}"
        for character, form in simple.items()
        if form != character and form in found
    )


def to_simplified(characters: list[str]) -> list[str]:
    """Return the simplified form of each character by itself."""
    if not HAN_RUN.search("".join(characters)):
        return characters
    # a line each: side by side they would be read as words
    return _load_converter()("\n".join(characters)).split("\n")


@cache
def _load_converter() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415  loads its tables: only where there is Chinese

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def pinyin_readings(texts: Iterable[str]) -> str:
    """Return how the Han characters of some texts are read, as entries divided by blanks.

    An entry is the character, the readings it has in these texts (`长chang,zhang`; words decide
    which), and in capitals the first letters of all its other readings. ü is written v, as typed.
    Of very many names each character has all its readings in full, since words take long to tell.
    """
    found: set[str] = set()
    used: set[str] = set()
    for text in texts:
        if len(found) <= MAX_RUNS:
            found.update(HAN_RUN.findall(text))
        else:
            used.update(text)
    if not found:
        return ""
    heard: dict[str, dict[str, None]] = {}
    many = len(found) > MAX_RUNS
    library = load_pypinyin(() if many else found)
    runs = HAN_RUN.findall(" ".join(used.union(*found))) if many else found
    for run in sorted(runs):
        syllables = library.lazy_pinyin(run)
        if len(syllables) != len(run):  # rare characters without a reading come as one piece
            syllables = [library.lazy_pinyin(character)[0] for character in run]
        for character, syllable in zip(run, syllables, strict=True):
            if syllable.isascii():
                heard.setdefault(character, {})[syllable] = None
    entries = []
    for character, read in sorted(heard.items()):
        every = library.pinyin(character, style=library.Style.NORMAL, heteronym=True)[0]
        sounds = {each for each in every if each.isascii()}
        said = {*read, *sounds} if many else {*read}  # of many no word told which
        others = {each[0] for each in sounds} - {each[0] for each in said}
        capitals = "".join(sorted(others)).upper()
        entries.append(f"{character}{','.join(sorted(said))}{capitals}")
    return " ".join(entries)
