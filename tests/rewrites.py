"""Layers as programs without a command line save them, after their documented behaviour."""

import json
from collections.abc import Iterator
from typing import Any

NOISE = 3e-13
"""What is left of a coordinate after a way through a projection and back."""
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}


def qgis(text: str, name: str) -> str:
    """Return a layer as QGIS exports it with its own settings.

    `name` and `crs` members, no Feature ids, every column in every feature, null where empty, days
    as instants, whole numbers with a point, coordinates with 15 decimals.
    """
    held = json.loads(text)
    columns = list(dict.fromkeys(key for each in held["features"] for key in each["properties"]))
    features = [
        {
            "type": "Feature",
            "properties": {key: _instant(each["properties"].get(key)) for key in columns},
            "geometry": _noisy(each["geometry"]),
        }
        for each in held["features"]
    ]
    saved = {"type": "FeatureCollection", "name": name, "crs": CRS, "features": features}
    return json.dumps(saved, ensure_ascii=False).replace(
        '{"type": "Feature",', '\n{"type": "Feature",'
    )


def geojson_io(text: str, _name: str) -> str:
    """Return a layer as geojson.io saves it after an edit in its table.

    Two blanks of indent, Feature ids of its own, empty cells as null or empty text, numbers that
    were typed as text, holes and outlines as they were drawn: clockwise.
    """
    held = json.loads(text)
    for number, feature in enumerate(held["features"]):
        feature["id"] = number
        feature["properties"] = {key: _typed(value) for key, value in feature["properties"].items()}
        feature["properties"] = {"note": "", "photo": None} | feature["properties"]
        for ring in _rings(feature["geometry"]):
            ring.reverse()
    return json.dumps(held, indent=2, ensure_ascii=False)


def _instant(value: Any) -> Any:  # noqa: ANN401  JSON
    if isinstance(value, str) and len(value) == 10 and value[4:8:3] == "--":
        return f"{value}T00:00:00"
    return float(value) if isinstance(value, int) else value


def _typed(value: Any) -> Any:  # noqa: ANN401  JSON
    return str(value) if isinstance(value, int | float) else value


def _noisy(value: Any) -> Any:  # noqa: ANN401  JSON
    if isinstance(value, dict):
        return {key: _noisy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_noisy(item) for item in value]
    return value + NOISE if isinstance(value, int | float) else value


def _rings(geometry: Any) -> Iterator[list[Any]]:  # noqa: ANN401  JSON
    kind = geometry and geometry["type"]
    if kind == "Polygon":
        yield from geometry["coordinates"]
    for area in geometry["coordinates"] if kind == "MultiPolygon" else ():
        yield from area
