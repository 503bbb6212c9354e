"""How values are written as JSON in files that people edit: numbers short, nothing unreadable."""

import json
import math
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from geo.phrases import Phrase, phrase

DECIMALS = 6
"""Decimals of a degree that are kept: 0.11 m, far below any uncertainty here."""
WHOLE = 1e16
"""From here on a float has no digits after the point, and Python writes it with an exponent."""
POSITIONS = frozenset({"coordinates", "geometries"})
"""Members of a geometry in which coordinates stand; any other is not known and stays exact."""
DEPTH = 64
"""Levels of lists and objects in a file; GeoJSON needs nine, and Python breaks off at hundreds."""
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
HOLDING = (dict, list)
NUMBERS = frozenset({int, float})
LONG = re.compile(r"\.0[],]|e|-0[],]")
"""What a number can be written without, in the text of a list of numbers."""
SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, which UTF-8 cannot hold and JSON can only name."""


def dump(value: object) -> str:
    """Return a value on one line: numbers as short as they can be, text readable.

    Raises `ValueError` for a number that is not finite, which JSON does not have.
    """
    text = ENCODER.encode(value if isinstance(value, str) else short(value))
    return text if text.isascii() else SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def has_surrogate(value: object) -> bool:
    """Return whether half a character stands anywhere in a value, which no file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def refused(error: ValueError) -> Phrase:
    """Return why a well formed text was not read: a reason of our own, or Python's limit."""
    said = error.args[0] if error.args else ""
    return (
        said
        if isinstance(said, Phrase)
        else phrase("number.too-long", "a number has more digits than can be read")
    )


def nested(value: Any, indent: int) -> str:  # noqa: ANN401  any JSON value
    """Return a value with one position a line, however deep the lists are nested."""
    if not isinstance(value, list) or not value or not isinstance(value[0], list | dict):
        return dump(value)
    inner = " " * (indent + 2)
    if positions(value):
        items = inner + flat(value)[1:-1].replace("], [", f"],\n{inner}[")
    else:
        items = ",\n".join(inner + nested(item, indent + 2) for item in value)
    return f"[\n{items}\n{' ' * indent}]"


def flat(value: list[Any]) -> str:
    """Return positions on one line; those that are long already say so in their own text."""
    text = ENCODER.encode(value)
    return ENCODER.encode(short(value)) if LONG.search(text) else text


def small(value: Any, most: int) -> bool:  # noqa: ANN401  any JSON value
    """Return whether a value has at most so many lists, and might fit in as many characters."""
    left, level = most, [value]
    while level and left >= 0:
        left -= len(level)
        level = [inner for item in level for inner in _inner(item) if isinstance(inner, HOLDING)]
    return left >= 0


def positions(value: list[Any]) -> bool:
    """Return whether a list holds positions and nothing else: lists of numbers, none empty.

    It is asked of very long lists, so it looks at all types at once.
    """
    return (
        set(map(type, value)) == {list}
        and NUMBERS.issuperset(map(type, chain.from_iterable(value)))
        and all(value)
    )


def short(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Return a value whose whole numbers have no `.0` and no `-0`; no digit of any is lost."""
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0], list) and positions(value):
            return [[n if n % 1 else whole(n) for n in position] for position in value]
        return [short(item) for item in value]
    return whole(value) if isinstance(value, float) else value


def rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a geometry whose coordinates have `DECIMALS` decimals."""
    return {key: _rounded(value) if key in POSITIONS else value for key, value in geometry.items()}


def _rounded(value: Any) -> Any:  # noqa: ANN401  nested to any depth
    if isinstance(value, list):
        if value and isinstance(value[0], list) and positions(value):
            return [
                [near if (near := round(n, DECIMALS)) % 1 else whole(near) for n in position]
                for position in value
            ]
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return rounded(value)
    return number(value) if isinstance(value, float) else value


def number(value: float) -> float | int:
    """Return a number with six decimals at most, no `.0`, no `-0`."""
    near = round(value, DECIMALS)
    return near if near % 1 else whole(near)


def whole(value: float) -> float | int:
    """Return a float as a whole number where it is one and is written without an exponent."""
    return int(value) if abs(value) < WHOLE and value == math.trunc(value) else value


def too_deep(value: object) -> bool:
    """Return whether lists and objects stand in each other more than `DEPTH` times."""
    level = [value]
    for _ in range(DEPTH):
        level = [inner for item in level for inner in _inner(item) if isinstance(inner, HOLDING)]
        if not level:
            return False
    return True


def _inner(item: object) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()
