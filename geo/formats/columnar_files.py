"""Layers and facts prepared by other engines: GeoPackage, FlatGeobuf and (Geo)Parquet, in columns.

They carry what no hand edits any more: ten thousand places and up to millions. What they hold is
held to the same contract as the GeoJSON and CSV that people edit.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pandas.api import types
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.faults import schemas
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase, quote_library
from geo.formats import parquet
from geo.formats.column_table import CHUNK_ROWS, ColumnTable
from geo.formats.damaged_files import broken_off_fault
from geo.formats.file_forms import FORMS, FileForm, check_form
from geo.formats.vector_file import (
    EXTENSION_KEY,
    READ_ERRORS,
    Source,
    explain_error,
    list_tables,
    open_sources,
    open_stream,
)
from geo.runtime.files import unreadable_fault
from geo.spatial.datum import WGS84

COLUMNAR_SUFFIXES = (".gpkg", ".fgb", ".parquet")
"""Ends of the names of files that are read in columns; any other layer is GeoJSON."""
PARQUET_FORM = replace(FORMS[".parquet"], name=phrase("form.parquet"))
"""What facts come in, which have no geometry."""

BBOX_COLUMN = "bbox"
"""Column in which GeoParquet keeps the box of each geometry: computed, and nobody's statement."""


def is_table(file: str) -> bool:
    """Return whether a file is of a form that is read in columns."""
    return Path(file).suffix in COLUMNAR_SUFFIXES


def read_places(path: Path, name: str, table: str = "") -> tuple[ColumnTable | None, list[Fault]]:
    """Read a layer; `table` names the one that is meant in a GeoPackage of several.

    A file that cannot be read whole, is not in WGS 84 or has columns that the contract does not
    know gives no sheet and faults that name it `name`: each of its rows would repeat them.
    """
    try:
        form = FORMS[path.suffix]
        with _raise_as_fault(path, name, form):
            if not form.drivers:
                check_form(path, name, form)
                return _to_column_table(parquet.read_places(path, name), name), []
            with open_sources(path, name) as (source,):
                frame = _read_with_gdal(source, name, table)
            return _to_column_table(frame, name), [*_warn_omitted_views(source, table)]
    except InputError as bad:
        return None, list(bad.faults)


def read_facts(path: Path, name: str) -> tuple[ColumnTable | None, list[Fault]]:
    """Read a table of facts from Parquet; faults as with `read_places`."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    try:
        with _raise_as_fault(path, name, PARQUET_FORM):
            check_form(path, name, PARQUET_FORM)
            with pq.ParquetFile(path, pre_buffer=False) as file:
                frame = file.read(use_threads=False).to_pandas(self_destruct=True)
            return ColumnTable(name, _typed_cells(frame, "fact", Location(name))), []
    except InputError as bad:
        return None, list(bad.faults)


def _warn_omitted_views(source: Source, table: str) -> Iterator[Fault]:
    """Warn of views, unless it is said which table is meant."""
    for view in source.views if not table else ():
        rule = phrase("geopackage.view-left-out")
        mend = phrase("mend.table-for-view")
        yield Location(source.name).make_warning(format_value(view)[1:-1], "", rule, mend)


@contextmanager
def _raise_as_fault(path: Path, name: str, form: FileForm) -> Iterator[None]:
    """Turn whatever keeps a file from being read whole into one fault, without noise beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is checked and told here
            yield
    except (InputError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise InputError([unreadable_fault(name, error)]) from None
    except READ_ERRORS as error:
        reason = format_value(explain_error(error, path, name))
        raise InputError([broken_off_fault(name, form.name, reason)]) from None


def _read_with_gdal(source: Source, name: str, table: str) -> gpd.GeoDataFrame:
    """Read through GDAL, some thousand features at a time."""
    layer = _choose_table(source, name, table)
    cells, shapes = [], [np.empty(0, "object")]
    with open_stream(source, layer, batch_size=CHUNK_ROWS) as (about, schema, rows):
        drawn = next(field.name for field in schema if EXTENSION_KEY in (field.metadata or ()))
        for batch in rows:
            shapes.append(shapely.from_wkb(batch.column(drawn).to_numpy(zero_copy_only=False)))
            cells.append(batch.drop_columns([drawn]))
        empty = schema.empty_table().drop_columns([drawn]).schema
    frame = pa.Table.from_batches(cells, empty).to_pandas()
    promised = about["features"]
    # GDAL passes over what is missing at the end of some files and tells nobody
    if promised > len(frame):
        found = phrase("found.features", read=len(frame), promised=promised)
        raise InputError([broken_off_fault(name, source.form.name, found)])
    return gpd.GeoDataFrame(frame, geometry=np.concatenate(shapes), crs=about["crs"])


def _choose_table(source: Source, name: str, table: str) -> str:
    """Return the table of a file that is meant; one that holds no geometry is none of places."""
    tables = list_tables(source)
    if not tables:
        raise InputError([broken_off_fault(name, source.form.name, phrase("found.no-table"))])
    found = [layer for layer, kind in tables if kind]
    if table in found:
        return table
    if len(found) == 1 and not table:
        return found[0]
    listed = ", ".join(format_value(layer)[1:-1] for layer in found)
    mend = phrase("mend.name-table", listed=listed)
    if not found:
        rule, mend = (phrase("layer.no-geometry"), phrase("mend.export-geometry"))
    elif table:
        rule = phrase("layer.table-unknown")
    else:
        rule = phrase("layer.table-unnamed")
    raise InputError(
        [Location(name).make_fault("table", format_value(table) if table else "", rule, mend)]
    )


def _to_column_table(frame: pd.DataFrame, name: str) -> ColumnTable:
    at = Location(name)
    if not isinstance(frame, gpd.GeoDataFrame):
        rule, mend = (phrase("layer.no-geometry-column"), phrase("mend.export-places"))
        raise InputError([at.make_fault("", "", rule, mend)])
    if not _is_wgs84(frame.crs):
        found = format_value(str(frame.crs.name)) if frame.crs else phrase("found.none")
        mend = phrase("mend.export-or-say-crs")
        fault = at.make_fault("crs", found, phrase("layer.crs"), mend)
        raise InputError([fault])
    shapes = frame.geometry.to_numpy()
    return ColumnTable(
        name,
        _typed_cells(pd.DataFrame(frame.drop(columns=frame.geometry.name)), "place", at),
        shapes,
    )


def _is_wgs84(crs: object) -> bool:
    """Return whether a CRS is WGS 84 in degrees; all these formats store longitude first."""
    try:
        return crs is not None and CRS(crs).equals(CRS(WGS84), ignore_axis_order=True)
    except CRSError:
        return False


def _typed_cells(frame: pd.DataFrame, schema: str, at: Location) -> pd.DataFrame:
    """Return the cells as text and numbers; raise `InputError` where a column can be neither."""
    if BBOX_COLUMN in frame and types.is_object_dtype(frame[BBOX_COLUMN]):
        frame = frame.drop(columns=BBOX_COLUMN)
    cells = pd.DataFrame(
        {name: _typed_column(frame[name]) for name in frame.columns}, index=frame.index
    )
    if not len(cells):
        return cells
    cells = cells.dropna(axis="columns", how="all")
    faults = schemas.check_header(schema, cells.columns, at)
    for name in cells.columns:
        node = schemas.column_schema(schema, name)
        wanted = node.get("type", "string") if node else ""
        number = types.is_numeric_dtype(cells[name]) and not types.is_bool_dtype(cells[name])
        text = isinstance(cells[name].dtype, pd.StringDtype)
        if node and not (text if wanted == "string" else number):
            rule, mend = (
                phrase("column.type", type=quote_library("type", wanted)),
                node["description"],
            )
            faults.append(at.make_fault(name, str(frame[name].dtype), rule, mend))
    if faults:
        raise InputError(faults)
    return cells


def _unbox_objects(column: pd.Series) -> pd.Series:
    """Return a column of Python's objects as one of text or numbers, where it is one throughout."""
    held = types.infer_dtype(column, skipna=True)
    if held == "date":
        return column.map(str, na_action="ignore").astype("str")
    if held == "decimal":  # as databases type `500.0`
        return column.astype("float64")
    return column.astype("str") if held in {"string", "empty"} else column


def _typed_column(column: pd.Series) -> pd.Series:
    """Return a column with one type for text and one for numbers, empty text missing."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if types.is_datetime64_any_dtype(column):  # as geopandas writes days
        days = bool((column.dropna() == column.dropna().dt.normalize()).all())
        column = column.dt.strftime("%Y-%m-%d" if days else "%Y-%m-%dT%H:%M:%S")
    if types.is_object_dtype(column):
        column = _unbox_objects(column)
    if isinstance(column.dtype, pd.StringDtype):
        empty = column == ""
        return column.mask(empty) if empty.any() else column
    if types.is_numeric_dtype(column) and not types.is_bool_dtype(column):
        return column.astype("float64")
    return column
