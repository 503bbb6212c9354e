"""Places known by their area on the page and in its edit mode, in a real Chromium."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import build
from geo.outputs import export
from tests.areas import with_areas
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.served import Served, running
from tests.support import in_columns
from tests.test_page_share import download
from tests.test_serve_page import editing, editor, place, save, word

QUARRY = "old-quarry"


@pytest.fixture(scope="module", params=["edited", "columns"])
def built(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> build.BuildResult:
    folder = tmp_path_factory.mktemp("within")
    data = with_areas(folder)
    return build.build(in_columns(data) if request.param == "columns" else data, folder / "maps")


@pytest.fixture(scope="module")
def read(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    opener = Opener(contexts)
    yield opener(built.files[0], "lang=en")
    opener.close()


def test_the_page_knows_what_places_are_shown_in(read: Page) -> None:
    told = read.evaluate(
        linked("""async () => {
          const found = {};
          await atlas.data_data.loadPlaces(atlas.data_data.allPlaces());
          for (const i of atlas.data_data.allPlaces()) {
            const held = atlas.data_data.containers()[atlas.data_data.withinCode(i) - 3];
            const of = ({ area, place }) => area >= 0
              ? atlas.data_data.areas()[area].id : atlas.data_data.idOf(place);
            const id = held && of(held);
            found[atlas.data_data.idOf(i)] = [
              id ?? atlas.data_data.withinCode(i), atlas.data_data.certaintyOf(i)];
          }
          return found;
        }""")
    )
    assert told["mill-shop"] == ["upper-ferry-mill", "area-known"]
    assert told["wood-fair"] == ["north-wood", "area-known"]
    assert told["fen-hut"] == ["moorland", "area-known"]
    assert told["grant-scheme"] == [2, "none"]
    assert told["old-quarry"] == [1, "none"]
    assert told["upper-ferry-mill"] == [0, "certain"]


def test_the_list_says_in_which_area_a_place_lies(read: Page) -> None:
    row = read.locator(".row[data-place=mill-shop]")
    expect(row).to_contain_text("Upper Ferry mill")
    expect(read.locator(f".row[data-place={QUARRY}]")).to_contain_text("Not yet located")


def test_downloads_say_in_what_places_lie(built: build.BuildResult, read: Page) -> None:
    loaded = json.loads(download(read, "en", "geojson"))
    assert loaded == json.loads(export.to_geojson(built.content))
    assert download(read, "en", "csv") == "".join(export.iter_csv(built.content))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(with_areas(tmp_path_factory.mktemp("served"))) as served:
        yield served


@pytest.fixture
def restored(server: Served) -> Iterator[Path]:
    with server.restored():
        yield server.data


@pytest.mark.usefixtures("restored")
def test_an_area_is_chosen_from_a_list(server: Served, opened: Opener) -> None:
    page = editing(server, opened, f"&feature={QUARRY}")
    editor(page).get_by_label(word("edit.place.within"), exact=True).select_option("North wood")
    method = editor(page).get_by_label(word("edit.place.located_by"))
    expect(method).to_have_value("within")
    editor(page).get_by_label(word("edit.place.within_source"), exact=True).fill("gazette:1-9")
    save(page)
    held = place(server, QUARRY)["properties"]
    assert (held["within"], held["located_by"]) == ("north-wood", "within")


@pytest.mark.usefixtures("restored")
def test_an_area_is_chosen_by_pressing_it_on_the_map(server: Served, opened: Opener) -> None:
    page = editing(server, opened, f"&feature={QUARRY}#17/50.165/8.275")
    editor(page).get_by_role("button", name=word("edit.within.pick")).click()
    expect(page.locator(".folium-map")).to_be_focused()
    page.keyboard.press("Enter")  # the middle of the map
    expect(page.locator(".voice")).to_have_text(word("edit.within.chosen", name="North wood"))
    field = editor(page).get_by_label(word("edit.place.within"), exact=True)
    expect(field).to_have_value("north-wood")
