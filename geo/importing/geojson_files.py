"""GeoJSON of any program: read as strictly as a layer, with the coordinate system that it says."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from pyproj import CRS
from shapely.geometry import shape

from geo.check import geometry
from geo.faults.fault import Fault, InputError, format_value, select_errors
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import geojson
from geo.formats.encodings import decode_text
from geo.formats.geojson import Feature
from geo.formats.rounding import UNDRAWABLE
from geo.importing import geojson_flavours
from geo.importing.source_table import SourceTable, drop_empty_columns, flatten_value
from geo.runtime import files, limits
from geo.runtime.file_access import read_bytes
from geo.spatial import datum
from geo.spatial.datum import Shapes

POINTER_BYTES = 16
"""Bytes of a cell in a list of cells, and in the list that is made of it."""
INVALID_CODE = "geometry.invalid"
"""Code of shapes that cross themselves: told of all forms alike, once positions are known."""
UNBOUNDED = (-np.inf, -np.inf, np.inf, np.inf)


def read_geojson(path: Path, name: str, encoding: str = "") -> SourceTable:
    """Read GeoJSON as strictly as a layer; one with a CRS of old by what it says."""
    text, how = decode_text(read_bytes(path, name), name, encoding)
    loaded, notes = geojson_flavours.load_collection(files.normalise_text(text), name)
    notes += [f"read as {how}"] if how != "UTF-8" else []
    member = loaded.pop("crs", None) if isinstance(loaded, dict) else None
    features, faults = geojson.list_features(loaded, name)
    crs = datum.parse_crs("OGC:CRS84") if member is None else _crs_of_member(member)
    if crs is None:
        rule, mend = (phrase("collection.crs-unknown"), "export it in EPSG:4326")
        faults.append(
            Location(name).make_fault("crs", format_value(json.dumps(member)), rule, mend)
        )
    shapes = np.empty(len(features), "object")
    for row, feature in enumerate(features):
        faults += _read_shape(feature, shapes, row)
    if faults:
        raise InputError(faults)
    titles = dict.fromkeys(key for feature in features for key in feature.properties)
    limits.check_columns(name, len(titles))
    limits.check_memory(name, len(titles) * len(features) * POINTER_BYTES)
    columns = {
        title: [flatten_value(f.properties.get(title)) for f in features] for title in titles
    }
    if "id" not in columns:
        columns["id"] = [f.member_id if isinstance(f.member_id, str) else None for f in features]
    numbers = np.arange(1, len(features) + 1)
    return SourceTable(
        name, drop_empty_columns(columns), "feature", numbers, shapes, crs, tuple(notes)
    )


def _crs_of_member(member: object) -> CRS | None:
    """Return the coordinate system of the member `crs` that RFC 7946 has taken out of GeoJSON."""
    properties = member.get("properties") if isinstance(member, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return datum.parse_crs(named) if isinstance(named, str) else None


def _read_shape(feature: Feature, shapes: Shapes, row: int) -> Iterator[Fault]:
    """Put the shape of a feature into its row, or yield why it has none."""
    if feature.geometry is None:
        return
    with suppress(*UNDRAWABLE):
        wrong = [
            fault
            for part in geojson_flavours.iter_parts(feature.geometry)
            for fault in select_errors(geometry.check_geometry(feature, part, UNBOUNDED))
            if fault.code != INVALID_CODE
        ]
        shapes[row] = None if wrong else shape(feature.geometry)
        yield from wrong
        return
    rule = phrase("geometry.mixed-dimensions")
    yield feature.location.make_fault("geometry.coordinates", "", rule, phrase("mend.redraw"))
