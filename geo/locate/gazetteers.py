"""Files of named places, looked through without a network: what lies near the map, by its names.

Large ones (GeoNames, `.osm.pbf`, GeoPackage and others that GDAL reads) are streamed, what lies
outside the map's surroundings passed over first; small ones are read as `import` reads them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyogrio
import shapely
from shapely.geometry import box

from geo import datum
from geo.errors import BadInput, Fault, shown
from geo.files import unreadable
from geo.guard import Bounds
from geo.intake import reading
from geo.intake.fields import fields
from geo.intake.positions import positions
from geo.intake.reading import Choice
from geo.intake.systems import Reading
from geo.intake.vectors import BROKEN
from geo.locate.services import Hit
from geo.locate.terms import GEONAMES, ODBL, OSM
from geo.schemas import At

GEONAMES_COLUMNS = 19
STREAMED = (".pbf", ".gpkg", ".fgb")
OSM_LAYERS = ("points", "lines", "multipolygons")
BATCH = 4096
LEGACY = re.compile("geonames|gns|nga", re.IGNORECASE)
"""In OSM's `source`: that the node was copied from GeoNames or what GeoNames itself copied."""
NAMING = re.compile(r"(?:alt_|old_|official_|short_)?name(?:[:_].*)?|名称|别名|地名|alias(?:es)?")
"""Columns that hold names."""
TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
OF_OSM = ("place", "amenity", "railway", "highway", "landuse", "tourism", "shop", "building")
HALF = 2


@dataclass(frozen=True)
class Entry:
    """One named thing of a gazetteer."""

    names: tuple[str, ...]
    hit: Hit
    copied: bool = False
    """Whether the file says that it has been copied from elsewhere."""


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
    reading: Reading = Reading()


def opened(path: Path, said: Said, near: Bounds) -> Gazetteer:
    """Return a gazetteer; its entries near the map are read when they are asked for.

    What cannot be read raises `BadInput`, some of it only in the middle of reading.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise BadInput([unreadable(path.name, error)]) from None
    if path.suffix.lower() in {".txt", ".zip"} and _is_geonames(path, head):
        source = f"GeoNames ({path.name})"
        entries = _geonames(path, near)
        return Gazetteer(path.name, GEONAMES, source, "CC BY 4.0", "WGS84", entries)
    if path.name.lower().endswith(".osm.pbf"):
        source = f"OpenStreetMap ({path.name})"
        return Gazetteer(path.name, OSM, source, ODBL, "WGS84", _tables(path, near, osm=True))
    _needed(path.name, said)
    source = f"{said.source} ({path.name})"
    if path.suffix.lower() in STREAMED:
        entries = _tables(path, near, osm=False)
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
        At(name).fault(option, "", "a position needs its source and licence", mend[option])
        for option, value in given.items()
        if not value
    ]
    if faults:
        raise BadInput(faults)


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a GeoNames file, from its archive where it is in one."""
    with path.open("rb") as outer:
        if path.suffix.lower() != ".zip":
            yield _decoded(outer)
            return
        with zipfile.ZipFile(outer) as archive, archive.open(_inner(archive)) as inner:
            yield _decoded(inner)


def _decoded(file: IO[bytes]) -> Iterator[str]:
    return iter(io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n"))


def _inner(archive: zipfile.ZipFile) -> str:
    held = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name]
    return held[0] if held else ""


def _is_geonames(path: Path, head: bytes) -> bool:
    """Return whether a file has the columns of GeoNames."""
    try:
        with _lines(path) as lines:
            first = next(lines, "") if head else ""
    except (zipfile.BadZipFile, KeyError, OSError):
        return False
    return first.count("\t") == GEONAMES_COLUMNS - 1


def _geonames(path: Path, near: Bounds) -> Iterator[Entry]:
    """Yield the entries of GeoNames' allCountries format that lie near; other lines are passed."""
    west, south, east, north = near
    try:
        with _lines(path) as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if len(cells) != GEONAMES_COLUMNS:
                    continue
                try:
                    lat, lon = float(cells[4]), float(cells[5])
                except ValueError:
                    continue
                if west <= lon <= east and south <= lat <= north:
                    names = (cells[1], cells[2], *cells[3].split(","))
                    kind, address = f"{cells[6]}.{cells[7]}", cells[8]
                    hit = Hit(cells[1], kind, address, f"geonames.org/{cells[0]}", lon, lat)
                    yield Entry(tuple(filter(None, names)), hit)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BadInput([_broken(path.name, error)]) from None


def _tables(path: Path, near: Bounds, *, osm: bool) -> Iterator[Entry]:
    """Yield the named things of a file that GDAL reads, table by table, batch by batch."""
    try:
        for table, kind in pyogrio.list_layers(path).tolist():
            if kind and (not osm or table in OSM_LAYERS):
                yield from _table(path, table, near, osm=osm)
    except BROKEN as error:
        raise BadInput([_broken(path.name, error)]) from None


def _table(path: Path, table: str, near: Bounds, *, osm: bool) -> Iterator[Entry]:
    about = pyogrio.read_info(path, layer=table)
    crs = datum.system(str(about["crs"])) if about["crs"] else datum.system(datum.WGS84)
    if crs is None:
        raise BadInput([_broken(path.name, about["crs"])])
    area = box(*near)
    bbox = datum.projected(area, datum.WGS84, crs).bounds if not crs.is_geographic else near
    columns = [str(each) for each in about["fields"]]
    where = "name IS NOT NULL" if osm else None
    with pyogrio.open_arrow(
        path, layer=table, bbox=bbox, where=where, batch_size=BATCH, use_pyarrow=True
    ) as (meta, reader):
        shape = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            yield from _batch(batch, shape, columns, lambda s: datum.to_degrees(s, crs), osm=osm)


def _batch(
    batch: pa.RecordBatch, shape: str, columns: Iterable[str],
    degrees: Callable[[Any], Any], *, osm: bool,
) -> Iterator[Entry]:  # fmt: skip
    """Yield the entries of some thousand rows."""
    shapes = shapely.from_wkb(batch.column(shape).to_numpy(zero_copy_only=False))
    drawn = ~shapely.is_missing(shapes)
    shapes[drawn] = degrees(shapely.force_2d(shapes[drawn]))
    for row, given in enumerate(batch.select([each for each in columns]).to_pylist()):
        if shapes[row] is None or shapes[row].is_empty:
            continue
        held = {**given, **_tags(given.get("other_tags"))} if osm else given
        names = tuple(names_of(held))
        if names:
            record = _osm_record(given, shapes[row]) if osm else _record(given, shapes[row])
            hit = Hit(names[0], _kind(held), "", record, *_middle(shapes[row]))
            yield Entry(names, hit, bool(LEGACY.search(str(held.get("source") or ""))))


def _tags(text: str | None) -> dict[str, str]:
    """Return the tags that GDAL writes into one column in the form of PostgreSQL's hstore."""
    unescaped = re.compile(r"\\(.)")
    return {k: unescaped.sub(r"\1", v) for k, v in TAG.findall(text or "")}


def names_of(given: Mapping[str, Any]) -> Iterator[str]:
    """Yield all names in a row, the plain one first."""
    for key in sorted(given, key=lambda key: (key != "name", key)):
        value = given[key]
        if isinstance(value, str) and NAMING.fullmatch(key.strip().casefold()):
            yield from (part.strip() for part in re.split("[;；]", value) if part.strip())


def _kind(given: Mapping[str, Any]) -> str:
    found = ((key, given.get(key)) for key in (*OF_OSM, "kind", "type", "class", "fclass"))
    return next((f"{key}/{value}" for key, value in found if value), "")


def _osm_record(given: Mapping[str, Any], shape: Any) -> str:  # noqa: ANN401  a geometry
    if given.get("osm_way_id"):
        return f"way/{given['osm_way_id']}"
    sort = {0: "node", 1: "way"}.get(shapely.get_dimensions(shape), "relation")
    return f"{sort}/{given.get('osm_id')}"


def _record(given: Mapping[str, Any], shape: Any) -> str:  # noqa: ANN401  a geometry
    """Return a row's own id, else its position: either is the same at every run."""
    ident = next((given[key] for key in ("id", "osm_id", "fid", "code") if given.get(key)), None)
    middle = shape.centroid
    return str(ident) if ident is not None else f"{middle.x:.6f},{middle.y:.6f}"


def _middle(shape: Any) -> tuple[float, float, float]:  # noqa: ANN401  a geometry
    """Return a position inside a shape, and half of what it stretches over in metres."""
    west, south, east, north = shape.bounds
    inner = shape.representative_point()
    return inner.x, inner.y, datum.distance_m(west, south, east, north) / HALF


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
                yield Entry(
                    names, Hit(names[0], _kind(row), "", _record(row, shape), *_middle(shape))
                )

    if not any(NAMING.fullmatch(key.strip().casefold()) for key in given.columns):
        listed = ", ".join(given.columns)
        rule, mend = "a gazetteer has a column of names", "call it name"
        raise BadInput([At(path.name).fault("name", shown(listed), rule, mend)])
    return Gazetteer(path.name, said.origin, source, said.licence, named, entries())


def _broken(name: str, error: object) -> Fault:
    rule = "the file must be one that can be read to its end, as its name says"
    found = shown(str(error).partition("\n")[0])
    return At(name).fault("", found, rule, "it is cut off or damaged: copy it again")


def nearby(bounds: Bounds, share: float = 0.5) -> Bounds:
    """Return the bounds of a map with its surroundings: namesakes there must be seen as such."""
    west, south, east, north = bounds
    wide, high = (east - west) * share, (north - south) * share
    return west - wide, south - high, east + wide, north + high
