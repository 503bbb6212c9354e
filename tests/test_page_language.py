"""The language that the page opens in: a link's, the one chosen last, the browser's, English."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.linked import linked
from tests.opener import Opener
from tests.views import whole


def spoken(page: Page) -> str:
    """Return the language of the page once it is built."""
    whole(page)
    found: str = page.evaluate("document.documentElement.lang")
    return found


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("zh-Hans-SG", "zh-CN"), ("en-GB", "en"),
     ("fr-FR", "en"), ("zha", "en")],
)  # fmt: skip
def test_it_is_the_readers_where_the_map_has_it_else_english(
    hanting: Path, opened: Opener, locale: str, language: str
) -> None:
    assert spoken(opened(hanting, locale=locale)) == language


def test_of_several_the_reader_reads_the_first_that_the_map_has_counts(
    hanting: Path, opened: Opener
) -> None:
    languages = "Object.defineProperty(navigator, 'languages', { value: ['ja', 'zh-Hant', 'en'] });"
    assert spoken(opened(hanting, locale="en-GB", before=languages)) == "zh-CN"


def test_a_map_with_neither_opens_in_its_first(hanting: Path, opened: Opener) -> None:
    page = opened(hanting)
    whole(page)
    page.evaluate(linked("atlas.core_strings.init({}, ['de', 'zh'])"))
    assert page.evaluate(linked("atlas.core_strings.findSuitableLanguage(['fr-FR', 'ja'])")) == "de"


def test_a_link_that_names_one_decides(hanting: Path, opened: Opener) -> None:
    assert spoken(opened(hanting, "lang=zh", locale="en-GB")) == "zh-CN"


def test_an_embedded_map_speaks_the_readers_language(hanting: Path, opened: Opener) -> None:
    assert spoken(opened(hanting, "embed=1", locale="en-GB")) == "en"


def test_the_readers_choice_is_remembered(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, locale="en-GB")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.goto(hanting.resolve().as_uri())
    assert spoken(page) == "zh-CN"


def test_the_file_itself_says_the_first_language(hanting: Path) -> None:
    assert '<html lang="zh-CN">' in hanting.read_text(encoding="utf-8")
