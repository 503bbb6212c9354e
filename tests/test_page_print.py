"""The page on paper: map, legend and everything that is shown, on any sheet."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from geo import build
from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener
from tests.support import DATA

SHEETS = [("zh", "A4", False), ("en", "A4", True), ("en", "A3", False), ("zh", "A3", True)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> build.BuildResult:
    """Hanting's map, without quotes."""
    return build.build(DATA, tmp_path_factory.mktemp("maps"))


def shown(opened: Opener, built: build.BuildResult, query: str, *, dark: bool = False) -> Page:
    """Open the page and wait until it can be printed: its data are unpacked first."""
    page = opened(built.files[0], query, dark=dark)
    page.locator("[data-focus=print]").wait_for(state="attached")
    return page


def printed(page: Page, sheet: str = "A4", *, landscape: bool = False) -> list[str]:
    raw = page.pdf(format=sheet, landscape=landscape, print_background=True)
    return [flat(each.extract_text()) for each in PdfReader(io.BytesIO(raw)).pages]


def flat(text: str) -> str:
    """Return a text without blanks; fonts in PDF name some Han characters and dashes otherwise."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).replace("‒", "–"))


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


@pytest.mark.parametrize(("language", "sheet", "landscape"), SHEETS)
def test_every_sheet_has_map_legend_and_table(
    built: build.BuildResult, opened: Opener, language: str, sheet: str, *, landscape: bool
) -> None:
    page = shown(opened, built, f"lang={language}")
    sheets = printed(page, sheet, landscape=landscape)
    first = sheets[0]
    assert flat(built.content.project.title[language]) in first
    assert flat(words(language, "legend.less-certain")) in first
    assert flat("Wei River" if language == "en" else "潍河") in first
    for layer in built.content.project.layers:
        assert flat(layer.name[language]) in first
    for each in sheets[1:]:
        assert flat(words(language, "print.facts")) in each
    assert len(sheets) < 20
    assert all(len(each) > 40 for each in sheets)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_holds_every_place_and_every_figure(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = shown(opened, built, f"lang={language}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    told = flat(page.locator(".paper-list").text_content() or "")
    for place in built.content.places:
        assert flat(place.name[language]) in told
    for fact in built.content.facts:
        assert flat(fact.text[language]) in told, fact.id
        assert f"{fact.start:,}–{fact.end:,}" in told
    text = "".join(printed(page))
    lost = [p.id for p in built.content.places if flat(p.name[language]) not in text]
    # a few Han characters come back as radicals, which no normal form undoes
    assert len(lost) < 7, lost


def test_what_is_switched_off_is_not_printed(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=en&layers=wei-river,district")
    text = "".join(printed(page))
    assert "WeiRiver" in text
    assert "BiomaterialsIndustrialPark" not in text
    assert "2of45places" in text


def test_dark_screens_print_black_on_white(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=en", dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    land = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert land == "#fdfcf8"


def test_after_printing_the_screen_is_as_it_was(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=en&feature=wei-river")
    view = "JSON.stringify([...document.querySelectorAll('.scale-words')].map(n => n.innerText))"
    # what follows the move to the place, a frame each
    page.evaluate(linked("atlas.core_dom.flushScheduled()"))
    before = page.evaluate(view), page.get_by_role("dialog").bounding_box()
    printed(page)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert (page.evaluate(view), page.get_by_role("dialog").bounding_box()) == before
    assert page.locator(".paper").count() == 0


def test_the_print_button_prints(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=en")
    page.evaluate("window.print = () => { window.asked = true; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.asked") is True


def test_without_scripts_the_text_edition_is_printed(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], scripts=False)
    text = "".join(printed(page))
    assert "潍坊北站" in text
    assert "90.8" in text


def test_what_belongs_to_a_fact_stands_apart_from_it(
    built: build.BuildResult, opened: Opener
) -> None:
    page = shown(opened, built, "lang=en")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    gaps = page.locator(".paper-list li > small").evaluate_all(
        "all => all.map((node) => parseFloat(getComputedStyle(node).marginInlineStart))"
    )
    assert len(gaps) > 100
    assert min(gaps) > 3


def test_the_sheet_is_not_shrunk(built: build.BuildResult, opened: Opener) -> None:
    """Chromium prints smaller what is wider than the sheet: the heading would lose its 14 pt."""
    page = shown(opened, built, "lang=en")
    raw = page.pdf(format="A4", print_background=True)
    sizes: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[0] * cm[0]))

    PdfReader(io.BytesIO(raw)).pages[1].extract_text(visitor_text=note)
    assert max(sizes) == pytest.approx(14, abs=0.5)


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh", "杨家埠梦想庭院"), ("en", "Yangjiabu courtyard"), ("en", "Pilot zone core")],
)
def test_names_of_crowded_places_have_room_on_a_sheet(
    built: build.BuildResult, opened: Opener, language: str, name: str
) -> None:
    page = shown(opened, built, f"lang={language}")
    assert flat(name) in printed(page)[0]
