"""The page on paper: map, legend and everything that is shown, on any sheet."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page

from geo import build
from geo.text import page_strings
from tests.elsewhere import SETTLED
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.paper import Paper

STATION = "weifang-north-station"


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    """Hanting's map, without quotes."""
    return hanting_built


def shown(opened: Opener, built: build.BuildResult, query: str) -> Page:
    """Open the page and wait until it can be printed: its data are unpacked first."""
    page = opened(built.files[0], query)
    page.locator("[data-focus=print]").wait_for(state="attached")
    return page


def paper(page: Page, sheet: str = "A4", *, landscape: bool = False) -> Paper:
    return Paper(page.pdf(format=sheet, landscape=landscape, print_background=True))


def printed(page: Page, sheet: str = "A4", *, landscape: bool = False) -> list[str]:
    return [*map(flat, paper(page, sheet, landscape=landscape).texts)]


def flat(text: str) -> str:
    """Return a text without blanks; fonts in PDF name some Han characters and dashes otherwise."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).replace("‒", "–"))


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


AS_PAPER = (720, 1000)
"""A window as wide as paper."""


@contextmanager
def laid_out(page: Page, size: tuple[int, int] | None = None) -> Iterator[None]:
    """Show a page on the screen as it is printed, in a window of that size."""
    before = page.viewport_size
    assert before
    if size:
        page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    try:
        yield
    finally:
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="null", color_scheme="light")
        page.set_viewport_size(before)


ENDS = """() => {
    const box = (node) => node.getBoundingClientRect();
    const isSeen = (node) => node.getClientRects().length > 0;
    const [map, sources] = ['.stage', '.credits'].map((name) =>
        box(document.querySelector(name)));
    const under = box([...document.querySelectorAll('.paper')].filter(isSeen)[1]);
    const samples = [...document.querySelectorAll('.paper-legend .sample')];
    return {
        ends: [map.bottom, sources.top, sources.bottom, under.top],
        samples: samples.map((node) => node.offsetWidth),
    };
}"""
"""Where, on paper, the map ends, the sources begin and end, and the rest begins; and the key."""


def measure_ends(page: Page) -> dict[str, list[float]]:
    """Return the same of a page that is laid out; what is not there fails."""
    page.evaluate(SETTLED)
    found: dict[str, list[float]] = page.evaluate(ENDS)
    return found


def assert_sources_below_map(measured: dict[str, list[float]]) -> None:
    """Look at paper: sources below its map, then the rest, the key in line."""
    bottom, top, end, under = measured["ends"]
    assert bottom <= top < end <= under
    assert all(abs(width - 24) < 1 for width in measured["samples"])


GAPS = "all => all.map((node) => parseFloat(getComputedStyle(node).marginInlineStart))"
GROUND = "getComputedStyle(document.documentElement).getPropertyValue('--paper')"


@dataclass(frozen=True)
class Whole:
    """The page as it opens in a language, which every test leaves as it was, and its A4 sheets."""

    language: str
    page: Page
    paper: Paper
    texts: list[str]
    listed: str
    """What the entries say, as the page has them."""
    gaps: list[float]
    """How far what belongs to a fact stands from it."""
    ground: str
    """The colour of the paper, of a reader whose screen is dark."""
    ends: dict[str, list[float]]


@pytest.fixture(scope="module", params=["zh", "en"])
def whole(
    request: pytest.FixtureRequest, built: build.BuildResult, contexts: Contexts
) -> Iterator[Whole]:
    opener = Opener(contexts)
    page = shown(opener, built, f"lang={request.param}")
    sheets = paper(page)
    with laid_out(page, AS_PAPER):
        ends = measure_ends(page)
        listed = page.locator(".paper-list").text_content() or ""
        gaps = page.locator(".paper-list li > small").evaluate_all(GAPS)
        page.emulate_media(color_scheme="dark")
        ground = page.evaluate(GROUND)
    texts = [*map(flat, sheets.texts)]
    yield Whole(request.param, page, sheets, texts, flat(listed), gaps, ground, ends)
    opener.close()


ENGLISH = pytest.mark.parametrize("whole", ["en"], indirect=True)


OTHERS = {
    "zh": [("A3", True)],
    "en": [("A4", True), ("A3", False)],
}
"""More sheets, and whether they lie; each of the four has a layout of its own."""


def test_every_sheet_has_map_legend_and_table(built: build.BuildResult, whole: Whole) -> None:
    language = whole.language
    others = [
        printed(whole.page, sheet, landscape=landscape) for sheet, landscape in OTHERS[language]
    ]
    for sheets in (whole.texts, *others):
        first = sheets[0]
        assert flat(built.content.project.title[language]) in first
        assert flat(words(language, "legend.less-certain")) in first
        assert flat("Wei River" if language == "en" else "潍河") in first
        for layer in built.content.project.layers:
            assert flat(layer.name[language]) in first
        for each in sheets[1:]:
            assert flat(words(language, "print.facts")) in each
        assert 1 < len(sheets) < 20
        assert all(len(each) > 40 for each in sheets)


def test_paper_holds_every_place_and_every_figure(built: build.BuildResult, whole: Whole) -> None:
    language = whole.language
    told = whole.listed
    for place in built.content.places:
        assert flat(place.name[language]) in told
    for fact in built.content.facts:
        assert flat(fact.text[language]) in told, fact.id
        assert f"{fact.start:,}–{fact.end:,}" in told
    text = "".join(whole.texts)
    lost = [p.id for p in built.content.places if flat(p.name[language]) not in text]
    # a few Han characters come back as radicals, which no normal form undoes
    assert len(lost) < 7, lost


def test_dark_screens_print_black_on_white(whole: Whole) -> None:
    assert whole.ground == "#fdfcf8"


def catch_print(page: Page) -> None:
    """Count the calls of `print`: what they would open stops a page without a window."""
    page.evaluate(
        """() => {
            const { dataset } = document.documentElement;
            delete dataset.asked;
            window.print = () => { dataset.asked = Number(dataset.asked ?? 0) + 1; };
        }"""
    )


def print_asked(page: Page) -> Locator:
    """Return what is there once the page has been printed, and once only."""
    return page.locator("html[data-asked='1']")


def choose(page: Page, name: str = "") -> None:
    """Choose what to print by the dialog, or take what it has chosen."""
    catch_print(page)
    page.get_by_role("button", name="Print", exact=True).click()
    dialog = page.get_by_role("dialog", name=words("en", "paper.title"))
    choice = dialog.get_by_label(words("en", "paper.what"))
    if name:
        choice.select_option(name)
    else:
        chosen = choice.locator("option").first
        assert chosen.text_content() == "What the map shows: 45 places"
    dialog.get_by_role("button", name="Print", exact=True).click()
    print_asked(page).wait_for(state="attached")


@ENGLISH
def test_the_print_button_prints(whole: Whole) -> None:
    choose(whole.page)


def test_without_scripts_the_text_edition_is_printed(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], scripts=False)
    text = "".join(printed(page))
    assert "潍坊北站" in text
    assert "90.8" in text


def test_what_belongs_to_a_fact_stands_apart_from_it(whole: Whole) -> None:
    assert len(whole.gaps) > 100
    assert min(whole.gaps) > 3


def test_the_sources_stand_below_the_printed_map_and_its_key_is_in_line(whole: Whole) -> None:
    assert whole.ends["samples"]
    assert_sources_below_map(whole.ends)


@ENGLISH
def test_the_sheet_is_not_shrunk(whole: Whole) -> None:
    """Chromium prints smaller what is wider than the sheet: the heading would lose its 14 pt."""
    sizes: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[0] * cm[0]))

    whole.paper.reader.pages[1].extract_text(visitor_text=note)
    assert max(sizes) == pytest.approx(14, abs=0.5)


CROWDED = {"zh": ["杨家埠梦想庭院"], "en": ["Yangjiabu courtyard", "Pilot zone core"]}


def test_names_of_crowded_places_have_room_on_a_sheet(whole: Whole) -> None:
    for name in CROWDED[whole.language]:
        assert flat(name) in whole.texts[0]


@pytest.fixture(scope="module")
def roamed(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return a page that one test after another has show what it says."""
    opener = Opener(contexts)
    yield shown(opener, built, "lang=en")
    opener.close()


FOLLOW = """query => {
    dispatchEvent(new Event('afterprint'));
    history.replaceState(null, '', `?lang=en&${query}`);
    dispatchEvent(new PopStateEvent('popstate'));
}"""
"""What an address says, and nothing else, is shown as if it had been typed."""


PALE = """all => all.filter((node) => {
    const [r, g, b] = getComputedStyle(node).color.match(/[\\d.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 90;
}).map((node) => node.outerHTML.slice(0, 80))"""
"""Words that are not dark by themselves: without its colour each stays 7 : 1 on white or more."""


@pytest.mark.parametrize(
    ("place", "sheets"),
    [("biomaterials-park", ["A4"]), ("weifang-headquarters-base", ["A3", "Letter"])],
)
def test_an_open_place_is_one_page_with_locator_facts_and_evidence_legible_in_black_and_white(
    built: build.BuildResult, roamed: Page, place: str, sheets: list[str]
) -> None:
    page = roamed
    (found,) = (each for each in built.content.places if each.id == place)
    own = [fact for fact in built.content.facts if fact.place == place]
    page.evaluate(FOLLOW, f"feature={place}")
    page.get_by_role("heading", level=2, name=found.name["en"]).wait_for()
    for sheet in sheets:
        (text,) = printed(page, sheet)
        assert flat(found.name["en"]) in text
        assert flat(found.name["zh"])[:2] in text
        assert flat("Hanting District") in text
        for fact in own:
            assert flat(fact.text["en"]) in text
            assert f"{fact.start:,}–{fact.end:,}" in text
        assert text.count("Characters") == len(own) > 0
        assert flat(words("en", "panel.source")) in text
    with laid_out(page):
        assert page.locator(".paper-place .locator svg").is_visible()
        words_ = page.locator(".paper :not(.sign, .sign *)")
        assert words_.count() > 20
        assert words_.evaluate_all(PALE) == []


def test_the_card_prints_its_place_and_the_screen_is_as_it_was(roamed: Page) -> None:
    page = roamed
    page.evaluate(FOLLOW, f"feature={STATION}")
    page.get_by_role("heading", level=2, name="Weifang North").wait_for()
    view = "JSON.stringify([...document.querySelectorAll('.scale-words')].map(n => n.innerText))"
    # what follows the move to the place, a frame each
    page.evaluate(SETTLED)
    before = page.evaluate(view), page.get_by_role("dialog").bounding_box()
    catch_print(page)
    page.get_by_role("button", name=words("en", "share.print")).click()
    print_asked(page).wait_for(state="attached")
    with laid_out(page, AS_PAPER):
        assert page.locator(".paper-place").count() > 0
        assert_sources_below_map(measure_ends(page))
    page.evaluate(SETTLED)
    assert (page.evaluate(view), page.get_by_role("dialog").bounding_box()) == before
    assert page.locator(".paper, .paper-place").count() == 0


def test_what_is_shown_or_one_layer_or_the_whole_is_printed_and_the_filters_come_back(
    built: build.BuildResult, roamed: Page
) -> None:
    page = roamed
    page.evaluate(FOLLOW, "layers=wei-river,district")
    page.get_by_role("dialog").wait_for(state="hidden")
    text = "".join(printed(page))
    assert "WeiRiver" in text
    assert "BiomaterialsIndustrialPark" not in text
    assert "2of45places" in text
    page.evaluate(linked("atlas.data_store.set({ states: new Set(['building']) })"))
    assert_one_layer(built, page)
    address = page.evaluate(linked("[...atlas.data_store.get('states')].join()"))
    assert (address, page.evaluate(linked("atlas.data_store.get('off').size"))) == ("building", 7)
    assert_contents(built, page)


def assert_one_layer(built: build.BuildResult, page: Page) -> None:
    choose(page, "One layer: Agriculture")
    sheets = printed(page)
    text = "".join(sheets)
    assert "Agriculture" in sheets[0]
    agriculture = [each for each in built.content.places if each.layer == "agriculture"]
    assert len(agriculture) > 10
    assert all(flat(each.name["en"]) in text for each in agriculture)
    assert "BiomaterialsIndustrialPark" not in text


def assert_contents(built: build.BuildResult, page: Page) -> None:
    """Print the whole; its contents number the places as their entries do."""
    choose(page, words("en", "paper.whole"))
    sheets = printed(page)
    assert flat(words("en", "paper.contents")) in sheets[1]
    for layer in built.content.project.layers:
        assert flat(layer.name["en"]) in sheets[1]
    for number, name in ((1, "Jinan"), (45, "HantingDistrict")):
        assert f"{number}{name}" in sheets[1]
        assert any(f"{number}{name}" in each for each in sheets[2:])


def test_the_table_is_printed_as_it_is_sorted(roamed: Page) -> None:
    page = roamed
    page.evaluate(FOLLOW, "view=table&sort=-area&compare=biomaterials-park,health-care-area")
    page.get_by_role("table", name=words("en", "compare.title")).wait_for()
    sheets = printed(page, landscape=True)
    assert flat(words("en", "compare.beside")) in sheets[0]
    assert "Copylink" not in "".join(sheets)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".paper .compare-table th[scope=row]").all_text_contents()
    assert rows[:2] == ["New Biomaterials Industrial Park", "Health and Elderly-care Area"]
    assert len(rows) == 44
