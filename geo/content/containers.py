"""What holds a place of which no position is known: the smallest area that evidence names.

A place lies `within` others, or within what it is `part_of`, and these lie in others again. Of
several alternatives only what holds all of them holds the place. So there is one way up from each
place; the smallest thing on it that is drawn is the container in which the place is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.content.areas import ReferenceArea
from geo.content.places import AREA_DIMENSION as POLYGON
from geo.content.places import split_joined
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.spatial import datum

Floats: TypeAlias = NDArray[np.float64]
Shapes: TypeAlias = NDArray[np.object_]
RowFilter: TypeAlias = Callable[[ColumnTable], Mask]

WITHIN = "within"
"""Says in `located_by` that a place is known only by what it lies in."""
NO_SITE = "no-site"
"""Says there that it is no piece of land."""
NOT_KNOWN = "none"
"""Says there that nothing is known, or that the evidence conflicts."""
UNLOCATED = (WITHIN, NO_SITE, NOT_KNOWN)
"""What `located_by` says of places without geometry."""
MAX_CONTAINERS = 65_000
"""Containers that can be shown: more than the page's column numbers are told by larger ones."""
EXTENT_DIGITS = 2
"""Significant figures of an extent."""
MAX_HULL_CORNERS = 200
"""Corners of a hull that are compared with each other."""


@dataclass(frozen=True)
class Container:
    """Something drawn in which places are shown that have no position of their own."""

    id: str
    is_area: bool
    """Whether it is a reference area; else it is a place."""
    km: float
    """How far it stretches, in kilometres."""
    up: int
    """Number of the next larger one that it lies in, or -1."""


@dataclass(frozen=True)
class ContainerAssignment:
    """Which place is shown in which container."""

    number: NDArray[np.int32]
    """For each place, -1 for none."""
    shown: tuple[Container, ...] = ()
    """The smallest first."""


@dataclass(frozen=True)
class ContainmentNode:
    """A place or a reference area that may hold others."""

    parents: tuple[str, ...]
    geometry: BaseGeometry | None
    radius: float
    is_area: bool

    @cached_property
    def area_km2(self) -> float:
        """Return its area in km²; of a point or a line with the radius around it."""
        if self.geometry is None:
            return np.inf
        if _is_polygon(self.geometry):
            return datum.area_km2(self.geometry)
        radius = self.radius / 1000
        return np.pi * radius**2 + 2 * radius * datum.length_km(self.geometry)


def assign_containers(
    places: gpd.GeoDataFrame, areas: Sequence[ReferenceArea] = ()
) -> ContainerAssignment:
    """Return what each place that is known only by its area is shown in.

    Costs next to nothing where there is no such place. Nothing holds a place whose alternatives
    have nothing drawn in common.
    """
    asked = np.flatnonzero(mask_among(places["located_by"], [WITHIN]))
    number = np.full(len(places), -1, "i4")
    if not len(asked):
        return ContainerAssignment(number)
    graph = ContainmentGraph(list_nodes(places, areas))
    codes, keys = pd.factorize(containment_keys(places.iloc[asked]))
    holding = [graph.find_smallest_drawn(split_joined(key)) for key in keys]
    shown = _number_containers(graph, {each for each in holding if each})
    of_id = {each.id: n for n, each in enumerate(shown)}
    of_key = np.array([graph.first_numbered_ancestor(each, of_id) for each in holding], "i4")
    number[asked] = of_key[codes]
    return ContainerAssignment(number, shown)


def containment_keys(places: pd.DataFrame) -> pd.Series:
    """Return what places are said to lie in: `within`, or where that is empty `part_of`."""
    return places["within"].where(places["within"] != "", places["part_of"])


def list_nodes(
    places: gpd.GeoDataFrame, areas: Sequence[ReferenceArea]
) -> dict[str, ContainmentNode]:
    """Return the places that others name, and the reference areas, by id."""
    wanted = {*places["part_of"].unique(), *(each for area in areas for each in area.within)}
    wanted.update(each for key in places["within"].unique() for each in split_joined(key))
    held = places[mask_among(places["id"], wanted)]
    nodes = {
        ident: ContainmentNode(split_joined(key), geometry, float(radius), is_area=False)
        for ident, key, geometry, radius in zip(
            held["id"], containment_keys(held), held.geometry, held["uncertainty_m"], strict=True
        )
    }
    return nodes | {
        area.id: ContainmentNode(area.within, area.geometry, area.uncertainty_m, is_area=True)
        for area in areas
    }


class ContainmentGraph:
    """Places and areas with the one way that leads up from each; it must hold no circle."""

    def __init__(self, nodes: dict[str, ContainmentNode]) -> None:
        """Take what may hold others."""
        self.nodes = nodes
        self._next: dict[str, str] = {}
        self._best: dict[str, str] = {"": ""}

    def find_smallest_drawn(self, parents: Iterable[str]) -> str:
        """Return the smallest drawn thing that holds what lies in one of `parents`, or nothing."""
        return self._best[self.find_common_ancestor(parents)]

    def find_common_ancestor(self, parents: Iterable[str]) -> str:
        """Return the lowest thing that holds all of `parents`, itself among them, or nothing."""
        known = [each for each in parents if each in self.nodes]
        self._link_parents(known)
        if not known:
            return ""
        others = [{*self.walk_ancestors(each)} for each in known[1:]]
        return next(
            (i for i in self.walk_ancestors(known[0]) if all(i in each for each in others)), ""
        )

    def walk_ancestors(self, ident: str) -> Iterator[str]:
        """Yield a thing and, one after the other, what it lies in."""
        while ident:
            yield ident
            ident = self._next[ident]

    def first_numbered_ancestor(self, ident: str, numbers: dict[str, int], beyond: int = -1) -> int:
        """Return the first number greater than `beyond` on the way up from a thing, or -1."""
        if ident:
            self._link_parents([ident])
        found = (numbers.get(each, -1) for each in self.walk_ancestors(ident))
        return next((number for number in found if number > beyond), -1)

    def _link_parents(self, idents: Iterable[str]) -> None:
        """Find the ways up from some things; what they lie in comes before they do."""
        waiting = [each for each in idents if each not in self._next]
        seen: set[str] = set()
        while waiting:
            ident = waiting[-1]
            parents = [each for each in self.nodes[ident].parents if each in self.nodes]
            if ident not in seen:
                seen.add(ident)
                waiting += [each for each in parents if each not in self._next]
                continue
            waiting.pop()
            if ident not in self._next:
                self._next[ident] = self.find_common_ancestor(parents)
                self._best[ident] = self._pick_smaller(ident, self._best[self._next[ident]])

    def _pick_smaller(self, ident: str, other: str) -> str:
        """Return the smaller of a thing and of what is found above it, if it is drawn at all."""
        if self.nodes[ident].geometry is None:
            return other
        return other if other and self.nodes[other].area_km2 < self.nodes[ident].area_km2 else ident


def _number_containers(graph: ContainmentGraph, found: set[str]) -> tuple[Container, ...]:
    """Return containers, the smallest first; of too many the largest, which hold the others too."""
    ordered = sorted(found, key=lambda ident: (graph.nodes[ident].area_km2, ident))[
        -MAX_CONTAINERS:
    ]
    numbers = {ident: n for n, ident in enumerate(ordered)}
    over = _find_covering_polygons([graph.nodes[ident].geometry for ident in ordered])
    return tuple(
        Container(
            ident,
            graph.nodes[ident].is_area,
            extent_km(graph.nodes[ident]),
            min(
                (
                    up
                    for up in (graph.first_numbered_ancestor(ident, numbers, n), over[n])
                    if up > n
                ),
                default=-1,
            ),
        )
        for n, ident in enumerate(ordered)
    )


def _find_covering_polygons(shapes: list[BaseGeometry | None]) -> list[int]:
    """Return for each shape the first polygon after it that holds a point of it, or -1.

    A drawn place need not say what it lies in: the map shows it.
    """
    drawn = np.array(shapes, "object")
    polygons = np.flatnonzero(shapely.get_dimensions(drawn) == POLYGON)
    tree = shapely.STRtree(drawn[polygons])
    inner, outer = tree.query(shapely.point_on_surface(drawn), predicate="within")
    outer = polygons[outer]
    found = np.full(len(drawn), len(drawn))
    np.minimum.at(found, inner[outer > inner], outer[outer > inner])
    return [-1 if each == len(drawn) else int(each) for each in found]


def extent_km(node: ContainmentNode) -> float:
    """Return the greatest distance across a thing, in kilometres and few figures."""
    if node.geometry is None:
        return 0
    around = 0 if _is_polygon(node.geometry) else 2 * node.radius / 1000
    return float(f"{_longest_distance_km(node.geometry) + around:.{EXTENT_DIGITS}g}")


def _longest_distance_km(geometry: BaseGeometry) -> float:
    """Return the greatest distance between two corners of a geometry, in kilometres."""
    corners = shapely.get_coordinates(geometry.convex_hull)
    corners = corners[:: len(corners) // MAX_HULL_CORNERS + 1]
    flat = corners * [np.cos(np.radians(corners[:, 1].mean())), 1]  # near enough to choose two
    apart = np.linalg.norm(flat[:, None] - flat[None], axis=-1)
    one, other = np.unravel_index(apart.argmax(), apart.shape)
    return datum.distance_m(*corners[one], *corners[other]) / 1000


def _is_polygon(geometry: BaseGeometry) -> bool:
    return bool(geometry.geom_type.endswith("Polygon"))
