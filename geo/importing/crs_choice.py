"""In which coordinate system and datum a file is: as it says, as it is told, never by guess."""

import re
import unicodedata
from collections.abc import Sequence
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
NAMED_DATUMS = {
    "gcj02": re.compile("gcj|amap|gaode|tencent|高德|腾讯|火星"),
    "bd09": re.compile("bd_?-?09|baidu|百度|(?:^|_)bd(?:_|$)"),
    "cgcs2000": re.compile("cgcs"),
    "wgs84": re.compile("wgs|gps"),
}
"""How the names of columns say the datum of their coordinates, by the word of `--datum`."""
UNSHIFTED = frozenset({"", "wgs84", "cgcs2000"})
"""Words that make no difference which one could see."""
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


SHIFTED_HINT = (
    "say --crs EPSG:… (4326 is GPS, 4490 CGCS2000) or, for degrees, "
    "--datum wgs84, cgcs2000, gcj02 (AMap, Tencent) or bd09 (Baidu)"
)
PLAIN_HINT = "say --crs EPSG:… (4326 is GPS) or, for degrees of GPS, --datum wgs84"
"""The same for maps of regions where no map is published with shifted positions."""


def _is_shifted_region(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    middle = ((west + east) / 2, (south + north) / 2)
    return datum.from_wgs84(*middle, "GCJ-02") != middle


def find_crs(
    given: SourceTable,
    reading: CrsChoice,
    shapes: Shapes,
    bounds: Bounds,
    columns: Sequence[str] = (),
) -> tuple[CRS | None, str, list[Fault]]:
    """Return the coordinate system, the datum, and what speaks against them.

    `columns` are those that hold the coordinates.
    """
    word = find_named_datum(columns)
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
        return None, "", [_missing_crs_fault(given, shapes, bounds, word)]
    crs = crs or CRS(datum.WGS84)
    said = reading.datum or "wgs84"
    if word and word != said and not {word, said} <= UNSHIFTED:
        return None, "", [_contradicted_fault(given, said, word, ", ".join(columns))]
    said, meant = datum.crs_datum(crs), DATUMS_BY_OPTION.get(reading.datum, "")
    if meant in datum.WGS84_EQUIVALENT and said not in datum.WGS84_EQUIVALENT:
        rule = phrase("import.datum-differs", crs=crs.name)
        return None, "", [given.file_fault(f"--datum {reading.datum}", rule, "leave --datum out")]
    return crs, meant or said, []


def find_named_datum(columns: Sequence[str]) -> str:
    """Return the word of the one datum that the names of columns say; nothing where none or two."""
    found = {
        word
        for column in columns
        for word, pattern in NAMED_DATUMS.items()
        if pattern.search(unicodedata.normalize("NFKC", column).casefold())
    }
    return found.pop() if len(found) == 1 else ""


def _contradicted_fault(given: SourceTable, said: str, word: str, columns: str) -> Fault:
    """Return the fault of a datum that is another than the names of the columns say."""
    rule = phrase(
        "import.datum-in-name",
        columns=columns,
        datum=DATUMS_BY_OPTION[word],
    )
    mend = f"say --datum {word}; or rename the columns, if they are named wrongly"
    return given.file_fault("--datum", rule, mend, said)


def _missing_crs_fault(given: SourceTable, shapes: Shapes, bounds: Bounds, word: str) -> Fault:
    """Return the fault of a file that says no coordinate system; nothing is assumed."""
    rule = phrase("import.crs-missing")
    mend = SHIFTED_HINT if _is_shifted_region(bounds) else PLAIN_HINT
    points = shapely.get_coordinates(shapely.centroid(shapes))
    found = ""
    if word:
        mend = f"say --datum {word}, as the columns of the coordinates are named; or --crs EPSG:…"
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
    axes = np.array([middle, middle[::-1]])
    found: dict[str, list[str]] = {"": [], " --swap": []}
    for code in CGCS2000_ZONES:
        lon, lat = datum.unproject_points(axes, CRS.from_epsg(code)).T
        for swap, inside in zip(found, datum_shift.mask_inside(lon, lat, bounds), strict=True):
            if inside:
                found[swap].append(f"--crs EPSG:{code}{swap}")
    return [option for options in found.values() for option in options]
