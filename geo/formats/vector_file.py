"""The one way to GDAL: a file of a known form, checked, opened by that form's driver alone.

GDAL decides by content which of sixty drivers reads a file, whatever its name, and some of them
read other files, servers and databases that a file names. So all drivers but those of the form are
taken out of the process while one is open, and the network is closed to those that are left.
"""

import contextlib
import os
import re
import sqlite3
import tempfile
import threading
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyogrio
from pyogrio import core as pyogrio_core
from pyogrio import util as pyogrio_util
from shapely.errors import ShapelyError

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import archives, geopackage, nesting
from geo.formats.file_forms import FORMS, FileForm, check_form, form_of
from geo.runtime import limits

READ_ERRORS = (
    OSError, EOFError, ValueError, RuntimeError, ShapelyError, zipfile.BadZipFile, zlib.error,
    pa.ArrowException, sqlite3.DatabaseError,
)  # fmt: skip
"""What GDAL, Arrow, SQLite and shapely raise of a file that is cut off or damaged."""
GDAL_CONFINEMENT = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:0",
    "GDAL_HTTPS_PROXY": "http://127.0.0.1:0",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_ARROW_MEM_LIMIT": "64000000",
    "OGR_FLATGEOBUF_STREAM_BASE_IMPL": "YES",
}
"""What GDAL is told for good. FlatGeobuf's own way to Arrow loses count at a place without a
position (GDAL 3.12); the others close the network and what lies beside a file."""
ROW_BYTES = 300
"""Bytes of memory of a row with its geometry, beside its cells."""
EXTENSION_KEY = b"ARROW:extension:name"
"""Says of a column in Arrow that it holds geometries; nothing else that GDAL gives is extended."""
BATCH_CELLS = 1_000_000
"""Cells of the rows that GDAL is asked for at a time."""
CELL_BYTES = 32
"""Bytes of memory of a cell in a frame, an empty one too."""
MAX_EXPANSION = 4
"""How often a file may take its own size in memory, whatever the limit."""
DATASET_OPTIONS = frozenset({"CONFIG_FILE"})
"""Options that a file is opened with, whatever is then asked of it."""
UNPACKED_PREFIX = "map-unpacked-"
"""How the folders begin in which archives are unpacked."""
UNPACKED_PATH_PATTERN = re.compile(rf"[^\s'\"]*{UNPACKED_PREFIX}\w+[/\\]+\d+[/\\]+")
VIRTUAL_PREFIX = "/vsi"
"""How GDAL's own file systems begin, the network's among them."""


class _DriverState:
    """The drivers that files in use need; streams of several files may be open at once."""

    lock = threading.Lock()
    every: tuple[str, ...] = ()
    used: tuple[tuple[str, ...], ...] = ()
    registered: set[str] | None = None


@dataclass(frozen=True)
class Source:
    """A file that has been checked, as GDAL is given it."""

    path: Path
    name: str
    """What messages call it: the file that a person gave."""
    form: FileForm
    member: str = ""
    """Its name in the archive from which it was unpacked."""
    encoding: str = ""
    """That of its text, where GDAL would not find it; only a Shapefile's."""
    views: tuple[str, ...] = ()
    """What of a GeoPackage is left out, since it would have to be run."""


@contextlib.contextmanager
def open_sources(path: Path, name: str) -> Iterator[list[Source]]:
    """Give what of a file GDAL may open: the file, or the files of an archive, unpacked.

    Raises `InputError` where the file is not what its name says or holds too much, `OSError` where
    it cannot be opened, and one of `READ_ERRORS` where it is damaged.
    """
    form = form_of(path)
    if form is None:
        raise ValueError(path.suffix)
    check_form(path, name, form)
    source = Source(path, name, form)
    if not form.inner and not _list_views(source):
        with _confine_drivers(form):  # for all that is asked of it
            yield [source]
        return
    with tempfile.TemporaryDirectory(prefix=UNPACKED_PREFIX) as made:
        folder = Path(made)
        held = _unpack_archive(source, folder) if form.inner else [source]
        yield [_drop_views(each, folder) for each in held]


def _unpack_archive(source: Source, folder: Path) -> list[Source]:
    """Return the files of an archive, unpacked and checked."""
    path, name, ends = source.path, source.name, source.form.inner
    members = archives.list_members(path, name, ends)
    if not members:
        raise archives.missing_member_error(name, ends)
    limits.check_layers(name, len(members))
    sources = []
    for member, unpacked in zip(
        members, archives.unpack_beside(path, name, members, folder), strict=True
    ):
        inner = FORMS[unpacked.suffix]
        check_form(unpacked, name, inner)
        sources.append(Source(unpacked, name, inner, member))
    return sources


def _list_views(source: Source) -> tuple[str, ...]:
    """Return the views of a file; GDAL would run each as it lists the tables."""
    return geopackage.list_views(source.path) if source.form is FORMS[".gpkg"] else ()


def _drop_views(source: Source, folder: Path) -> Source:
    """Return a file, or a copy of one that has views, without them."""
    views = _list_views(source)
    if not views:
        return source
    within = folder / str(len(list(folder.iterdir())))
    within.mkdir()
    geopackage.copy_tables(source.path, within / source.path.name, source.name)
    return replace(source, path=within / source.path.name, views=views)


def list_tables(source: Source) -> list[tuple[str, str | None]]:
    """Return the tables of a file and the kind of their geometry, `None` where they have none."""
    with _confine_drivers(source.form), _ignore_warnings():
        listed = pyogrio.list_layers(_gdal_path(source)).tolist()
        limits.check_members(source.name, len(listed))
        return [(str(table), kind) for table, kind in listed]


def read_info(source: Source, table: str, **options: object) -> dict[str, Any]:
    """Return what GDAL says of a table, which must not have more columns than it may."""
    with _confine_drivers(source.form), _ignore_warnings():
        about: dict[str, Any] = pyogrio.read_info(
            _gdal_path(source), layer=table, **_encoding_option(source), **options
        )
    limits.check_columns(source.name, len(about["fields"]))
    return about


def read_frame(source: Source, table: str, **options: object) -> pd.DataFrame:
    """Return a table with or without geometry, after counting what it takes in memory."""
    size, rows = source.path.stat().st_size, 0
    with _ignore_warnings(), open_stream(source, table) as (_, schema, batches):
        for batch in batches:
            rows += len(batch)
            limits.check_memory(
                source.name, rows * len(schema) * CELL_BYTES, at_least=size * MAX_EXPANSION
            )
    with _confine_drivers(source.form), _ignore_warnings():
        return pyogrio.read_dataframe(
            _gdal_path(source), layer=table, **_encoding_option(source), **options
        )


def read_shape_texts(source: Source, table: str) -> list[str | None]:
    """Return the shapes of a table as WKT, which also has those that WKB has not."""
    quoted = table.replace("\\", "\\\\").replace('"', '\\"')
    asked = f'SELECT OGR_GEOM_WKT AS shape FROM "{quoted}"'  # noqa: S608  GDAL's own, which only reads
    with _confine_drivers(source.form), _ignore_warnings():
        found = pyogrio.read_dataframe(
            _gdal_path(source), sql=asked, sql_dialect="OGRSQL", read_geometry=False
        )
    return [str(text) or None for text in found["shape"]]


@contextlib.contextmanager
def open_stream(
    source: Source,
    table: str,
    **options: object,
) -> Iterator[tuple[dict[str, Any], pa.Schema, Iterator[pa.RecordBatch]]]:
    """Give what GDAL says of a table, its columns, and its rows in batches, counted as they come.

    What is read is not kept, so a stream may be longer than what fits in memory: with `kept` the
    batches together may take no more than the content of a file may.
    """
    kept = options.pop("kept", True)
    path = _gdal_path(source)
    info = read_info(
        source, table, **{key: options[key] for key in DATASET_OPTIONS & options.keys()}
    )
    options |= _encoding_option(source)
    options = {"batch_size": max(1, BATCH_CELLS // (1 + len(info["fields"]))), **options}
    with (
        _confine_drivers(source.form),
        pyogrio.open_arrow(path, layer=table, use_pyarrow=True, **options) as (about, rows),
    ):
        checked = _check_batches(rows, source)
        yield {**info, **about}, rows.schema, _count_batches(checked, source) if kept else checked


def explain_error(error: object, path: Path, name: str) -> str:
    """Return the first line of what a library says of a file, which it calls as a person does."""
    text = str(error).partition("\n")[0]
    for each in (os.path.abspath(path), str(path)):  # noqa: PTH100  as GDAL was given it
        text = text.replace(each, name)
    return UNPACKED_PATH_PATTERN.sub(f"{name}/".replace("\\", r"\\"), text)


def _check_batches(rows: pa.RecordBatchReader, source: Source) -> Iterator[pa.RecordBatch]:
    """Yield batches whose shapes GEOS can follow."""
    drawn = [at for at, field in enumerate(rows.schema) if EXTENSION_KEY in (field.metadata or ())]
    for batch in rows:
        for at in drawn:
            nesting.check_wkb(batch.column(at), source.name)
        yield batch


def _count_batches(rows: Iterator[pa.RecordBatch], source: Source) -> Iterator[pa.RecordBatch]:
    """Yield batches until they are more than the content of a file may be."""
    taken, size = 0, source.path.stat().st_size
    for batch in rows:
        taken += batch.nbytes + len(batch) * ROW_BYTES
        limits.check_memory(source.name, taken, at_least=size * MAX_EXPANSION)
        yield batch


def _encoding_option(source: Source) -> dict[str, str]:
    return {"encoding": source.encoding} if source.encoding else {}


def _gdal_path(source: Source) -> str:
    """Return a path as GDAL takes it; one that pyogrio would change would be another file's."""
    path = os.path.abspath(source.path)  # noqa: PTH100  a link stays what its name says
    if path.startswith(VIRTUAL_PREFIX) or pyogrio_util.vsi_path(path) != path:
        rule = phrase("file.path-not-plain")
        mend = phrase("mend.plain-names")
        raise InputError([Location(source.name).make_fault("", format_value(path), rule, mend)])
    return path


@contextlib.contextmanager
def _ignore_warnings() -> Iterator[None]:
    """Keep warnings of GDAL to itself: what matters is checked and told here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _confine_drivers(form: FileForm) -> Iterator[None]:
    """Leave no driver in GDAL but those of a form, and of other files that are open."""
    with _DriverState.lock:
        _DriverState.used = (*_DriverState.used, form.drivers)
        _register_drivers()
    try:
        yield
    finally:
        with _DriverState.lock:
            used = [*_DriverState.used]
            used.remove(form.drivers)
            _DriverState.used = tuple(used)
            _register_drivers()


def _register_drivers() -> None:
    """Register the drivers that are used, or all of them where no file is open.

    `GDAL_SKIP` is what GDAL itself has to leave drivers out; raises where it did not.
    """
    _DriverState.every = _DriverState.every or tuple(pyogrio.list_drivers())
    allowed = {*chain.from_iterable(_DriverState.used)} or {*_DriverState.every}
    if allowed == _DriverState.registered:
        return
    _DriverState.registered = None
    skipped = [each for each in _DriverState.every if each not in allowed]
    pyogrio.set_gdal_config_options({**GDAL_CONFINEMENT, "GDAL_SKIP": ",".join(skipped) or None})
    pyogrio_core._register_drivers()  # noqa: SLF001  there is no other way to ask for it
    if not allowed >= {*pyogrio.list_drivers()}:
        message = "GDAL keeps drivers that it must not have"
        raise RuntimeError(message)
    _DriverState.registered = allowed
