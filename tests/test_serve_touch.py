"""The map edited with fingers on a phone: touches as Chromium gets them from a screen."""

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.opener import Opener
from tests.served import Served, running
from tests.support import county, replaced
from tests.test_serve_page import LAYER, SLOW_MS, editing, editor, newer, place, word

PHONE = (390, 844)
HELD_S = 1.0
"""Of a long press."""
ABOVE = 44
"""Pixels above the finger where a place of the shelf is dropped."""
PLACES = [f"lost-{number}" for number in range(80)]


@pytest.fixture(scope="module")
def touched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(county(tmp_path_factory.mktemp("touched"))) as served:
        yield served


@pytest.fixture
def server(touched: Served) -> Iterator[Served]:
    """Return the server; put back what a test has changed."""
    with touched.restored():
        yield touched


class Finger:
    """One finger, or two, on the screen."""

    def __init__(self, page: Page) -> None:
        self.screen: Any = page.context.new_cdp_session(page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self.screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def draw(self, *way: tuple[float, float]) -> None:
        """Put a finger down and move it along a way; it stays on the screen."""
        self.touch("touchStart", way[0])
        for (x, y), (to_x, to_y) in pairwise(way):
            for part in range(1, 9):
                self.touch("touchMove", (x + (to_x - x) * part / 8, y + (to_y - y) * part / 8))
                time.sleep(0.016)

    def drag(self, *way: tuple[float, float]) -> None:
        self.draw(*way)
        self.touch("touchEnd")

    def hold(self, at: tuple[float, float]) -> None:
        self.touch("touchStart", at)
        time.sleep(HELD_S)
        self.touch("touchEnd")


def middle(node: Locator) -> tuple[float, float]:
    box = node.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def beside(at: tuple[float, float], x: float, y: float) -> tuple[float, float]:
    return at[0] + x, at[1] + y


def test_a_finger_drops_a_place_of_the_shelf_above_itself(server: Served, opened: Opener) -> None:
    page = editing(server, opened, size=PHONE)
    page.locator(".dock-toggle").press("Enter")
    chip = page.locator(".chip[data-place=old-quarry]")
    finger, start, end = Finger(page), middle(chip), (230.0, 330.0)
    finger.draw(start, beside(start, 60, 0), end)
    expect(page.locator(".shelf-ghost")).to_be_visible()
    seen = middle(page.locator(".shelf-ghost .sign"))
    assert seen == pytest.approx(beside(end, 0, -ABOVE), abs=2)
    finger.touch("touchEnd")
    expect(editor(page).locator("#edit-lon")).not_to_have_value("")
    assert middle(page.locator(".sketch-pin .sign")) == pytest.approx(seen, abs=2)
    expect(page.locator(".shelf-ghost")).to_have_count(0)


def test_a_second_finger_drops_nothing(server: Served, opened: Opener) -> None:
    page = editing(server, opened, size=PHONE)
    page.locator(".dock-toggle").press("Enter")
    start = middle(page.locator(".chip[data-place=old-quarry]"))
    finger = Finger(page)
    finger.draw(start, beside(start, 60, 0), (230, 330))
    expect(page.locator(".shelf-ghost")).to_be_visible()
    finger.touch("touchStart", (230, 330), (300, 400))
    finger.touch("touchMove", (230, 330))
    expect(page.locator(".shelf-ghost")).to_be_visible()
    expect(editor(page)).to_be_hidden()
    finger.touch("touchEnd")


def test_the_shelf_still_scrolls_under_a_finger(tmp_path_factory: Any, opened: Opener) -> None:  # noqa: ANN401
    data = crowded(tmp_path_factory)
    with running(data) as served:
        page = editing(served, opened, size=PHONE)
        finger = Finger(page)
        page.locator(".dock-toggle").press("Enter")
        expect(page.locator(".dock")).to_have_class(re.compile("is-wide"))
        chip = middle(page.locator(".chip").nth(8))
        finger.drag(chip, beside(chip, 0, -120))
        scrolled(page, ".dock", "scrollTop")
        expect(page.locator(".edit-count")).to_have_count(0)
        expect(editor(page)).to_be_hidden()
        chip = middle(page.locator(".chip[data-place=lost-25]"))
        finger.draw(chip, beside(chip, 60, 0), (230, 150))
        expect(page.locator(".shelf-ghost")).to_be_visible()
        finger.touch("touchEnd")
        expect(editor(page).locator("#edit-lon")).to_be_visible()


def crowded(tmp_path_factory: Any) -> Any:  # noqa: ANN401
    """Return the tiny county with many places that are not located."""
    lost = "".join(
        f'{{"type": "Feature", "id": "{each}", "properties": {{"id": "{each}", "name": "{each}", '
        '"kind": "mill", "state": "open", "located_by": "none"}, "geometry": null},\n'
        for each in PLACES
    )
    data = county(tmp_path_factory.mktemp("crowded"))
    return replaced(data, LAYER, '"features": [\n', f'"features": [\n{lost}')


def scrolled(page: Page, selector: str, way: str) -> None:
    far = f"() => document.querySelector('{selector}').{way} > 40"
    page.wait_for_function(far, timeout=SLOW_MS)


def test_a_finger_moves_a_pin_and_its_radius(server: Served, opened: Opener) -> None:
    page = editing(server, opened, "#14/50.14/8.2", size=PHONE)
    finger = Finger(page)
    pin = middle(page.locator('.pin[aria-label^="Upper Ferry mill"] .sign'))
    before = place(server)["geometry"]["coordinates"]
    finger.drag(pin, beside(pin, 40, -50))
    expect(editor(page)).to_contain_text("north-east")
    lon = float(editor(page).locator("#edit-lon").input_value())
    moved = middle(page.locator(".sketch-pin .sign"))
    finger.drag(moved, beside(moved, 20, 0))
    expect(editor(page).locator("#edit-lon")).not_to_have_value(str(lon))
    field = editor(page).get_by_label(word("edit.place.uncertainty_m"))
    field.fill("500")
    handle = middle(page.locator(".sketch-handle-body"))
    finger.drag(handle, beside(handle, 30, 0))
    expect(field).not_to_have_value("500")
    saved(page)
    told = place(server)
    assert told["geometry"]["coordinates"][0] > before[0]
    assert told["properties"]["uncertainty_m"] > 500


def test_fingers_move_add_and_remove_corners(server: Served, opened: Opener) -> None:
    page = editing(server, opened, "&feature=chapel-path", size=PHONE)
    finger, corners = Finger(page), page.locator(".corner-handle")
    expect(corners).to_have_count(3, timeout=SLOW_MS)
    corner = middle(corners.nth(1).locator(".corner-dot"))
    finger.drag(corner, beside(corner, -20, -30))
    expect(page.locator(".edit-count")).to_be_visible()
    between = middle(page.locator(".middle-handle").first.locator(".corner-dot"))
    finger.drag(between, beside(between, 0, 40))
    expect(corners).to_have_count(4)
    finger.hold(middle(corners.nth(1).locator(".corner-dot")))
    expect(corners).to_have_count(3)
    saved(page)
    line = place(server, "chapel-path")["geometry"]["coordinates"]
    assert len(line) == 3
    assert line[1] != [8.24, 50.16]


def saved(page: Page) -> None:
    newer(page, editor(page).get_by_role("button", name=word("edit.save"), exact=True).tap)
