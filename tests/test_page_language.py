"""The language that the page opens in: a link's, the one chosen last, the browser's, English."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import build, cli
from tests.elsewhere import expect_remembered
from tests.linked import linked
from tests.opener import Opener
from tests.views import whole


def spoken(page: Page) -> str:
    """Return the language of the page once it is built."""
    whole(page)
    found: str = page.evaluate("document.documentElement.lang")
    return found


@pytest.mark.parametrize(("locale", "language"), [("zh-TW", "zh-CN"), ("fr-FR", "en")])
def test_it_is_the_readers_where_the_map_has_it_else_english(
    hanting: Path, opened: Opener, locale: str, language: str
) -> None:
    page = opened(hanting, locale=locale)
    assert spoken(page) == language
    find = linked("told => atlas.core_strings.findSuitableLanguage([told])")
    for told, found in (
        ("zh-CN", "zh"), ("zh-TW", "zh"), ("zh-Hans-SG", "zh"),
        ("en-GB", "en"), ("fr-FR", "en"), ("zha", "en"),
    ):  # fmt: skip
        assert page.evaluate(find, told) == found, told


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
    expect_remembered(page, hanting.resolve().as_uri(), "zh-CN")


def test_the_file_itself_says_the_first_language(hanting: Path) -> None:
    assert '<html lang="zh-CN">' in hanting.read_text(encoding="utf-8")


def test_a_page_is_laid_out_as_its_language_is_written(tmp_path: Path, opened: Opener) -> None:
    area = tmp_path / "area.geojson"
    area.write_text(
        '{"type": "Polygon", "coordinates": [[[35, 32], [35.05, 32], [35.05, 32.05], [35, 32]]]}'
    )
    new = ["new", str(tmp_path / "data"), "--title", "T", "--outline", str(area)]
    assert cli.main([*new, "--language", "ar,he,fr,en"]) == 0
    made = build.build(tmp_path / "data", tmp_path / "maps").files[0]
    page = opened(made, "lang=ar")
    html = page.locator("html")
    for language, direction in (("ar", "rtl"), ("fr", "ltr"), ("he", "rtl"), ("en", "ltr")):
        page.goto(f"{made.resolve().as_uri()}?lang={language}")
        whole(page)
        expect(html).to_have_attribute("dir", direction)
        panel, chart = (
            page.locator(part).bounding_box() for part in (".panel", ".leaflet-container")
        )
        assert panel
        assert chart
        assert (panel["x"] > chart["x"]) == (direction == "rtl")
        overflow = "document.documentElement.scrollWidth <= innerWidth"
        assert page.evaluate(overflow)
        page.get_by_role("button", name="English").first.click()
        expect(html).to_have_attribute("dir", "ltr")


def test_the_map_of_a_small_town_is_seen_as_close_as_it_is_small(
    tmp_path: Path, opened: Opener
) -> None:
    area = tmp_path / "area.geojson"
    area.write_text(
        '{"type": "Polygon", "coordinates": [[[35, 32], [35.02, 32], [35.02, 32.02], [35, 32]]]}'
    )
    given = ["--title", "T", "--outline", str(area), "--language", "en"]
    assert cli.main(["new", str(tmp_path / "data"), *given]) == 0
    page = opened(build.build(tmp_path / "data", tmp_path / "maps").files[0])
    whole(page)
    assert page.evaluate(linked("atlas.map_view.closestZoom()")) > 12
    assert page.evaluate(linked("atlas.map_view.leafletMap().getZoom()")) > 12
