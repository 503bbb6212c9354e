"""Places: certainty follows from the radius, geometry is planar and wound right."""

import pytest
from shapely.geometry import Polygon

from geo.geojson import Feature
from geo.places import Certainty, from_feature, localised, to_geometry

POINT: dict[str, object] = {"type": "Point", "coordinates": [8.2, 50.1]}


def feature(geometry: dict[str, object] | None, **properties: object) -> Feature:
    given = {"id": "a", "name": "甲", "kind": "k", "state": "open", "located_by": "hand"}
    return Feature("f", 1, {**given, **properties}, geometry)


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
    place = from_feature(feature(POINT, uncertainty_m=radius), "l", ("zh",))
    assert place.certainty is certainty


def test_a_place_without_geometry_has_no_certainty() -> None:
    assert from_feature(feature(None), "l", ("zh",)).certainty is Certainty.NONE


def test_aliases_are_split_and_trimmed() -> None:
    assert from_feature(feature(None, aliases=" 乙 ;; 丙"), "l", ("zh",)).aliases == ("乙", "丙")


def test_the_first_language_has_the_column_without_suffix() -> None:
    assert localised({"name": "甲", "name_en": "A", "name_fr": "B"}, "name", ("zh", "en")) == {
        "zh": "甲",
        "en": "A",
    }


def test_heights_are_dropped_and_rings_turned() -> None:
    clockwise = [[0, 0, 5], [0, 1, 5], [1, 1, 5], [1, 0, 5], [0, 0, 5]]
    drawn = to_geometry({"type": "Polygon", "coordinates": [clockwise]})
    assert isinstance(drawn, Polygon)
    assert drawn.exterior.is_ccw
    assert not drawn.has_z
