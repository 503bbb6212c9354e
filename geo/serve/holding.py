"""What is drawn around a position: what a place there may be said to lie in."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from geo import content, geojson, project
from geo.containers import Node
from geo.content import Raw
from geo.geojson import Feature, Json
from geo.locate import wanted
from geo.serve import editing

MOST = 20
"""Things that are told of one position."""


def areas(data: Path) -> list[Json]:
    """Return the properties of the reference areas; none where their file cannot be read."""
    file = project.read(data).areas
    return [each.properties for each in geojson.read(data / file, file)[0]] if file else []


def named(data: Path, ident: str) -> Json:
    """Return the properties of the place or reference area with an id; none where there is none."""
    if found := editing.find(data, ident):
        properties: Json = found[1].items[ident]["properties"]
        return properties
    return next((each for each in areas(data) if each.get("id") == ident), {})


def around(data: Path, lon: float, lat: float, but: str) -> list[Json]:
    """Return the properties of what holds a position, the smallest first, without `but` itself.

    An area holds what lies in it, a point or a line what lies within its radius.
    """
    found = [
        (node.size, given) for given, node in _nodes(content.read(data)) if _holds(node, lon, lat)
    ]
    found.sort(key=lambda each: (each[0], str(each[1].get("id"))))
    return [given for _, given in found if given.get("id") != but][:MOST]


def _nodes(raw: Raw) -> Iterator[tuple[Json, Node]]:
    """Yield what is drawn: reference areas, and places of layers that are edited by hand."""
    by_hand = (held for held in raw.layers.values() if isinstance(held, list))
    for each in chain(raw.areas, *by_hand):
        shape = wanted.drawn(each)
        if shape is not None:
            yield each.properties, Node((), shape, _radius(each), is_area=False)


def _radius(feature: Feature) -> float:
    radius = feature.properties.get("uncertainty_m")
    return float(radius) if isinstance(radius, int | float) else 0.0


def _holds(node: Node, lon: float, lat: float) -> bool:
    if node.geometry is None:
        return False
    away = wanted.distance_m(lon, lat, node.geometry)
    return away <= (0 if node.geometry.geom_type.endswith("Polygon") else node.radius)
