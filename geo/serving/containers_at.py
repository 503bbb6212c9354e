"""What is drawn around a position: what a place there may be said to lie in."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from geo.content import loader, map_toml
from geo.content.containers import ContainmentNode
from geo.content.loader import RawContent
from geo.formats import geojson
from geo.formats.geojson import Feature, Json
from geo.locating import targets
from geo.serving import editing

MAX_CONTAINERS = 20
"""Things that are told of one position."""


def list_areas(data: Path) -> list[Json]:
    """Return the properties of the reference areas; none where their file cannot be read."""
    file = map_toml.read_project(data).areas
    return [each.properties for each in geojson.read_features(data / file, file)[0]] if file else []


def find_properties(data: Path, ident: str) -> Json:
    """Return the properties of the place or reference area with an id; none where there is none."""
    if found := editing.find_place(data, ident):
        properties: Json = found[1].items[ident]["properties"]
        return properties
    return next((each for each in list_areas(data) if each.get("id") == ident), {})


def find_containers_at(data: Path, lon: float, lat: float, but: str) -> list[Json]:
    """Return the properties of what holds a position, the smallest first, without `but` itself.

    An area holds what lies in it, a point or a line what lies within its radius.
    """
    found = [
        (node.area_km2, given)
        for given, node in _list_nodes(loader.read_folder(data))
        if _node_contains(node, lon, lat)
    ]
    found.sort(key=lambda each: (each[0], str(each[1].get("id"))))
    return [given for _, given in found if given.get("id") != but][:MAX_CONTAINERS]


def _list_nodes(raw: RawContent) -> Iterator[tuple[Json, ContainmentNode]]:
    """Yield what is drawn: reference areas, and places of layers that are edited by hand."""
    by_hand = (held for held in raw.layers.values() if isinstance(held, list))
    for each in chain(raw.areas, *by_hand):
        shape = targets.parse_geometry(each)
        if shape is not None:
            yield each.properties, ContainmentNode((), shape, _radius_of(each), is_area=False)


def _radius_of(feature: Feature) -> float:
    radius = feature.properties.get("uncertainty_m")
    return float(radius) if isinstance(radius, int | float) else 0.0


def _node_contains(node: ContainmentNode, lon: float, lat: float) -> bool:
    if node.geometry is None:
        return False
    away = targets.distance_to_m(lon, lat, node.geometry)
    return away <= (0 if node.geometry.geom_type.endswith("Polygon") else node.radius)
