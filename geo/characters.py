"""Characters that no text of a map may hold: none can be seen, and some make text lie."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.errors import Fault, shown
from geo.phrases import phrase
from geo.schemas import At

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Control characters, lone surrogates, and overrides of direction, which make text lie about its
own order (Unicode TR 36). Right-to-left letters need none of them. Tabs and line ends may stand."""

FIRST, DELETE = 0x20, 0x7F
"""The first character of ASCII that is seen, and the last, which is not."""
LEADS = (0xC2, 0xE2, 0xEF)
BYTES = ((0xC28000, 0xC29FFF), (0xE280AA, 0xE280AE), (0xE281A6, 0xE281A9), (0xEFBFBE, 0xEFBFBF))
"""Forbidden beyond ASCII as three bytes of UTF-8, from and to; after two bytes any third."""
PIECE = 1 << 16
"""Bytes that are looked at together, so that they stay near the processor."""


def utf8(texts: pa.Array) -> NDArray[np.uint8]:
    """Return the bytes of all texts of a column, without a copy."""
    _, ends, data = texts.buffers()
    if not len(texts) or data is None:
        return np.zeros(0, "u1")
    wide = "i8" if pa.types.is_large_string(texts.type) else "i4"
    within = np.frombuffer(ends, wide)[texts.offset : texts.offset + len(texts) + 1]
    found: NDArray[np.uint8] = np.frombuffer(data, "u1")[within[0] : within[-1]]
    return found


def any_forbidden(utf8: NDArray[np.uint8]) -> bool:
    """Return whether bytes of UTF-8 hold a forbidden character, at a fifth of a pattern's time."""
    return any(_any(utf8[at : at + PIECE + 2]) for at in range(0, len(utf8), PIECE))


def _any(utf8: NDArray[np.uint8]) -> bool:
    low = utf8[(utf8 < FIRST) | (utf8 == DELETE)]
    if len(low) and not np.isin(low, np.frombuffer(b"\t\n\r", "u1")).all():
        return True
    led = np.flatnonzero((utf8 == LEADS[0]) | (utf8 == LEADS[1]) | (utf8 == LEADS[2]))
    first, second, third = (utf8.take(led + k, mode="clip").astype("u4") for k in range(3))
    code = first << 16 | second << 8 | third
    return any(bool(((low <= code) & (code <= high)).any()) for low, high in BYTES)


def faults(values: Mapping[str, Any], at: At, path: str = "") -> Iterator[Fault]:
    """Yield a fault for each key or text, however deep, that holds a forbidden character."""
    for name, value in values.items():
        here = f"{path}.{name}" if path else name
        for text in (name, *_texts(value)):
            if found := FORBIDDEN.search(text):
                rule = phrase(
                    "text.forbidden-character",
                    "text must not hold the character U+{code:04X}",
                    code=ord(found[0]),
                )
                mend = phrase(
                    "mend.delete-character",
                    "delete it; it is character {number} of the text",
                    number=found.start() + 1,
                )
                yield at.fault(shown(here)[1:-1], shown(text), rule, mend)
                break


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
