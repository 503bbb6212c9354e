"""What a small map is first seen by: its sites, not the whole outline or a line's far end."""

import math

import geopandas as gpd
import shapely

from geo.formats import json_text

METRES_PER_DEGREE = 111_320
"""Metres to a degree of latitude (WGS 84, to a part in two hundred)."""
MAX_SHOWN_RADIUS_M = 3000
"""Radius up to which the doubt about a place is seen with it; beyond, its middle is enough."""


def measure_sites(places: gpd.GeoDataFrame, subject: str) -> list[float] | None:
    """Return west, south, east, north of the sites in degrees, or `None` where there is none.

    These are points and areas with their doubt, and of lines the parts inside the subject or along
    its edge; of one that never comes near, all of it.
    """
    located = places[places.geometry.notna()]
    whole = located[located["id"] == subject].geometry
    outline = whole.iloc[0] if len(whole) else None
    sites = located[located["id"] != subject]
    if sites.empty:
        return None
    lat = float(sites.total_bounds[1])
    boxes = [
        _measure_site(shape, 0 if math.isnan(radius) else radius, outline, lat)
        for shape, radius in zip(sites.geometry, sites["uncertainty_m"], strict=True)
    ]
    west, south, east, north = zip(*boxes, strict=True)
    box = (min(west), min(south), max(east), max(north))
    return [round(float(each), json_text.DECIMALS) for each in box]


def _measure_site(
    shape: shapely.Geometry, radius: float, outline: shapely.Geometry | None, lat: float
) -> tuple[float, ...]:
    """Return the bounds of one site, with as much of its doubt as is seen first."""
    doubt = min(radius, MAX_SHOWN_RADIUS_M) / METRES_PER_DEGREE
    if "LineString" in shape.geom_type and outline is not None:
        near = shape.intersection(outline.buffer(max(doubt, 1000 / METRES_PER_DEGREE)))
        return tuple((near if not near.is_empty else shape).bounds)
    west, south, east, north = shape.bounds
    across = doubt / max(0.01, math.cos(math.radians(lat)))
    return west - across, south - doubt, east + across, north + doubt
