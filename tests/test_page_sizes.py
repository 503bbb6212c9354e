"""Areas to the map's scale: in the card, and in a tray over the map that places nothing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener
from tests.test_page_access import AUDITED_LOOKS, found

PARK, AREA = "biomaterials-park", 6100 * 10000 / 15
CARE = "health-care-area"


def word(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def lay(page: Page, language: str = "en") -> Locator:
    """Lay the first area of the open card over the map; return the tray."""
    page.get_by_role("button", name=word(language, "sizes.open")).first.click()
    tray = page.get_by_role("region", name=word(language, "sizes.title"))
    expect(tray).to_be_visible()
    return tray


def square(tray: Locator, name: str) -> Locator:
    return tray.get_by_role("button", name=re.compile(f"^{name}.*Arrow keys"))


def side(button: Locator) -> float:
    box = button.locator(".scale-square").bounding_box()
    assert box
    return box["width"]


def test_the_square_has_its_area_at_every_zoom(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, f"lang=en&feature={PARK}")
    tray = lay(page)
    for _ in range(2):
        metres = page.evaluate(
            linked("""() => {
                const map = atlas.map_view.leafletMap();
                const { x, y } = map.getSize();
                const at = (dx) => map.containerPointToLatLng([x / 2 + dx, y / 2]);
                return map.distance(at(0), at(100)) / 100;
            }""")
        )
        assert (side(square(tray, "New Biomaterials")) * metres) ** 2 == pytest.approx(AREA, 0.1)
        page.evaluate(linked("atlas.map_view.leafletMap().setZoom(13, { animate: false })"))


def test_two_lie_side_by_side_and_either_is_taken_out(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, f"lang=en&feature={PARK}")
    tray = lay(page)
    expect(square(tray, "New Biomaterials")).to_be_focused()
    page.evaluate("location.hash += '&feature=health-care-area'")
    expect(page.get_by_role("dialog", name="Health and Elderly-care Area")).to_be_visible()
    lay(page)
    first, second = square(tray, "New Biomaterials"), square(tray, "Health and Elderly")
    assert (side(first) / side(second)) ** 2 == pytest.approx(6100 / 3300, 0.1)
    tray.get_by_role("button", name="Take New Biomaterials").click()
    expect(first).to_have_count(0)
    tray.get_by_role("button", name=word("en", "sizes.close")).click()
    expect(tray).to_be_hidden()


def test_a_square_follows_pointer_and_keys_and_goes_back(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, f"lang=en&feature={PARK}")
    moved = square(lay(page), "New Biomaterials")
    home = moved.bounding_box()
    assert home
    page.mouse.move(home["x"] + 10, home["y"] + 10)
    page.mouse.down()
    page.mouse.move(home["x"] + 110, home["y"] + 210)
    box = moved.bounding_box()
    assert box
    assert (box["x"] - home["x"], box["y"] - home["y"]) == pytest.approx((100, 200), abs=1)
    page.mouse.up()
    assert moved.bounding_box() == home
    for key in ("ArrowDown", "Shift+ArrowRight"):
        moved.press(key)
    box = moved.bounding_box()
    assert box
    assert (box["x"] - home["x"], box["y"] - home["y"]) == pytest.approx((50, 10), abs=1)
    page.keyboard.press("Tab")
    assert moved.bounding_box() == home
    moved.press("Escape")
    expect(page.get_by_role("button", name=word("en", "sizes.open")).first).to_be_focused()


def test_in_a_low_window_the_tray_stands_below_the_buttons_of_the_map(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, f"lang=en&feature={PARK}", size=(720, 450))
    tray = lay(page).bounding_box()
    buttons = page.get_by_role("group", name=word("en", "controls.label")).bounding_box()
    assert tray
    assert buttons
    assert tray["y"] >= buttons["y"] + buttons["height"]


def test_layers_say_their_states_beside_their_bars(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    told = "In use 2, Under construction 4, Not stated 1"
    row = page.get_by_role("button", name=re.compile("^Industrial parks"))
    expect(row).to_have_accessible_name(re.compile(told))
    page.get_by_role("tab", name=re.compile("Figures")).click()
    chart = page.locator("[data-chart=states]").get_by_role("listitem")
    expect(chart.filter(has_text="Industrial parks")).to_contain_text(told)


def test_what_states_no_area_has_no_square(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en&feature=weifang-headquarters-base")
    expect(page.get_by_role("dialog")).to_contain_text("413")
    expect(page.get_by_role("button", name=word("en", "sizes.open"))).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    AUDITED_LOOKS,
)
def test_axe_finds_nothing_and_nothing_lies_over_the_tray(
    hanting: Path, opened: Opener, size: tuple[int, int], language: str, *, dark: bool
) -> None:
    page = opened(hanting, f"lang={language}&feature={PARK}", size=size, dark=dark)
    tray = lay(page, language)
    assert found(page) == []
    covered = tray.get_by_role("button").evaluate_all(
        """all => all.filter((node) => {
            const { left, top, width, height } = node.getBoundingClientRect();
            return !node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }).map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert covered == []
