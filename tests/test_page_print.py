"""The page on paper: map, legend and everything that is shown, on any sheet."""

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from geo import build
from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener

SHEETS = [("zh", "A4", False), ("en", "A4", True), ("en", "A3", False), ("zh", "A3", True)]


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    """Hanting's map, without quotes."""
    return hanting_built


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


def catch_print(page: Page) -> None:
    """Count the calls of `print`: what they would open stops a page without a window."""
    page.evaluate(
        """() => {
            const { dataset } = document.documentElement;
            window.print = () => { dataset.asked = Number(dataset.asked ?? 0) + 1; };
        }"""
    )


def print_asked(page: Page) -> Locator:
    """Return what is there once the page has been printed, and once only."""
    return page.locator("html[data-asked='1']")


def choose(page: Page, name: str) -> None:
    """Choose what to print by the dialog."""
    catch_print(page)
    page.get_by_role("button", name="Print", exact=True).click()
    dialog = page.get_by_role("dialog", name=words("en", "paper.title"))
    dialog.get_by_label(words("en", "paper.what")).select_option(name)
    dialog.get_by_role("button", name="Print", exact=True).click()
    print_asked(page).wait_for(state="attached")


def test_the_print_button_prints(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=en")
    catch_print(page)
    page.get_by_role("button", name="Print", exact=True).click()
    dialog = page.get_by_role("dialog", name=words("en", "paper.title"))
    chosen = dialog.get_by_label(words("en", "paper.what")).locator("option").first
    assert chosen.text_content() == "What the map shows: 45 places"
    dialog.get_by_role("button", name="Print", exact=True).click()
    print_asked(page).wait_for(state="attached")


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


@pytest.mark.parametrize("query", ["", "&feature=weifang-north-station"])
def test_the_sources_stand_below_the_printed_map_and_its_key_is_in_line(
    built: build.BuildResult, opened: Opener, query: str
) -> None:
    page = shown(opened, built, f"lang=en{query}")
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    map_, sources = page.locator(".stage").bounding_box(), page.locator(".credits").bounding_box()
    assert map_
    assert sources
    assert sources["y"] >= map_["y"] + map_["height"]
    under = page.locator(".paper:visible").nth(1).bounding_box()
    assert under
    assert under["y"] >= sources["y"] + sources["height"]
    samples = page.locator(".paper-legend .sample").all()
    assert all(abs(each.evaluate("node => node.offsetWidth") - 24) < 1 for each in samples)


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


@pytest.mark.parametrize("sheet", ["A4", "Letter", "A3"])
@pytest.mark.parametrize("place", ["biomaterials-park", "weifang-headquarters-base"])
def test_an_open_place_is_one_page_with_locator_facts_and_evidence(
    built: build.BuildResult, opened: Opener, place: str, sheet: str
) -> None:
    page = shown(opened, built, f"lang=en&feature={place}")
    (text,) = printed(page, sheet)
    (found,) = (each for each in built.content.places if each.id == place)
    assert flat(found.name["en"]) in text
    assert flat(found.name["zh"])[:2] in text
    own = [fact for fact in built.content.facts if fact.place == place]
    for fact in own:
        assert flat(fact.text["en"]) in text
        assert f"{fact.start:,}–{fact.end:,}" in text
    assert text.count("Characters") == len(own) > 0
    assert flat(words("en", "panel.source")) in text
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".paper-place .locator svg").is_visible()


def test_the_card_prints_its_place(built: build.BuildResult, opened: Opener) -> None:
    page = shown(opened, built, "lang=zh&feature=weifang-north-station")
    catch_print(page)
    page.get_by_role("button", name=words("zh", "share.print")).click()
    print_asked(page).wait_for(state="attached")
    assert flat("寒亭区") in printed(page)[0]
    assert page.locator(".paper-place").count() == 0


def test_one_layer_is_printed_alone_and_the_filters_come_back(
    built: build.BuildResult, opened: Opener
) -> None:
    page = shown(opened, built, "lang=en&layers=wei-river,industry&states=building")
    choose(page, "One layer: Agriculture")
    sheets = printed(page)
    text = "".join(sheets)
    assert "Agriculture" in sheets[0]
    agriculture = [each for each in built.content.places if each.layer == "agriculture"]
    assert len(agriculture) > 10
    assert all(flat(each.name["en"]) in text for each in agriculture)
    assert "BiomaterialsIndustrialPark" not in text
    address = page.evaluate(linked("[...atlas.data_store.get('states')].join()"))
    assert (address, page.evaluate(linked("atlas.data_store.get('off').size"))) == ("building", 7)


def test_the_whole_has_contents_that_number_its_places(
    built: build.BuildResult, opened: Opener
) -> None:
    page = shown(opened, built, "lang=en&layers=wei-river")
    choose(page, words("en", "paper.whole"))
    sheets = printed(page)
    assert flat(words("en", "paper.contents")) in sheets[1]
    for layer in built.content.project.layers:
        assert flat(layer.name["en"]) in sheets[1]
    for number, name in ((1, "Jinan"), (45, "HantingDistrict")):
        assert f"{number}{name}" in sheets[1]
        assert any(f"{number}{name}" in each for each in sheets[2:])


def test_the_table_is_printed_as_it_is_sorted(built: build.BuildResult, opened: Opener) -> None:
    query = "lang=en&view=table&sort=-area&compare=biomaterials-park,health-care-area"
    page = shown(opened, built, query)
    page.get_by_role("table", name=words("en", "compare.title")).wait_for()
    sheets = printed(page, landscape=True)
    assert flat(words("en", "compare.beside")) in sheets[0]
    assert "Copylink" not in "".join(sheets)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".paper .compare-table th[scope=row]").all_text_contents()
    assert rows[:2] == ["New Biomaterials Industrial Park", "Health and Elderly-care Area"]
    assert len(rows) == 44


def test_paper_is_legible_in_black_and_white(built: build.BuildResult, opened: Opener) -> None:
    """Every word on paper is dark by itself: without its colour it stays 7 : 1 on white or more."""
    page = shown(opened, built, "lang=en&feature=biomaterials-park")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    pale = page.locator(".paper :not(.sign, .sign *)").evaluate_all(
        """all => all.filter((node) => {
            const [r, g, b] = getComputedStyle(node).color.match(/[\\d.]+/g).map(Number);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b > 90;
        }).map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert pale == []
