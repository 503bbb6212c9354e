"""What lies on the map, compared: equal, moved, reshaped, and by how many metres."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.content.places import AREA_DIMENSION, flatten_and_orient
from geo.formats import json_text, rounding
from geo.formats.column_table import Mask
from geo.formats.geojson import Json
from geo.spatial import datum

Shapes = NDArray[np.object_]
LINE_DIMENSION = 1
MULTIPOINT_DIMENSION = 3
"""What several points count as, beside the dimensions 0 to 2."""


def find_changed_shapes(old: Shapes, new: Shapes) -> Mask:
    """Mark pairs of geometries that are not the same; winding, start and heights are nothing.

    Coordinates are compared as the canonical form rounds them. A missing one differs from any.
    """
    mask: Mask = shapely.is_missing(old) != shapely.is_missing(new)
    both = ~shapely.is_missing(old) & ~shapely.is_missing(new)
    suspects = np.flatnonzero(both & ~shapely.equals_exact(old, new))
    mask[suspects] = ~shapely.equals_exact(
        normalise_shapes(old[suspects]), normalise_shapes(new[suspects])
    )
    return mask


def normalise_shapes(geometries: Shapes) -> Shapes:
    """Return one form for all ways of writing the same geometries."""
    found: Shapes = shapely.normalize(rounding.round_shapes(flatten_and_orient(geometries)))
    return found


def shape_dimensions(geometries: Shapes) -> NDArray[np.int64]:
    """Return 0 for a point, 1 for lines, 2 for areas, -1 where missing.

    Several points have `MULTIPOINT_DIMENSION`.
    """
    found: NDArray[np.int64] = shapely.get_dimensions(geometries).astype("int64")
    found[shapely.get_type_id(geometries) == shapely.GeometryType.MULTIPOINT] = MULTIPOINT_DIMENSION
    return found


def describe_move(old: BaseGeometry, new: BaseGeometry) -> Json:
    """Return how far and whereto a point has moved."""
    metres, azimuth = datum.distance_and_azimuth(old.x, old.y, new.x, new.y)
    ends = {"before": _position_list(old), "after": _position_list(new)}
    if not np.isfinite(metres):
        return ends
    towards = datum.compass_direction(azimuth)
    return {"metres": round(metres, 1), "azimuth": round(azimuth, 1), "towards": towards, **ends}


def _position_list(point: BaseGeometry) -> list[float]:
    return [json_text.round_number(point.x), json_text.round_number(point.y)]


def describe_reshape(old: BaseGeometry, new: BaseGeometry) -> dict[str, object]:
    """Return how a line, an area or several points differ: size, displacement, vertices."""
    found: dict[str, object] = {}
    metres = datum.displacement_m(old, new)
    if np.isfinite(metres):
        found["displacement_m"] = round(metres, 1)
    sides = {"before": old, "after": new}
    if shapely.get_dimensions(old) == AREA_DIMENSION:
        found["area_km2"] = {side: round(datum.area_km2(each), 4) for side, each in sides.items()}
    elif shapely.get_dimensions(old) == LINE_DIMENSION:
        lengths = {side: round(datum.length_km(each), 4) for side, each in sides.items()}
        found["length_km"] = lengths
    found["vertices"] = {side: count_vertices(each) for side, each in sides.items()}
    return found


def count_vertices(geometry: BaseGeometry) -> int:
    """Return how many vertices a geometry has, the closing one of a ring not twice."""
    return int(shapely.count_coordinates(geometry)) - len(shapely.get_rings([geometry]))
