"""Places in files of GIS programs, read through GDAL: each form with what it says of itself."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.api import types

from geo.errors import BadInput, Fault, shown
from geo.formats.forms import FORMS, Form, check_form
from geo.formats.vector_file import (
    BROKEN,
    Source,
    explain_error,
    list_tables,
    open_sources,
    read_frame,
    read_info,
)
from geo.intake import dbase
from geo.intake.given import Column, Given, filled, flat
from geo.phrases import phrase
from geo.schemas import At, nearest

DERIVED = {"route_points", "track_points"}
"""Layers in which GPX repeats the points of lines that another layer has."""
OF_DRAWING = {
    "tessellate", "extrude", "visibility", "altitudeMode", "drawOrder", "icon", "snippet",
}  # fmt: skip
"""Fields of KML that say how it is drawn."""
KML_ID = "kml id"
"""What the ids of KML are called here: programs count the marks, so that they name nothing."""
UNSAID = ("Undefined", "Unknown")
"""How GDAL names a coordinate system of which the file says nothing."""


@dataclass(frozen=True)
class Found:
    """A table of a file, as GDAL is asked for it."""

    source: Source
    table: str
    features: int


def parquet(path: Path, name: str) -> Given:
    """Read GeoParquet; without a CRS it is in longitude and latitude, as its standard says."""
    form = FORMS[".parquet"]
    with _told(path, name, form):
        check_form(path, name, form)
        return _given(gpd.read_parquet(path), name)


def by_gdal(path: Path, name: str, table: str, encoding: str) -> Given:
    """Read any other form; raise `BadInput` where it is not clear which of its tables is meant."""
    form = FORMS[path.suffix.lower()]
    with _told(path, name, form), open_sources(path, name) as sources:
        found, notes = _table(sources, name, table), list[str]()
        ending = found.source.path.suffix.lower()
        if ending == ".shp":
            encoding, notes = dbase.encoding(found.source.path, name, encoding)
        frame = read_frame(
            found.source, found.table, encoding=encoding or None,
            use_arrow=True, datetime_as_string=True,
        )  # fmt: skip
        if ending == ".kml":
            frame = frame.rename(columns={"id": KML_ID})
        if len(frame) < found.features:
            # GDAL passes over what is missing at the end of some files and tells nobody
            reason = f"{len(frame):,} of {found.features:,} features"
            raise BadInput([_unreadable(name, form, reason)])
        return _given(frame, name, *notes)


@contextmanager
def _told(path: Path, name: str, form: Form) -> Iterator[None]:
    """Turn whatever keeps a file from being read whole into one fault, without noise beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is checked and told here
            yield
    except BROKEN as error:
        raise BadInput([_unreadable(name, form, explain_error(error, path, name))]) from None


def _unreadable(name: str, form: Form, reason: str) -> Fault:
    rule = phrase(
        "import.file-broken-off",
        "the file must be {form} that can be read to its end, as its name says",
        form=form.name,
    )
    mend = phrase(
        "mend.copy-again",
        "it is cut off, damaged or of another kind: copy it again or export it anew",
    )
    return At(name).fault("", shown(reason), rule, mend)


def _table(sources: list[Source], name: str, wanted: str) -> Found:
    """Return the table that is meant: the one named, or the only one with places."""
    every = [found for source in sources for found in _tables(source)]
    held = [found for found in every if found.features] or every
    named = [found for found in every if found.table == wanted]
    if len(named) == 1 or (len(held) == 1 and not wanted):
        return (named or held)[0]
    listed = ", ".join(f"{found.table} ({found.features:,})" for found in held)
    rule = (
        phrase("import.table-unknown", "there must be one such table")
        if wanted
        else phrase("import.table-unnamed", "one of several tables must be chosen")
    )
    near = nearest(wanted, [found.table for found in every])
    mend = f"{near} Tables: {listed or 'none'}; say --table NAME".strip()
    raise BadInput([At(name).fault("--table", shown(wanted) if wanted else "", rule, mend)])


def _tables(source: Source) -> Iterator[Found]:
    for table, kind in list_tables(source):
        if kind and table not in DERIVED:
            about = read_info(source, table, force_feature_count=True)
            yield Found(source, table, int(about["features"]))


def _given(frame: Any, name: str, *notes: str) -> Given:  # noqa: ANN401  a frame
    """Return a frame as it stands, its columns as cells."""
    if not isinstance(frame, gpd.GeoDataFrame):
        rule, mend = (
            phrase("import.no-geometry", "the file must have a geometry"),
            phrase("mend.export-places", "export places with their geometry"),
        )
        raise BadInput([At(name).fault("", "", rule, mend)])
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if twice := sorted({str(title) for title in table.columns[table.columns.duplicated()]}):
        once = phrase("import.column-twice", "a column stands once")
        raise BadInput([At(name).fault(title, "", once, "rename one of them") for title in twice])
    columns: dict[str, Column] = {
        str(title): _cells(table[title]) for title in table.columns if title not in OF_DRAWING
    }
    crs = frame.crs if frame.crs and not str(frame.crs.name).startswith(UNSAID) else None
    shapes = frame.geometry.to_numpy()
    numbers = np.arange(1, len(frame) + 1)
    return Given(name, filled(columns), "feature", numbers, shapes, crs, notes)


def _cells(column: pd.Series) -> Column:
    """Return the cells of a column, days as the contract writes them."""
    if types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    plain: Column = column.astype("object").where(column.notna(), None).tolist()
    return [flat(cell) for cell in plain]
