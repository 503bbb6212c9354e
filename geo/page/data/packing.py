"""Values as text that a page may hold whatever they say: escaped JSON, or deflated in base 91."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import deflate
import numpy as np
import orjson
import pyarrow as pa
from markupsafe import Markup

from geo.page.data import json_columns

COMPRESSION_LEVELS = ((100_000, 10), (200_000, 8))
"""Up to so many bytes, at such a level: 10 takes ten times as long as 5 and saves a tenth."""
FAST_LEVEL = 5
"""The level for more: 6 would take half as long again, and save 1.5 %."""

HTML_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)

BASE91_DIGITS = np.array([code for code in range(0x21, 0x7F) if chr(code) not in "<>&"], "u1")
"""The 91 characters that packed bytes are written in: all that show and mean nothing in HTML."""
BITS_PER_PAIR, BITS_PER_DIGIT = 13, 6
"""Bits that two digits hold, and one alone at the end."""
DIGIT_PAIRS = BASE91_DIGITS[
    np.stack(np.divmod(np.arange(1 << BITS_PER_PAIR), len(BASE91_DIGITS))[::-1], axis=1)
].view("u2")
"""The two digits of each group of bits, side by side."""
CHUNK_BYTES = BITS_PER_PAIR * 8192
"""Bytes that become digits at a time: what is worked out beside them stays near the processor."""

THREAD_COUNT = 2
MAX_WAITING = 4
"""Values that are packed, or wait for it, at a time."""

Item = TypeVar("Item")
Made = TypeVar("Made")


def to_json(value: object) -> str:
    """Return JSON that is safe inside `<script type="application/json">`.

    `<`, `>`, `&` and the two line separators are escaped inside strings, the only place where they
    can stand; the parsed value is the same.
    """
    return dump_json(value).decode().translate(HTML_ESCAPES)


def dump_json(value: object) -> bytes:
    """Return JSON without blanks; a column of Arrow's in it is a list, and numbers may be keys."""
    return orjson.dumps(value, default=_encode_column, option=orjson.OPT_NON_STR_KEYS)


def _encode_column(value: object) -> orjson.Fragment:
    if not isinstance(value, pa.Array):
        raise TypeError
    return orjson.Fragment(json_columns.column_as_json(value))


def deflate_value(value: object) -> bytes:
    """Return bytes, or a value as JSON, deflated (zlib, RFC 1950)."""
    plain = value if isinstance(value, bytes) else dump_json(value)
    level = next((level for most, level in COMPRESSION_LEVELS if len(plain) <= most), FAST_LEVEL)
    return bytes(deflate.zlib_compress(plain, level))


def pack_value(value: object) -> Markup:
    """Return bytes or a value deflated, as text that is inert in HTML; `inflate.js` reads it."""
    return to_inert_text(deflate_value(value))


def to_inert_text(data: bytes) -> Markup:
    """Return bytes as text that is inert in HTML."""
    return Markup(encode_base91(data))  # noqa: S704  no character of it means anything there


def encode_base91(data: bytes) -> str:
    """Return bytes as text of 91 characters, 13 bits in two: 23 % more; base64 takes 33 %.

    The lowest bits come first, and of two digits the lower. Six bits or less at the end are one
    digit, so that the length tells the number of bytes.
    """
    parts = (_encode_digits(data[at : at + CHUNK_BYTES]) for at in range(0, len(data), CHUNK_BYTES))
    text = b"".join(parts)
    return text[: len(text) - (0 < 8 * len(data) % BITS_PER_PAIR <= BITS_PER_DIGIT)].decode("ascii")


def _encode_digits(data: bytes) -> bytes:
    """Return two digits for each group of bits, the last one filled up with zeros.

    Eight groups are thirteen bytes; each lies in three of them at most.
    """
    filled = np.frombuffer(data + bytes(-len(data) % BITS_PER_PAIR), "u1").reshape(
        -1, BITS_PER_PAIR
    )
    column = filled.T.astype("u4")
    text = np.empty((len(filled), 8), "u2")
    for group in range(8):
        at, shift = divmod(group * BITS_PER_PAIR, 8)
        bits = column[at] >> shift
        for more, byte in enumerate(column[at + 1 : at + 3], 1):
            bits |= byte << (8 * more - shift)
        text[:, group] = DIGIT_PAIRS[bits & (len(DIGIT_PAIRS) - 1), 0]
    return text.tobytes()[: 2 * -(-8 * len(data) // BITS_PER_PAIR)]


def map_in_threads(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """Yield what is made of each item, in order, a few of them at a time.

    Deflating lets another thread go on; items are taken no faster than they are needed.
    """
    with ThreadPoolExecutor(THREAD_COUNT) as pool:
        waiting: deque[Future[Made]] = deque()
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) >= MAX_WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
