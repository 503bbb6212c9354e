"""Whether a canonical text still says all that the text before it said, seen by other eyes.

It knows nothing of how the text was written: it reads both and compares. What it does not allow is
never written over a file that somebody made.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from geo.canonical import values
from geo.formats import facts_csv, json_text
from geo.formats.geojson import FEATURE_MEMBERS, Json, foreign_members
from geo.runtime.files import BYTE_ORDER_MARK, normalise_text

IGNORED_MEMBERS = frozenset({"type", "features", "crs", "name", "xy_coordinate_resolution"})
"""Members of a collection that are the canonical form's own business."""


def is_same_layer(before: str, after: str) -> bool:
    """Return whether a layer has the same features, but for repairs, in whatever order."""
    old, new = (json.loads(text.removeprefix(BYTE_ORDER_MARK)) for text in (before, after))
    if foreign_members(old, IGNORED_MEMBERS) != foreign_members(new, IGNORED_MEMBERS):
        return False
    pairs = zip_longest(
        sorted(old["features"], key=_feature_id), sorted(new["features"], key=_feature_id)
    )
    return all(one and other and _is_same_feature(one, other) for one, other in pairs)


def is_same_facts(before: str, after: str) -> bool:
    """Return whether a table has the same rows in the same order, but for repairs."""
    pairs = zip_longest(_nonempty_rows(before), _nonempty_rows(after))
    return all(
        one and other and _have_same_values(one, other, _is_same_cell) for one, other in pairs
    )


def _feature_id(feature: Json) -> str:
    return str(feature["properties"].get("id") or feature.get("id") or "")


def _is_same_feature(old: Json, new: Json) -> bool:
    given, kept = ({k: v for k, v in each["properties"].items() if v not in (None, "")}
                   for each in (old, new))  # fmt: skip
    ident = given.get("id") or old.get("id")
    if isinstance(ident, str):
        given.setdefault("id", ident)
        kept.setdefault("id", new.get("id"))
    return (
        foreign_members(old, FEATURE_MEMBERS) == foreign_members(new, FEATURE_MEMBERS)
        and _have_same_values(given, kept, _is_same_value)
        and _is_same_geometry(old["geometry"], new["geometry"])
    )


def _have_same_values(old: Json, new: Json, same: Callable[[Any, Any], bool]) -> bool:
    return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)


def _is_same_value(old: object, new: object) -> bool:
    if isinstance(old, str) and isinstance(new, int | float) and not isinstance(new, bool):
        return _is_same_number(old, repr(new))
    return old == new or (isinstance(old, str) and isinstance(new, str) and _is_same_day(old, new))


def _is_same_day(old: str, new: str) -> bool:
    return bool(new) and new == values.parse_day(old.strip())


def _is_same_cell(old: str, new: str) -> bool:
    return old.strip() == new.strip() or _is_same_day(old, new) or _is_same_number(old, new)


def _is_same_number(old: str, new: str) -> bool:
    try:
        return Decimal(old.strip().replace(",", ".")) == Decimal(new)
    except InvalidOperation:
        return False


def _is_same_geometry(old: Json | None, new: Json | None) -> bool:
    if old is None or new is None:
        return old is new
    known = frozenset({"coordinates", "crs", "geometries"})
    return (
        foreign_members(old, known) == foreign_members(new, known)
        and len(old.get("geometries", ())) == len(new.get("geometries", ()))
        and _position_sets(new.get("coordinates"))
        in (
            _position_sets(json_text.round_geometry(old).get("coordinates")),
            _position_sets(
                json_text.shorten_numbers(old.get("coordinates"))
            ),  # where rounding would break it
        )
        and all(map(_is_same_geometry, old.get("geometries", ()), new.get("geometries", ())))
    )


def _position_sets(coordinates: object) -> object:
    """Return coordinates as sets of positions, ring by ring: closed and turned are the same."""
    if not isinstance(coordinates, list):
        return coordinates
    if coordinates and json_text.is_positions(coordinates):
        return frozenset(map(tuple, coordinates))
    inner = [_position_sets(part) for part in coordinates]
    is_ring = bool(inner) and all(isinstance(part, tuple) for part in inner)
    if is_ring:
        return frozenset(inner)
    return (
        inner
        if any(isinstance(part, list | set | frozenset) for part in inner)
        else tuple(json.dumps(part) for part in inner)
    )


def _nonempty_rows(text: str) -> Iterable[dict[str, str]]:
    """Yield the cells that say something, row by row."""
    bare = normalise_text(text)
    separator = facts_csv.find_separator(bare.split("\n", 1)[0])
    names, *rows = csv.reader(io.StringIO(bare, newline=""), delimiter=separator)
    for row in rows:
        said = {key.strip(): cell for key, cell in zip(names, row, strict=False) if cell.strip()}
        if said:
            yield said
