"""What lies on the map, compared: equal, moved, reshaped, and by how many metres."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import datum, jsontext
from geo.places import AREA, planar
from geo.sheets import Mask

Shapes = NDArray[np.object_]
LINE = 1
POINTS = 3
"""What several points count as, beside the dimensions 0 to 2."""


def differ(old: Shapes, new: Shapes) -> Mask:
    """Mark pairs of geometries that are not the same; winding, start and heights are nothing.

    Coordinates are compared as the canonical form rounds them. A missing one differs from any.
    """
    mask: Mask = shapely.is_missing(old) != shapely.is_missing(new)
    both = ~shapely.is_missing(old) & ~shapely.is_missing(new)
    suspects = np.flatnonzero(both & ~shapely.equals_exact(old, new))
    mask[suspects] = ~shapely.equals_exact(normal(old[suspects]), normal(new[suspects]))
    return mask


def normal(geometries: Shapes) -> Shapes:
    """Return one form for all ways of writing the same geometries."""
    found: Shapes = shapely.normalize(shapely.transform(planar(geometries), _rounded))
    return found


def _rounded(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return coordinates rounded as Python rounds numbers that it writes; numpy's differ."""
    near = [round(number, jsontext.DECIMALS) for number in places.ravel().tolist()]
    return np.array(near).reshape(places.shape)


def dimension(geometries: Shapes) -> NDArray[np.int64]:
    """Return 0 for a point, 1 for lines, 2 for areas, `POINTS` for several, -1 where missing."""
    found: NDArray[np.int64] = shapely.get_dimensions(geometries).astype("int64")
    found[shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOINT] = POINTS
    return found


def moved(old: BaseGeometry, new: BaseGeometry) -> dict[str, Any]:
    """Return how far and whereto a point has moved."""
    metres, azimuth = datum.movement(old.x, old.y, new.x, new.y)
    ends = {"before": _position(old), "after": _position(new)}
    if not np.isfinite(metres):
        return ends
    towards = datum.compass(azimuth)
    return {"metres": round(metres, 1), "azimuth": round(azimuth, 1), "towards": towards, **ends}


def _position(point: BaseGeometry) -> list[float]:
    return [jsontext.number(point.x), jsontext.number(point.y)]


def measured(old: BaseGeometry, new: BaseGeometry) -> dict[str, Any]:
    """Return how a line, an area or several points differ: size, displacement, vertices."""
    found: dict[str, Any] = {}
    metres = datum.displacement_m(old, new)
    if np.isfinite(metres):
        found["displacement_m"] = round(metres, 1)
    sides = {"before": old, "after": new}
    if shapely.get_dimensions(old) == AREA:
        found["area_km2"] = {side: round(datum.area_km2(each), 4) for side, each in sides.items()}
    elif shapely.get_dimensions(old) == LINE:
        lengths = {side: round(datum.length_km(each), 4) for side, each in sides.items()}
        found["length_km"] = lengths
    found["vertices"] = {side: vertices(each) for side, each in sides.items()}
    return found


def vertices(geometry: BaseGeometry) -> int:
    """Return how many vertices a geometry has, the closing one of a ring not twice."""
    return int(shapely.count_coordinates(geometry)) - len(shapely.get_rings([geometry]))
