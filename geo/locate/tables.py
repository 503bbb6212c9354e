"""Named things of `.osm.pbf`, GeoPackage and FlatGeobuf, streamed through GDAL by their bounds."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely
from shapely.geometry import box

from geo import datum
from geo.errors import BadInput
from geo.formats.vector_file import (
    BROKEN,
    Source,
    explain_error,
    list_tables,
    open_sources,
    open_stream,
    read_info,
)
from geo.guard import Bounds
from geo.locate.entries import Entry, broken, kind, middle, names_of, record
from geo.locate.pbf import whole
from geo.locate.services import Hit

OSM_LAYERS = ("points", "lines", "multipolygons")
OSMCONF = Path(__file__).with_name("osmconf.ini")
BATCH = 4096
LEGACY = re.compile("geonames|gns|nga", re.IGNORECASE)
"""In OSM's `source`: that the node was copied from GeoNames or what GeoNames itself copied."""
TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")


def entries(path: Path, near: Bounds, *, osm: bool) -> Iterator[Entry]:
    """Yield the named things of a file that GDAL reads, table by table, batch by batch."""
    if osm and not whole(path):
        raise BadInput([broken(path.name, "its blocks break off")])
    try:
        with open_sources(path, path.name) as sources:
            for source in sources:
                for table, sort in list_tables(source):
                    if sort and (not osm or table in OSM_LAYERS):
                        yield from _table(source, table, near, osm=osm)
    except BROKEN as error:
        raise BadInput([broken(path.name, explain_error(error, path, path.name))]) from None


def _table(source: Source, table: str, near: Bounds, *, osm: bool) -> Iterator[Entry]:
    given = {"CONFIG_FILE": str(OSMCONF)} if osm else {}
    about = read_info(source, table, **given)
    crs = datum.system(str(about["crs"])) if about["crs"] else datum.system(datum.WGS84)
    if crs is None:
        raise BadInput([broken(source.name, about["crs"])])
    area = box(*near)
    bbox = datum.projected(area, datum.WGS84, crs).bounds if not crs.is_geographic else near
    columns = [str(each) for each in about["fields"]]
    where = "name IS NOT NULL" if osm else None
    with open_stream(
        source, table, kept=False, bbox=bbox, where=where, batch_size=BATCH, **given
    ) as (meta, _, reader):
        shape = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            yield from _batch(batch, shape, columns, lambda s: datum.to_degrees(s, crs), osm=osm)


def _batch(
    batch: pa.RecordBatch, shape: str, columns: list[str],
    degrees: Callable[[Any], Any], *, osm: bool,
) -> Iterator[Entry]:  # fmt: skip
    """Yield the entries of some thousand rows."""
    shapes = shapely.from_wkb(batch.column(shape).to_numpy(zero_copy_only=False))
    drawn = ~shapely.is_missing(shapes)
    shapes[drawn] = degrees(shapely.force_2d(shapes[drawn]))
    for row, given in enumerate(batch.select(columns).to_pylist()):
        if shapes[row] is None or shapes[row].is_empty:
            continue
        held = {**given, **_tags(given.get("other_tags"))} if osm else given
        names = tuple(names_of(held))
        if names:
            ident = _osm_record(given, shapes[row]) if osm else record(given, shapes[row])
            hit = Hit(names[0], kind(held), "", ident, *middle(shapes[row]))
            yield Entry(names, hit, bool(LEGACY.search(str(held.get("source") or ""))))


def _tags(text: str | None) -> dict[str, str]:
    """Return the tags that GDAL writes into one column in the form of PostgreSQL's hstore."""
    return {k: ESCAPED.sub(r"\1", v) for k, v in TAG.findall(text or "")}


def _osm_record(given: Mapping[str, Any], shape: Any) -> str:  # noqa: ANN401  a geometry
    if given.get("osm_way_id"):
        return f"way/{given['osm_way_id']}"
    sort = {0: "node", 1: "way"}.get(shapely.get_dimensions(shape), "relation")
    return f"{sort}/{given.get('osm_id')}"
