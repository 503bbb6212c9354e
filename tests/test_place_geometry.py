"""Layers: what vectors compute of places."""

from pathlib import Path

import pytest
import shapely

from geo.content import loader, place_geometry
from geo.content.loader import Content
from tests.support import COUNTY, county, replaced


@pytest.fixture(scope="module")
def moorland() -> Content:
    return loader.build_content(loader.read_folder(COUNTY))


def test_an_anchor_lies_on_its_geometry(moorland: Content) -> None:
    shapes = moorland.tables.places.geometry
    anchors = place_geometry.anchor_points(shapes)
    assert list(anchors.index) == list(shapes.index)
    assert (shapely.distance(shapes.array, anchors.array)[shapes.notna()] < 1e-9).all()
    assert anchors[shapes.isna()].isna().all()


def test_a_place_beyond_its_radius_is_outside(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "layers/works.geojson", "[8.2, 50.14]", "[8.302, 50.14]")
    typed = loader.build_content(loader.read_folder(folder))
    found = place_geometry.find_outside(typed.tables.places, "moorland")
    assert list(found["id"]) == ["upper-ferry-mill"]
    assert found["metres"].iloc[0] == pytest.approx(143, rel=0.02)


def test_a_place_within_its_radius_is_not_outside(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "layers/works.geojson", "[8.2, 50.14]", "[8.3005, 50.14]")
    typed = loader.build_content(loader.read_folder(folder))
    assert place_geometry.find_outside(typed.tables.places, "moorland").empty


def test_without_an_outline_nothing_is_outside(moorland: Content) -> None:
    assert place_geometry.find_outside(moorland.tables.places, "old-quarry").empty
