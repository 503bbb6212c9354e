"""Files of named places, looked through without a network: what lies near the map, by its names.

Large ones (GeoNames, `.osm.pbf`, GeoPackage and others that GDAL reads) are streamed, what lies
outside the map's surroundings passed over first; small ones are read as `import` reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shapely.geometry import box

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.importing import file_readers
from geo.importing.column_mapping import map_columns
from geo.importing.crs_choice import CrsChoice
from geo.importing.positions import read_positions
from geo.importing.source_table import ReadingChoice
from geo.locating import gdal_gazetteers, geonames
from geo.locating.gazetteer_entry import (
    NAME_COLUMN,
    GazetteerEntry,
    find_kind,
    list_names,
    position_and_extent,
    record_id,
)
from geo.locating.service import GEONAMES, ODBL, OSM, Hit
from geo.runtime.file_access import open_regular
from geo.runtime.files import unreadable_fault
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

STREAMED = (".gpkg", ".fgb")


@dataclass(frozen=True)
class Gazetteer:
    """A file and what is known of it."""

    file: str
    origin: str
    """Whose data it is; empty where nobody has said so."""
    source: str
    licence: str
    datum: str
    entries: Iterator[GazetteerEntry]


@dataclass(frozen=True)
class GazetteerSource:
    """What a person says of gazetteers that do not say it themselves."""

    source: str = ""
    licence: str = ""
    origin: str = ""
    reading: CrsChoice = field(default_factory=CrsChoice)


def open_gazetteer(path: Path, said: GazetteerSource, near: Bounds) -> Gazetteer:
    """Return a gazetteer; its entries near the map are read when they are asked for.

    What cannot be read raises `InputError`, some of it only in the middle of reading.
    """
    try:
        with open_regular(path) as file:
            head = file.read(4096)
    except OSError as error:
        raise InputError([unreadable_fault(path.name, error)]) from None
    if path.suffix.lower() in {".txt", ".zip"} and geonames.is_geonames_file(path, head):
        source = f"GeoNames ({path.name})"
        entries = geonames.iter_entries(path, near)
        return Gazetteer(path.name, GEONAMES, source, "CC BY 4.0", "WGS84", entries)
    if path.name.lower().endswith(".osm.pbf"):
        source = f"OpenStreetMap ({path.name})"
        return Gazetteer(
            path.name,
            OSM,
            source,
            ODBL,
            "WGS84",
            gdal_gazetteers.iter_entries(path, near, osm=True),
        )
    _require_source(path.name, said)
    source = f"{said.source} ({path.name})"
    if path.suffix.lower() in STREAMED:
        entries = gdal_gazetteers.iter_entries(path, near, osm=False)
        return Gazetteer(path.name, said.origin, source, said.licence, "WGS84", entries)
    return _open_small_file(path, said, source, near)


def _require_source(name: str, said: GazetteerSource) -> None:
    """Raise `InputError` where nobody says whose the file is: its positions could not be kept."""
    mend = {
        "--source": "say whose file it is: --source TEXT",
        "--licence": "say --licence TEXT, or --licence 'none stated'",
    }
    given = {"--source": said.source, "--licence": said.licence}
    faults: list[Fault] = [
        Location(name).make_fault(option, "", phrase("locate.source-missing"), mend[option])
        for option, value in given.items()
        if not value
    ]
    if faults:
        raise InputError(faults)


def _open_small_file(path: Path, said: GazetteerSource, source: str, near: Bounds) -> Gazetteer:
    """Return a file that `import` could read: in its datum, which it or a person must say."""
    given = file_readers.read_table(path, ReadingChoice())
    found = read_positions(given, map_columns(given, {}), said.reading, near)
    named = found.datum if found.datum in datum.SHIFTED_DATUMS else "WGS84"
    rows = [{key: cells[row] for key, cells in given.columns.items()} for row in range(len(given))]
    around = box(*near)

    def iter_entries() -> Iterator[GazetteerEntry]:
        for row, shape in zip(rows, found.degrees, strict=True):
            names = tuple(list_names(row))
            if shape is not None and names and shape.intersects(around):
                yield GazetteerEntry(
                    names,
                    Hit(
                        names[0],
                        find_kind(row),
                        "",
                        record_id(row, shape),
                        *position_and_extent(shape),
                    ),
                )

    if not any(NAME_COLUMN.fullmatch(key.strip().casefold()) for key in given.columns):
        listed = ", ".join(given.columns)
        rule, mend = phrase("locate.no-names"), "call it name"
        raise InputError([Location(path.name).make_fault("name", format_value(listed), rule, mend)])
    return Gazetteer(path.name, said.origin, source, said.licence, named, iter_entries())


def expand_bounds(bounds: Bounds) -> Bounds:
    """Return the bounds of a map with its surroundings: namesakes there must be seen as such."""
    west, south, east, north = bounds
    wide, high = (east - west) / 2, (north - south) / 2
    return west - wide, south - high, east + wide, north + high
