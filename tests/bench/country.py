"""An invented country of any size, the same for the same seed: the content that all makers build.

`python -m tests.bench.country --places 100000 --out FOLDER [--form gpkg] [--by-area 0.3]`

Places crowd in towns whose sizes fall off as those of real towns do, on a ground that grows with
their number from a district to a country. All is made in columns, never place by place.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tests.bench import telling, words, writing

GROUNDS = (
    (100, (118.8, 36.6, 119.7, 37.4)),
    (2_000, (117.0, 35.5, 119.5, 37.5)),
    (20_000, (114.0, 33.0, 120.0, 38.0)),
)
"""Up to how many places lie within which west, south, east and north."""
LARGEST = (98.0, 22.0, 122.0, 42.0)
MARGIN = 0.04
"""Share of the ground's width that stays free at each edge, so that shapes lie inside."""
COINCIDING = 0.01
UNLOCATED = 0.01
CONTAINERS = 300
"""Areas, the largest of all, that places known only by area lie in; a fifth lies in the country."""
DECIMALS = 6

Numbers = NDArray[np.int64]
Degrees = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Country:
    """Places with their layer, facts, and the ground they lie on."""

    places: gpd.GeoDataFrame
    facts: pd.DataFrame
    bounds: tuple[float, float, float, float]


def make(count: int, seed: int = 7) -> Country:
    """Return a country of `count` places beside its own outline."""
    chance = np.random.Generator(np.random.PCG64(seed))
    bounds = next((ground for most, ground in GROUNDS if count <= most), LARGEST)
    layer = _layers(chance, count)
    points = _points(chance, count, bounds)
    located = chance.random(count) >= UNLOCATED
    shapes = _shapes(chance, layer, points)
    shapes[~located] = None
    told = telling.places(chance, layer, located)
    places = gpd.GeoDataFrame(told, geometry=gpd.GeoSeries(shapes, crs=4326))
    return Country(places, telling.facts(chance, places["id"].to_numpy()), bounds)


def hide(country: Country, share: float, seed: int = 7) -> Country:
    """Return the country with a share of its points known only by the area they lie in."""
    chance = np.random.Generator(np.random.PCG64(seed))
    places = country.places.copy()
    shapes = places.geometry
    hidden = (shapes.geom_type == "Point") & (chance.random(len(places)) < share)
    sizes = shapely.area(shapes[shapes.geom_type == "Polygon"].to_numpy())
    areas = places.loc[shapes.geom_type == "Polygon", "id"].to_numpy()[np.argsort(-sizes)]
    holders = np.append(areas[:CONTAINERS], "country")
    chosen = chance.integers(0, len(holders), len(places))
    chosen[chance.random(len(places)) < 0.2] = len(holders) - 1
    places["within"] = pd.Series(holders[chosen], places.index).where(hidden, None)
    places["within_source"] = pd.Series("invented for the benchmark", places.index).where(
        hidden, None
    )
    places["located_by"] = np.where(hidden, "within", places["located_by"])
    for name in ("location_source", "location_licence", "source_datum", "uncertainty_m"):
        places[name] = places[name].where(~hidden, None)
    places.geometry = shapes.where(~hidden, None)
    return Country(places, country.facts, country.bounds)


def _layers(chance: np.random.Generator, count: int) -> Numbers:
    """Return the number of each place's layer; none stays empty."""
    shares = np.array([each.share for each in words.LAYERS])
    layer = chance.choice(len(shares), size=count, p=shares / shares.sum())
    layer[: len(shares)] = np.arange(min(len(shares), count))
    return layer.astype(np.int64)


def _points(chance: np.random.Generator, count: int, bounds: tuple[float, ...]) -> Degrees:
    """Return positions: most about towns, a fifth anywhere, a few on the very spot of another."""
    west, south, east, north = bounds
    low = np.array([west, south])
    size = np.array([east - west, north - south])
    towns = max(3, round(1.6 * count**0.5))
    centres = low + size * (MARGIN + (1 - 2 * MARGIN) * chance.random((towns, 2)))
    weight = 1 / np.arange(1, towns + 1) ** 0.8
    town = chance.choice(towns, size=count, p=weight / weight.sum())
    # a town as wide as it has places: about as dense as any other
    spread = 0.012 * (1 + weight * count / weight.sum()) ** 0.3
    points = centres[town] + chance.normal(size=(count, 2)) * spread[town, None]
    rural = chance.random(count) < 0.2
    points[rural] = low + size * chance.random((int(rural.sum()), 2))
    same = np.flatnonzero(chance.random(count) < COINCIDING)
    points[same] = points[same - 1]
    inside: Degrees = np.clip(points, low + size * MARGIN, low + size * (1 - MARGIN))
    return inside.round(DECIMALS)


def _shapes(chance: np.random.Generator, layer: Numbers, points: Degrees) -> Shapes:
    """Return a geometry per place: points, and lines and areas in the layers that have them."""
    draw = chance.random(len(layer))
    lines = draw < np.array([each.lines for each in words.LAYERS])[layer]
    areas = draw > 1 - np.array([each.areas for each in words.LAYERS])[layer]
    shapes = shapely.points(points).astype(object)
    shapes[lines] = _lines(chance, points[lines])
    shapes[areas] = _areas(chance, points[areas])
    return np.asarray(shapes)


def _lines(chance: np.random.Generator, starts: Degrees) -> Shapes:
    """Return a winding line of 12 to 40 positions from each start."""
    sizes = chance.integers(12, 41, len(starts))
    owner = np.repeat(np.arange(len(starts)), sizes)
    towards = chance.uniform(0, 2 * np.pi, len(starts))[owner]
    turn = towards + chance.normal(0, 0.5, len(owner))
    steps = np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.0006
    path = np.cumsum(steps, axis=0)
    first = np.cumsum(sizes) - sizes
    path += (starts - path[first])[owner] if len(starts) else 0
    return np.asarray(shapely.linestrings(path.round(DECIMALS), indices=owner))


def _areas(chance: np.random.Generator, centres: Degrees) -> Shapes:
    """Return an outline of 8 to 24 corners around each centre, which never crosses itself."""
    sizes = chance.integers(8, 25, len(centres))
    owner = np.repeat(np.arange(len(centres)), sizes)
    rank = np.arange(len(owner)) - (np.cumsum(sizes) - sizes)[owner]
    angle = 2 * np.pi * (rank + chance.uniform(0.1, 0.9, len(owner))) / sizes[owner]
    radius = chance.lognormal(-5.6, 0.6, len(centres))[owner] * chance.uniform(0.7, 1.3, len(owner))
    ring = centres[owner] + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    return np.asarray(shapely.polygons(shapely.linearrings(ring.round(DECIMALS), indices=owner)))


def main(arguments: list[str] | None = None) -> int:
    """Write a country from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--form", choices=writing.FORMS, default="geojson")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--by-area", type=float, default=0, help="share known only by area")
    given = parser.parse_args(arguments)
    country = make(given.places, given.seed)
    if given.by_area:
        country = hide(country, given.by_area, given.seed)
    writing.write(country, given.out, given.form)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
