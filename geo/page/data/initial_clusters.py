"""The first picture of a crowded map, worked out at the build: drawn before its places are read.

A reader first sees the whole map, its places gathered into clusters. What is in each of these
depends on the map's zoom alone, and few zooms show the whole on a screen. The clusters of these
stand in the page, so that a million places are seen as soon as fifty, while their columns are still
on the way. `js/map/initial_clusters.js` reads them, `js/map/clusters.js` gathers the same from the
places themselves: a change to one is a change to all.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.content.places import Certainty
from geo.formats.geojson import Json
from geo.page.data.columns import MICRODEGREES, STATES, MapColumns

CELL_PIXELS = 84
"""Pixels of a cell, whose places are told together."""
MAX_LOOSE_PLACES = 6
"""So many places of a cell are told one by one: the page sees whether they lie apart."""
WORLD_PIXELS = 256
"""Pixels that the world is wide at zoom 0."""
STEPS_PER_ZOOM = 4
"""Steps from one whole zoom to the next; the map is opened at one of them."""
SCREEN_PIXELS = (150, 1700)
"""Pixels of the longer side of all that is located, on screens from a phone's to a large one's."""
PARTS_PER_PIXEL = 10
"""Parts of a pixel in which the middle of a cluster is told."""
MAX_MERCATOR_LATITUDE = 85.0511287798
"""The latitude at which the square of the Mercator world ends, as Leaflet has it."""

Floats = NDArray[np.float64]
Degrees = TypeVar("Degrees", float, Floats)
Whole = NDArray[np.int64]


def initial_clusters(made: MapColumns, subject: int, layers: int) -> Json:
    """Return the clusters of each zoom that shows the whole map, and the places told one by one.

    `subject` is the number of the place that lies under all others, or -1; `layers` how many
    layers there are. Zooms are counted in steps.
    """
    shown = np.flatnonzero(made.form > 0)
    shown = shown[shown != subject]
    layer = made.group[shown].astype("i8") // (len(STATES) * len(Certainty))
    x, y = project_mercator(made.lon[shown] / MICRODEGREES, made.lat[shown] / MICRODEGREES)
    side = max(np.ptp(x), np.ptp(y)) or 1.0
    first, last = (
        round(STEPS_PER_ZOOM * np.log2(size / WORLD_PIXELS / side)) for size in SCREEN_PIXELS
    )
    levels = {}
    alone: set[int] = set()
    for step in range(first, last + 1):
        scale = WORLD_PIXELS * 2 ** (step / STEPS_PER_ZOOM)
        cells, places = _cluster_cells(
            x * scale / CELL_PIXELS, y * scale / CELL_PIXELS, layer, layers
        )
        cells["loose"] = [[cell, *shown[found].tolist()] for cell, found in places]
        alone.update(i for _, *each in cells["loose"] for i in each)
        levels[step] = cells
    return {"levels": levels, "places": _place_columns(made, np.array(sorted(alone), "i8"))}


def project_mercator(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return positions in a square from 0 to 1, from the north-west (spherical, EPSG:3857)."""
    sine = np.sin(np.radians(np.clip(lat, -MAX_MERCATOR_LATITUDE, MAX_MERCATOR_LATITUDE)))
    return lon / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def _cluster_cells(
    x: Floats, y: Floats, layer: Whole, layers: int
) -> tuple[Json, list[tuple[int, Whole]]]:
    """Return the cells that hold something, and the positions of the places of each loose one.

    `x` and `y` count in cells. Cells are numbered by rows from the north-west of all; a cluster's
    middle is told from the corner of its cell.
    """
    col, row = np.floor(x).astype("i8"), np.floor(y).astype("i8")
    left, top = int(col.min()), int(row.min())
    cols, rows = int(col.max()) - left + 1, int(row.max()) - top + 1
    cell = (row - top) * cols + col - left
    n = np.bincount(cell, minlength=cols * rows)
    held = np.flatnonzero(n)
    shares = np.bincount(cell * layers + layer, minlength=n.size * layers).reshape(-1, layers)

    def cluster_middles(at: Floats) -> list[int]:
        mean = np.bincount(cell, at - np.floor(at), minlength=n.size)[held] / n[held]
        return np.round(mean * CELL_PIXELS * PARTS_PER_PIXEL).astype("i8").tolist()  # type: ignore[no-any-return]

    told = {
        "left": left, "top": top, "cols": cols, "rows": rows, "cells": held.tolist(),
        "x": cluster_middles(x), "y": cluster_middles(y), "shares": shares[held].ravel().tolist(),
    }  # fmt: skip
    loose = held[n[held] <= MAX_LOOSE_PLACES]
    return told, [(int(each), np.flatnonzero(cell == each)) for each in loose]


def _place_columns(made: MapColumns, numbers: Whole) -> dict[str, list[float]]:
    """Return what the first picture needs of some places, as the page's columns have it."""
    names = ("lon", "lat", "radius", "group", "style", "form")
    return {"numbers": numbers.tolist()} | {
        name: getattr(made, name)[numbers].tolist() for name in names
    }
