"""Layers: what vectors compute of places, in the order of the places."""

from pathlib import Path

import pytest
import shapely

from geo import content, layers
from geo.content import Content
from tests.support import COUNTY, county, replaced


@pytest.fixture(scope="module")
def moorland() -> Content:
    return content.typed(content.read(COUNTY))


def test_the_frame_keeps_every_place_and_its_order(moorland: Content) -> None:
    frame = layers.frame(moorland.places)
    assert list(frame["id"]) == [place.id for place in moorland.places]
    assert frame.crs.to_epsg() == 4326


def test_an_anchor_lies_on_its_geometry(moorland: Content) -> None:
    frame = layers.frame(moorland.places)
    located = frame[frame.geometry.notna()]
    assert (shapely.distance(located.geometry.array, located["anchor"].array) < 1e-9).all()
    assert frame.loc[frame.geometry.isna(), "anchor"].isna().all()


def test_areas_and_lengths_stand_where_they_make_sense(moorland: Content) -> None:
    frame = layers.frame(moorland.places).set_index("id")
    assert frame.loc["moorland", "area_km2"] == pytest.approx(159, rel=0.01)
    assert frame.loc["chapel-path", "length_km"] == pytest.approx(4.75, rel=0.01)
    assert (
        frame.loc[["upper-ferry-mill", "old-quarry"], ["area_km2", "length_km"]].isna().all().all()
    )


def test_a_place_beyond_its_radius_is_outside(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "layers/works.geojson", "[8.2, 50.14]", "[8.302, 50.14]")
    typed = content.typed(content.read(folder))
    found = layers.outside(layers.frame(typed.places), "moorland")
    assert list(found["id"]) == ["upper-ferry-mill"]
    assert found["metres"].iloc[0] == pytest.approx(143, rel=0.02)


def test_a_place_within_its_radius_is_not_outside(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "layers/works.geojson", "[8.2, 50.14]", "[8.3005, 50.14]")
    typed = content.typed(content.read(folder))
    assert layers.outside(layers.frame(typed.places), "moorland").empty


def test_without_an_outline_nothing_is_outside(moorland: Content) -> None:
    assert layers.outside(layers.frame(moorland.places), "old-quarry").empty
