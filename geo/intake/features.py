"""GeoJSON of any program: read as strictly as a layer, with the coordinate system that it says."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from pyproj import CRS
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo import datum, files, geojson
from geo.check import geometry
from geo.datum import Shapes
from geo.errors import BadInput, Fault, errors, shown
from geo.formats import limits
from geo.geojson import Feature
from geo.intake.given import Given, filled, flat
from geo.phrases import phrase
from geo.schemas import At

UNDRAWABLE = (ShapelyError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What shapely raises of coordinates that make no shape."""
POINTER = 16
"""Bytes of a cell in a list of cells, and in the list that is made of it."""
ANYWHERE = (-np.inf, -np.inf, np.inf, np.inf)


def read(path: Path, name: str) -> Given:
    """Read GeoJSON as strictly as a layer; one with a CRS of old by what it says."""
    text, faults = files.read_text(path, name)
    loaded, wrong = geojson.parse(text, name) if text is not None else (None, [])
    member = loaded.pop("crs", None) if isinstance(loaded, dict) else None
    features, odd = ([], []) if faults or wrong else geojson.collection(loaded, name)
    faults += [*wrong, *odd]
    crs = datum.system("OGC:CRS84") if member is None else _named(member)
    if crs is None:
        rule, mend = (
            phrase("collection.crs-unknown", "its coordinate system must be one that is known"),
            "export it in EPSG:4326",
        )
        faults.append(At(name).fault("crs", shown(json.dumps(member)), rule, mend))
    shapes = np.empty(len(features), "object")
    for row, feature in enumerate(features):
        faults += _drawn(feature, shapes, row)
    if faults:
        raise BadInput(faults)
    titles = dict.fromkeys(key for feature in features for key in feature.properties)
    limits.check_columns(name, len(titles))
    limits.check_memory(name, len(titles) * len(features) * POINTER)
    columns = {title: [flat(f.properties.get(title)) for f in features] for title in titles}
    if "id" not in columns:
        columns["id"] = [f.member_id if isinstance(f.member_id, str) else None for f in features]
    numbers = np.arange(1, len(features) + 1)
    return Given(name, filled(columns), "feature", numbers, shapes, crs)


def _named(member: object) -> CRS | None:
    """Return the coordinate system of the member `crs` that RFC 7946 has taken out of GeoJSON."""
    properties = member.get("properties") if isinstance(member, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    return datum.system(named) if isinstance(named, str) else None


def _drawn(feature: Feature, shapes: Shapes, row: int) -> Iterator[Fault]:
    """Put the shape of a feature into its row, or yield why it has none."""
    if feature.geometry is None:
        return
    with suppress(*UNDRAWABLE):
        wrong = errors(geometry.of_feature(feature, feature.geometry, ANYWHERE))
        shapes[row] = None if wrong else shape(feature.geometry)
        yield from wrong
        return
    rule = phrase(
        "geometry.mixed-dimensions", "positions of one shape have all two or all three numbers"
    )
    yield feature.at.fault("geometry.coordinates", "", rule, phrase("mend.redraw", "redraw it"))
