"""Layers and facts prepared by other engines: GeoPackage, FlatGeobuf and (Geo)Parquet, in columns.

They carry what no hand edits any more: ten thousand places and up to millions. What they hold is
held to the same contract as the GeoJSON and CSV that people edit.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pandas.api import types
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo import schemas
from geo.datum import WGS84
from geo.errors import BadInput, Fault, shown
from geo.files import unreadable
from geo.formats.forms import FORMS, Form, check_form
from geo.formats.vector_file import BROKEN, Source, explain_error, list_tables, open_stream
from geo.phrases import phrase, quoted
from geo.schemas import At
from geo.sheets import CHUNK, Sheet

TABLES = (".gpkg", ".fgb", ".parquet")
"""Ends of the names of files that are read in columns; any other layer is GeoJSON."""
PARQUET = replace(FORMS[".parquet"], name=phrase("form.parquet", "Parquet"))
"""What facts come in, which have no geometry."""

EXTENSION = b"ARROW:extension:name"
"""Says of a column in Arrow that it holds geometries; nothing else that GDAL gives is extended."""
COVERING = "bbox"
"""Column in which GeoParquet keeps the box of each geometry: computed, and nobody's statement."""


def is_table(file: str) -> bool:
    """Return whether a file is of a form that is read in columns."""
    return Path(file).suffix in TABLES


def read_places(path: Path, name: str, table: str = "") -> tuple[Sheet | None, list[Fault]]:
    """Read a layer; `table` names the one that is meant in a GeoPackage of several.

    A file that cannot be read whole, is not in WGS 84 or has columns that the contract does not
    know gives no sheet and faults that name it `name`: each of its rows would repeat them.
    """
    try:
        form = FORMS[path.suffix]
        with _told(path, name, form):
            check_form(path, name, form)
            source = Source(path, name, form)
            frame = _by_gdal(source, name, table) if form.drivers else _parquet(path)
            return _places(frame, name), []
    except BadInput as bad:
        return None, list(bad.faults)


def read_facts(path: Path, name: str) -> tuple[Sheet | None, list[Fault]]:
    """Read a table of facts from Parquet; faults as with `read_places`."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    try:
        with _told(path, name, PARQUET):
            check_form(path, name, PARQUET)
            with pq.ParquetFile(path, pre_buffer=False) as file:
                frame = file.read(use_threads=False).to_pandas(self_destruct=True)
            return Sheet(name, _cells(frame, "fact", At(name))), []
    except BadInput as bad:
        return None, list(bad.faults)


@contextmanager
def _told(path: Path, name: str, form: Form) -> Iterator[None]:
    """Turn whatever keeps a file from being read whole into one fault, without noise beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is checked and told here
            yield
    except (BadInput, MemoryError):
        raise
    except FileNotFoundError as error:
        raise BadInput([unreadable(name, error)]) from None
    except BROKEN as error:
        reason = shown(explain_error(error, path, name))
        raise BadInput([_broken(name, form, reason)]) from None


def _broken(name: str, form: Form, found: str) -> Fault:
    rule = phrase(
        "file.broken-off", "the file must be {form} that can be read to its end", form=form.name
    )
    mend = phrase(
        "mend.copy-again",
        "it is cut off, damaged or of another kind: copy it again or export it anew",
    )
    return At(name).fault("", found, rule, mend)


def _parquet(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path, use_threads=False, pre_buffer=False)


def _by_gdal(source: Source, name: str, table: str) -> gpd.GeoDataFrame:
    """Read through GDAL, some thousand features at a time."""
    layer = _table(source, name, table)
    cells, shapes = [], [np.empty(0, "object")]
    with open_stream(source, layer, batch_size=CHUNK) as (about, schema, rows):
        drawn = next(field.name for field in schema if EXTENSION in (field.metadata or ()))
        for batch in rows:
            shapes.append(shapely.from_wkb(batch.column(drawn).to_numpy(zero_copy_only=False)))
            cells.append(batch.drop_columns([drawn]))
        empty = schema.empty_table().drop_columns([drawn]).schema
    frame = pa.Table.from_batches(cells, empty).to_pandas()
    promised = about["features"]
    # GDAL passes over what is missing at the end of some files and tells nobody
    if promised > len(frame):
        found = phrase(
            "found.features",
            "{read:,} of {promised:,} features",
            read=len(frame),
            promised=promised,
        )
        raise BadInput([_broken(name, source.form, found)])
    return gpd.GeoDataFrame(frame, geometry=np.concatenate(shapes), crs=about["crs"])


def _table(source: Source, name: str, table: str) -> str:
    """Return the table of a file that is meant; one that holds no geometry is none of places."""
    tables = list_tables(source)
    if not tables:
        raise BadInput([_broken(name, source.form, phrase("found.no-table", "no table in it"))])
    found = [layer for layer, kind in tables if kind]
    if table in found:
        return table
    if len(found) == 1 and not table:
        return found[0]
    listed = ", ".join(shown(layer)[1:-1] for layer in found)
    mend = phrase("mend.name-table", "write table = one of: {listed}", listed=listed)
    if not found:
        rule, mend = (
            phrase("layer.no-geometry", "the file must hold places with a geometry"),
            phrase("mend.export-geometry", "export them with their geometry"),
        )
    elif table:
        rule = phrase("layer.table-unknown", "the file must have the table that map.toml names")
    else:
        rule = phrase(
            "layer.table-unnamed", "map.toml must name the table of a file that has several"
        )
    raise BadInput([At(name).fault("table", shown(table) if table else "", rule, mend)])


def _places(frame: pd.DataFrame, name: str) -> Sheet:
    at = At(name)
    if not isinstance(frame, gpd.GeoDataFrame):
        rule, mend = (
            phrase("layer.no-geometry-column", "the file must have a geometry column"),
            phrase("mend.export-places", "export places with their geometry"),
        )
        raise BadInput([at.fault("", "", rule, mend)])
    if not _is_wgs84(frame.crs):
        found = shown(str(frame.crs.name)) if frame.crs else phrase("found.none", "none")
        mend = phrase(
            "mend.export-or-say-crs",
            "export it with the CRS EPSG:4326 (WGS 84), or say its CRS first where it has none",
        )
        fault = at.fault(
            "crs",
            found,
            phrase("layer.crs", "coordinates must be WGS 84, and the file say so"),
            mend,
        )
        raise BadInput([fault])
    shapes = frame.geometry.to_numpy()
    return Sheet(
        name, _cells(pd.DataFrame(frame.drop(columns=frame.geometry.name)), "place", at), shapes
    )


def _is_wgs84(crs: Any) -> bool:  # noqa: ANN401  pyproj's CRS or None
    """Return whether a CRS is WGS 84 in degrees; all these formats store longitude first."""
    try:
        return crs is not None and CRS(crs).equals(CRS(WGS84), ignore_axis_order=True)
    except CRSError:
        return False


def _cells(frame: pd.DataFrame, schema: str, at: At) -> pd.DataFrame:
    """Return the cells as text and numbers; raise `BadInput` where a column can be neither."""
    if COVERING in frame and types.is_object_dtype(frame[COVERING]):
        frame = frame.drop(columns=COVERING)
    cells = pd.DataFrame({name: _column(frame[name]) for name in frame.columns}, index=frame.index)
    if not len(cells):
        return cells
    cells = cells.dropna(axis="columns", how="all")
    faults = schemas.header(schema, cells.columns, at)
    for name in cells.columns:
        node = schemas.column(schema, name)
        wanted = node.get("type", "string") if node else ""
        number = types.is_numeric_dtype(cells[name]) and not types.is_bool_dtype(cells[name])
        text = isinstance(cells[name].dtype, pd.StringDtype)
        if node and not (text if wanted == "string" else number):
            rule, mend = (
                phrase(
                    "column.type", "the column must be of type {type}", type=quoted("type", wanted)
                ),
                node["description"],
            )
            faults.append(at.fault(name, str(frame[name].dtype), rule, mend))
    if faults:
        raise BadInput(faults)
    return cells


def _plain(column: pd.Series) -> pd.Series:
    """Return a column of Python's objects as one of text or numbers, where it is one throughout."""
    held = types.infer_dtype(column, skipna=True)
    if held == "date":
        return column.map(str, na_action="ignore").astype("str")
    if held == "decimal":  # as databases type `500.0`
        return column.astype("float64")
    return column.astype("str") if held in {"string", "empty"} else column


def _column(column: pd.Series) -> pd.Series:
    """Return a column with one type for text and one for numbers, empty text missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if types.is_datetime64_any_dtype(column):  # as geopandas writes days
        days = bool((column.dropna() == column.dropna().dt.normalize()).all())
        column = column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%S")
    if types.is_object_dtype(column):
        column = _plain(column)
    if isinstance(column.dtype, pd.StringDtype):
        empty = column == ""
        return column.mask(empty) if empty.any() else column
    if types.is_numeric_dtype(column) and not types.is_bool_dtype(column):
        return column.astype("float64")
    return column
