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

from geo import datum
from geo.areas import Area
from geo.places import AREA as POLYGON
from geo.places import split
from geo.sheets import Mask, Sheet, among

Floats: TypeAlias = NDArray[np.float64]
Shapes: TypeAlias = NDArray[np.object_]
Marked: TypeAlias = Callable[[Sheet], Mask]

WITHIN = "within"
"""Says in `located_by` that a place is known only by what it lies in."""
NO_SITE = "no-site"
"""Says there that it is no piece of land."""
NONE = "none"
"""Says there that nothing is known, or that the evidence conflicts."""
UNLOCATED = (WITHIN, NO_SITE, NONE)
"""What `located_by` says of places without geometry."""
MOST = 65_000
"""Containers that can be shown: more than the page's column numbers are told by larger ones."""
FIGURES = 2
"""Significant figures of an extent."""
CORNERS = 200
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
class Held:
    """Which place is shown in which container."""

    number: NDArray[np.int32]
    """For each place, -1 for none."""
    shown: tuple[Container, ...] = ()
    """The smallest first."""


@dataclass(frozen=True)
class Node:
    """A place or a reference area that may hold others."""

    parents: tuple[str, ...]
    geometry: BaseGeometry | None
    radius: float
    is_area: bool

    @cached_property
    def size(self) -> float:
        """Return its area in km²; of a point or a line with the radius around it."""
        if self.geometry is None:
            return np.inf
        if _is_polygon(self.geometry):
            return datum.area_km2(self.geometry)
        radius = self.radius / 1000
        return np.pi * radius**2 + 2 * radius * datum.length_km(self.geometry)


def resolve(places: gpd.GeoDataFrame, areas: Sequence[Area] = ()) -> Held:
    """Return what each place that is known only by its area is shown in.

    Costs next to nothing where there is no such place. Nothing holds a place whose alternatives
    have nothing drawn in common.
    """
    asked = np.flatnonzero(among(places["located_by"], [WITHIN]))
    number = np.full(len(places), -1, "i4")
    if not len(asked):
        return Held(number)
    graph = Graph(nodes_of(places, areas))
    codes, keys = pd.factorize(named(places.iloc[asked]))
    holding = [graph.smallest(split(key)) for key in keys]
    shown = _numbered(graph, {each for each in holding if each})
    of_id = {each.id: n for n, each in enumerate(shown)}
    of_key = np.array([graph.climbed(each, of_id) for each in holding], "i4")
    number[asked] = of_key[codes]
    return Held(number, shown)


def named(places: pd.DataFrame) -> pd.Series:
    """Return what places are said to lie in: `within`, or where that is empty `part_of`."""
    return places["within"].where(places["within"] != "", places["part_of"])


def nodes_of(places: gpd.GeoDataFrame, areas: Sequence[Area]) -> dict[str, Node]:
    """Return the places that others name, and the reference areas, by id."""
    wanted = {*places["part_of"].unique(), *(each for area in areas for each in area.within)}
    wanted.update(each for key in places["within"].unique() for each in split(key))
    held = places[among(places["id"], wanted)]
    nodes = {
        ident: Node(split(key), geometry, float(radius), is_area=False)
        for ident, key, geometry, radius in zip(
            held["id"], named(held), held.geometry, held["uncertainty_m"], strict=True
        )
    }
    return nodes | {
        area.id: Node(area.within, area.geometry, area.uncertainty_m, is_area=True)
        for area in areas
    }


class Graph:
    """Places and areas with the one way that leads up from each; it must hold no circle."""

    def __init__(self, nodes: dict[str, Node]) -> None:
        """Take what may hold others."""
        self.nodes = nodes
        self._next: dict[str, str] = {}
        self._best: dict[str, str] = {"": ""}

    def smallest(self, parents: Iterable[str]) -> str:
        """Return the smallest drawn thing that holds what lies in one of `parents`, or nothing."""
        return self._best[self.common(parents)]

    def common(self, parents: Iterable[str]) -> str:
        """Return the lowest thing that holds all of `parents`, itself among them, or nothing."""
        known = [each for each in parents if each in self.nodes]
        self._learn(known)
        if not known:
            return ""
        others = [{*self.chain(each)} for each in known[1:]]
        return next((i for i in self.chain(known[0]) if all(i in each for each in others)), "")

    def chain(self, ident: str) -> Iterator[str]:
        """Yield a thing and, one after the other, what it lies in."""
        while ident:
            yield ident
            ident = self._next[ident]

    def climbed(self, ident: str, numbers: dict[str, int], beyond: int = -1) -> int:
        """Return the first number greater than `beyond` on the way up from a thing, or -1."""
        if ident:
            self._learn([ident])
        found = (numbers.get(each, -1) for each in self.chain(ident))
        return next((number for number in found if number > beyond), -1)

    def _learn(self, idents: Iterable[str]) -> None:
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
                self._next[ident] = self.common(parents)
                self._best[ident] = self._smaller(ident, self._best[self._next[ident]])

    def _smaller(self, ident: str, other: str) -> str:
        """Return the smaller of a thing and of what is found above it, if it is drawn at all."""
        if self.nodes[ident].geometry is None:
            return other
        return other if other and self.nodes[other].size < self.nodes[ident].size else ident


def _numbered(graph: Graph, found: set[str]) -> tuple[Container, ...]:
    """Return containers, the smallest first; of too many the largest, which hold the others too."""
    ordered = sorted(found, key=lambda ident: (graph.nodes[ident].size, ident))[-MOST:]
    numbers = {ident: n for n, ident in enumerate(ordered)}
    over = _lying_over([graph.nodes[ident].geometry for ident in ordered])
    return tuple(
        Container(
            ident,
            graph.nodes[ident].is_area,
            extent_km(graph.nodes[ident]),
            min((up for up in (graph.climbed(ident, numbers, n), over[n]) if up > n), default=-1),
        )
        for n, ident in enumerate(ordered)
    )


def _lying_over(shapes: list[BaseGeometry | None]) -> list[int]:
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


def extent_km(node: Node) -> float:
    """Return the greatest distance across a thing, in kilometres and few figures."""
    if node.geometry is None:
        return 0
    around = 0 if _is_polygon(node.geometry) else 2 * node.radius / 1000
    return float(f"{_across(node.geometry) + around:.{FIGURES}g}")


def _across(geometry: BaseGeometry) -> float:
    """Return the greatest distance between two corners of a geometry, in kilometres."""
    corners = shapely.get_coordinates(geometry.convex_hull)
    corners = corners[:: len(corners) // CORNERS + 1]
    flat = corners * [np.cos(np.radians(corners[:, 1].mean())), 1]  # near enough to choose two
    apart = np.linalg.norm(flat[:, None] - flat[None], axis=-1)
    one, other = np.unravel_index(apart.argmax(), apart.shape)
    return datum.distance_m(*corners[one], *corners[other]) / 1000


def _is_polygon(geometry: BaseGeometry) -> bool:
    return bool(geometry.geom_type.endswith("Polygon"))
