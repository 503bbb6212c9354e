"""Places in files of GIS programs, read through GDAL: each form with what it says of itself."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
from pandas.api import types
from shapely.errors import ShapelyError

from geo.errors import BadInput, Fault, shown
from geo.intake import dbase
from geo.intake.given import Column, Given, filled, flat
from geo.schemas import At, nearest

DRIVERS = {
    ".gpkg": "a GeoPackage",
    ".shp": "a Shapefile",
    ".zip": "a zipped Shapefile",
    ".kml": "KML",
    ".kmz": "KMZ",
    ".gpx": "GPX",
    ".fgb": "FlatGeobuf",
}
"""What a file is by the end of its name, for messages."""
INNER = {".zip": (".shp", ".gpkg", ".kml", ".gpx", ".fgb"), ".kmz": (".kml",)}
"""What is looked for in an archive."""
DERIVED = {"route_points", "track_points"}
"""Layers in which GPX repeats the points of lines that another layer has."""
OF_DRAWING = {
    "tessellate", "extrude", "visibility", "altitudeMode", "drawOrder", "icon", "snippet",
}  # fmt: skip
"""Fields of KML that say how it is drawn."""
KML_ID = "kml id"
"""What the ids of KML are called here: programs count the marks, so that they name nothing."""
BROKEN = (
    OSError, ValueError, RuntimeError, ShapelyError, zipfile.BadZipFile, zlib.error,
    pa.ArrowException,
)  # fmt: skip
"""What GDAL, Arrow and shapely raise of a file that is cut off or damaged."""
UNSAID = ("Undefined", "Unknown")
"""How GDAL names a coordinate system of which the file says nothing."""


@dataclass(frozen=True)
class Found:
    """A table of a file, as GDAL is asked for it."""

    source: str
    table: str
    features: int


def parquet(path: Path, name: str) -> Given:
    """Read GeoParquet; without a CRS it is in longitude and latitude, as its standard says."""
    with _told(name, "GeoParquet"):
        return _given(gpd.read_parquet(path), name)


def by_gdal(path: Path, name: str, table: str, encoding: str) -> Given:
    """Read any other form; raise `BadInput` where it is not clear which of its tables is meant."""
    what = DRIVERS[path.suffix.lower()]
    notes: list[str] = []
    with _told(name, what):
        found = _table(path, name, table)
        if found.source.lower().endswith(".shp"):
            encoding, notes = dbase.encoding(found.source, name, encoding)
        frame = pyogrio.read_dataframe(
            found.source, layer=found.table, encoding=encoding or None,
            use_arrow=True, datetime_as_string=True,
        )  # fmt: skip
        if found.source.lower().endswith(".kml"):
            frame = frame.rename(columns={"id": KML_ID})
        if len(frame) < found.features:
            # GDAL passes over what is missing at the end of some files and tells nobody
            reason = f"{len(frame):,} of {found.features:,} features"
            raise BadInput([_unreadable(name, what, reason)])
        return _given(frame, name, *notes)


@contextmanager
def _told(name: str, what: str) -> Iterator[None]:
    """Turn whatever keeps a file from being read whole into one fault, without noise beside it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is checked and told here
            yield
    except BROKEN as error:
        raise BadInput([_unreadable(name, what, error)]) from None


def _unreadable(name: str, what: str, reason: object) -> Fault:
    rule = f"the file must be {what} that can be read to its end, as its name says"
    mend = "it is cut off, damaged or of another kind: copy it again or export it anew"
    return At(name).fault("", shown(str(reason).partition("\n")[0]), rule, mend)


def _table(path: Path, name: str, wanted: str) -> Found:
    """Return the table that is meant: the one named, or the only one with places."""
    every = [found for source in _sources(path, name) for found in _tables(source)]
    held = [found for found in every if found.features] or every
    named = [found for found in every if found.table == wanted]
    if len(named) == 1 or (len(held) == 1 and not wanted):
        return (named or held)[0]
    listed = ", ".join(f"{found.table} ({found.features:,})" for found in held)
    rule = "there must be one such table" if wanted else "one of several tables must be chosen"
    near = nearest(wanted, [found.table for found in every])
    mend = f"{near} Tables: {listed or 'none'}; say --table NAME".strip()
    raise BadInput([At(name).fault("--table", shown(wanted) if wanted else "", rule, mend)])


def _sources(path: Path, name: str) -> list[str]:
    """Return what GDAL can open: the file, or the files of an archive."""
    inner = INNER.get(path.suffix.lower())
    if not inner:
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        held = [each for each in archive.namelist() if each.lower().endswith(inner)]
    if not held:
        rule = f"the archive must hold a file that ends in {', '.join(inner)}"
        raise BadInput([At(name).fault("", "", rule, "pack the file with all that belong to it")])
    return [f"/vsizip/{path.resolve()}/{each}" for each in held]


def _tables(source: str) -> Iterator[Found]:
    for table, kind in pyogrio.list_layers(source).tolist():
        if kind and table not in DERIVED:
            about = pyogrio.read_info(source, layer=table, force_feature_count=True)
            yield Found(source, table, int(about["features"]))


def _given(frame: Any, name: str, *notes: str) -> Given:  # noqa: ANN401  a frame
    """Return a frame as it stands, its columns as cells."""
    if not isinstance(frame, gpd.GeoDataFrame):
        rule, mend = "the file must have a geometry", "export places with their geometry"
        raise BadInput([At(name).fault("", "", rule, mend)])
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if twice := sorted({str(title) for title in table.columns[table.columns.duplicated()]}):
        rule, mend = "a column stands once", "rename one of them"
        raise BadInput([At(name).fault(title, "", rule, mend) for title in twice])
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
