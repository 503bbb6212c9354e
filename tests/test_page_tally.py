"""Places known only by area: a square each on the area's name, its list, its hatch, its card."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.content.places import Certainty
from geo.text import page_strings
from tests.areas import with_areas
from tests.opener import Contexts, Opener
from tests.views import whole

SIZES = {"desk": (1440, 900), "tablet": (768, 1024), "phone": (390, 844)}

DRAWN = """() => {
  const stage = document.querySelector('#map-stage').getBoundingClientRect();
  const seen = (node) => {
    // a marker's body has no size, what is around it has
    const box = (node.closest(".pin") ?? node).getBoundingClientRect();
    const { left, right, top, bottom, width, height } = box;
    return (width || height) && right > stage.left && left < stage.right
      && bottom > stage.top && top < stage.bottom;
  };
  const nodes = [...document.querySelectorAll('#map-stage [data-number]')].filter(seen);
  return [...new Set(nodes.map((node) => Number(node.dataset.number)))];
}"""
"""Numbers of the places that something on the map stands for, within what is seen of it."""


@pytest.fixture(scope="module")
def hanting(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


@pytest.fixture(scope="module")
def moorland(tmp_path_factory: pytest.TempPathFactory) -> build.BuildResult:
    folder = tmp_path_factory.mktemp("moorland")
    return build.build(with_areas(folder), folder / "maps")


@pytest.fixture(scope="module")
def county_page(hanting: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return Hanting's page, in which one test looks after another."""
    opener = Opener(contexts)
    yield ready(opener(hanting.files[0], "lang=en"))
    opener.close()


@pytest.fixture(scope="module")
def moor_page(moorland: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return the page of the moorland, likewise."""
    opener = Opener(contexts)
    yield ready(opener(moorland.files[0], "lang=en"))
    opener.close()


def word(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def ready(page: Page) -> Page:
    whole(page)
    page.locator(".tally-button").first.wait_for()
    return page


def tally(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{re.escape(name)}: \\d+ place"))


def squares(button: Locator) -> list[int]:
    numbers: list[int] = button.locator(".tally-square").evaluate_all(
        "nodes => nodes.map((node) => Number(node.dataset.number))"
    )
    return numbers


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [("desk", "zh", False), ("tablet", "en", False), ("phone", "en", True)],
)
def test_every_place_is_drawn_or_tallied_in_the_first_view(
    hanting: build.BuildResult, opened: Opener, size: str, language: str, *, dark: bool
) -> None:
    page = ready(opened(hanting.files[0], f"lang={language}", size=SIZES[size], dark=dark))
    places = hanting.content.tables.places
    subject = int(places.index[places["id"] == hanting.content.project.subject][0])
    expect(page.locator(".is-subject .tally-button")).to_be_visible()
    assert {*page.evaluate(DRAWN), subject} == set(range(len(places)))


def test_every_industrial_park_is_on_the_map(hanting: build.BuildResult, county_page: Page) -> None:
    places = hanting.content.tables.places
    parks = set(places.index[places["layer"] == "industry"])
    assert len(parks) == 7
    assert parks <= set(county_page.evaluate(DRAWN))


def test_no_place_is_drawn_both_as_a_point_and_as_a_square(
    hanting: build.BuildResult, county_page: Page
) -> None:
    drawn = county_page.locator("#map-stage :is(.tally, .dock) .tally-square").evaluate_all(
        "nodes => nodes.map((node) => Number(node.dataset.number))"
    )
    assert max(Counter(drawn).values()) == 1
    certainty = hanting.content.tables.places["certainty"]
    assert {certainty[number] for number in drawn} == {Certainty.AREA, Certainty.NONE}


def test_paper_numbers_the_squares_and_says_what_they_stand_for(
    hanting: build.BuildResult, county_page: Page
) -> None:
    page = county_page
    page.evaluate("() => { window.dispatchEvent(new Event('beforeprint')) }")
    numbers = page.locator("#map-stage .tally .tally-square").all_text_contents()
    assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1))
    keys = page.locator(".paper-areas li")
    places = hanting.content.tables.places
    expect(keys).to_have_count(int(places.geometry.isna().sum()))
    expect(keys.filter(has_text="Xinsong smart park")).to_have_count(1)
    page.evaluate("() => { window.dispatchEvent(new Event('afterprint')) }")
    expect(page.locator("#map-stage .tally .tally-square").first).to_have_text("")


def test_squares_follow_switches_and_filters(hanting: build.BuildResult, county_page: Page) -> None:
    page = county_page
    places = hanting.content.tables.places
    page.get_by_role("switch", name=re.compile("Industrial parks")).click()
    expect(page.locator("#map-stage :is(.tally, .dock) .tally-square")).to_have_count(
        int((places.geometry.isna() & (places["layer"] != "industry")).sum())
    )
    page.get_by_role("switch", name=re.compile("Industrial parks")).click()
    page.get_by_role("button", name=word("en", "filters.button"), exact=True).click()
    page.get_by_role("button", name=re.compile(f"^{word('en', 'state.building')}")).first.click()
    expect(page.locator("#map-stage :is(.tally, .dock) .tally-square")).to_have_count(
        int((places.geometry.isna() & (places["state"] == "building")).sum())
    )


def test_the_list_has_the_area_where_others_have_a_radius(moor_page: Page) -> None:
    rows = moor_page.locator(".row")
    expect(rows.filter(has_text="Wood fair")).to_contain_text("North wood")
    expect(rows.filter(has_text="Grant scheme")).to_contain_text(word("en", "certainty.no-site"))
    expect(rows.filter(has_text="Old quarry")).to_contain_text(word("en", "certainty.none"))


@pytest.mark.parametrize("size", [SIZES["desk"], SIZES["phone"]], ids=["desk", "phone"])
def test_an_area_opens_the_list_of_its_places_and_escape_closes_it(
    moorland: build.BuildResult, opened: Opener, size: tuple[int, int]
) -> None:
    page = ready(opened(moorland.files[0], "lang=en", size=size))
    button = tally(page, "Moorland")
    button.press("Enter")
    listed = page.get_by_role("dialog", name="Moorland")
    expect(listed.get_by_role("button", name="Fen hut")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".area-shape")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(button).to_be_focused()
    button.blur()
    expect(page.locator(".area-shape")).to_have_count(0)


def test_a_place_chosen_from_the_list_fills_its_square_and_hatches_its_area(
    moor_page: Page,
) -> None:
    page = moor_page
    page.evaluate("() => { location.hash = '12.5/50.16/8.27' }")
    tally(page, "North wood").click()
    page.get_by_role("dialog", name="North wood").get_by_role("button", name="Wood fair").click()
    card = page.get_by_role("dialog", name="Wood fair")
    expect(card).to_contain_text("Somewhere in here, 4 km across:")
    expect(card).to_contain_text("North wood")
    expect(page.locator(".tally-square.is-selected")).to_have_count(1)
    expect(page.locator(".area-shape")).to_have_count(1)
    expect(page).to_have_url(re.compile("feature=wood-fair"))


def test_a_place_in_one_of_several_areas_hatches_all_of_them(moor_page: Page) -> None:
    page = moor_page
    page.evaluate("() => { location.hash = 'feature=fen-hut' }")
    card = page.get_by_role("dialog", name="Fen hut")
    expect(card).to_contain_text("Somewhere in one of these:")
    expect(card).to_contain_text("South fen")
    expect(page.locator(".area-shape")).to_have_count(2)


def test_what_is_in_no_known_area_stands_at_the_margin_with_its_reason(moor_page: Page) -> None:
    page = moor_page
    page.get_by_role("button", name=re.compile("^2 places in no known area")).click()
    listed = page.get_by_role("dialog", name=word("en", "tally.outside"))
    unknown, no_site = listed.get_by_role("heading", level=3).all()
    expect(unknown).to_contain_text(word("en", "tally.unknown"))
    expect(no_site).to_contain_text(word("en", "tally.no_site"))
    listed.get_by_role("button", name="Grant scheme").click()
    expect(page.get_by_role("dialog", name="Grant scheme")).to_contain_text(
        word("en", "sure.no-site")
    )


def test_an_area_too_small_to_be_seen_is_counted_in_the_one_around_it(
    moorland: build.BuildResult, opened: Opener
) -> None:
    page = ready(opened(moorland.files[0], "lang=en"))
    far = squares(tally(page, "Moorland"))
    page.evaluate("() => { location.hash = '16/50.16/8.22' }")
    near = tally(page, "Upper Ferry mill")
    expect(near).to_be_visible()
    assert len(squares(near)) == 1
    assert set(squares(near)) < set(far)


def test_a_name_and_its_squares_are_one_target_of_44_pixels(
    hanting: build.BuildResult, opened: Opener
) -> None:
    page = ready(opened(hanting.files[0], "lang=en", size=SIZES["phone"]))
    for box in page.locator(".tally-button").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().toJSON())"
    ):
        assert round(min(box["width"], box["height"]), 2) >= 44


def test_names_of_places_and_areas_run_nothing(tmp_path: Path, opened: Opener) -> None:
    data = with_areas(tmp_path)
    for file in (data / "areas.geojson", data / "layers/works.geojson"):
        text = file.read_text(encoding="utf-8")
        for name in ("North wood", "Wood fair"):
            text = text.replace(f'"name": "{name}"', '"name": "<img src=x onerror=alert(1)>"')
        file.write_text(text, encoding="utf-8")
    page = ready(opened(build.build(data, tmp_path / "maps").files[0], "lang=en#12.5/50.16/8.27"))
    button = page.locator(".tally-button").filter(has_text="<img")
    button.click()
    expect(page.get_by_role("dialog").filter(has_text="<img")).to_be_visible()
