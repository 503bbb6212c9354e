"""Values as text that a page may hold whatever they say: escaped JSON, or deflated in base64."""

import base64
import json
import zlib
from typing import Any

LEVEL = 9
FAST = 6
LARGE = 1_000_000
"""Bytes from which packing takes the faster level: half the time for some percent of size."""

ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


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
    plain = value if isinstance(value, bytes) else dense(value).encode("utf-8")
    return zlib.compress(plain, FAST if len(plain) > LARGE else LEVEL)


def packed(value: Any) -> str:  # noqa: ANN401  as above
    """Return bytes or a value deflated, in base64: a third of its size, and inert in HTML."""
    return base64.b64encode(deflated(value)).decode("ascii")
