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

from geo import jsontext, spreadsheet
from geo.canonical import values
from geo.files import MARK, plain
from geo.geojson import OF_FEATURE, foreign

LEFT_OUT = frozenset({"type", "features", "crs", "name", "xy_coordinate_resolution"})
"""Members of a collection that are the canonical form's own business."""


def of_layer(before: str, after: str) -> bool:
    """Return whether a layer has the same features, but for repairs, in whatever order."""
    old, new = (json.loads(text.removeprefix(MARK)) for text in (before, after))
    if foreign(old, LEFT_OUT) != foreign(new, LEFT_OUT):
        return False
    pairs = zip_longest(sorted(old["features"], key=_name), sorted(new["features"], key=_name))
    return all(one and other and _same_feature(one, other) for one, other in pairs)


def of_facts(before: str, after: str) -> bool:
    """Return whether a table has the same rows in the same order, but for repairs."""
    pairs = zip_longest(_rows(before), _rows(after))
    return all(one and other and _same_cells(one, other, _same_cell) for one, other in pairs)


def _name(feature: dict[str, Any]) -> str:
    return str(feature["properties"].get("id") or feature.get("id") or "")


def _same_feature(old: dict[str, Any], new: dict[str, Any]) -> bool:
    given, kept = ({k: v for k, v in each["properties"].items() if v not in (None, "")}
                   for each in (old, new))  # fmt: skip
    ident = given.get("id") or old.get("id")
    if isinstance(ident, str):
        given.setdefault("id", ident)
        kept.setdefault("id", new.get("id"))
    return (
        foreign(old, OF_FEATURE) == foreign(new, OF_FEATURE)
        and _same_cells(given, kept, _same_value)
        and _same_geometry(old["geometry"], new["geometry"])
    )


def _same_cells(old: dict[str, Any], new: dict[str, Any], same: Callable[[Any, Any], bool]) -> bool:
    return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)


def _same_value(old: object, new: object) -> bool:
    if isinstance(old, str) and isinstance(new, int | float) and not isinstance(new, bool):
        return _is_number(old, repr(new))
    return old == new or (isinstance(old, str) and isinstance(new, str) and _same_day(old, new))


def _same_day(old: str, new: str) -> bool:
    return bool(new) and new == values.day(old.strip())


def _same_cell(old: str, new: str) -> bool:
    return old.strip() == new.strip() or _same_day(old, new) or _is_number(old, new)


def _is_number(old: str, new: str) -> bool:
    try:
        return Decimal(old.strip().replace(",", ".")) == Decimal(new)
    except InvalidOperation:
        return False


def _same_geometry(old: Any, new: Any) -> bool:  # noqa: ANN401  any JSON value
    if old is None or new is None:
        return old is new
    known = frozenset({"coordinates", "crs", "geometries"})
    return (
        foreign(old, known) == foreign(new, known)
        and len(old.get("geometries", ())) == len(new.get("geometries", ()))
        and _counted(jsontext.rounded(old).get("coordinates")) == _counted(new.get("coordinates"))
        and all(map(_same_geometry, old.get("geometries", ()), new.get("geometries", ())))
    )


def _counted(coordinates: object) -> Any:  # noqa: ANN401  nested as the coordinates are
    """Return coordinates as sets of positions, ring by ring: closed and turned are the same."""
    if not isinstance(coordinates, list):
        return coordinates
    if coordinates and jsontext.positions(coordinates):
        return frozenset(map(tuple, coordinates))
    inner = [_counted(part) for part in coordinates]
    is_ring = bool(inner) and all(isinstance(part, tuple) for part in inner)
    if is_ring:
        return frozenset(inner)
    return (
        inner if any(isinstance(part, list | set | frozenset) for part in inner) else _flat(inner)
    )


def _flat(inner: list[Any]) -> tuple[str, ...]:
    """Return one position as something that can stand in a set."""
    return tuple(json.dumps(part) for part in inner)


def _rows(text: str) -> Iterable[dict[str, str]]:
    """Yield the cells that say something, row by row."""
    bare = plain(text)
    separator = spreadsheet.separator(bare.split("\n", 1)[0])
    names, *rows = csv.reader(io.StringIO(bare, newline=""), delimiter=separator)
    for row in rows:
        said = {key.strip(): cell for key, cell in zip(names, row, strict=False) if cell.strip()}
        if said:
            yield said
