"""The still picture: the same bytes each time, drawn where things are."""

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from geo import content, picture, publish
from geo.page.overview import mercator
from geo.table import Table
from tests.areas import with_areas
from tests.support import COUNTY


def test_two_pictures_are_equal_and_of_the_size_that_previews_ask_for() -> None:
    moorland = content.typed(content.read(COUNTY))
    drawn = picture.draw(moorland)
    assert drawn == picture.draw(moorland)
    assert Image.open(io.BytesIO(drawn)).size == publish.PICTURE


def test_each_located_place_has_its_colour_in_the_picture() -> None:
    moorland = content.typed(content.read(COUNTY))
    image = Image.open(io.BytesIO(picture.draw(moorland)))
    colours = {colour for _, colour in image.getcolors(maxcolors=1 << 20) or []}
    assert (0x7A, 0x3E, 0x00) in colours


def test_a_place_known_by_its_area_has_a_square_there(tmp_path: Path) -> None:
    bare = content.typed(content.read(with_areas(tmp_path)))
    places = bare.tables.places.assign(container=-1)
    without = replace(bare, tables=replace(bare.tables, places=places))
    assert picture.draw(bare) != picture.draw(without)


def test_north_is_up_and_east_is_right() -> None:
    assert mercator(8, 51)[1] < mercator(8, 50)[1]
    assert mercator(9, 50)[0] > mercator(8, 50)[0]


def test_a_map_without_positions_is_still_drawn() -> None:
    moorland = content.typed(content.read(COUNTY))
    places = moorland.tables.places
    held = Table(places[places.geometry.isna()], moorland.tables.facts.iloc[:0])
    bare = content.Content(moorland.project, held, ())
    assert picture.draw(bare).startswith(b"\x89PNG")
