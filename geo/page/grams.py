"""What the facts of each block may hold, so that the search reads no block in vain.

A block of details has a signature of bits: one for each three Han characters side by side in its
texts, and for each five Latin letters or digits. Where a term has three whose bit is not set, no
text of the block holds the term. Shorter terms stand in nearly every block anyway.

`js/search/grams.js` reads what is written here, and texts are folded as `js/search/sound.js` folds
them; a change to one is a change to both.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geo.page import cells
from geo.page.blocks import Block
from geo.page.told import PARTS
from geo.search import simplified

BITS = 262_144
"""Of a signature: with what is told of a block of places about a quarter of them is set."""
SLICES = 64
"""Parts in which a folder holds the signatures: a search fetches those that hold its bits."""

ODD = 0xFFFF
"""In place of a UTF-16 unit that is not known, no character by itself, or several when folded."""
PIECE = 1 << 15
"""Units that are worked on at a time, so that all stays near the processor."""
SPREAD = np.uint32(0x01000193)
DROPPED = ',·・、"“”「」《》'
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
LATIN = ((0x30, 0x39), (0x61, 0x7A))
SIZES = ((HAN, 3), (LATIN, 5))
SEARCHED = {"text", "note", "unit", *(f"figure_{part}" for part in PARTS)}
"""Columns whose texts are searched."""

Units = NDArray[np.uint16]


class Signatures:
    """Makes the signatures of blocks of details; several threads may do so at a time."""

    def __init__(self) -> None:
        """Know no character yet."""
        self.folded = np.full(0x10000, ODD, "<u2")
        """What a UTF-16 unit folds into: 0 for nothing."""

    def of(self, block: Block) -> bytes:
        """Return the signature of a block of details."""
        units = self.fold("\n".join(_texts(block)))
        bits = np.zeros(BITS, bool)
        for ranges, size in SIZES:
            for start in range(0, len(units), PIECE):
                bits[_hashes(units[start : start + PIECE + size - 1], ranges, size)] = True
        return np.packbits(bits, bitorder="little").tobytes()

    def fold(self, text: str) -> Units:
        """Return a text without case, accents and small marks, in simplified characters."""
        found = self._known(text)
        if (found == ODD).any():
            self._learn(text)
            odd = (each for each in set(text) if self._known(each)[0] == ODD)
            found = self._known(text.translate({ord(each): _folded(each) for each in odd}))
        return found[found > 0]

    def _known(self, text: str) -> Units:
        """Return what each UTF-16 unit of a text folds into, as far as that is known."""
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        found = np.empty_like(units)
        for start in range(0, len(units), PIECE):
            piece = slice(start, start + PIECE)
            self.folded.take(units[piece], out=found[piece], mode="clip")
        return found

    def _learn(self, text: str) -> None:
        """Learn what the units of a text fold into, and those of what that is made of."""
        for each in {*text, *"".join(map(_folded, set(text)))}:
            whole = _folded(each)
            if len(whole) <= 1 and max(each, whole) < chr(ODD):
                self.folded[ord(each)] = ord(whole) if whole else 0


def sliced(signed: bytes, slices: int) -> Iterator[bytes]:
    """Yield the signatures of all blocks in so many parts, each with the same bits of every one."""
    whole = np.frombuffer(signed, np.uint8).reshape(-1, slices, BITS // 8 // slices)
    for number in range(slices):
        yield whole[:, number].tobytes()


def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    kept = (each for each in parts if unicodedata.category(each) != "Mn" and each not in DROPPED)
    return "".join(simplified(list("".join(kept).lower())))


def _texts(block: Block) -> Iterator[str]:
    """Yield the texts of a block that are searched, a column at a time."""
    for columns in (block, block["facts"]):
        for name, column in columns.items():
            if name.partition(":")[0] in SEARCHED:
                yield cells.joined(column.drop_null(), "\n").decode()


def _hashes(units: Units, ranges: tuple[tuple[int, int], ...], size: int) -> NDArray[np.uint32]:
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
        found = (found * SPREAD) ^ wide[k : k + count]
    found = found[whole]
    bits: NDArray[np.uint32] = (found ^ (found >> np.uint32(15))) & np.uint32(BITS - 1)
    return bits
