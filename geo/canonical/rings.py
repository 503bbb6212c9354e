"""Rings of areas: closed, outer ones counter-clockwise and holes clockwise (RFC 7946 §3.1.6)."""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import TypeAlias

from geo.canonical.repairs import RepairKind
from geo.formats import json_text
from geo.formats.geojson import Json

Ring: TypeAlias = list[list[float]]

MIN_RING_POSITIONS = 3
"""Positions without which a ring is none, closed or not."""
EXACT = 2.0**60
"""Times this, any coordinate is a whole number."""
MAX_COORDINATE = 1e9
"""Beyond this a number is no coordinate in any unit, and what stands there is no ring."""


def repair_rings(geometry: dict[str, object]) -> Iterator[RepairKind]:
    """Close and turn the rings of a rounded geometry in place; yield what was done."""
    for area in _polygons(geometry):
        for number, ring in enumerate(area):
            if not _is_ring(ring):
                continue
            if ring[0] != ring[-1]:
                ring.append(list(ring[0]))
                yield RepairKind.CLOSING
            turn = _signed_area(ring)
            if turn < 0 if number == 0 else turn > 0:
                ring.reverse()
                yield RepairKind.WINDING


def _polygons(geometry: Json) -> list[list[Ring]]:
    """Return the areas of a geometry, each a list of what should be rings."""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    if geometry.get("type") == "Polygon":
        return [coordinates]
    areas = coordinates if geometry.get("type") == "MultiPolygon" else []
    return [area for area in areas if isinstance(area, list)]


def _is_ring(ring: object) -> bool:
    return (
        isinstance(ring, list)
        and len(ring) >= MIN_RING_POSITIONS
        and json_text.is_positions(ring)
        and min(map(len, ring)) > 1
        and max(map(abs, chain.from_iterable(ring))) < MAX_COORDINATE
    )


def _signed_area(ring: Ring) -> int:
    """Return twice the area, positive where the ring runs counter-clockwise.

    In whole numbers, exact to the last digit, so that a ring and its reverse never seem to turn
    alike, however thin.
    """
    points = [(int(each[0] * EXACT), int(each[1] * EXACT)) for each in ring]
    pairs = pairwise([*points, points[0]])
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)
