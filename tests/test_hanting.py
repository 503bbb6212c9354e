"""The content of this map: cited, in our own words, in both languages, honest about positions."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from geo import check, content
from geo.content import Content
from geo.places import Certainty
from tests.support import ARTICLE, DATA, ROOT

RUN = 22
"""Characters in a row, blanks left out, that count as a copied sentence."""

needs_article = pytest.mark.skipif(
    not ARTICLE.exists(), reason="the cited article is not part of the repository"
)


@pytest.fixture(scope="module")
def hanting() -> Content:
    return check.checked(content.read(DATA))[0]


@needs_article
def test_every_figure_stands_where_it_is_cited() -> None:
    _, told = check.checked(content.read(DATA, ARTICLE))
    assert told == []


@needs_article
def test_no_sentence_of_the_article_is_in_the_repository() -> None:
    article = squeezed(ARTICLE)
    runs = {article[start : start + RUN] for start in range(len(article) - RUN + 1)}
    skipped = {".git", ".venv", "maps", "article", "__pycache__", ".hypothesis"}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts):
            text = squeezed(path)
            here = {text[start : start + RUN] for start in range(len(text) - RUN + 1)}
            assert not here & runs, path


def squeezed(path: Path) -> str:
    return re.sub(r"\s", "", path.read_bytes().decode("utf-8", "replace"))


def test_nothing_is_left_to_warn_of() -> None:
    assert check.checked(content.read(DATA))[1] == []


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
