"""Names of all places, as the review looks for them in an article: a map may have very many.

They are kept until a layer changes. Nothing is checked here, since the build tells what is wrong:
a file that cannot be read has no names.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
import pandas as pd

from geo.content.facts import FactTable
from geo.content.loader import RawContent
from geo.content.project import Layer, Project
from geo.faults.fault import InputError
from geo.formats import columnar_files
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature, Json
from geo.runtime import files

MAX_CACHED_LAYERS = 64
NAMING = ("id", "name", "aliases")
"""Properties by which a place is named, and what those of further languages begin with."""
Signature = tuple[int, int, int]


def read_place_names(made_of: Project, data: Path) -> RawContent:
    """Return the content of a folder, of which there are places with their names alone."""
    layers = {layer.id: _find_layer_names(data, layer) for layer in made_of.layers}
    nothing = FactTable(ColumnTable("", pd.DataFrame()))
    return RawContent(data.name, made_of, dict(layers), nothing, [], {}, [], complete=True)


def _find_layer_names(data: Path, layer: Layer) -> tuple[Feature, ...]:
    path, name = data / layer.file, f"{data.name}/{layer.file}"
    try:
        signed = path.stat()
    except OSError:
        return ()
    if files.check_inside(data, path, name):
        return ()
    signature = (signed.st_mtime_ns, signed.st_size, signed.st_ino)
    return _read_layer_names(path, name, layer.table, signature)


@lru_cache(MAX_CACHED_LAYERS)
def _read_layer_names(
    path: Path, name: str, table: str, _signature: Signature
) -> tuple[Feature, ...]:
    """Return the places of a file as it is at the moment, names alone."""
    given = _list_rows(path, name, table) if columnar_files.is_table(name) else _list_features(path)
    return tuple(
        Feature(name, number, {key: each[key] for key in each if key.startswith(NAMING)}, None)
        for number, each in enumerate(given, 1)
    )


def _list_features(path: Path) -> Iterable[Json]:
    """Return the properties of the features of a file that people edit."""
    try:
        held = orjson.loads(files.read_content(path, path.name))
        return [each["properties"] for each in held["features"] if each["properties"]]
    except (InputError, ValueError, TypeError, KeyError):
        return []


def _list_rows(path: Path, name: str, table: str) -> Iterable[Mapping[str, object]]:
    """Return the cells of the rows of a table, names alone."""
    sheet, _ = columnar_files.read_places(path, name, table)
    if sheet is None:
        return []
    named = [each for each in sheet.cells.columns if str(each).startswith(NAMING)]
    kept = ColumnTable(name, sheet.cells[named])
    return [cells for _, cells in kept.iter_records(np.ones(len(kept), "bool"))]
