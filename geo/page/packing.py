"""Values as text that a page may hold whatever they say: escaped JSON, or deflated in base 91."""

import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import orjson
from markupsafe import Markup

LEVEL = 9
FAST = 6
LARGE = 1_000_000
"""Bytes from which packing takes the faster level: half the time for some percent of size."""

ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

DIGITS = np.array([code for code in range(0x21, 0x7F) if chr(code) not in "<>&"], "u1")
"""The 91 characters that packed bytes are written in: all that show and mean nothing in HTML."""
GROUP, SHORT = 13, 6
"""Bits that two digits hold, and one alone at the end."""

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
    return dense(value).translate(ESCAPES)


def dense(value: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def deflated(value: Any) -> bytes:  # noqa: ANN401  bytes, or whatever JSON holds
    """Return bytes, or a value as JSON, deflated (zlib, RFC 1950)."""
    plain = value if isinstance(value, bytes) else orjson.dumps(value)
    return zlib.compress(plain, FAST if len(plain) > LARGE else LEVEL)


def packed(value: Any) -> Markup:  # noqa: ANN401  as above
    """Return bytes or a value deflated, as text that is inert in HTML; `js/inflate.js` reads it."""
    return Markup(written(deflated(value)))  # noqa: S704  no character of it means anything there


def written(data: bytes) -> str:
    """Return bytes as text of 91 characters, 13 bits in two: 23 % more; base64 takes 33 %.

    The lowest bits come first, and of two digits the lower. Six bits or less at the end are one
    digit, so that the length tells the number of bytes.
    """
    bits = np.unpackbits(np.frombuffer(data, "u1"), bitorder="little")
    rest = len(bits) % GROUP
    bits = np.append(bits, np.zeros(-len(bits) % GROUP, "u1"))
    groups = bits.reshape(-1, GROUP) @ (1 << np.arange(GROUP, dtype="u2"))
    high, low = np.divmod(groups, len(DIGITS))
    text: bytes = DIGITS[np.stack([low, high], axis=1)].tobytes()
    return text[: len(text) - (0 < rest <= SHORT)].decode("ascii")


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
