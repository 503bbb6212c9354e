"""The only module that changes coordinates: datums, metres, areas, lengths.

Everything stored is WGS 84 longitude and latitude in degrees. CGCS2000 equals it at map scale
(both follow ITRS; the frames differ by centimetres), GCJ-02 and BD-09 are deliberate shifts of
some hundred metres inside mainland China.
"""

import warnings
from collections.abc import Callable
from functools import cache

import prcoords
from pyproj import CRS, Geod
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
_GEOD = Geod(ellps="WGS84")

_TO_WGS84: dict[str, Callable[..., tuple[float, float]]] = {
    "GCJ-02": prcoords.gcj_wgs_bored,
    "BD-09": prcoords.bd_wgs_bored,
}
_FROM_WGS84: dict[str, Callable[..., tuple[float, float]]] = {
    "GCJ-02": prcoords.wgs_gcj,
    "BD-09": prcoords.wgs_bd,
}
EQUAL = frozenset({"WGS84", "CGCS2000"})


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return longitude and latitude in WGS 84, in degrees, of a position given in `datum`.

    The inverse of GCJ-02 and BD-09 is iterated (prcoords, CC0) and good to well under a metre.
    Outside prcoords' rectangle around China a position is returned as it is. An unknown datum
    raises `ValueError`: nothing is shifted by guess.
    """
    return _shifted(lon, lat, datum, _TO_WGS84)


def from_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return a WGS 84 position in `datum`, in degrees; the counterpart of `to_wgs84`."""
    return _shifted(lon, lat, datum, _FROM_WGS84)


def _shifted(
    lon: float, lat: float, datum: str, table: dict[str, Callable[..., tuple[float, float]]]
) -> tuple[float, float]:
    if datum in EQUAL:
        return lon, lat
    if datum not in table:
        message = f"no conversion for the datum {datum!r}"
        raise ValueError(message)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # prcoords warns outside China and returns the position
        shifted_lat, shifted_lon = table[datum]((lat, lon))
    return shifted_lon, shifted_lat


@cache
def metric_crs(lon: float, lat: float) -> CRS:
    """Return the UTM zone (WGS 84, metres) that holds a position; cached, one map needs one."""
    area = AreaOfInterest(lon, lat, lon, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    return CRS.from_epsg(found[0].code)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the geodesic distance of two WGS 84 positions in metres (Karney 2013, by pyproj)."""
    _, _, metres = _GEOD.inv(lon, lat, other_lon, other_lat)
    return float(metres)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a WGS 84 polygon in square kilometres; 0 for anything else."""
    square_metres, _ = _GEOD.geometry_area_perimeter(geometry)
    return abs(float(square_metres)) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the geodesic length of a WGS 84 line in kilometres."""
    return float(_GEOD.geometry_length(geometry)) / 1000
