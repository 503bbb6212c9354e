"""Finding on the page: one box over names, facts and notes, and filters that combine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.elsewhere import follow_query
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import county
from tests.views import whole

DESK, PHONE = (1440, 900), (390, 844)
RIVER = {"zh": ("潍河", "河流"), "en": ("Wei River", "River")}
STATION = {"zh": "高铁潍坊北站", "en": "Weifang North Railway Station"}


@pytest.fixture(scope="module")
def page_file(hanting: Path) -> Path:
    """Hanting's map."""
    return hanting


@pytest.fixture(scope="module")
def plain_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a county without any Chinese, in English and German."""
    folder = tmp_path_factory.mktemp("county")
    return build.build(county(folder), folder / "maps").files[0]


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def box(page: Page) -> Locator:
    return page.locator("input[role=combobox]")  # by its computed role it takes long to find


def options(page: Page) -> Locator:
    return page.locator("[role=listbox] [role=option]")


def searched(page: Page) -> Locator:
    """Wait until all facts have been searched; return the options then."""
    expect(page.locator("#find-list")).to_have_attribute("aria-busy", "false")
    return options(page)


def option(page: Page, name: str) -> Locator:
    return options(page).filter(has_text=name)


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


def filters(page: Page, language: str) -> Locator:
    """Return the button that shows and hides the filters."""
    return page.get_by_role("button", name=words(language, "filters.button"), exact=True)


def chip(page: Page, name: str) -> Locator:
    return page.locator("#filters").get_by_role("button", name=re.compile(f"^{name}"))


RESET = linked("""(lang) => {
  document.activeElement.blur();
  atlas.data_store.set({
    lang, query: '', off: new Set(), states: new Set(), certainty: new Set(),
    selected: -1, tab: 'places',
  });
  // the address follows a little later, and a hash that is typed is read together with it
  history.replaceState(history.state, '', `?lang=${lang}${location.hash}`);
}""")
LOOKS = {"zh": ("zh", DESK), "en": ("en", DESK), "en phone": ("en", PHONE)}


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest, page_file: Path, contexts: Contexts
) -> Iterator[tuple[str, Page]]:
    """Return a language, and a page in it that many tests use one after another."""
    language, size = LOOKS[request.param]
    opener = Opener(contexts)
    page = opener(page_file, f"lang={language}", size=size)
    whole(page)
    yield language, page
    opener.close()


@pytest.fixture
def page(shared: tuple[str, Page]) -> Page:
    """Return the shared page with nothing searched for, filtered or selected."""
    shared[1].evaluate(RESET, shared[0])
    return shared[1]


@pytest.fixture
def language(shared: tuple[str, Page]) -> str:
    return shared[0]


def on(*looks: str) -> pytest.MarkDecorator:
    """Have a test use the shared pages of these looks."""
    return pytest.mark.parametrize("shared", looks, indirect=True)


TYPED = (
    "潍坊北站", "濰坊北站", "wfbz", "weifangbei", "wei fang bei", "wei'fang", "WeiFBZ",
    "weifang NORTH", "Wéifāng", "ｗｅｉｆａｎｇ",
)  # fmt: skip


@on("zh", "en phone")
def test_a_name_is_found_however_it_is_typed(page: Page, language: str) -> None:
    for query in TYPED[language == "zh" :: 2]:
        box(page).fill("")
        expect(options(page)).to_have_count(0)
        box(page).fill(query)
        expect(option(page, STATION[language]).first).to_be_visible()


@on("zh", "en phone")
def test_keys_choose_a_result_and_the_focus_comes_back(page: Page, language: str) -> None:
    expect(box(page)).to_be_visible()
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("wfbz")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("heading", level=2)).to_have_text(STATION[language])
    expect(card(page).get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    expect(page.get_by_role("listbox")).to_be_hidden()


@on("en")
def test_arrows_home_and_end_move_through_the_results(page: Page) -> None:
    expect(box(page)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("park")
    last = searched(page).count() - 1
    assert last > 3
    active = options(page).and_(page.locator("[aria-selected=true]"))
    for key, expected in [
        ("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", last),
        ("ArrowDown", 0), ("End", last), ("Home", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(box(page)).to_have_attribute("aria-activedescendant", f"find-{expected}")
        expect(active).to_have_count(1)
        expect(active).to_have_id(f"find-{expected}")
    expect(box(page)).to_be_focused()


@on("zh")
def test_what_matches_is_marked(page: Page) -> None:
    for query, marked in (("濰坊北", "潍坊北"), ("wfb", "潍坊北")):
        box(page).fill(query)
        expect(option(page, STATION["zh"]).locator("mark").first).to_have_text(marked)


FIGURES = (
    ("6100亩", "生物新材料产业园"),
    ("6,100 亩", "生物新材料产业园"),
    ("25亿元", "寒亭区"),
    ("近30亿", "寒亭区"),
    ("1.99万户", "寒亭区"),
)


@on("zh")
@pytest.mark.parametrize(("query", "name"), FIGURES)
def test_a_figure_is_found_as_it_is_printed(page: Page, query: str, name: str) -> None:
    box(page).fill(query)
    expect(searched(page).first).to_contain_text(name)
    expect(page.locator(".hit-figure mark").first).to_be_visible()


@on("en")
def test_results_are_seen_in_a_low_window(page: Page) -> None:
    page.set_viewport_size({"width": 844, "height": 390})
    box(page).fill("wei")
    expect(option(page, STATION["en"]).first).to_be_in_viewport(ratio=0.9)
    expect(box(page)).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


@on("zh")
def test_names_come_before_facts(page: Page) -> None:
    box(page).fill("潍坊")
    names = searched(page).locator(".hit-name").all_inner_texts()
    assert names[0].startswith("潍坊")
    assert names.index("寒亭区") > names.index(STATION["zh"])


@on("en", "en phone")
def test_a_fact_opens_in_the_popup_of_its_place(page: Page) -> None:
    box(page).fill("6100")
    option(page, "6,100").click()
    meant = card(page).locator(".fact.is-meant")
    expect(meant).to_contain_text("6,100")
    expect(meant).to_be_in_viewport()


@on("en")
def test_terms_may_be_shared_by_a_place_and_its_facts(page: Page) -> None:
    box(page).fill("biomaterials mu")
    expect(option(page, "6,100 mu")).to_be_visible()


@on("en")
def test_all_facts_of_a_place_can_be_listed(page: Page) -> None:
    box(page).fill("潍坊")
    few = searched(page).count()
    options(page).filter(has_text=re.compile(r"^\d+ more$")).first.click()
    expect(box(page)).to_have_value("潍坊")
    assert options(page).count() > few


@on("en")
def test_nothing_found_is_said_and_cleared(page: Page, language: str) -> None:
    box(page).fill("no such place <b>")
    none = words(language, "find.none").replace("{query}", "no such place <b>")
    expect(page.locator(".find-results").get_by_text(none).first).to_be_visible()
    expect(page.locator("[aria-live=polite]").filter(has_text=none).first).to_be_attached()
    clear = words(language, "find.clear")
    page.locator(".find-rest").get_by_role("button", name=clear).click()
    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_be_visible()


@on("zh", "en")
def test_the_number_of_results_is_announced_and_seen(page: Page, language: str) -> None:
    box(page).fill("wfbz")
    table = page_strings.load_strings(language).table["find"]["count"]
    one = (table.get("one") or table["other"]).replace("{n}", "1")
    assert language != "en" or one == "1 place found"
    expect(page.locator(".find-results [aria-live=polite]")).to_have_text(one)
    expect(page.locator(".find-count")).to_have_text(one)
    expect(page.locator(".find-count")).to_be_visible()


@on(*RIVER)
def test_a_place_named_like_its_layer_is_shown_once_and_read_aloud_with_its_kind(
    page: Page, language: str
) -> None:
    river, kind = RIVER[language]
    label = re.compile(f"^{river}[,，] ?{kind}[,，]")
    expect(page.get_by_role("button", name=label).first).to_be_attached()
    box(page).fill(river)
    expect(option(page, river).first.locator(".hit-name")).to_have_text(river)
    expect(option(page, river).first.locator(".hit-more")).to_have_text(kind)


@on("en")
def test_what_is_found_stands_out_on_the_map_until_the_search_is_cleared(page: Page) -> None:
    box(page).fill("wfbz")
    station = page.locator("[data-place=weifang-north-station].pin-body")
    expect(station).to_have_class(re.compile("is-hit"))
    expect(page.locator(".pin-body.is-hit")).to_have_count(1)
    faint = page.locator(".pin:not(:has(.is-hit))").first
    expect(faint).to_have_css("opacity", "0.35")
    expect(page.locator(".pin:has(.is-hit)")).to_have_css("opacity", "1")
    box(page).press("Escape")
    expect(page.locator(".is-hit")).to_have_count(0)
    expect(page.locator(".pin").first).to_have_css("opacity", "1")


@on("zh")
def test_a_line_that_is_found_stands_out(page: Page) -> None:
    box(page).fill("潍河风光")
    expect(page.locator(".shape-line.is-hit").first).to_have_css("opacity", "1")
    expect(page.locator(".shape-line:not(.is-hit)").first).to_have_css("opacity", "0.35")


@on("en")
def test_squares_that_are_found_stay_marked_when_they_are_drawn_anew(page: Page) -> None:
    follow_query(page, "lang=en&q=industrial park")
    square = page.locator(".tally-square.is-hit")
    expect(square.first).to_be_visible()
    numbers = square.evaluate_all("all => all.map((n) => n.dataset.number).sort()")
    page.get_by_role("button", name=words("en", "controls.plus")).click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    again = square.evaluate_all("all => all.map((n) => n.dataset.number).sort()")
    assert again
    assert set(again) <= set(numbers)


EMPTY = {"zh": "states=designated&certainty=certain", "en": "certainty=none"}
"""Filters that exclude each other, and what has no place on the map."""


@on(*EMPTY)
def test_a_map_without_anything_says_so_and_can_be_reset(page: Page, language: str) -> None:
    follow_query(page, f"lang={language}&{EMPTY[language]}")
    told = page.locator(".map-empty[aria-live]").filter(has_text=words(language, "filters.empty"))
    expect(told).to_be_visible()
    told.get_by_role("button", name=words(language, "filters.clear")).click()
    expect(told).to_have_count(0)
    expect(page.locator(".pin").first).to_be_visible()
    expect(page.get_by_role("button", name=words(language, "filters.button"))).to_be_focused()


@on("en")
def test_switching_off_the_last_layer_says_so(page: Page) -> None:
    follow_query(page, "lang=en&layers=wei-river")
    switch = page.get_by_role("switch", name="Show “Wei River” on the map")
    switch.click()
    expect(page.get_by_text(words("en", "filters.empty"))).to_be_visible()
    switch.click()
    expect(page.get_by_text(words("en", "filters.empty"))).to_have_count(0)


HOSTILE = (
    ".*", "[", "(a+)+$", "\\", "^$|?", "?" * 10_000, "寒" * 10_000, "zhang" * 2_000, "a " * 5_000,
    "🚄👩‍🌾", "שלום مرحبا", "<img src=x onerror=alert(1)>", "${1}", "\u202eabc", "'", "__proto__",
)  # fmt: skip


@on("zh")
def test_hostile_queries_are_only_text(page: Page) -> None:
    for query in HOSTILE:
        page.evaluate(linked("text => atlas.data_store.set({ query: text })"), query)
        expect(page.locator("[role=listbox]:not([hidden]), .find-none")).to_be_visible()
        box(page).fill("wfbz")
        expect(option(page, STATION["zh"])).to_be_visible()


def test_a_search_is_in_the_link_and_unknown_filters_there_are_told(
    page_file: Path, opened: Opener
) -> None:
    page = opened(page_file, "lang=zh&q=wfbz&states=ruined&certainty=<b>sure</b>")
    expect(page.get_by_role("status")).to_contain_text("ruined, <b>sure</b>")
    expect(page.locator(".filters-line")).to_be_hidden()
    expect(option(page, STATION["zh"])).to_be_visible()
    box(page).fill("park & ride")
    expect(page).to_have_url(re.compile(r"[?&]q=park\+%26\+ride[&#]"))
    box(page).fill("")
    expect(page).not_to_have_url(re.compile("[?&]q="))


@on("zh")
def test_the_results_follow_the_language(page: Page) -> None:
    box(page).fill("wfbz")
    for button, language in (("English", "en"), ("中文", "zh")):
        page.get_by_role("button", name=button).click()
        expect(option(page, STATION[language])).to_be_visible()


@on("en phone")
def test_filters_combine_and_tell_how_many_are_shown(page: Page, language: str) -> None:
    filters(page, language).click()
    chip(page, words(language, "state.building")).click()
    chip(page, words(language, "state.planned")).click()
    counts = [
        int(re.findall(r"\d+$", chip(page, words(language, f"state.{state}")).inner_text())[0])
        for state in ("building", "planned")
    ]
    shown = words(language, "filters.shown")
    line = page.locator(".filters-line")
    expect(line).to_contain_text(shown.format(shown=sum(counts), all=45))
    nowhere = chip(page, words(language, "filters.none"))
    n = re.findall(r"\d+$", nowhere.inner_text())[0]
    nowhere.click()
    expect(line).to_contain_text(shown.format(shown=n, all=45))
    dock = page.get_by_role("region", name=words(language, "dock.label"))
    # not by keys: on a phone the focus there would lower the sheet with the filters
    toggle = dock.locator(".dock-toggle")
    toggle.evaluate("node => node.click()")
    expect(dock.get_by_role("listitem")).to_have_count(int(n))
    expect(page).to_have_url(re.compile("states=building,planned&certainty=none&"))
    line.get_by_role("button").click()
    expect(line).to_be_hidden()
    expect(dock.get_by_role("listitem")).to_have_count(32)
    toggle.evaluate("node => node.click()")
    filters(page, language).click()


@on("en")
def test_filters_hide_markers_lines_rows_and_results(page: Page) -> None:
    follow_query(page, "lang=en&states=designated")
    for name in ("Weifang North Railway Station, ", "Weifang–Laixi High-Speed Railway, "):
        expect(page.get_by_role("button", name=re.compile(f"^{name}"))).to_have_count(0)
    expect(page.locator(".row[data-place=weifang-north-station]")).to_have_count(0)
    box(page).fill("weifang north")
    expect(option(page, STATION["en"])).to_have_count(0)
    expect(page.locator(".find-rest")).to_contain_text("hidden by filters")
    page.get_by_role("button", name="Show all").last.click()
    expect(option(page, STATION["en"])).to_be_visible()


@on("en")
def test_counts_react_to_layers(page: Page) -> None:
    filters(page, "en").click()
    before = chip(page, "Not located").inner_text()
    page.get_by_role("switch", name="Show “Agriculture” on the map").click()
    expect(chip(page, "Not located")).not_to_have_text(before)
    expect(page.locator(".filters-line")).to_contain_text("30 of 45")
    filters(page, "en").click()


def test_a_link_to_a_hidden_place_shows_it_with_a_word(page_file: Path, opened: Opener) -> None:
    language = "zh"
    query = f"lang={language}&states=planned&layers=industry&feature=weifang-north-station"
    page = opened(page_file, query)
    expect(card(page).get_by_role("heading", level=2)).to_have_text(STATION[language])
    expect(page.get_by_role("status")).to_contain_text(STATION[language])
    name = re.compile(f"^{STATION[language]}")
    expect(page.locator(".pin").and_(page.get_by_role("button", name=name))).to_be_attached()


@on("en")
def test_a_filter_that_hides_the_open_place_closes_it(page: Page) -> None:
    page.evaluate("() => { location.hash = 'feature=weifang-north-station'; }")
    expect(card(page)).to_be_visible()
    filters(page, "en").click()
    chip(page, "Planned").click()
    expect(card(page)).to_be_hidden()
    expect(chip(page, "Planned")).to_be_focused()
    chip(page, "Planned").click()
    filters(page, "en").click()


def test_case_and_accents_do_not_matter(plain_file: Path, opened: Opener) -> None:
    page = opened(plain_file)
    box(page).fill("ÚPPER fêrry")
    expect(options(page).first).to_contain_text("Upper Ferry")
    expect(options(page).first.locator("mark").first).to_have_text("Upper")


WHY = {
    "zh": (
        ("医院", "maternal-child-hospital", "医院"),
        ("tielu", "jinan-qingdao-expressway", "铁路"),
        ("鐵路", "jinan-qingdao-expressway", "铁路"),
        ("school", "wenhua-education-park", "School"),
    ),
    "en": (
        ("school", "wenhua-education-park", "School"),
        ("rail", "jinan-qingdao-expressway", "Rail"),
    ),
}


@on(*WHY)
def test_a_place_is_found_by_its_kind_or_its_layer_and_says_why(page: Page, language: str) -> None:
    for query, place, why in WHY[language]:
        box(page).fill(query)
        row = searched(page).and_(page.locator(f"[data-place={place}]"))
        expect(row.locator(".hit-more mark")).to_have_text([why])


@on("en")
def test_names_come_before_kinds_and_kinds_before_layers(page: Page) -> None:
    box(page).fill("rail")
    order = [row.get_attribute("data-place") for row in searched(page).all()]
    named = ["weifang-laixi-railway", "weifang-north-station"]
    assert [each for each in order if each][:3] == [*named, "jinan-qingdao-expressway"]
    box(page).fill("铁路")
    expect(option(page, "Expressway")).to_be_visible()
    order = [row.get_attribute("data-place") for row in searched(page).all()]
    assert order.index("weifang-laixi-railway") < order.index("jinan-qingdao-expressway")
