"""Places in files of GIS programs, read through GDAL: each form with what it says of itself."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pandas.api import types

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location, suggest_nearest
from geo.faults.translation import phrase
from geo.formats.damaged_files import COPY_AGAIN
from geo.formats.file_forms import FORMS, FileForm, check_form
from geo.formats.parquet import read_places
from geo.formats.vector_file import (
    READ_ERRORS,
    Source,
    explain_error,
    list_tables,
    open_sources,
    read_frame,
    read_info,
)
from geo.importing import dbf_encoding
from geo.importing.shape_repairs import read_drawable_rows
from geo.importing.source_table import (
    Column,
    ReadingChoice,
    SourceTable,
    drop_empty_columns,
    flatten_value,
)
from geo.terminal.fault_report import format_count

DERIVED_LAYERS = {"route_points", "track_points"}
"""Layers in which GPX repeats the points of lines that another layer has."""
STYLE_FIELDS = {
    "tessellate", "extrude", "visibility", "altitudeMode", "drawOrder", "icon", "snippet",
}  # fmt: skip
"""Fields of KML that say how it is drawn."""
KML_ID = "kml id"
"""What the ids of KML are called here: programs count the marks, so that they name nothing."""
UNKNOWN_CRS_NAMES = ("Undefined", "Unknown")
"""How GDAL names a coordinate system of which the file says nothing."""


@dataclass(frozen=True)
class FoundTable:
    """A table of a file, as GDAL is asked for it."""

    source: Source
    table: str
    features: int

    @property
    def qualified_name(self) -> str:
        """What tells it from a table of the same name in another file of an archive."""
        return f"{self.source.member}:{self.table}" if self.source.member else self.table


def read_geoparquet(path: Path, name: str) -> SourceTable:
    """Read GeoParquet; without a CRS it is in longitude and latitude, as its standard says."""
    form = FORMS[".parquet"]
    with _raise_as_fault(path, name, form):
        check_form(path, name, form)
        return _to_source_table(read_places(path, name).reset_index(drop=True), name)


def read_with_gdal(path: Path, name: str, choice: ReadingChoice) -> SourceTable:
    """Read any other form.

    Raise `InputError` where it is not clear which of its tables is meant.
    """
    form = FORMS[path.suffix.lower()]
    with _raise_as_fault(path, name, form), open_sources(path, name) as opened:
        sources = [dbf_encoding.set_encoding(source, choice.encoding) for source in opened]
        found, notes = _choose_table(sources, name, choice), _omitted_views(sources)
        ending = found.source.path.suffix.lower()
        if ending == ".shp":
            notes += dbf_encoding.find_encoding(found.source.path, name, choice.encoding)[1]
        frame, repaired, left = read_drawable_rows(found.source, found.table)
        if ending == ".kml":
            frame = frame.rename(columns={"id": KML_ID})
        if len(frame) + left < found.features:
            # GDAL passes over what is missing at the end of some files and tells nobody
            reason = f"{len(frame):,} of {format_count(found.features, 'feature')}"
            raise InputError([_unreadable_fault(name, form, reason)])
        return _to_source_table(frame, name, *notes, *repaired)


def _omitted_views(sources: list[Source]) -> list[str]:
    """Return a note of each view: a person may look for it among the tables."""
    views = [view for source in sources for view in source.views]
    return [
        f"the view {format_value(view)} is left out: only plain tables are read" for view in views
    ]


@contextmanager
def _raise_as_fault(path: Path, name: str, form: FileForm) -> Iterator[None]:
    """Turn whatever keeps a file from being read whole into one fault, without noise beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is checked and told here
            yield
    except READ_ERRORS as error:
        raise InputError(
            [_unreadable_fault(name, form, explain_error(error, path, name))]
        ) from None


def _unreadable_fault(name: str, form: FileForm, reason: str) -> Fault:
    rule = phrase("import.file-broken-off", form=form.name)
    return Location(name).make_fault("", format_value(reason), rule, COPY_AGAIN)


def _choose_table(sources: list[Source], name: str, choice: ReadingChoice) -> FoundTable:
    """Return the table that is meant: the one named, or the only one with places."""
    wanted = choice.table
    every = [found for source in sources for found in _list_tables(source)]
    if not every:
        raise InputError([_unreadable_fault(name, sources[0].form, "no table of places in it")])
    held = [found for found in every if found.features] or every
    if choice.areas and len(held) > 1:
        held = [found for found in held if _has_areas(found)] or held
    named = [found for found in every if wanted in {found.table, found.qualified_name}]
    named = named or [found for found in every if wanted and found.source.member == wanted]
    if len(named) == 1 or (len(held) == 1 and not wanted):
        return (named or held)[0]
    names = [found.table for found in every]
    called = [each.table if names.count(each.table) == 1 else each.qualified_name for each in held]
    listed = ", ".join(
        f"{name} ({found.features:,})" for name, found in zip(called, held, strict=True)
    )
    rule = phrase("import.table-unknown") if wanted else phrase("import.table-unnamed")
    near = suggest_nearest(wanted, [found.table for found in every])
    mend = f"{near} Tables: {listed}; say --table NAME".strip()
    raise InputError(
        [Location(name).make_fault("--table", format_value(wanted) if wanted else "", rule, mend)]
    )


def _has_areas(found: FoundTable) -> bool:
    """Return whether a table holds an area; GDAL does not know it of each form."""
    kinds = read_frame(found.source, found.table, on_invalid="ignore").geom_type
    return bool(kinds.isin(["Polygon", "MultiPolygon", "GeometryCollection"]).any())


def _list_tables(source: Source) -> Iterator[FoundTable]:
    for table, kind in list_tables(source):
        if kind and table not in DERIVED_LAYERS:
            about = read_info(source, table, force_feature_count=True)
            yield FoundTable(source, table, int(about["features"]))


def _to_source_table(frame: object, name: str, *notes: str) -> SourceTable:
    """Return a frame as it stands, its columns as cells."""
    if not isinstance(frame, gpd.GeoDataFrame):
        rule, mend = (phrase("import.no-geometry"), phrase("mend.export-places"))
        raise InputError([Location(name).make_fault("", "", rule, mend)])
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if twice := sorted({str(title) for title in table.columns[table.columns.duplicated()]}):
        once = phrase("import.column-twice")
        raise InputError(
            [Location(name).make_fault(title, "", once, "rename one of them") for title in twice]
        )
    columns: dict[str, Column] = {
        str(title): _column_cells(table[title])
        for title in table.columns
        if title not in STYLE_FIELDS
    }
    crs = frame.crs if frame.crs and not str(frame.crs.name).startswith(UNKNOWN_CRS_NAMES) else None
    shapes = frame.geometry.to_numpy()
    numbers = frame.index.to_numpy("int64") + 1
    return SourceTable(name, drop_empty_columns(columns), "feature", numbers, shapes, crs, notes)


def _column_cells(column: pd.Series) -> Column:
    """Return the cells of a column, days as the contract writes them."""
    if types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    plain: Column = column.astype("object").where(column.notna(), None).tolist()
    return [flatten_value(cell) for cell in plain]
