"""Named things of `.osm.pbf`, GeoPackage and FlatGeobuf, streamed through GDAL by their bounds."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry import box

from geo.faults.fault import InputError
from geo.formats.vector_file import (
    READ_ERRORS,
    Source,
    explain_error,
    list_tables,
    open_sources,
    open_stream,
    read_info,
)
from geo.locating.gazetteer_entry import (
    GazetteerEntry,
    find_kind,
    list_names,
    position_and_extent,
    record_id,
    truncated_fault,
)
from geo.locating.osm_pbf import is_complete
from geo.locating.service import Hit
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

OSM_LAYERS = ("points", "lines", "multipolygons")
OSM_CONFIG = Path(__file__).with_name("osmconf.ini")
BATCH_SIZE = 4096
COPIED_SOURCE = re.compile("geonames|gns|nga", re.IGNORECASE)
"""In OSM's `source`: that the node was copied from GeoNames or what GeoNames itself copied."""
HSTORE_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
HSTORE_ESCAPE = re.compile(r"\\(.)")


def iter_entries(path: Path, near: Bounds, *, osm: bool) -> Iterator[GazetteerEntry]:
    """Yield the named things of a file that GDAL reads, table by table, batch by batch."""
    if osm and not is_complete(path):
        raise InputError([truncated_fault(path.name, "its blocks break off")])
    try:
        with open_sources(path, path.name) as sources:
            for source in sources:
                for table, sort in list_tables(source):
                    if sort and (not osm or table in OSM_LAYERS):
                        yield from _iter_table(source, table, near, osm=osm)
    except READ_ERRORS as error:
        raise InputError(
            [truncated_fault(path.name, explain_error(error, path, path.name))]
        ) from None


def _iter_table(source: Source, table: str, near: Bounds, *, osm: bool) -> Iterator[GazetteerEntry]:
    given = {"CONFIG_FILE": str(OSM_CONFIG)} if osm else {}
    about = read_info(source, table, **given)
    crs = datum.parse_crs(str(about["crs"])) if about["crs"] else datum.parse_crs(datum.WGS84)
    if crs is None:
        raise InputError([truncated_fault(source.name, about["crs"])])
    area = box(*near)
    bbox = datum.project_geometry(area, datum.WGS84, crs).bounds if not crs.is_geographic else near
    columns = [str(each) for each in about["fields"]]
    where = "name IS NOT NULL" if osm else None
    with open_stream(
        source, table, kept=False, bbox=bbox, where=where, batch_size=BATCH_SIZE, **given
    ) as (meta, _, reader):
        shape = meta["geometry_name"] or "wkb_geometry"
        for batch in reader:
            yield from _iter_batch(
                batch, shape, columns, lambda s: datum.project_to_wgs84(s, crs), osm=osm
            )


Shapes: TypeAlias = NDArray[np.object_]


def _iter_batch(
    batch: pa.RecordBatch, shape: str, columns: list[str],
    degrees: Callable[[Shapes], Shapes], *, osm: bool,
) -> Iterator[GazetteerEntry]:  # fmt: skip
    """Yield the entries of some thousand rows."""
    shapes = shapely.from_wkb(batch.column(shape).to_numpy(zero_copy_only=False))
    drawn = ~shapely.is_missing(shapes)
    shapes[drawn] = degrees(shapely.force_2d(shapes[drawn]))
    for row, given in enumerate(batch.select(columns).to_pylist()):
        if shapes[row] is None or shapes[row].is_empty:
            continue
        held = {**given, **_parse_tags(given.get("other_tags"))} if osm else given
        names = tuple(list_names(held))
        if names:
            ident = _osm_record(given, shapes[row]) if osm else record_id(given, shapes[row])
            hit = Hit(names[0], find_kind(held), "", ident, *position_and_extent(shapes[row]))
            yield GazetteerEntry(
                names, hit, bool(COPIED_SOURCE.search(str(held.get("source") or "")))
            )


def _parse_tags(text: str | None) -> dict[str, str]:
    """Return the tags that GDAL writes into one column in the form of PostgreSQL's hstore."""
    return {k: HSTORE_ESCAPE.sub(r"\1", v) for k, v in HSTORE_TAG.findall(text or "")}


def _osm_record(given: Mapping[str, object], shape: object) -> str:
    if given.get("osm_way_id"):
        return f"way/{given['osm_way_id']}"
    sort = {0: "node", 1: "way"}.get(shapely.get_dimensions(shape), "relation")
    return f"{sort}/{given.get('osm_id')}"
