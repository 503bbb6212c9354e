"""The page in Chromium, as a reader finds it: opened from disk, no network, no error."""

import re
from collections.abc import Iterator
from pathlib import Path

import folium
import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.outputs import export
from geo.text import figures, page_strings
from geo.text.periods import format_period
from tests import hostile
from tests.elsewhere import follow_query
from tests.hostile_county import LONGEST_NAME, LONGEST_TEXT, name_place, write_hostile_county
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import ARTICLE, COUNTY, DATA
from tests.views import sheet, whole

PHONE = (390, 844)
STATION = "weifang-north-station"
LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> build.BuildResult:
    """Hanting's map, with quotes where the article is at hand."""
    folder = tmp_path_factory.mktemp("maps")
    return build.build(DATA, folder, ARTICLE if ARTICLE.exists() else None)


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


@pytest.fixture(scope="module")
def chinese(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return the page as it opens where nothing is asked for."""
    opener = Opener(contexts)
    yield opener(built.files[0])
    opener.close()


@pytest.fixture(scope="module")
def english(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return the English page with a place that its link opened."""
    opener = Opener(contexts)
    yield opener(built.files[0], "feature=biomaterials-park&lang=en")
    opener.close()


@pytest.fixture(scope="module")
def phone(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return the page on an English phone."""
    opener = Opener(contexts)
    yield opener(built.files[0], "lang=en", size=PHONE)
    opener.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_layers_map_and_shelf_are_there_in_a_language_that_changes(
    built: build.BuildResult, chinese: Page, phone: Page, language: str
) -> None:
    page, other = {"zh": (chinese, "en"), "en": (phone, "zh")}[language]
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
    sheet("ArrowUp")(page, language)
    for layer in built.content.project.layers:
        expect(
            page.get_by_role("button", name=re.compile(layer.name[language])).first
        ).to_be_attached()
    expect(page.get_by_role("region", name=words(language, "dock.label"))).to_be_visible()
    expect(
        page.get_by_role("region", name=words(language, "controls.map"), exact=True)
    ).to_be_visible()
    station = built.content.places[[p.id for p in built.content.places].index(STATION)]
    marker = page.get_by_role("button", name=re.compile(f"^{station.name[language]}"))
    expect(marker.first).to_be_attached()
    title = built.content.project.title
    page.get_by_role("button", name={"zh": "中文", "en": "English"}[other]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title[other].partition(" of")[0])
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[other]
    assert page.title() == title[other]


def test_a_place_chosen_before_the_page_is_furnished_has_its_popup(
    built: build.BuildResult, opened: Opener
) -> None:
    choose = linked("""new PerformanceObserver(async () => {
        await atlas.data_store.selectPlace(0);
        window.early = !atlas.card_popup;
    }).observe({ type: "mark", buffered: true });""")
    page = opened(built.files[0], "lang=zh", before=choose)
    name = built.content.places[0].name["zh"]
    expect(card(page).get_by_role("heading", level=2)).to_have_text(name)
    assert page.evaluate("() => window.early")


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_link_opens_one_place(english: Page) -> None:
    expect(card(english)).to_contain_text("6,100")
    expect(card(english)).to_contain_text("4.07 km²")


@pytest.fixture(params=LANGUAGES)
def carded(request: pytest.FixtureRequest, chinese: Page, english: Page) -> tuple[str, Page]:
    """Return a language, and a page in it with a card that tests may exchange for another."""
    page = {"zh": chinese, "en": english}[request.param]
    whole(page)
    follow_query(page, f"lang={request.param}&feature={STATION}")
    return request.param, page


CAPTION = {
    "zh": "见于原文第 1 条图片说明",
    "en": "Named in photo caption 1 of the article",
}


def test_a_card_promises_no_picture_and_names_its_source_once(
    built: build.BuildResult, carded: tuple[str, Page]
) -> None:
    language, page = carded
    popup = card(page)
    expect(popup.get_by_text(CAPTION[language])).to_be_visible()
    expect(popup.locator(".cite")).to_have_count(2)
    title = built.content.project.sources[0].title[language]
    expect(popup.get_by_text(title, exact=True)).to_have_count(1)
    expect(popup.locator(".cite").first).not_to_contain_text(title)
    expect(popup.locator(".cite").first).to_contain_text("569")


READ_CARDS = linked("""async (count) => {
  const read = {};
  for (let i = 0; i < count; i += 1) {
    await atlas.data_store.selectPlace(i);
    const card = document.querySelector('.card');
    read[atlas.data_data.idOf(i)] = [card.querySelector('h2').innerText, card.innerText];
  }
  return read;
}""")


def test_every_popup_tells_what_the_data_say(
    built: build.BuildResult, carded: tuple[str, Page]
) -> None:
    language, page = carded
    read = page.evaluate(READ_CARDS, len(built.content.places))
    strings = built.content.get_strings(language)
    first = built.content.project.languages[0]
    facts = export.group_by_place(built.content.facts)
    for place in built.content.places:
        name, said = read[place.id]
        assert name == place.name[language]
        expected = [*place.aliases, place.note.get(language, ""), place.location_licence]
        for fact in facts.get(place.id, ()):
            figure = figures.format_figure(fact, language, first, strings)
            expected += [fact.text[language], format_period(fact.period, strings)]
            expected += [figure.number, figure.unit, figure.bound] if figure else []
            expected += [f"{fact.start:,}", f"{fact.end:,}"]
        for text in filter(None, expected):
            assert flat(text) in flat(said), (place.id, text)


@pytest.fixture
def shelf(english: Page) -> Locator:
    """Return the list of places without a position, unfolded, nothing else open."""
    follow_query(english, "lang=en")
    shelf = english.get_by_role("region", name="Places without a position")
    button = shelf.get_by_role("button", name=re.compile("^Without a position"))
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return shelf


def test_a_layer_is_switched_off_and_its_places_leave_map_and_shelf(
    english: Page, shelf: Locator
) -> None:
    chip = shelf.get_by_role("button", name="International Food Expo Park")
    switch = english.get_by_role("switch", name="Show “Agriculture” on the map")
    expect(chip).to_have_count(1)
    switch.click()
    expect(chip).to_have_count(0)
    switch.click()
    expect(chip).to_have_count(1)


def test_a_place_not_located_opens_from_the_shelf_and_gives_the_focus_back(
    english: Page, shelf: Locator
) -> None:
    chip = shelf.get_by_role("button", name="China Weifang Agricultural Innovation Port")
    chip.focus()
    english.keyboard.press("Enter")
    expect(card(english).get_by_role("heading", level=2)).to_be_focused()
    expect(card(english)).to_contain_text("Not yet located")
    english.keyboard.press("Escape")
    expect(card(english)).to_be_hidden()
    expect(chip).to_be_focused()


def test_a_marker_opens_by_keyboard(english: Page) -> None:
    english.get_by_role("button", name=re.compile("^Weifang North Railway Station, ")).focus()
    english.keyboard.press("Enter")
    expect(card(english).get_by_role("heading", level=2)).to_have_text(
        "Weifang North Railway Station"
    )


def test_the_districts_figures_stand_by_topic(english: Page) -> None:
    english.get_by_role("tab", name=re.compile("Figures")).click()
    panel = english.get_by_role("tabpanel")
    for text in ("11.1", "90.8", "158", "4,930", "19,900"):
        expect(panel.get_by_text(text, exact=True).first).to_be_attached()


VISIBLE = "all => all.filter((n) => n.getClientRects().length).map((n) => n.id)"


def test_without_scripts_everything_is_text(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], scripts=False)
    told = page.locator("[id^='t-']").evaluate_all(VISIBLE)
    assert {f"t-{place.id}" for place in built.content.places} <= set(told)
    assert page.get_by_text("位于：").count() == 30


def test_an_unknown_id_in_the_link_is_told_and_tiles_are_asked_for_only_when_chosen(
    built: build.BuildResult, opened: Opener
) -> None:
    """Failing ones leave the backdrop."""
    refused = re.compile("tile.openstreetmap.org")
    page = opened(built.files[0], "feature=<b>nowhere</b>&layers=none&lang=xx", refused=refused)
    expect(page.get_by_role("status")).to_contain_text("<b>nowhere</b>")
    assert opened.requests == []
    page.get_by_role("button", name="OpenStreetMap", exact=True).first.click()
    expect(page.get_by_role("status")).to_contain_text(words("zh", "bases.failed"))
    assert opened.requests
    drawn = page.get_by_role("button", name=words("zh", "bases.drawn"))
    expect(drawn).to_have_attribute("aria-pressed", "true")


def test_layers_that_a_user_adds_are_seen_and_answer(tmp_path: Path, opened: Opener) -> None:
    made = build.build_map(COUNTY)
    words_of_mine = folium.Popup("<b>my own</b> words")
    folium.CircleMarker((50.17, 8.14), 12, fill=True, popup=words_of_mine, className="mine").add_to(
        made
    )
    folium.Marker((50.18, 8.28), alt="a marker of mine").add_to(made)
    made.save(tmp_path / "a.html")
    page = opened(tmp_path / "a.html", "#11/50.16/8.2")
    marker = page.get_by_role("button", name="a marker of mine")
    expect(marker).to_be_visible()
    assert marker.evaluate("image => image.naturalWidth") > 0
    page.locator("path.mine").click()
    expect(page.get_by_text("my own words")).to_be_visible()


def test_a_notebook_shows_the_map(tmp_path: Path, opened: Opener) -> None:
    shown = build.build_map(COUNTY)._repr_html_()
    (tmp_path / "notebook.html").write_text(
        f"<!doctype html><meta charset=utf-8><body>{shown}", encoding="utf-8"
    )
    page = opened(tmp_path / "notebook.html")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1, name="Moorland sites").first).to_be_visible()
    expect(inside.get_by_role("button", name=re.compile("^Upper Ferry mill, "))).to_be_attached()


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory, contexts: Contexts) -> Iterator[Page]:
    """Return a page in which every text of some places and their facts is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    opener = Opener(contexts)
    yield opener(build.build(write_hostile_county(folder), folder / "maps").files[0])
    opener.close()


@pytest.mark.parametrize("name", hostile.VALUES)
def test_hostile_values_are_shown_as_text(name: str, spoiled: Page) -> None:
    value, place = hostile.VALUES[name], name_place(name)
    spoiled.evaluate("id => { location.hash = `feature=${id}`; }", place)
    spoiled.wait_for_url(re.compile(f"feature={place}[&#]"))
    heading = card(spoiled).get_by_role("heading", level=2)
    assert flat(heading.text_content() or "") == flat(value[:LONGEST_NAME])
    assert flat(value[:LONGEST_TEXT]) in flat(card(spoiled).inner_text())
    assert spoiled.evaluate("window.hit") is None
    written = spoiled.locator(f"#t-{place}").text_content() or ""
    assert flat(value[:LONGEST_NAME]) in flat(written)
