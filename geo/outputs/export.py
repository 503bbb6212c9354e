"""Outputs for reuse: places with facts as GeoJSON, GeoParquet, GeoPackage; facts as CSV."""

import errno
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry import mapping

from geo.content import content_tables
from geo.content.content_tables import ContentTables
from geo.content.facts import Fact
from geo.content.loader import Content
from geo.content.places import is_name_column
from geo.faults import schemas
from geo.formats import facts_csv, geojson, json_text
from geo.formats.column_table import CHUNK_ROWS, tuples_to_lists
from geo.runtime.files import write_pieces
from geo.spatial.datum import WGS84

DEFAULT_DATE = "1970-01-01T00:00:00.000Z"
"""Written into a GeoPackage where `map.toml` gives no day: a clock would make two builds differ."""

ROW_GROUP_SIZE = 16_384
"""Facts that are put together in Parquet: as many are in memory in its form."""

PLACE_COLUMNS = ("layer", "certainty", "within")
"""What stands with each fact of its place, beside the name."""
FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run (OWASP, CSV injection)."""


def write_geojson(content: Content, path: Path) -> None:
    """Write the places with their facts as GeoJSON."""
    write_pieces(path, [to_geojson(content)])


def to_geojson(content: Content) -> str:
    """Return all places as one FeatureCollection, each with its layer, certainty and facts."""
    held = content.tables
    of_place: dict[str, list[dict[str, object]]] = {}
    for fact in content_tables.iter_records(held.facts):
        of_place.setdefault(fact["place"], []).append(_nonempty_values(fact))
    features = [
        geojson.Feature(
            "",
            0,
            _nonempty_values(place) | _facts_member(of_place, place["id"]),
            _geojson_geometry(shape),
        )
        for place, shape in zip(
            content_tables.iter_records(_attribute_columns(held.places)),
            held.places.geometry,
            strict=True,
        )
    ]
    order = (*schemas.list_columns("place"), "layer", "certainty", "facts")
    return geojson.format_collection(features, order)


def _attribute_columns(places: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(_drop_page_columns(places).drop(columns="geometry"))


def _drop_page_columns(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return places without what only the page has a use for."""
    return places.drop(columns="container")


def _nonempty_values(row: dict[str, object]) -> dict[str, object]:
    """Return what a row says; what is missing or empty is left out."""
    return {name: value for name, value in row.items() if value != "" and not pd.isna(value)}


def _facts_member(of_place: dict[str, list[dict[str, object]]], place: str) -> dict[str, object]:
    return {"facts": of_place[place]} if place in of_place else {}


def _geojson_geometry(shape: shapely.Geometry | None) -> dict[str, object] | None:
    """Return a geometry with lists, which the writer knows, where shapely gives tuples."""
    if shape is None:
        return None
    plain = mapping(shape)
    return {**plain, "coordinates": tuples_to_lists(plain["coordinates"])}


def write_csv(content: Content, path: Path) -> None:
    """Write the facts as a table for a spreadsheet."""
    write_pieces(path, iter_csv(content))


def iter_csv(content: Content) -> Iterator[str]:
    """Yield the facts as a table with the names of their places, for a spreadsheet, piece by piece.

    With a byte order mark, since Excel reads UTF-8 only with it, and with text that looks like a
    formula made harmless by a leading apostrophe.
    """
    facts = join_facts(content.tables).select(list_csv_columns(content.project.languages))
    yield "\ufeff" + ",".join(facts.column_names) + "\r\n"
    for batch in facts.to_batches(CHUNK_ROWS):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield facts_csv.format_line(map(_format_cell, row)).removesuffix("\n") + "\r\n"


def list_csv_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of the exported table in order."""
    places = [f"place_{name}" for name in content_tables.suffixed_columns("name", {}, languages)]
    ident, place, *rest = content_tables.list_fact_columns(languages)
    return [ident, place, *places, *PLACE_COLUMNS, *rest]


def _format_cell(value: object) -> str:
    """Return a number as short as it can be, and text that a spreadsheet shows and never runs."""
    if isinstance(value, float):
        return str(json_text.round_number(value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_PREFIXES) else text


def write_gpkg(content: Content, path: Path) -> None:
    """Write the layers `places` (mixed geometries, EPSG:4326) and `facts` (no geometry) to `path`.

    The file's dates are the day of `map.toml`, so that the same content gives the same bytes.
    Raises `OSError` with GDAL's words where the disk does not take it, or `MemoryError`.
    """
    held = content.tables
    day = (
        f"{content.project.checked_on}T00:00:00.000Z"
        if content.project.checked_on
        else DEFAULT_DATE
    )
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    # of what fails an exception tells; the rest is SQL, line by line
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day, "CPL_LOG": os.devnull})
    try:
        path.unlink(missing_ok=True)
        pyogrio.write_arrow(
            _record_batch_stream(_slice_places(held.places)), path, layer="places", driver="GPKG",
            geometry_name="geometry", geometry_type="Unknown", crs=WGS84,
        )  # fmt: skip
        if len(held.facts):
            facts = _record_batch_stream(_slice_rows(join_facts(held)))
            pyogrio.write_arrow(facts, path, layer="facts", driver="GPKG", append=True)
    except (DataSourceError, DataLayerError) as error:
        raise _explain_gdal_failure(error) from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _explain_gdal_failure(error: Exception) -> Exception:
    """Return what kept GDAL from writing as Python has it: no memory, or no room."""
    if "memory" in f"{error}":
        return MemoryError(f"{error}")
    words = f"The GeoPackage cannot be written: is there room on the disk? GDAL says: {error}"
    return OSError(errno.EIO, words)


def write_places_parquet(content: Content, path: Path) -> None:
    """Write the places as GeoParquet."""
    _drop_page_columns(content.tables.places).to_parquet(path, index=False)


def write_facts_parquet(content: Content, path: Path) -> None:
    """Write the facts, with the names of their places, as Parquet."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    pq.write_table(join_facts(content.tables), path, row_group_size=ROW_GROUP_SIZE)


def join_facts(held: ContentTables) -> pa.Table:
    """Return facts, in order, with names, layer, certainty and `within` of their places."""
    places = pa.Table.from_pandas(_attribute_columns(held.places), preserve_index=False)
    named = [*filter(is_name_column, places.column_names)]
    facts = pa.Table.from_pandas(held.facts, preserve_index=False)
    rows = pc.index_in(facts["place"], value_set=places["id"])
    told = places.select([*named, *PLACE_COLUMNS]).take(rows)
    told = told.rename_columns([*(f"place_{name}" for name in named), *PLACE_COLUMNS])
    for name in told.column_names:
        facts = facts.append_column(name, told[name])
    return facts.replace_schema_metadata()


def _slice_rows(rows: pa.Table) -> Iterator[pa.Table]:
    """Yield some thousand rows at a time, of an empty table none of its none."""
    for start in range(0, max(len(rows), 1), CHUNK_ROWS):
        yield rows.slice(start, CHUNK_ROWS)


def _slice_places(places: gpd.GeoDataFrame) -> Iterator[pa.Table]:
    """Yield some thousand places at a time with their geometry as WKB."""
    shapes = places.geometry.to_numpy()
    for number, part in enumerate(
        _slice_rows(pa.Table.from_pandas(_attribute_columns(places), preserve_index=False))
    ):
        start = number * CHUNK_ROWS
        drawn = shapely.to_wkb(shapes[start : start + CHUNK_ROWS], flavor="iso")
        yield part.append_column("geometry", pa.array(drawn, pa.binary()))


def _record_batch_stream(parts: Iterator[pa.Table]) -> pa.RecordBatchReader:
    """Return tables as one stream, in which an empty text is none; one at a time is in memory."""
    first = _empty_to_null(next(parts))
    batches = (
        batch for part in chain([first], map(_empty_to_null, parts)) for batch in part.to_batches()
    )
    return pa.RecordBatchReader.from_batches(first.schema, batches)


def _empty_to_null(rows: pa.Table) -> pa.Table:
    """Return rows in which an empty text is none."""
    rows = rows.combine_chunks().replace_schema_metadata()
    for position, field in enumerate(rows.schema):
        if pa.types.is_large_string(field.type) or pa.types.is_string(field.type):
            text = rows.column(position)
            if pc.any(empty := pc.equal(text, "")).as_py():
                rows = rows.set_column(position, field, pc.if_else(empty, None, text))
    return rows


def group_by_place(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Return the facts of each place, in the order of the table."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.place, []).append(fact)
    return found
