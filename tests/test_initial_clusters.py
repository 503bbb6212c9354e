"""The first picture of a crowded map: clusters of its places at the zooms that show the whole."""

import json
import math

import numpy as np
import pytest

from geo.content.places import Certainty
from geo.page.data import initial_clusters
from geo.page.data.columns import MICRODEGREES, STATES, MapColumns

LAYERS, PER_LAYER, STEP = 3, len(STATES) * len(Certainty), 26
"""Layers, groups to a layer (states times certainties), and a zoom (6.5) in its steps."""


def columns(lon: list[float], lat: list[float], layer: list[int]) -> MapColumns:
    n = len(lon)
    return MapColumns(
        lon=np.round(np.array(lon) * MICRODEGREES).astype("<i4"),
        lat=np.round(np.array(lat) * MICRODEGREES).astype("<i4"),
        boxes=np.zeros((0, 4), "<i4"),
        radius=np.arange(n, dtype="<f8"),
        group=(np.array(layer) * PER_LAYER + 1).astype("<u2"),
        style=np.zeros(n, "<u2"),
        form=np.ones(n, "u1"),
        within=np.zeros(n, "<u2"),
        styles=[{}],
        shapes=np.zeros(0, "i8"),
    )


@pytest.fixture(scope="module")
def made() -> MapColumns:
    chance = np.random.default_rng(5)
    lon, lat = chance.normal(119, 1.5, 900), chance.normal(36, 1, 900)
    lon[:300], lat[:300] = chance.normal(119.2, 0.02, 300), chance.normal(36.7, 0.02, 300)
    layer = chance.integers(0, LAYERS, 900)
    return columns(list(lon), list(lat), list(layer))


def cell_of(made: MapColumns, i: int, step: int) -> tuple[int, int]:
    """Return column and row of a place's cell, worked out for it alone."""
    lon, lat = made.lon[i] / MICRODEGREES, made.lat[i] / MICRODEGREES
    side = (
        initial_clusters.WORLD_PIXELS
        * 2 ** (step / initial_clusters.STEPS_PER_ZOOM)
        / initial_clusters.CELL_PIXELS
    )
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return math.floor((lon / 360 + 0.5) * side), math.floor(y * side)


def test_each_zoom_counts_every_place_in_its_cell_and_layer(made: MapColumns) -> None:
    told = initial_clusters.initial_clusters(made, -1, LAYERS)
    assert STEP in told["levels"]
    for step, level in told["levels"].items():
        wanted: dict[tuple[int, int], list[int]] = {}
        for i in range(len(made.lon)):
            layer = int(made.group[i]) // PER_LAYER
            wanted.setdefault(cell_of(made, i, step), [0] * LAYERS)[layer] += 1
        cols, shares = level["cols"], np.array(level["shares"]).reshape(-1, LAYERS)
        found = {
            (level["left"] + cell % cols, level["top"] + cell // cols): list(share)
            for cell, share in zip(level["cells"], shares.tolist(), strict=True)
        }
        assert found == wanted


def test_a_cluster_stands_in_the_middle_of_its_places(made: MapColumns) -> None:
    level = initial_clusters.initial_clusters(made, -1, LAYERS)["levels"][STEP]
    fullest = int(np.argmax(np.array(level["shares"]).reshape(-1, LAYERS).sum(axis=1)))
    cell = level["cells"][fullest]
    at = (level["left"] + cell % level["cols"], level["top"] + cell // level["cols"])
    mine = [i for i in range(len(made.lon)) if cell_of(made, i, STEP) == at]
    x, _ = initial_clusters.project_mercator(
        made.lon[mine] / MICRODEGREES, made.lat[mine] / MICRODEGREES
    )
    scale = initial_clusters.WORLD_PIXELS * 2 ** (STEP / initial_clusters.STEPS_PER_ZOOM)
    assert level["x"][fullest] / initial_clusters.PARTS_PER_PIXEL == pytest.approx(
        x.mean() * scale - at[0] * initial_clusters.CELL_PIXELS,
        abs=0.5 / initial_clusters.PARTS_PER_PIXEL + 1e-9,
    )


def test_places_of_cells_with_few_are_told_one_by_one(made: MapColumns) -> None:
    told = initial_clusters.initial_clusters(made, -1, LAYERS)
    named = set()
    for step, level in told["levels"].items():
        counts = np.array(level["shares"]).reshape(-1, LAYERS).sum(axis=1).tolist()
        few = {
            c
            for c, n in zip(level["cells"], counts, strict=True)
            if n <= initial_clusters.MAX_LOOSE_PLACES
        }
        assert {cell for cell, *_ in level["loose"]} == few
        for cell, *places in level["loose"]:
            at = (level["left"] + cell % level["cols"], level["top"] + cell // level["cols"])
            assert {cell_of(made, i, step) for i in places} == {at}
            named.update(places)
    assert told["places"]["numbers"] == sorted(named)
    first = told["places"]["numbers"][0]
    assert told["places"]["lon"][0] == made.lon[first]
    assert told["places"]["radius"][0] == made.radius[first]


def test_neither_the_subject_nor_what_is_not_located_is_counted(made: MapColumns) -> None:
    form = made.form.copy()
    form[5] = 0
    less = MapColumns(**{**vars(made), "form": form})
    level = initial_clusters.initial_clusters(less, 7, LAYERS)["levels"][STEP]
    assert sum(level["shares"]) == len(made.lon) - 2


def test_places_on_one_spot_have_an_overview() -> None:
    told = initial_clusters.initial_clusters(columns([119.0] * 200, [36.0] * 200, [0] * 200), -1, 1)
    assert all(sum(level["shares"]) == 200 for level in told["levels"].values())


def test_its_size_does_not_grow_with_the_number_of_places() -> None:
    chance = np.random.default_rng(5)

    def size(n: int) -> int:
        made = columns(
            list(chance.uniform(110, 120, n)), list(chance.uniform(30, 40, n)),
            list(chance.integers(0, LAYERS, n)),
        )  # fmt: skip
        return len(json.dumps(initial_clusters.initial_clusters(made, -1, LAYERS)))

    assert size(40_000) < 1.5 * size(10_000)
