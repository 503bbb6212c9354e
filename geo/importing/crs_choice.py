"""In which coordinate system and datum a file is: as it says, as it is told, never by guess."""

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.importing.source_table import SourceTable
from geo.spatial import datum, datum_shift
from geo.spatial.datum import Numbers, Shapes
from geo.spatial.datum_shift import Bounds

DATUMS_BY_OPTION = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}
"""Datums by the word of `--datum`."""
CGCS2000_ZONES = range(4513, 4555)
"""EPSG codes of the 3-degree zones of CGCS2000: the commonest metres in China."""


@dataclass(frozen=True)
class CrsChoice:
    """How a person says that coordinates are to be read."""

    crs: str = ""
    datum: str = ""
    """A word of `DATUMS_BY_OPTION`."""
    swap: bool = False
    radius: bool = False
    """Whether a radius is said, which only positions have."""


def find_crs(
    given: SourceTable, reading: CrsChoice, shapes: Shapes, bounds: Bounds
) -> tuple[CRS | None, str, list[Fault]]:
    """Return the coordinate system, the datum, and what speaks against them."""
    asked = datum.parse_crs(reading.crs) if reading.crs else None
    if reading.crs and asked is None:
        rule = phrase("import.crs-unknown")
        mend = "write it as EPSG:4326 or EPSG:4528"
        return None, "", [given.file_fault("--crs", rule, mend, format_value(reading.crs))]
    if asked and given.crs and not asked.equals(given.crs, ignore_axis_order=True):
        rule = phrase("import.crs-differs", crs=given.crs.name)
        mend = "leave --crs out, or set the right one in the file"
        return None, "", [given.file_fault("--crs", rule, mend, format_value(reading.crs))]
    crs = given.crs or asked
    if crs is None and not reading.datum:
        return None, "", [_missing_crs_fault(given, shapes, bounds)]
    crs = crs or CRS(datum.WGS84)
    said, meant = datum.crs_datum(crs), DATUMS_BY_OPTION.get(reading.datum, "")
    if meant in datum.WGS84_EQUIVALENT and said not in datum.WGS84_EQUIVALENT:
        rule = phrase("import.datum-differs", crs=crs.name)
        return None, "", [given.file_fault(f"--datum {reading.datum}", rule, "leave --datum out")]
    return crs, meant or said, []


def _missing_crs_fault(given: SourceTable, shapes: Shapes, bounds: Bounds) -> Fault:
    """Return the fault of a file that says no coordinate system; nothing is assumed."""
    rule = phrase("import.crs-missing")
    mend = (
        "say --crs EPSG:… (4326 is GPS, 4490 CGCS2000) or, for degrees, "
        "--datum wgs84, cgcs2000, gcj02 (AMap, Tencent) or bd09 (Baidu)"
    )
    points = shapely.get_coordinates(shapely.centroid(shapes))
    found = ""
    if datum_shift.mask_metres(*points.T).any():
        found = "numbers beyond 180: metres, not degrees"
        if likely := _likely_zones(points, bounds):
            mend = f"{' or '.join(likely)} would put them on this map; ask where they are from"
    return given.file_fault("--crs", rule, mend, found)


def _likely_zones(points: Numbers, bounds: Bounds) -> list[str]:
    """Return the zones of CGCS2000 that put the middle of some points inside the map.

    Also with the axes exchanged, since survey tables name the northing x.
    """
    middle = np.median(points, axis=0)
    found = []
    for axes, swap in ((middle, ""), (middle[::-1], " --swap")):
        for code in CGCS2000_ZONES:
            point = np.array([shapely.Point(axes)], dtype="object")
            lon, lat = shapely.get_coordinates(datum.project_to_wgs84(point, CRS.from_epsg(code))).T
            if datum_shift.mask_inside(lon, lat, bounds).all():
                found.append(f"--crs EPSG:{code}{swap}")
    return found
