"""The short story: a reader goes from stop to stop, by buttons, keys and swipes, and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.content import loader
from geo.text import page_strings
from tests.opener import Contexts, Opener
from tests.support import DATA
from tests.test_page_access import AUDITED_LOOKS, PHONE, found
from tests.test_page_print import flat, printed

STOPS = loader.read_folder(DATA).project.stops


def word(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def story(page: Page, number: int, language: str = "en") -> Locator:
    """Return the story at a stop, once it is told."""
    told = page.get_by_role("region", name=STOPS[number - 1].title[language], exact=True)
    expect(told).to_contain_text(word(language, "story.place", k=str(number), n=str(len(STOPS))))
    return told


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=word("en", key), exact=True).click()


@pytest.fixture(scope="module")
def read(hanting: Path, contexts: Contexts) -> Iterator[Page]:
    """Return a page in which one test after another reads the story."""
    opener = Opener(contexts)
    yield opener(hanting, "lang=en")
    opener.close()


def go(page: Page, number: int) -> Locator:
    """Go to a stop by an address, and return the story there."""
    page.evaluate("number => { location.hash = `stop=${number}`; }", number)
    return story(page, number)


def test_hanting_has_eight_to_ten_stops() -> None:
    assert 8 <= len(STOPS) <= 10
    assert all(set(stop.title) == set(stop.words) == {"zh", "en"} for stop in STOPS)
    assert all(stop.figures for stop in STOPS)


def test_a_reader_goes_on_and_back_and_closes(read: Page) -> None:
    page = read
    press_open = page.get_by_role("button", name=word("en", "story.open", n=str(len(STOPS))))
    press_open.click()
    heading = story(page, 1).get_by_role("heading", name=STOPS[0].title["en"])
    expect(heading).to_be_focused()
    press(page, "story.next")
    story(page, 2)
    page.wait_for_url(re.compile("stop=2"))
    page.keyboard.press("ArrowRight")
    told = story(page, 3)
    expect(told).to_contain_text("413")
    page.keyboard.press("ArrowLeft")
    story(page, 2)
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(press_open).to_be_focused()
    page.wait_for_url(lambda url: "stop=" not in url)


def test_the_ends_say_that_they_are_ends(read: Page) -> None:
    told = go(read, len(STOPS))
    last = told.get_by_role("button", name=word("en", "story.next"))
    expect(last).to_have_attribute("aria-disabled", "true")
    last.press("ArrowRight")
    story(read, len(STOPS))


def test_the_places_of_a_stop_stand_on_the_free_part_of_the_map(read: Page) -> None:
    box = go(read, 2).bounding_box()
    pin = read.locator(".pin[data-place=weifang-north-station], [data-place=weifang-north-station]")
    mark = pin.last.bounding_box()
    assert box
    assert mark
    assert mark["x"] + mark["width"] < box["x"]


@pytest.mark.parametrize("size", [PHONE, (768, 1024)])
def test_where_a_stop_lies_below_the_map_its_places_stand_clear_of_it_and_the_buttons(
    hanting: Path, opened: Opener, size: tuple[int, int]
) -> None:
    page = opened(hanting, "lang=en&stop=2", size=size)
    box = story(page, 2).bounding_box()
    buttons = page.get_by_role("group", name=word("en", "controls.label")).bounding_box()
    mark = page.locator(".pin-body[data-place=weifang-north-station] .sign").bounding_box()
    assert box
    assert buttons
    assert mark
    assert buttons["y"] + buttons["height"] < box["y"]
    assert mark["y"] + mark["height"] < box["y"]
    assert mark["x"] > buttons["x"] + buttons["width"]


def test_a_place_of_a_stop_opens_and_the_story_waits_behind_it(read: Page) -> None:
    told = go(read, 4)
    told.get_by_role("button", name="New Biomaterials Industrial Park").click()
    card = read.get_by_role("dialog", name="New Biomaterials Industrial Park")
    card.get_by_role("button", name=word("en", "popup.close")).click()
    expect(card).to_be_hidden()
    expect(told).to_be_visible()


def test_a_swipe_goes_on(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=zh&stop=1", size=PHONE)
    told = story(page, 1, "zh")
    told.evaluate(
        """node => {
            const at = (type, x) => node.dispatchEvent(new PointerEvent(type,
                { pointerType: "touch", clientX: x, clientY: 600, bubbles: true }));
            at("pointerdown", 300);
            at("pointerup", 180);
        }"""
    )
    story(page, 2, "zh")


def test_a_frame_opens_at_a_stop_and_an_unknown_one_is_told(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en&embed=1&stop=3", size=(700, 450))
    story(page, 3)
    way = page.get_by_role("link", name=word("en", "embed.open")).get_attribute("href") or ""
    assert "stop=3" in way
    page = opened(hanting, "lang=en&stop=99")
    expect(page.get_by_role("status").filter(has_text="99")).to_be_visible()


def test_paper_has_every_stop_with_its_facts(read: Page) -> None:
    go(read, 1)
    read.locator("html.story-read").wait_for(state="attached")
    text = "".join(printed(read))
    for stop in STOPS:
        assert flat(stop.title["en"]) in text
        assert flat(stop.words["en"]) in text


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    AUDITED_LOOKS,
)
def test_axe_finds_nothing(
    hanting: Path, opened: Opener, size: tuple[int, int], language: str, *, dark: bool
) -> None:
    page = opened(hanting, f"lang={language}&stop=4", size=size, dark=dark)
    told = story(page, 4, language)
    assert found(page) == []
    assert told.evaluate("node => node.scrollWidth <= node.clientWidth")
