"""A page of so many places that names are several blocks: a worker searches, lists are long."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypinyin import lazy_pinyin

from geo import build
from tests.bench import country, writing
from tests.opener import Opener

PLACES = 6000
REFUSALS = {
    "worker": "",
    "no worker": "delete window.Worker",
    "it throws": "window.Worker = class { constructor() { throw new Error('refused') } }",
    "it fails": """window.Worker = class extends EventTarget {
        constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("error"))) }
    }""",
}


@pytest.fixture(scope="module")
def made() -> country.Country:
    return country.make(PLACES)


@pytest.fixture(scope="module")
def page_file(made: country.Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    return build.build(writing.write(made, folder / "data"), folder / "maps").files[0]


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def searched(page: Page, query: str) -> Locator:
    """Type a query, wait until all facts have been searched, and return the options."""
    box(page).fill(query)
    expect(page.locator("#find-list")).to_have_attribute("aria-busy", "false", timeout=20_000)
    return page.get_by_role("listbox").get_by_role("option")


def rows(page: Page) -> Locator:
    return page.locator(".is-long .row")


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_facts_are_found_across_blocks_with_and_without_a_worker(
    page_file: Path, opened: Opener, made: country.Country, refusal: str
) -> None:
    page = opened(page_file)
    expect(box(page)).to_be_visible()
    page.evaluate(f"() => {{ {refusal} }}")
    for fact in (made.facts.iloc[0], made.facts.iloc[-1]):
        found = searched(page, fact["zh"][:14])
        assert fact["place"] in [each.get_attribute("data-place") for each in found.all()]


def test_a_place_is_found_by_name_and_by_its_pinyin_and_the_first_letters_of_it(
    page_file: Path, opened: Opener, made: country.Country
) -> None:
    place = made.places.iloc[-1]
    syllables = lazy_pinyin(place["name"])
    page = opened(page_file)
    for query in (place["name"], "".join(syllables), "".join(each[0] for each in syllables)):
        found = searched(page, query)
        assert place["id"] in [each.get_attribute("data-place") for each in found.all()]


def test_a_link_opens_a_place_of_a_late_block(
    page_file: Path, opened: Opener, made: country.Country
) -> None:
    place = made.places[made.places["geometry"].isna()].iloc[-1]
    page = opened(page_file, f"feature={place['id']}")
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_have_text(place["name"])
    expect(page.locator(".row[aria-current]")).to_have_attribute("data-place", place["id"])


def test_only_rows_in_sight_are_made_and_keys_reach_the_last(
    page_file: Path, opened: Opener
) -> None:
    page = opened(page_file)
    page.locator(".group-name").nth(3).click()
    expect(rows(page).first).to_have_attribute("data-place", re.compile("."))
    total = int(str(page.locator(".is-long li").first.get_attribute("aria-setsize")))
    assert rows(page).count() < total
    rows(page).first.focus()
    page.keyboard.press("End")
    last = page.locator(f".is-long li[aria-posinset='{total}'] .row")
    expect(last).to_be_focused()
    expect(last).to_have_attribute("data-place", re.compile("."))
    page.keyboard.press("ArrowUp")
    expect(page.locator(f".is-long li[aria-posinset='{total - 1}'] .row")).to_be_focused()
    assert page.locator(".is-long .row[tabindex='0']").count() == 1


def test_filters_hide_results_and_say_how_many(page_file: Path, opened: Opener) -> None:
    page = opened(page_file, "states=planned")
    searched(page, "石桥")
    expect(page.locator(".find-rest")).to_contain_text("被筛选或图层开关隐藏")
