"""How values are written as JSON in files that people edit: numbers short, nothing unreadable."""

import json
import math
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from geo.faults.translation import Phrase, phrase

DECIMALS = 6
"""Decimals of a degree that are kept: 0.11 m, far below any uncertainty here."""
EXPONENT_FROM = 1e16
"""From here on a float has no digits after the point, and Python writes it with an exponent."""
COORDINATE_MEMBERS = frozenset({"coordinates", "geometries"})
"""Members of a geometry in which coordinates stand; any other is not known and stays exact."""
MAX_DEPTH = 64
"""Levels of lists and objects in a file; GeoJSON needs nine, and Python breaks off at hundreds."""
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
CONTAINER_TYPES = (dict, list)
NUMBER_TYPES = frozenset({int, float})
SHORTENABLE_PATTERN = re.compile(r"\.0[],]|e|-0[],]")
"""What a number can be written without, in the text of a list of numbers."""
SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")
"""Half a character, which UTF-8 cannot hold and JSON can only name."""


def format_json(value: object) -> str:
    """Return a value on one line: numbers as short as they can be, text readable.

    Raises `ValueError` for a number that is not finite, which JSON does not have.
    """
    text = ENCODER.encode(value if isinstance(value, str) else shorten_numbers(value))
    return (
        text
        if text.isascii()
        else SURROGATE_PATTERN.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
    )


def has_surrogate(value: object) -> bool:
    """Return whether half a character stands anywhere in a value, which no file can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def explain_refusal(error: ValueError) -> Phrase:
    """Return why a well formed text was not read: a reason of our own, or Python's limit."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Phrase) else phrase("number.too-long")


def format_nested(value: object, indent: int) -> str:
    """Return a value with one position a line, however deep the lists are nested."""
    if not isinstance(value, list) or not value or not isinstance(value[0], list | dict):
        return format_json(value)
    inner = " " * (indent + 2)
    if is_positions(value):
        items = inner + format_positions(value)[1:-1].replace("], [", f"],\n{inner}[")
    else:
        items = ",\n".join(inner + format_nested(item, indent + 2) for item in value)
    return f"[\n{items}\n{' ' * indent}]"


def format_positions(value: list[object]) -> str:
    """Return positions on one line; those that are long already say so in their own text."""
    text = ENCODER.encode(value)
    return ENCODER.encode(shorten_numbers(value)) if SHORTENABLE_PATTERN.search(text) else text


def has_at_most(value: object, most: int) -> bool:
    """Return whether a value has at most so many lists, and might fit in as many characters."""
    left, level = most, [value]
    while level and left >= 0:
        left -= len(level)
        level = [
            inner
            for item in level
            for inner in _list_inner(item)
            if isinstance(inner, CONTAINER_TYPES)
        ]
    return left >= 0


def is_positions(value: list[Any]) -> bool:
    """Return whether a list holds positions and nothing else: lists of numbers, none empty.

    It is asked of very long lists, so it looks at all types at once.
    """
    return (
        set(map(type, value)) == {list}
        and NUMBER_TYPES.issuperset(map(type, chain.from_iterable(value)))
        and all(value)
    )


def shorten_numbers(value: object) -> object:
    """Return a value whose whole numbers have no `.0` and no `-0`; no digit of any is lost."""
    if isinstance(value, dict):
        return {key: shorten_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0], list) and is_positions(value):
            return [[n if n % 1 else to_integer(n) for n in position] for position in value]
        return [shorten_numbers(item) for item in value]
    return to_integer(value) if isinstance(value, float) else value


def round_geometry(geometry: dict[str, object]) -> dict[str, object]:
    """Return a geometry whose coordinates have `DECIMALS` decimals."""
    return {
        key: _round_value(value) if key in COORDINATE_MEMBERS else value
        for key, value in geometry.items()
    }


def _round_value(value: object) -> object:
    if isinstance(value, list):
        if value and isinstance(value[0], list) and is_positions(value):
            return [
                [near if (near := round(n, DECIMALS)) % 1 else to_integer(near) for n in position]
                for position in value
            ]
        return [_round_value(item) for item in value]
    if isinstance(value, dict):
        return round_geometry(value)
    return round_number(value) if isinstance(value, float) else value


def round_number(value: float) -> float | int:
    """Return a number with six decimals at most, no `.0`, no `-0`."""
    near = round(value, DECIMALS)
    return near if near % 1 else to_integer(near)


def to_integer(value: float) -> float | int:
    """Return a float as a whole number where it is one and is written without an exponent."""
    return int(value) if abs(value) < EXPONENT_FROM and value == math.trunc(value) else value


def is_too_deep(value: object) -> bool:
    """Return whether lists and objects stand in each other more than `MAX_DEPTH` times.

    It is asked of whole files, so it calls nothing of our own for what they hold.
    """
    level: list[Any] = [value] if isinstance(value, CONTAINER_TYPES) else []
    for _ in range(MAX_DEPTH):
        held = (item.values() if isinstance(item, dict) else item for item in level)
        level = [inner for items in held for inner in items if isinstance(inner, CONTAINER_TYPES)]
        if not level:
            return False
    return True


def _list_inner(item: object) -> Iterable[object]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()
