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
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
from pyogrio import core as pyogrio_core
from pyogrio import util as pyogrio_util
from shapely.errors import ShapelyError

from geo.errors import BadInput, shown
from geo.formats import archives, limits
from geo.formats.forms import FORMS, Form, check_form, form_of
from geo.phrases import phrase
from geo.schemas import At

BROKEN = (
    OSError, EOFError, ValueError, RuntimeError, ShapelyError, zipfile.BadZipFile, zlib.error,
    pa.ArrowException, sqlite3.DatabaseError,
)  # fmt: skip
"""What GDAL, Arrow, SQLite and shapely raise of a file that is cut off or damaged."""
CONFINED = {
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
ROW = 300
"""Bytes of memory of a row with its geometry, beside its cells."""
FACTOR = 4
"""How often a file may take its own size in memory, whatever the limit."""
DATASET = frozenset({"CONFIG_FILE"})
"""Options that a file is opened with, whatever is then asked of it."""
UNPACKED = "map-unpacked-"
"""How the folders begin in which archives are unpacked."""
IN_UNPACKED = re.compile(rf"[^\s'\"]*{UNPACKED}\w+[/\\]+\d+[/\\]+")
VIRTUAL = "/vsi"
"""How GDAL's own file systems begin, the network's among them."""


class _Drivers:
    """The drivers that files in use need; streams of several files may be open at once."""

    lock = threading.Lock()
    every: tuple[str, ...] = ()
    used: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A file that has been checked, as GDAL is given it."""

    path: Path
    name: str
    """What messages call it: the file that a person gave."""
    form: Form
    member: str = ""
    """Its name in the archive from which it was unpacked."""


@contextlib.contextmanager
def open_sources(path: Path, name: str) -> Iterator[list[Source]]:
    """Give what of a file GDAL may open: the file, or the files of an archive, unpacked.

    Raises `BadInput` where the file is not what its name says or holds too much, `OSError` where
    it cannot be opened, and one of `BROKEN` where it is damaged.
    """
    form = form_of(path)
    if form is None:
        raise ValueError(path.suffix)
    check_form(path, name, form)
    if not form.inner:
        yield [Source(path, name, form)]
        return
    members = archives.list_members(path, name, form.inner)
    if not members:
        raise archives.lacking(name, form.inner)
    with tempfile.TemporaryDirectory(prefix=UNPACKED) as folder:
        sources = []
        for member, unpacked in zip(
            members, archives.unpack_beside(path, name, members, Path(folder)), strict=True
        ):
            inner = FORMS[unpacked.suffix]
            check_form(unpacked, name, inner)
            sources.append(Source(unpacked, name, inner, member))
        yield sources


def list_tables(source: Source) -> list[tuple[str, str | None]]:
    """Return the tables of a file and the kind of their geometry, `None` where they have none."""
    with _drivers(source.form), _quiet():
        listed = pyogrio.list_layers(_path(source)).tolist()
        limits.check_members(source.name, len(listed))
        return [(str(table), kind) for table, kind in listed]


def read_info(source: Source, table: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what GDAL says of a table, which must not have more columns than it may."""
    with _drivers(source.form), _quiet():
        about: dict[str, Any] = pyogrio.read_info(_path(source), layer=table, **options)
    limits.check_columns(source.name, len(about["fields"]))
    return about


def read_frame(source: Source, table: str, **options: Any) -> Any:  # noqa: ANN401  a frame
    """Return a table with or without geometry, after counting what it takes in memory."""
    encoding = options.get("encoding")
    with _quiet(), open_stream(source, table, encoding=encoding) as (_, _, batches):
        for _ in batches:
            pass
    with _drivers(source.form), _quiet():
        return pyogrio.read_dataframe(_path(source), layer=table, **options)


@contextlib.contextmanager
def open_stream(
    source: Source,
    table: str,
    **options: Any,  # noqa: ANN401  as pyogrio.open_arrow takes them
) -> Iterator[tuple[dict[str, Any], pa.Schema, Iterator[pa.RecordBatch]]]:
    """Give what GDAL says of a table, its columns, and its rows in batches, counted as they come.

    What is read is not kept, so a stream may be longer than what fits in memory: with `kept` the
    batches together may take no more than the content of a file may.
    """
    kept = options.pop("kept", True)
    path = _path(source)
    info = read_info(source, table, **{key: options[key] for key in DATASET & options.keys()})
    with (
        _drivers(source.form),
        pyogrio.open_arrow(path, layer=table, use_pyarrow=True, **options) as (about, rows),
    ):
        yield {**info, **about}, rows.schema, _counted(rows, source) if kept else iter(rows)


def explain_error(error: object, path: Path, name: str) -> str:
    """Return the first line of what a library says of a file, which it calls as a person does."""
    text = str(error).partition("\n")[0]
    for each in (os.path.abspath(path), str(path)):  # noqa: PTH100  as GDAL was given it
        text = text.replace(each, name)
    return IN_UNPACKED.sub(f"{name}/".replace("\\", r"\\"), text)


def _counted(rows: Any, source: Source) -> Iterator[pa.RecordBatch]:  # noqa: ANN401  of pyarrow
    """Yield batches until they are more than the content of a file may be."""
    taken, size = 0, source.path.stat().st_size
    for batch in rows:
        taken += batch.nbytes + len(batch) * ROW
        limits.check_memory(source.name, taken, at_least=size * FACTOR)
        yield batch


def _path(source: Source) -> str:
    """Return a path as GDAL takes it; one that pyogrio would change would be another file's."""
    path = os.path.abspath(source.path)  # noqa: PTH100  a link stays what its name says
    if path.startswith(VIRTUAL) or pyogrio_util.vsi_path(path) != path:
        rule = phrase(
            "file.path-not-plain", "the path of the file must hold no “!”, “;” or control character"
        )
        mend = phrase("mend.plain-names", "give the file and its folders plain names")
        raise BadInput([At(source.name).fault("", shown(path), rule, mend)])
    return path


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings of GDAL to itself: what matters is checked and told here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _drivers(form: Form) -> Iterator[None]:
    """Leave no driver in GDAL but those of a form, and of other files that are open."""
    with _Drivers.lock:
        _Drivers.used = (*_Drivers.used, form.drivers)
        _register()
    try:
        yield
    finally:
        with _Drivers.lock:
            used = [*_Drivers.used]
            used.remove(form.drivers)
            _Drivers.used = tuple(used)
            _register()


def _register() -> None:
    """Register the drivers that are used, or all of them where no file is open.

    `GDAL_SKIP` is what GDAL itself has to leave drivers out; raises where it did not.
    """
    _Drivers.every = _Drivers.every or tuple(pyogrio.list_drivers())
    allowed = {*chain.from_iterable(_Drivers.used)} or {*_Drivers.every}
    skipped = [each for each in _Drivers.every if each not in allowed]
    pyogrio.set_gdal_config_options({**CONFINED, "GDAL_SKIP": ",".join(skipped) or None})
    pyogrio_core._register_drivers()  # noqa: SLF001  there is no other way to ask for it
    if not allowed >= {*pyogrio.list_drivers()}:
        message = "GDAL keeps drivers that it must not have"
        raise RuntimeError(message)
