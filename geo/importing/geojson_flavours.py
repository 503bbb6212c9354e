"""JSON with places in all its shapes: taken as a collection, or named for what it is."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from geo.check.geometry import COORDINATE_DEPTH
from geo.faults.fault import InputError
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.formats import geojson

ASSIGNED = re.compile(
    r"(?:\s|//[^\n]*\n|/\*[^*]*\*/|['\"]use strict['\"];?)*"
    r"(?:(?:(?:export\s+)?(?:var|let|const)\s+)?[\w$.]+\s*=|export\s+default\s|[\w$.]+\()\s*(?=[\[{])"
)
"""How a script begins that holds a layer, as qgis2web writes it, or a module or JSONP."""
FIRST_LINE = re.compile("[\\s\x1e]*\\{[^\n]*\\}[ \t\r]*(?:\n|\\Z)")
"""A value that stands on one line."""
RECORD = "\x1e"
"""What stands before each text of a sequence (RFC 8142)."""
GEOMETRIES = frozenset({*COORDINATE_DEPTH, "GeometryCollection"})
Kind = tuple[Callable[[Any], bool], Phrase, str]


def _is_list(loaded: object, *keys: str) -> bool:
    """Return whether a value is a list whose first item has some members."""
    return isinstance(loaded, list) and bool(loaded) and _has_members(loaded[0], *keys)


def _has_members(loaded: object, *keys: str) -> bool:
    return isinstance(loaded, dict) and all(key in loaded for key in keys)


def _is_esri(loaded: object) -> bool:
    features = loaded.get("features") if isinstance(loaded, dict) else None
    return _has_members(loaded, "spatialReference") or _is_list(features, "attributes")


def _is_records(loaded: Any) -> bool:  # noqa: ANN401  any JSON value
    """Return whether a value is a list of objects of one's own."""
    return _is_list(loaded) and isinstance(loaded[0], dict) and "type" not in loaded[0]


OTHERS: tuple[Kind, ...] = (
    (lambda each: _has_members(each, "elements"), phrase("form.overpass"),
     "in overpass turbo: Export > GeoJSON; or npx osmtogeojson FILE > places.geojson"),
    (_is_esri, phrase("form.esri"),
     "ask the service with f=geojson, or ogr2ogr places.geojson FILE"),
    (lambda each: _has_members(each, "type") and each["type"] == "Topology",
     phrase("form.topojson"),
     "ogr2ogr places.geojson FILE, or mapshaper FILE -o format=geojson places.geojson"),
    (lambda each: _is_list(each, "display_name"),
     phrase("form.nominatim"), "ask it with format=geojson"),
    (lambda each: _has_members(each, "type", "layers") and each["type"] == "umap",
     phrase("form.umap"), "in uMap: Share and download > GeoJSON"),
    (lambda each: any(_has_members(each, key) for key in ("semanticSegments", "timelineObjects",
                                                  "locations")),
     phrase("form.timeline"), "bring saved places, not where one has been"),
    (_is_records, phrase("form.records"), "save it as CSV, with a header"),
)  # fmt: skip
"""What is JSON and no GeoJSON: how it is known, what it is called, and how it is converted."""


def load_collection(text: str, name: str) -> tuple[object, list[str]]:
    """Return a text as a collection of features, and what had to be done for that, in words.

    What is none is given as it is, for the rules on collections. Raises `InputError` for what is no
    JSON, or another form of it, by its name.
    """
    plain, told = _to_plain_json(text)
    loaded, faults = geojson.parse_json(plain, name)
    if faults:
        raise InputError(faults)
    for is_kind, called, mend in OTHERS:
        if is_kind(loaded):
            rule = phrase("import.not-geojson", form=called)
            raise InputError([Location(name).make_fault("", "", rule, mend)])
    return _to_collection(loaded), told


def _to_plain_json(text: str) -> tuple[str, list[str]]:
    """Return a text as one JSON value."""
    if found := ASSIGNED.match(text):
        return text[found.end() :].rstrip().rstrip(";)"), ["the script around its JSON is left out"]
    one_a_line = FIRST_LINE.match(text)
    lines = io.StringIO(text) if one_a_line else ()
    held = [line for each in lines if (line := each.strip().strip(RECORD))]
    if len(held) > 1 and all(line[0] == "{" and line[-1] == "}" for line in held):
        return f"[{','.join(held)}]", ["read as one feature a line"]
    return text.replace(RECORD, ""), []


def _to_collection(loaded: object) -> object:
    """Return a collection of what may stand alone or in a list."""
    kind = loaded.get("type") if isinstance(loaded, dict) else None
    if kind == "Feature":
        loaded = {"type": "FeatureCollection", "features": [loaded]}
    elif isinstance(kind, str) and kind in GEOMETRIES:
        feature = {"type": "Feature", "properties": {}, "geometry": loaded}
        loaded = {"type": "FeatureCollection", "features": [feature]}
    elif isinstance(loaded, list) and loaded and all(map(_is_feature, loaded)):
        loaded = {"type": "FeatureCollection", "features": loaded}
    features = loaded.get("features") if isinstance(loaded, dict) else None
    for feature in features if isinstance(features, list) else ():
        if _is_feature(feature) and feature.get("properties", 0) is None:
            feature["properties"] = {}  # RFC 7946: an object or null
    return loaded


def _is_feature(item: object) -> bool:
    return isinstance(item, dict) and item.get("type") == "Feature"


def iter_parts(geometry: Any) -> Iterator[Any]:  # noqa: ANN401  any JSON value
    """Yield the geometries of a collection, those of collections in it too."""
    held = geometry.get("geometries") if isinstance(geometry, dict) else None
    if not isinstance(held, list):
        yield geometry
        return
    for each in held:
        yield from iter_parts(each)
