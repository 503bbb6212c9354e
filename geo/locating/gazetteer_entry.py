"""One named thing of a gazetteer, whatever the file's form."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely

from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.locating.service import Hit
from geo.spatial import datum

NAME_COLUMN = re.compile(
    r"(?:alt_|old_|official_|short_)?name(?:[:_].*)?|名称|别名|地名|alias(?:es)?"
)
"""Columns that hold names."""
KIND_COLUMNS = (
    "place", "amenity", "railway", "highway", "landuse", "tourism", "shop", "building", "kind",
    "type", "class", "fclass",
)  # fmt: skip
"""Columns and tags that say what a thing is; the first one counts."""
HALF = 2


@dataclass(frozen=True)
class GazetteerEntry:
    """One named thing of a gazetteer."""

    names: tuple[str, ...]
    hit: Hit
    copied: bool = False
    """Whether the file says that it has been copied from elsewhere."""


def list_names(given: Mapping[str, object]) -> Iterator[str]:
    """Yield all names in a row, the plain one first."""
    for key in sorted(given, key=lambda key: (key != "name", key)):
        value = given[key]
        if isinstance(value, str) and NAME_COLUMN.fullmatch(key.strip().casefold()):
            yield from (part.strip() for part in re.split("[;；]", value) if part.strip())


def find_kind(given: Mapping[str, object]) -> str:
    """Return what a row says that its thing is."""
    found = ((key, given.get(key)) for key in KIND_COLUMNS)
    return next((f"{key}/{value}" for key, value in found if value), "")


def record_id(given: Mapping[str, object], shape: shapely.Geometry) -> str:
    """Return a row's own id, else its position: either is the same at every run."""
    ident = next((given[key] for key in ("id", "osm_id", "fid", "code") if given.get(key)), None)
    middle = shape.centroid
    return str(ident) if ident is not None else f"{middle.x:.6f},{middle.y:.6f}"


def position_and_extent(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Return a position inside a shape, and half of what it stretches over in metres."""
    west, south, east, north = shape.bounds
    inner = shape.representative_point()
    return inner.x, inner.y, datum.distance_m(west, south, east, north) / HALF


def truncated_fault(name: str, error: object) -> Fault:
    """Return the fault of a file that breaks off in reading."""
    rule = phrase("locate.file-broken-off")
    found = format_value(str(error).partition("\n")[0])
    return Location(name).make_fault("", found, rule, "it is cut off or damaged: copy it again")
