"""Files of named places, looked through without a network: what lies near the map, by its names.

Large ones (GeoNames, `.osm.pbf`, GeoPackage and others that GDAL reads) are streamed, what lies
outside the map's surroundings passed over first; small ones are read as `import` reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shapely.geometry import box

from geo import datum
from geo.errors import BadInput, Fault, shown
from geo.files import unreadable
from geo.formats.opening import open_regular
from geo.guard import Bounds
from geo.intake import reading
from geo.intake.fields import fields
from geo.intake.positions import positions
from geo.intake.reading import Choice
from geo.intake.systems import Reading
from geo.locate import geonames, tables
from geo.locate.entries import NAMING, Entry, kind, middle, names_of, record
from geo.locate.services import Hit
from geo.locate.terms import GEONAMES, ODBL, OSM
from geo.phrases import phrase
from geo.schemas import At

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
    entries: Iterator[Entry]


@dataclass(frozen=True)
class Said:
    """What a person says of gazetteers that do not say it themselves."""

    source: str = ""
    licence: str = ""
    origin: str = ""
    reading: Reading = field(default_factory=Reading)


def opened(path: Path, said: Said, near: Bounds) -> Gazetteer:
    """Return a gazetteer; its entries near the map are read when they are asked for.

    What cannot be read raises `BadInput`, some of it only in the middle of reading.
    """
    try:
        with open_regular(path) as file:
            head = file.read(4096)
    except OSError as error:
        raise BadInput([unreadable(path.name, error)]) from None
    if path.suffix.lower() in {".txt", ".zip"} and geonames.is_one(path, head):
        source = f"GeoNames ({path.name})"
        entries = geonames.entries(path, near)
        return Gazetteer(path.name, GEONAMES, source, "CC BY 4.0", "WGS84", entries)
    if path.name.lower().endswith(".osm.pbf"):
        source = f"OpenStreetMap ({path.name})"
        return Gazetteer(
            path.name, OSM, source, ODBL, "WGS84", tables.entries(path, near, osm=True)
        )
    _needed(path.name, said)
    source = f"{said.source} ({path.name})"
    if path.suffix.lower() in STREAMED:
        entries = tables.entries(path, near, osm=False)
        return Gazetteer(path.name, said.origin, source, said.licence, "WGS84", entries)
    return _small(path, said, source, near)


def _needed(name: str, said: Said) -> None:
    """Raise `BadInput` where nobody says whose the file is: its positions could not be kept."""
    mend = {
        "--source": "say whose file it is: --source TEXT",
        "--licence": "say --licence TEXT, or --licence 'none stated'",
    }
    given = {"--source": said.source, "--licence": said.licence}
    faults: list[Fault] = [
        At(name).fault(
            option,
            "",
            phrase("locate.source-missing", "a position needs its source and licence"),
            mend[option],
        )
        for option, value in given.items()
        if not value
    ]
    if faults:
        raise BadInput(faults)


def _small(path: Path, said: Said, source: str, near: Bounds) -> Gazetteer:
    """Return a file that `import` could read: in its datum, which it or a person must say."""
    given = reading.read(path, Choice())
    found = positions(given, fields(given, {}), said.reading, near)
    named = found.datum if found.datum in datum.SHIFTED else "WGS84"
    rows = [{key: cells[row] for key, cells in given.columns.items()} for row in range(len(given))]
    around = box(*near)

    def entries() -> Iterator[Entry]:
        for row, shape in zip(rows, found.degrees, strict=True):
            names = tuple(names_of(row))
            if shape is not None and names and shape.intersects(around):
                yield Entry(names, Hit(names[0], kind(row), "", record(row, shape), *middle(shape)))

    if not any(NAMING.fullmatch(key.strip().casefold()) for key in given.columns):
        listed = ", ".join(given.columns)
        rule, mend = phrase("locate.no-names", "a gazetteer has a column of names"), "call it name"
        raise BadInput([At(path.name).fault("name", shown(listed), rule, mend)])
    return Gazetteer(path.name, said.origin, source, said.licence, named, entries())


def nearby(bounds: Bounds) -> Bounds:
    """Return the bounds of a map with its surroundings: namesakes there must be seen as such."""
    west, south, east, north = bounds
    wide, high = (east - west) / 2, (north - south) / 2
    return west - wide, south - high, east + wide, north + high
