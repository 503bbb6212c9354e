"""The first picture of a crowded map, drawn as the build worked it out before places are read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo import build
from tests.bench import country, writing
from tests.linked import linked
from tests.opener import Opener
from tests.server import serving
from tests.views import word

PLACES = 3_000
PAGE = "country.html"
DRAWN = linked("""
    window.pictures = [];
    const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        pictures.push({ whole: atlas.map_spatial_index.isReady(), written: [] });
        return clearRect.apply(this, box);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        pictures.at(-1)?.written.push([text, x, y]);
        return fillText.call(this, text, x, y);
    };
""")
"""Notes each picture of the canvas: what is written where, and whether all places were at hand."""
SEEN = "() => performance.getEntriesByName('first-marker').length"
FREE = linked("""() => {
    const { left, top } = document.querySelector('.leaflet-map-pane').getBoundingClientRect();
    const over = ({ x, y }) => document.elementFromPoint(x + left, y + top);
    const free = (item) => over(item)?.closest('.leaflet-container');
    const { x, y } = atlas.map_cluster_canvas.drawnItems().find((item) => item.i < 0 && free(item));
    return [x + left, y + top];
}""")
"""Where in the window a cluster is that nothing covers."""
CLOSER = "() => parseFloat(document.querySelector('.cloud').style.transform.split('scale(')[1]) > 1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a map as one file, and once more beside a folder of its data."""
    root = tmp_path_factory.mktemp("overview")
    data = writing.write(country.make(PLACES), root / "data")
    build.build(data, root / "one")
    described = (data / "map.toml").read_text(encoding="utf-8")
    (data / "map.toml").write_text(f"folder_above = 1000\n{described}", encoding="utf-8")
    build.build(data, root / "many")
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder / "many") as root:
        yield f"{root}{PAGE}"


def whole(page: Page) -> Page:
    """Wait until the desk is there, and so the places."""
    page.locator(".find-input").wait_for(state="attached")
    return page


def pictures(page: Page) -> tuple[list[list[Any]], list[list[Any]]]:
    """Return what was written before all places were at hand, and first of all after it."""
    drawn = page.evaluate("pictures.filter(({ written }) => written.length)")
    before = [sorted(each["written"]) for each in drawn if not each["whole"]]
    after = [sorted(each["written"]) for each in drawn if each["whole"]]
    return (before or [[]])[0], after[0]


@pytest.mark.parametrize("widths", [(320, 390), (1024, 1440, 1920)], ids=["phones", "desks"])
def test_the_first_picture_is_that_of_the_places_themselves(
    folder: Path, opened: Opener, widths: tuple[int, ...]
) -> None:
    page = opened("about:blank", size=(widths[0], 850), before=DRAWN)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 850})
        page.goto((folder / "one" / PAGE).as_uri())
        first, second = pictures(whole(page))
        assert len(first) > 3, width
        assert [text for text, *_ in first] == [text for text, *_ in second], width
        for (_, x, y), (_, other_x, other_y) in zip(first, second, strict=True):
            assert (x, y) == pytest.approx((other_x, other_y), abs=0.11), width


def test_a_link_to_something_else_waits_for_the_places(folder: Path, opened: Opener) -> None:
    at = country.make(PLACES).places.geometry.dropna().iloc[0].representative_point()
    page = opened("about:blank", before=DRAWN)
    for query in ("?states=open", "?layers=roads", f"?#10.5/{at.y}/{at.x}"):
        page.goto(f"{(folder / 'one' / PAGE).as_uri()}{query}")
        whole(page)
        assert page.evaluate("pictures.length || document.querySelector('.pin') !== null"), query
        assert page.evaluate("pictures.every(({ whole }) => whole)"), query


def test_clusters_are_seen_and_opened_while_the_places_are_on_their_way(
    address: str, opened: Opener
) -> None:
    page = opened(address, "lang=en", held=re.compile("map-columns"))
    page.wait_for_function(SEEN)
    assert (
        page.evaluate(
            linked("atlas.map_cluster_canvas.drawnItems().reduce((sum, { n }) => sum + n, 0)")
        )
        > PLACES * 0.9
    )
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".find-input")).to_have_count(0)
    page.mouse.click(*page.evaluate(FREE))
    page.wait_for_function(CLOSER)
    opened.release()
    named = whole(page).get_by_role("group", name="Places on the map")
    expect(named.get_by_role("button").first).to_be_attached()


def test_a_folder_that_breaks_off_after_the_first_picture_is_told_of(
    address: str, opened: Opener
) -> None:
    page = opened(address, held=re.compile("map-columns"), refused=re.compile("map-columns"))
    page.wait_for_function(SEEN)
    for _ in range(2):  # what could not be had is asked for once more
        while not opened.waiting:
            page.wait_for_timeout(50)
        opened.waiting.pop().abort()
    expect(page.get_by_role("alert")).to_contain_text(word("zh", "data.gone"))
    expect(page.get_by_role("table").first).to_be_visible()
