"""What can be taken from a map is told in one place: files, columns, licences."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.text import page_strings
from tests.opener import Contexts, Opener
from tests.test_page_access import AUDITED_LOOKS, DESK, found
from tests.views import sheet

SITE_STYLE = re.compile("^(marker|stroke|fill)")


def word(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def taken(page: Page, language: str = "en") -> Locator:
    """Return the dialog that tells what can be taken, opened from the downloads by keys."""
    page.get_by_role("button", name=word(language, "download.label")).press("Enter")
    page.get_by_role("button", name=word(language, "take.open")).press("Enter")
    return page.get_by_role("dialog", name=word(language, "take.title"))


@pytest.fixture(scope="module")
def told(hanting: Path, contexts: Contexts) -> Iterator[Locator]:
    """Return the open dialog, for tests that read in it."""
    opener = Opener(contexts)
    yield taken(opener(hanting, "lang=en"))
    opener.close()


def test_the_files_that_it_names_lie_beside_the_page(hanting: Path, told: Locator) -> None:
    files = told.get_by_role("region", name=word("en", "take.files"))
    expect(files.get_by_role("link")).to_have_count(4)
    names = [link.get_attribute("href") or "" for link in files.get_by_role("link").all()]
    assert names == ["hanting.geojson", "hanting.csv", "hanting.gpkg", "datapackage.json"]
    assert all((hanting.parent / name).is_file() for name in names)


def test_every_column_of_the_files_is_told_and_no_other(hanting: Path, told: Locator) -> None:
    with hanting.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        facts = next(csv.reader(file))
    features = json.loads(hanting.with_suffix(".geojson").read_text(encoding="utf-8"))["features"]
    places = {name for each in features for name in each["properties"]}
    columns = {
        name: told.get_by_role("region", name=word("en", f"take.{name}"))
        .get_by_role("code")
        .all_inner_texts()
        for name in ("facts", "places")
    }
    assert sorted(columns["facts"]) == sorted(facts)
    assert {name for name in places if not SITE_STYLE.match(name)} <= set(columns["places"])
    assert {"certainty", "within"} <= places
    assert not re.search(r"\btake\.\w", told.inner_text())


def test_the_licence_of_the_words_and_of_each_data_set_is_told(told: Locator) -> None:
    licences = told.get_by_role("region", name=word("en", "take.licences"))
    for name in ("CC BY 4.0", "OpenStreetMap", "ODbL 1.0", "GeoNames"):
        expect(licences.get_by_text(name, exact=True).first).to_be_visible()
    link = licences.get_by_role("link", name="CC BY 4.0")
    assert "creativecommons.org/licenses/by/4.0" in (link.get_attribute("href") or "")


def test_what_is_known_leads_there_and_the_focus_comes_back(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    page.get_by_role("button", name=word("en", "about.open"), exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=word("en", "take.open")).click()
    dialog = page.get_by_role("dialog", name=word("en", "take.title"))
    expect(dialog.get_by_role("heading", name=word("en", "take.title"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    way = page.get_by_role("button", name=word("en", "about.open"), exact=True)
    expect(way).to_be_focused()


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    AUDITED_LOOKS,
)
def test_axe_finds_nothing(
    hanting: Path, opened: Opener, size: tuple[int, int], language: str, *, dark: bool
) -> None:
    page = opened(hanting, f"lang={language}", size=size, dark=dark)
    if size != DESK:
        sheet("End")(page, language)
    dialog = taken(page, language)
    expect(dialog).to_be_visible()
    assert found(page) == []
    assert dialog.evaluate("node => node.scrollWidth <= node.clientWidth")
