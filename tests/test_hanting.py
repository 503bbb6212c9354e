"""The content of this map: cited, in our own words, in both languages, honest about positions."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from pyproj import Geod
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.check import rules
from geo.content import loader
from geo.content.loader import Content
from geo.content.places import Certainty, Place
from tests.support import ARTICLE, DATA, ROOT

EARTH = Geod(ellps="WGS84")
SHORT = {"zh": 7, "en": 22}
"""Characters of a label that the map has room for."""
TWO_ROADS = {"by the order of streets": 119.162, "by records of shops": 119.139}
"""Longitudes of Beihai Road according to two searches."""

RUN = 22
"""Characters in a row, blanks left out, that count as a copied sentence."""
PART = RUN // 2
"""Wherever a run lies, one of the parts that are looked up, each `PART + 1` after, lies in it."""

needs_article = pytest.mark.skipif(
    not ARTICLE.exists(), reason="the cited article is not part of the repository"
)


@pytest.fixture(scope="module")
def hanting() -> Content:
    return rules.check_content(loader.read_folder(DATA))[0]


@needs_article
def test_every_figure_stands_where_it_is_cited() -> None:
    _, told = rules.check_content(loader.read_folder(DATA, ARTICLE))
    assert told == []


@needs_article
def test_no_sentence_of_the_article_is_in_the_repository() -> None:
    article = squeezed(ARTICLE)
    runs = {article[start : start + RUN] for start in range(len(article) - RUN + 1)}
    parts = {article[start : start + PART] for start in range(len(article) - PART + 1)}
    skipped = {".git", ".venv", "maps", "article", "__pycache__", ".hypothesis"}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts):
            text = squeezed(path)
            if not any(text[at : at + PART] in parts for at in range(0, len(text), PART + 1)):
                continue
            here = {text[start : start + RUN] for start in range(len(text) - RUN + 1)}
            assert not here & runs, path


def squeezed(path: Path) -> str:
    return re.sub(r"\s", "", path.read_bytes().decode("utf-8", "replace"))


def test_nothing_is_left_to_warn_of() -> None:
    assert rules.check_content(loader.read_folder(DATA))[1] == []


def test_every_place_has_a_fact(hanting: Content) -> None:
    assert {place.id for place in hanting.places} == {fact.place for fact in hanting.facts}


def test_everything_is_told_in_both_languages(hanting: Content) -> None:
    both = {"zh", "en"}
    assert all(set(place.name) == both for place in hanting.places)
    assert all(set(fact.text) == both for fact in hanting.facts)
    assert all(set(place.note) in (both, set()) for place in hanting.places)
    assert all(set(fact.note) in (both, set()) for fact in hanting.facts)
    assert all(set(under.name) == both for under in hanting.backdrop)


def test_a_place_not_located_says_what_is_known(hanting: Content) -> None:
    for place in hanting.places:
        if place.certainty is Certainty.NONE:
            assert place.note, place.id


def test_no_two_places_stand_on_one_invented_point(hanting: Content) -> None:
    shapes = [(place.id, place.geometry) for place in hanting.places if place.geometry]
    points = [(ident, shape) for ident, shape in shapes if shape.geom_type == "Point"]
    for (one, here), (other, there) in combinations(points, 2):
        assert not here.equals(there), (one, other)


def place_of(hanting: Content, ident: str) -> Place:
    return next(place for place in hanting.places if place.id == ident)


def shape_of(hanting: Content, ident: str) -> BaseGeometry:
    geometry = place_of(hanting, ident).geometry
    assert geometry is not None
    return geometry


def metres(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return how far two points lie apart."""
    assert isinstance(one, Point)
    assert isinstance(other, Point)
    return float(EARTH.inv(one.x, one.y, other.x, other.y)[2])


def test_thirteen_places_or_more_have_a_position(hanting: Content) -> None:
    assert sum(place.geometry is not None for place in hanting.places) >= 13


def test_every_other_place_lies_in_a_known_area_or_says_why_not(hanting: Content) -> None:
    apart = {
        place.id: place.located_by
        for place in hanting.places
        if place.geometry is None and place.certainty is not Certainty.AREA
    }
    assert apart == {"agri-innovation-port": "none", "academician-valley": "no-site"}


def test_what_lies_in_an_area_says_where_that_stands(hanting: Content) -> None:
    for place in hanting.places:
        if place.located_by == "within":
            assert place.within_source, place.id


@needs_article
def test_the_article_is_cited_where_it_names_the_place(hanting: Content) -> None:
    text = ARTICLE.read_text("utf-8")
    for place in hanting.places:
        spans = re.findall(r"hanting-2019:(\d+)-(\d+)", place.within_source)
        cited = re.sub(r"\s", "", "".join(text[int(a) : int(b)] for a, b in spans))
        names = (place.name["zh"], *place.aliases)
        assert not spans or any(name in cited for name in names), place.id


def test_a_place_of_conflicting_evidence_is_in_no_area(hanting: Content) -> None:
    port = place_of(hanting, "agri-innovation-port")
    assert (port.within, port.part_of, port.geometry) == ((), "", None)


def test_a_park_renamed_without_proof_is_in_the_district_only(hanting: Content) -> None:
    assert place_of(hanting, "solar-terms-park").within == ("hanting-district",)


def test_the_park_stands_at_the_seat_of_its_subdistrict(hanting: Content) -> None:
    (seat,) = [
        under.geometry
        for under in hanting.backdrop
        if under.name["zh"] == "固堤" and under.geometry is not None
    ]
    assert metres(shape_of(hanting, "modern-agriculture-park"), seat) < 100


def test_no_label_stands_twice(hanting: Content) -> None:
    names = [under.name["zh"] for under in hanting.backdrop if under.role in {"town", "label"}]
    assert sorted(set(names)) == sorted(names)


def test_the_ring_holds_every_point_at_three_kilometres(hanting: Content) -> None:
    ring = shape_of(hanting, "yejiazhuangzi-village")
    district = shape_of(hanting, "hanting-district")
    station = shape_of(hanting, "weifang-north-station")
    assert isinstance(station, Point)
    around = [EARTH.fwd(station.x, station.y, bearing, 3000)[:2] for bearing in range(360)]
    inside = [Point(each) for each in around if district.contains(Point(each))]
    assert inside
    assert all(ring.contains(each) for each in inside)


def test_the_ring_lies_in_the_district(hanting: Content) -> None:
    ring = shape_of(hanting, "yejiazhuangzi-village")
    district = shape_of(hanting, "hanting-district")
    assert ring.difference(district.buffer(2e-5)).is_empty


def test_the_ring_leaves_the_station_out(hanting: Content) -> None:
    ring = shape_of(hanting, "yejiazhuangzi-village")
    assert isinstance(ring, Polygon | MultiPolygon)
    assert not ring.intersects(shape_of(hanting, "weifang-north-station").buffer(0.005))


@pytest.mark.parametrize("longitude", TWO_ROADS.values(), ids=TWO_ROADS)
@pytest.mark.parametrize("ident", ["economic-zone-high-tech-park", "weifang-headquarters-base"])
def test_what_stands_on_beihai_road_holds_both_searches(
    hanting: Content, ident: str, longitude: float
) -> None:
    shape = shape_of(hanting, ident)
    middle = shape.interpolate(0.5, normalized=True) if isinstance(shape, LineString) else shape
    radius = place_of(hanting, ident).uncertainty_m
    assert radius is not None
    assert metres(middle, Point(longitude, middle.centroid.y)) + 800 <= radius


def test_the_village_beside_the_line_holds_its_twin(hanting: Content) -> None:
    away = metres(shape_of(hanting, "qianquezhuang-village"), Point(119.056, 36.8043))
    assert away < (place_of(hanting, "qianquezhuang-village").uncertainty_m or 0)


@pytest.mark.parametrize("language", SHORT)
def test_every_place_has_a_name_that_the_map_has_room_for(hanting: Content, language: str) -> None:
    for place in hanting.places:
        name = place.short.get(language) or place.name[language]
        assert len(name) <= SHORT[language], (place.id, name)


@pytest.mark.parametrize("language", SHORT)
def test_no_two_places_have_one_short_name(hanting: Content, language: str) -> None:
    names = [place.short.get(language) or place.name[language] for place in hanting.places]
    assert len(set(names)) == len(names)


def test_derived_positions_are_never_called_certain(hanting: Content) -> None:
    for place in hanting.places:
        if place.located_by in {"described", "village", "subdistrict"}:
            assert place.certainty is not Certainty.CERTAIN, place.id


def test_the_line_under_construction_is_told_as_such(hanting: Content) -> None:
    (line,) = [place for place in hanting.places if place.id == "weifang-laixi-railway"]
    assert line.state == "building"


def test_the_wei_river_is_the_eastern_one(hanting: Content) -> None:
    (river,) = [place for place in hanting.places if place.id == "wei-river"]
    assert river.name["zh"] == "潍河"
    assert river.geometry
    assert river.geometry.bounds[0] > 119.3


def test_white_glyphs_read_on_every_layer(hanting: Content) -> None:
    for layer in hanting.project.layers:
        assert contrast(layer.colour) >= 4.5, layer.id


def contrast(colour: str) -> float:
    """Return the contrast of a colour with white (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
