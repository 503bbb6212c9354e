"""What the facts of each block may hold, so that the search reads no block in vain.

A block of details has a signature of bits: one for each three Han characters side by side in its
texts, and for each five Latin letters or digits. Where a term has three whose bit is not set, no
text of the block holds the term. Shorter terms stand in nearly every block anyway.

`js/grams.js` reads what is written here, and texts are folded as `js/sound.js` folds them; a change
to one is a change to both.
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

BASIC = 0xFFFF
"""The last character that is one UTF-16 unit."""
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
        self.known = np.zeros(0x10000, bool)
        self.folded = np.zeros(0x10000, "<u2")
        """What a UTF-16 unit folds into: 0 for nothing."""
        self.odd = np.zeros(0x10000, bool)
        """Units that are no character by themselves, or fold into several as ¾ does."""
        self.odd[0xD800:0xE000] = True

    def of(self, block: Block) -> bytes:
        """Return the signature of a block of details."""
        units = self.fold("\n".join(_texts(block))).astype("u4")
        bits = np.zeros(BITS, bool)
        for ranges, size in SIZES:
            bits[_hashes(units, ranges, size)] = True
        return np.packbits(bits, bitorder="little").tobytes()

    def fold(self, text: str) -> Units:
        """Return a text without case, accents and small marks, in simplified characters."""
        units = self._units(text)
        if self.odd[units].any():
            odd = (each for each in set(text) if ord(each) > BASIC or self.odd[ord(each)])
            units = self._units(text.translate({ord(each): _folded(each) for each in odd}))
        found = self.folded[units]
        return found[found > 0]

    def _units(self, text: str) -> Units:
        """Return a text in UTF-16, once all units of it are known."""
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        seen = np.zeros(0x10000, bool)
        seen[units] = True
        for unit in np.flatnonzero(seen & ~self.known).tolist():
            text = _folded(chr(unit))
            self.odd[unit] |= len(text) > 1
            self.folded[unit] = ord(text[0]) if text else 0
        self.known |= seen
        return units


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


def _hashes(
    units: NDArray[np.uint32], ranges: tuple[tuple[int, int], ...], size: int
) -> NDArray[np.uint32]:
    """Return the bit of each run of so many units that all lie in some ranges."""
    count = max(0, len(units) - size + 1)
    inside = np.zeros(len(units), bool)
    for low, high in ranges:
        inside |= (units >= low) & (units <= high)
    whole = np.ones(count, bool)
    found = np.zeros(count, "u4")
    for k in range(size):
        whole &= inside[k : k + count]
        found = (found * SPREAD) ^ units[k : k + count]
    found ^= found >> np.uint32(15)
    return found[whole] & np.uint32(BITS - 1)
