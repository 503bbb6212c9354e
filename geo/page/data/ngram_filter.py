"""What the facts of each block may hold, so that the search reads no block in vain.

A block of details has a signature of bits: one for each three Han characters side by side in its
texts, and for each five Latin letters or digits. Where a term has three whose bit is not set, no
text of the block holds the term. Shorter terms stand in nearly every block anyway.

`js/search/ngram_filter.js` reads what is written here, and texts are folded as
`js/search/normalising.js` folds them; a change to one is a change to both.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geo.page.data import json_columns
from geo.page.data.blocks import Block
from geo.page.data.fact_columns import FIGURE_PARTS
from geo.page.data.search_tables import to_simplified

FILTER_BITS = 262_144
"""Of a signature: with what is told of a block of places about a quarter of them is set."""
FOLDER_SLICES = 64
"""Parts in which a folder holds the signatures: a search fetches those that hold its bits."""

UNKNOWN_UNIT = 0xFFFF
"""In place of a UTF-16 unit that is not known, no character by itself, or several when folded."""
CHUNK_UNITS = 1 << 15
"""Units that are worked on at a time, so that all stays near the processor."""
HASH_MULTIPLIER = np.uint32(0x01000193)
IGNORED_CHARACTERS = ',·・、"“”「」《》'
HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
LATIN_RANGES = ((0x30, 0x39), (0x61, 0x7A))
NGRAM_SIZES = ((HAN_RANGES, 3), (LATIN_RANGES, 5))
SEARCHED_COLUMNS = {"text", "note", "unit", *(f"figure_{part}" for part in FIGURE_PARTS)}
"""Columns whose texts are searched."""

Units = NDArray[np.uint16]


class BloomFilters:
    """Makes the signatures of blocks of details; several threads may do so at a time."""

    def __init__(self) -> None:
        """Know no character yet."""
        self.folded = np.full(0x10000, UNKNOWN_UNIT, "<u2")
        """What a UTF-16 unit folds into: 0 for nothing."""

    def make_filter(self, block: Block) -> bytes:
        """Return the signature of a block of details."""
        units = self.normalise_text("\n".join(_searched_texts(block)))
        bits = np.zeros(FILTER_BITS, bool)
        for ranges, size in NGRAM_SIZES:
            for start in range(0, len(units), CHUNK_UNITS):
                bits[_ngram_bits(units[start : start + CHUNK_UNITS + size - 1], ranges, size)] = (
                    True
                )
        return np.packbits(bits, bitorder="little").tobytes()

    def normalise_text(self, text: str) -> Units:
        """Return a text without case, accents and small marks, in simplified characters."""
        found = self._normalise_units(text)
        if (found == UNKNOWN_UNIT).any():
            self._learn_characters(text)
            odd = (each for each in set(text) if self._normalise_units(each)[0] == UNKNOWN_UNIT)
            found = self._normalise_units(
                text.translate({ord(each): _normalise_character(each) for each in odd})
            )
        return found[found > 0]

    def _normalise_units(self, text: str) -> Units:
        """Return what each UTF-16 unit of a text folds into, as far as that is known."""
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        found = np.empty_like(units)
        for start in range(0, len(units), CHUNK_UNITS):
            piece = slice(start, start + CHUNK_UNITS)
            self.folded.take(units[piece], out=found[piece], mode="clip")
        return found

    def _learn_characters(self, text: str) -> None:
        """Learn what the units of a text fold into, and those of what that is made of."""
        for each in {*text, *"".join(map(_normalise_character, set(text)))}:
            whole = _normalise_character(each)
            if len(whole) <= 1 and max(each, whole) < chr(UNKNOWN_UNIT):
                self.folded[ord(each)] = ord(whole) if whole else 0


def slice_filters(signed: bytes, slices: int) -> Iterator[bytes]:
    """Yield the signatures of all blocks in so many parts, each with the same bits of every one."""
    whole = np.frombuffer(signed, np.uint8).reshape(-1, slices, FILTER_BITS // 8 // slices)
    for number in range(slices):
        yield whole[:, number].tobytes()


def _normalise_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    kept = (
        each
        for each in parts
        if unicodedata.category(each) != "Mn" and each not in IGNORED_CHARACTERS
    )
    return "".join(to_simplified(list("".join(kept).lower())))


def _searched_texts(block: Block) -> Iterator[str]:
    """Yield the texts of a block that are searched, a column at a time."""
    for columns in (block, block["facts"]):
        for name, column in columns.items():
            if name.partition(":")[0] in SEARCHED_COLUMNS:
                yield json_columns.join_texts(column.drop_null(), "\n").decode()


def _ngram_bits(units: Units, ranges: tuple[tuple[int, int], ...], size: int) -> NDArray[np.uint32]:
    """Return the bit of each run of so many units that all lie in some ranges."""
    count = max(0, len(units) - size + 1)
    inside = np.zeros(len(units), bool)
    for low, high in ranges:
        inside |= units - np.uint16(low) <= high - low  # below the low end it wraps around
    whole = inside[:count].copy()
    for k in range(1, size):
        whole &= inside[k : k + count]
    if not whole.any():
        return np.zeros(0, "u4")
    wide = units.astype("u4")
    found = wide[:count]
    for k in range(1, size):
        found = (found * HASH_MULTIPLIER) ^ wide[k : k + count]
    found = found[whole]
    bits: NDArray[np.uint32] = (found ^ (found >> np.uint32(15))) & np.uint32(FILTER_BITS - 1)
    return bits
