"""The still picture: the same bytes each time, drawn where things are."""

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from geo.content import loader
from geo.content.content_tables import ContentTables
from geo.outputs import preview_image, web_metadata
from geo.page.data.initial_clusters import project_mercator
from tests.areas import with_areas
from tests.support import COUNTY


def test_two_pictures_are_equal_and_of_the_size_that_previews_ask_for() -> None:
    moorland = loader.build_content(loader.read_folder(COUNTY))
    drawn = preview_image.draw_preview(moorland)
    assert drawn == preview_image.draw_preview(moorland)
    assert Image.open(io.BytesIO(drawn)).size == web_metadata.PICTURE_SIZE


def test_each_located_place_has_its_colour_in_the_picture() -> None:
    moorland = loader.build_content(loader.read_folder(COUNTY))
    image = Image.open(io.BytesIO(preview_image.draw_preview(moorland)))
    colours = {colour for _, colour in image.getcolors(maxcolors=1 << 20) or []}
    assert (0x7A, 0x3E, 0x00) in colours


def test_a_place_known_by_its_area_has_a_square_there(tmp_path: Path) -> None:
    bare = loader.build_content(loader.read_folder(with_areas(tmp_path)))
    places = bare.tables.places.assign(container=-1)
    without = replace(bare, tables=replace(bare.tables, places=places))
    assert preview_image.draw_preview(bare) != preview_image.draw_preview(without)


def test_north_is_up_and_east_is_right() -> None:
    assert project_mercator(8, 51)[1] < project_mercator(8, 50)[1]
    assert project_mercator(9, 50)[0] > project_mercator(8, 50)[0]


def test_a_map_without_positions_is_still_drawn() -> None:
    moorland = loader.build_content(loader.read_folder(COUNTY))
    places = moorland.tables.places
    held = ContentTables(places[places.geometry.isna()], moorland.tables.facts.iloc[:0])
    bare = loader.Content(moorland.project, held, ())
    assert preview_image.draw_preview(bare).startswith(b"\x89PNG")
