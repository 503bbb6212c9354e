"""The order in which a map's places stand."""

import numpy as np
import pandas as pd
import shapely

from geo.content import content_tables
from geo.content.content_tables import MAX_UNORDERED, ContentTables
from geo.formats.column_table import ColumnTable

SEED = 7


def county(places: int) -> ContentTables:
    """Return places strewn over a square, each tenth without a position, a fact for each."""
    spots = np.random.default_rng(SEED).uniform(0, 1, (places, 2))
    shapes = shapely.points(spots)
    shapes[::10] = None
    names = [f"place-{number}" for number in range(places)]
    cells = pd.DataFrame({"id": names, "name": names}, dtype="str")
    facts = ColumnTable(
        "facts.csv", pd.DataFrame({"id": names, "place": names}, dtype="str").assign(start=0, end=1)
    )
    return content_tables.build_tables(
        {"all": ColumnTable("all.geojson", cells, shapes)}, facts, ("en",)
    )


def steps(places: ContentTables) -> float:
    """Return the degrees that lie between located places that follow each other, in the middle."""
    drawn = places.places.geometry.dropna().to_numpy()
    return float(np.median(shapely.distance(drawn[:-1], drawn[1:])))


def test_few_places_stand_as_in_their_files() -> None:
    held = county(MAX_UNORDERED)
    assert held.places["id"].tolist() == [f"place-{number}" for number in range(MAX_UNORDERED)]


def test_of_many_places_neighbours_stand_together() -> None:
    held = county(MAX_UNORDERED + 1)
    apart = 1 / np.sqrt(MAX_UNORDERED)
    assert steps(held) < 2 * apart
    assert steps(county(MAX_UNORDERED)) > 10 * apart


def test_of_many_places_those_not_located_come_last_in_the_order_of_their_files() -> None:
    held = county(MAX_UNORDERED + 1)
    missing = held.places.geometry.isna().to_numpy()
    assert missing[-missing.sum() :].all()
    assert held.places["id"][missing].tolist() == [
        f"place-{n}" for n in range(0, MAX_UNORDERED + 1, 10)
    ]


def test_facts_stay_in_their_order() -> None:
    assert county(MAX_UNORDERED + 1).facts["id"].tolist() == [
        f"place-{number}" for number in range(MAX_UNORDERED + 1)
    ]
