"""The only module that changes coordinates: datums, metres, areas, lengths.

Everything stored is WGS 84 longitude and latitude in degrees. CGCS2000 equals it at map scale
(both follow ITRS; the frames differ by centimetres), GCJ-02 and BD-09 are deliberate shifts of
some hundred metres inside mainland China.
"""

import warnings
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import numpy as np
import prcoords
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

Numbers: TypeAlias = NDArray[np.float64]
Shapes: TypeAlias = NDArray[np.object_]

WGS84 = "EPSG:4326"
MAX_LATITUDE = 90
MAX_LON_LAT = (180, MAX_LATITUDE)
"""Largest longitude and latitude, in degrees."""
UTM_LATITUDES = (-80, 84)
"""Latitudes between which UTM is defined."""
UTM_ZONE_WIDTH = 6
"""Degrees of longitude that a zone is wide."""
UTM_EPSG_BASE = {True: 32600, False: 32700}
"""EPSG codes of the zones, less their number, by whether they are the northern ones."""
UPS_EPSG = {True: 32661, False: 32761}
"""EPSG codes of the polar zones, by whether they are the northern one."""
COMPASS_DIRECTIONS = (
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
)  # fmt: skip
_GEOD = Geod(ellps="WGS84")

_TO_WGS84: dict[str, Callable[..., tuple[float, float]]] = {
    "GCJ-02": prcoords.gcj_wgs_bored,
    "BD-09": prcoords.bd_wgs_bored,
}
_FROM_WGS84: dict[str, Callable[..., tuple[float, float]]] = {
    "GCJ-02": prcoords.wgs_gcj,
    "BD-09": prcoords.wgs_bd,
}
WGS84_EQUIVALENT = frozenset({"WGS84", "CGCS2000"})
SHIFTED_DATUMS = tuple(_TO_WGS84)
"""The datums that are shifted on purpose; no CRS has a code for them, so no file can say so."""
UNKNOWN_DATUM = "unknown"
CLOSE_DATUMS = (
    "European Terrestrial Reference System 1989", "North American Datum 1983", "NAD83", "ETRS89",
    "International Terrestrial Reference Frame", "Japanese Geodetic Datum 20",
    "Geocentric Datum of Australia", "New Zealand Geodetic Datum 2000", "SIRGAS",
    "Sistema de Referencia Geocentrico", "Reseau Geodesique Francais 1993",
    "Geocentric datum of Korea", "Taiwan Datum 1997",
)  # fmt: skip
"""Datums that follow the same frame as WGS 84 and differ from it by some metres at most."""
_DATUM_NAMES = {
    "WGS84": ("WGS 84", "WGS_1984", "World Geodetic System 1984"),
    "CGCS2000": ("China 2000", "China_2000", "CGCS2000", "China Geodetic Coordinate System 2000"),
}
"""How the datums of coordinate systems are named by EPSG and by Esri."""


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return longitude and latitude in WGS 84, in degrees, of a position given in `datum`.

    The inverse of GCJ-02 and BD-09 is iterated (prcoords, CC0) and good to well under a metre.
    Outside prcoords' rectangle around China a position is returned as it is. An unknown datum
    raises `ValueError`: nothing is shifted by guess.
    """
    return _convert_datum(lon, lat, datum, _TO_WGS84)


def from_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """Return a WGS 84 position in `datum`, in degrees; the counterpart of `to_wgs84`."""
    return _convert_datum(lon, lat, datum, _FROM_WGS84)


def _convert_datum(
    lon: float, lat: float, datum: str, table: dict[str, Callable[..., tuple[float, float]]]
) -> tuple[float, float]:
    if datum in WGS84_EQUIVALENT:
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
    """Return the UTM zone (WGS 84, metres) that holds a position; cached, one map needs one.

    Near the poles, where UTM ends, it is the polar stereographic of the same family (UPS). PROJ is
    asked only where zones meet: to go through its database takes longer than all else here.
    """
    south, north = UTM_LATITUDES
    if lon % UTM_ZONE_WIDTH and abs(lon) < MAX_LON_LAT[0] and lat and south < lat < north:
        return CRS.from_epsg(
            UTM_EPSG_BASE[lat > 0] + int((lon + MAX_LON_LAT[0]) // UTM_ZONE_WIDTH) + 1
        )
    area = AreaOfInterest(lon, lat, lon, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    return CRS.from_epsg(found[0].code if found else UPS_EPSG[lat > 0])


def local_equal_area_crs(lon: float, lat: float) -> CRS:
    """Return a CRS in metres around a position that holds a county as well as a country.

    Lambert's azimuthal equal-area projection: distances stay true within 1 % for 1,500 km.
    """
    return CRS.from_dict({"proj": "laea", "lon_0": lon, "lat_0": lat, "datum": "WGS84"})


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the geodesic distance of two WGS 84 positions in metres (Karney 2013, by pyproj)."""
    _, _, metres = _GEOD.inv(lon, lat, other_lon, other_lat)
    return float(metres)


def distances_m(lon: Numbers, lat: Numbers, other_lon: Numbers, other_lat: Numbers) -> Numbers:
    """Return the same for many positions at once, in the shape that the four have together."""
    one, two, three, four = (
        np.ascontiguousarray(each) for each in np.broadcast_arrays(lon, lat, other_lon, other_lat)
    )
    _, _, metres = _GEOD.inv(one, two, three, four)
    return np.asarray(metres, dtype="float64")


def distance_and_azimuth(
    lon: float, lat: float, other_lon: float, other_lat: float
) -> tuple[float, float]:
    """Return how far and whereto one position lies from another: metres, degrees from north.

    Geodesic, as `distance_m`; not a number where one of them is no position in degrees.
    """
    if max(abs(lat), abs(other_lat)) > MAX_LATITUDE:
        return float("nan"), float("nan")
    azimuth, _, metres = _GEOD.inv(lon, lat, other_lon, other_lat)
    return float(metres), float(azimuth) % 360


def compass_direction(azimuth: float) -> str:
    """Return the word for a direction, one of eight."""
    return COMPASS_DIRECTIONS[round(azimuth / 45) % 8]


def displacement_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the largest distance from a vertex of either geometry to the other, in metres.

    The discrete Hausdorff distance of lines and outlines, in the UTM zone of the first; not a
    number where that zone cannot hold them.
    """
    middle = one.centroid
    if abs(middle.y) > MAX_LATITUDE:
        return float("nan")
    zone = metric_crs(round(middle.x), round(middle.y))
    flat = [project_geometry(geometry, WGS84, zone) for geometry in (one, other)]
    if not all(np.isfinite(shapely.get_coordinates(geometry)).all() for geometry in flat):
        return float("nan")
    return max(_max_vertex_distance(*flat), _max_vertex_distance(*reversed(flat)))


def project_geometry(geometry: BaseGeometry, crs: CRS | str, into: CRS | str) -> BaseGeometry:
    """Return a geometry in another CRS, x (or longitude) first; infinite where it has no place."""
    return shapely.transform(geometry, _coordinate_transform(crs, into), interleaved=False)


@cache
def _coordinate_transform(crs: CRS | str, into: CRS | str) -> Callable[..., object]:
    """Return what changes coordinates; cached, since making one takes longer than most uses."""
    return Transformer.from_crs(crs, into, always_xy=True).transform


def _max_vertex_distance(one: BaseGeometry, other: BaseGeometry) -> float:
    tree = shapely.STRtree(_split_segments(other))
    vertices = shapely.points(np.unique(shapely.get_coordinates(one), axis=0))
    _, metres = tree.query_nearest(vertices, return_distance=True, all_matches=False)
    return float(metres.max())


def _split_segments(geometry: BaseGeometry) -> NDArray[np.object_]:
    """Return the points and the single segments of lines and rings, which a tree finds fast."""
    parts = shapely.get_parts([geometry])
    points = parts[shapely.get_dimensions(parts) == 0]
    lines = [*parts[shapely.get_dimensions(parts) == 1], *shapely.get_rings(parts)]
    places, line = shapely.get_coordinates(lines, return_index=True)
    joined = line[:-1] == line[1:]
    ends = np.stack([places[:-1], places[1:]], axis=1)[joined]
    return np.concatenate([points, shapely.linestrings(ends)])


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of a WGS 84 polygon in square kilometres; 0 for anything else."""
    square_metres, _ = _GEOD.geometry_area_perimeter(geometry)
    return abs(float(square_metres)) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the geodesic length of a WGS 84 line in kilometres."""
    return float(_GEOD.geometry_length(geometry)) / 1000


def arrays_to_wgs84(lon: Numbers, lat: Numbers, datum: str) -> tuple[Numbers, Numbers]:
    """Return many positions as `to_wgs84` does, each position that repeats converted once."""
    if datum in WGS84_EQUIVALENT:
        return lon, lat
    found, places = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    shifted = np.array([to_wgs84(x, y, datum) for x, y in found.tolist()]).reshape(-1, 2)
    again = shifted[places.ravel()]
    return again[:, 0], again[:, 1]


def shapes_to_wgs84(shapes: Shapes, datum: str) -> Shapes:
    """Return geometries in degrees of `datum` as WGS 84."""
    if datum in WGS84_EQUIVALENT:
        return shapes
    return _transform_shapes(shapes, lambda x, y: arrays_to_wgs84(x, y, datum))


def swap_axes(shapes: Shapes) -> Shapes:
    """Return geometries with their two axes exchanged."""
    return _transform_shapes(shapes, lambda x, y: (y, x))


def project_to_wgs84(shapes: Shapes, crs: CRS) -> Shapes:
    """Return geometries of a coordinate system as longitude and latitude of WGS 84.

    What the system cannot hold becomes infinite. From WGS 84 and CGCS2000 this is good to a metre,
    from older datums to some metres or, where no grid is known, more than a hundred.
    """
    transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
    return _transform_shapes(shapes, transformer.transform)


def unproject_points(points: Numbers, crs: CRS) -> Numbers:
    """Return positions in metres, one a row, as longitude and latitude of the system's own datum.

    That asks for no way to another datum, which takes a hundred times as long to find. What the
    system cannot hold becomes infinite.
    """
    own = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    return np.column_stack(own.transform(*points.T))


def _transform_shapes(
    shapes: Shapes, change: Callable[[Numbers, Numbers], tuple[Numbers, Numbers]]
) -> Shapes:
    moved: Shapes = shapely.transform(shapes, change, include_z=False, interleaved=False)
    return moved


def parse_crs(text: str) -> CRS | None:
    """Return the coordinate system of a code such as EPSG:4528 or of WKT; `None` for any other."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None


def _datum_names(crs: CRS) -> str:
    """Return how a coordinate system and its datum are called."""
    geodetic = crs.geodetic_crs
    return f"{geodetic.name}; {geodetic.datum.name if geodetic.datum else ''}" if geodetic else ""


def crs_datum(crs: CRS) -> str:
    """Return the datum of a coordinate system as places state it: `unknown` for any other."""
    named = _datum_names(crs)
    return next(
        (datum for datum, names in _DATUM_NAMES.items() if any(name in named for name in names)),
        UNKNOWN_DATUM,
    )


def is_close_datum(crs: CRS) -> bool:
    """Return whether the datum of a coordinate system is WGS 84 to a few metres."""
    named = _datum_names(crs)
    return any(name.casefold() in named.casefold() for name in CLOSE_DATUMS)


def offsets_m(lon: Numbers, lat: Numbers, to_lon: Numbers, to_lat: Numbers) -> Numbers:
    """Return metres east and north, a row each, from some WGS 84 positions to others."""
    azimuth, _, metres = _GEOD.inv(lon, lat, to_lon, to_lat)
    angle = np.radians(azimuth)
    return np.column_stack([metres * np.sin(angle), metres * np.cos(angle)])
