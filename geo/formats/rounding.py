"""Coordinates at the decimals that files have, without breaking a shape.

What is valid stays valid: a shape that six decimals would make cross or touch itself keeps all its
digits. So a text that was rounded once is never rounded otherwise again.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.formats import json_text

Places = NDArray[np.float64]
Shapes = NDArray[np.object_]

UNDRAWABLE = (ShapelyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What shapely raises of coordinates that make no shape."""
POINTS = frozenset({"Point", "MultiPoint"})
"""Types that rounding cannot break."""
GRID = 10.0**-json_text.DECIMALS
MULTI_POLYGON = int(shapely.GeometryType.MULTIPOLYGON)
"""The last of the types that layers hold."""


def round_geometry(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return a geometry of GeoJSON with six decimals, or with its own where those would break it.

    What is no shape, or no valid one, is rounded all the same: the rules on it tell it.
    """
    near = json_text.round_geometry(geometry)
    if (
        geometry.get("type") in POINTS
        or near == geometry
        or not _is_broken_by_rounding(geometry, near)
    ):
        return near
    return {key: json_text.shorten_numbers(value) for key, value in geometry.items()}


def _is_broken_by_rounding(before: dict[str, object], after: dict[str, object]) -> bool:
    """Return whether one geometry is valid and the other is not."""
    try:
        return not shape(after).is_valid and bool(shape(before).is_valid)
    except UNDRAWABLE:
        return False


def round_as_python(places: Places) -> Places:
    """Return coordinates rounded as Python rounds numbers that it writes; numpy's differ."""
    near = [round(number, json_text.DECIMALS) + 0.0 for number in places.ravel().tolist()]
    return np.array(near).reshape(places.shape)


def round_roughly(places: Places) -> Places:
    """Return coordinates rounded as numpy does, many at once."""
    return np.round(places, json_text.DECIMALS) + 0.0


def round_shapes(shapes: Shapes, near: Callable[[Places], Places] = round_as_python) -> Shapes:
    """Return shapes with six decimals, or with their own where those would break them."""
    found = np.array(shapely.transform(shapes, near), "object")
    broken = np.flatnonzero(~shapely.is_valid(found) & ~shapely.is_missing(found))
    broken = broken[shapely.is_valid(shapes[broken])]
    found[broken] = shapes[broken]
    return found


def mend_converted(source: Shapes, converted: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Return shapes valid where their sources were, and which of them had to be snapped.

    To convert moves each position by its own last digit: what touched a line may cross it then.
    """
    broken = np.flatnonzero(~shapely.is_valid(converted) & ~shapely.is_missing(converted))
    broken = broken[shapely.is_valid(source[broken])]
    finite = [np.isfinite(shapely.get_coordinates(each)).all() for each in converted[broken]]
    broken = broken[np.array(finite, "bool")]
    if not len(broken):
        return converted, broken
    found = converted.copy()
    snapped = shapely.set_precision(shapely.make_valid(converted[broken]), GRID)
    whole = shapely.get_dimensions(snapped) == shapely.get_dimensions(source[broken])
    kept = whole & ~shapely.is_empty(snapped) & (shapely.get_type_id(snapped) <= MULTI_POLYGON)
    found[broken[kept]] = snapped[kept]
    return found, broken[kept]
