"""Values as text that a page may hold whatever they say: escaped JSON, or deflated in base 91."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import deflate
import numpy as np
import orjson
import pyarrow as pa
from markupsafe import Markup

from geo.page import cells

LEVEL = 10
FAST = 6
LARGE = 100_000
"""Bytes from which packing takes the faster level: a tenth of the time for a tenth of size."""

ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

DIGITS = np.array([code for code in range(0x21, 0x7F) if chr(code) not in "<>&"], "u1")
"""The 91 characters that packed bytes are written in: all that show and mean nothing in HTML."""
GROUP, SHORT = 13, 6
"""Bits that two digits hold, and one alone at the end."""
WEIGHTS = 1 << np.arange(GROUP, dtype="u2")
PIECE = GROUP * 4096
"""Bytes that become digits at a time: bits as bytes take eight times their room."""

THREADS = 2
AHEAD = 4
"""Values that are packed, or wait for it, at a time."""

Item = TypeVar("Item")
Made = TypeVar("Made")


def to_json(value: object) -> str:
    """Return JSON that is safe inside `<script type="application/json">`.

    `<`, `>`, `&` and the two line separators are escaped inside strings, the only place where they
    can stand; the parsed value is the same.
    """
    return dense(value).decode().translate(ESCAPES)


def dense(value: object) -> bytes:
    """Return JSON without blanks; a column of Arrow's in it is a list."""
    return orjson.dumps(value, default=_column, option=orjson.OPT_NON_STR_KEYS)


def _column(value: object) -> orjson.Fragment:
    if not isinstance(value, pa.Array):
        raise TypeError
    return orjson.Fragment(cells.as_json(value))


def deflated(value: Any) -> bytes:  # noqa: ANN401  bytes, or whatever JSON holds
    """Return bytes, or a value as JSON, deflated (zlib, RFC 1950)."""
    plain = value if isinstance(value, bytes) else dense(value)
    return bytes(deflate.zlib_compress(plain, FAST if len(plain) > LARGE else LEVEL))


def packed(value: Any) -> Markup:  # noqa: ANN401  as above
    """Return bytes or a value deflated, as text that is inert in HTML; `js/inflate.js` reads it."""
    return inert(deflated(value))


def inert(data: bytes) -> Markup:
    """Return bytes as text that is inert in HTML."""
    return Markup(written(data))  # noqa: S704  no character of it means anything there


def written(data: bytes) -> str:
    """Return bytes as text of 91 characters, 13 bits in two: 23 % more; base64 takes 33 %.

    The lowest bits come first, and of two digits the lower. Six bits or less at the end are one
    digit, so that the length tells the number of bytes.
    """
    parts = (_digits(data[at : at + PIECE]) for at in range(0, len(data), PIECE))
    text = b"".join(parts)
    return text[: len(text) - (0 < 8 * len(data) % GROUP <= SHORT)].decode("ascii")


def _digits(data: bytes) -> bytes:
    """Return two digits for each group of bits, the last one filled up with zeros."""
    bits = np.unpackbits(np.frombuffer(data, "u1"), bitorder="little")
    bits = np.append(bits, np.zeros(-len(bits) % GROUP, "u1"))
    high, low = np.divmod(bits.reshape(-1, GROUP) @ WEIGHTS, len(DIGITS))
    text: bytes = DIGITS[np.stack([low, high], axis=1)].tobytes()
    return text


def in_threads(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Yield what is made of each item, in order, a few of them at a time.

    Deflating lets another thread go on; items are taken no faster than they are needed.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: deque[Future[Made]] = deque()
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) >= AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
