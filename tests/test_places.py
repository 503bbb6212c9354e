"""Places: certainty follows from the radius, geometry is planar and wound right."""

import pandas as pd
import pytest
from shapely.geometry import Polygon

from geo.content import content_tables
from geo.content.places import Certainty, Place, localised_text, place_from_row, to_geometry
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature

POINT: dict[str, object] = {"type": "Point", "coordinates": [8.2, 50.1]}


def feature(geometry: dict[str, object] | None, **properties: object) -> Feature:
    given = {"id": "a", "name": "甲", "kind": "k", "state": "open", "located_by": "hand"}
    return Feature("f", 1, {**given, **properties}, geometry)


def place(geometry: dict[str, object] | None, **properties: object) -> Place:
    held = content_tables.build_tables(
        {"l": [feature(geometry, **properties)]}, ColumnTable("", pd.DataFrame()), ("zh",)
    )
    return place_from_row(next(content_tables.iter_records(held.places)), ("zh",))


@pytest.mark.parametrize(
    ("radius", "certainty"),
    [
        (1, Certainty.CERTAIN),
        (500, Certainty.CERTAIN),
        (500.1, Certainty.LESS_CERTAIN),
        (3000, Certainty.LESS_CERTAIN),
        (3001, Certainty.UNCERTAIN),
    ],
)
def test_certainty_follows_from_the_radius(radius: float, certainty: Certainty) -> None:
    assert place(POINT, uncertainty_m=radius).certainty is certainty


def test_a_place_without_geometry_has_no_certainty() -> None:
    assert place(None).certainty is Certainty.NONE


def test_aliases_are_split_and_trimmed() -> None:
    assert place(None, aliases=" 乙 ;; 丙").aliases == ("乙", "丙")


def test_the_first_language_has_the_column_without_suffix() -> None:
    assert localised_text({"name": "甲", "name_en": "A", "name_fr": "B"}, "name", ("zh", "en")) == {
        "zh": "甲",
        "en": "A",
    }


def test_heights_are_dropped_and_rings_turned() -> None:
    clockwise = [[0, 0, 5], [0, 1, 5], [1, 1, 5], [1, 0, 5], [0, 0, 5]]
    drawn = to_geometry({"type": "Polygon", "coordinates": [clockwise]})
    assert isinstance(drawn, Polygon)
    assert drawn.exterior.is_ccw
    assert not drawn.has_z
