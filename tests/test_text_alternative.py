"""The text edition: everything the map holds, readable without it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.content import loader
from geo.page import text_alternative as page_edition
from geo.page.text_alternative import PlaceRow, build_text_alternative
from geo.text import page_strings
from tests.opener import Opener
from tests.support import COUNTY, county, replaced
from tests.views import VIEWS, word


def test_every_place_and_every_fact_has_its_line() -> None:
    moorland = loader.build_content(loader.read_folder(COUNTY))
    rows = [row for _, _, rows in build_text_alternative(moorland).layers for row in rows]
    assert {row.id for row in rows} == {place.id for place in moorland.places}
    told = sorted(fact.id for row in rows for fact in row.facts)
    assert told == [fact.id for fact in moorland.facts]


def test_of_very_many_places_some_are_told_and_where_all_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_edition, "MAX_LISTED_PLACES", 3)
    monkeypatch.setattr(page_edition, "LISTED_PER_LAYER", 2)
    made = build_text_alternative(loader.build_content(loader.read_folder(COUNTY)))
    assert [len(rows) for _, _, rows in made.layers] == [2, 1]
    assert made.layers[0][1].endswith(": the first 2 of 3")
    assert [layer.numbers[0] for layer in made.counted] == [3, 1]
    assert "4 places with 4 facts" in made.many
    assert "moorland.gpkg" in made.many


def county_rows() -> dict[str, PlaceRow]:
    made = build_text_alternative(loader.build_content(loader.read_folder(COUNTY)))
    return {row.id: row for _, _, rows in made.layers for row in rows}


def test_a_place_not_located_is_told_as_such() -> None:
    rows = county_rows()
    assert rows["old-quarry"].position == "not yet located"
    assert "120 m" in rows["upper-ferry-mill"].position


def test_coordinates_are_told_no_finer_than_known() -> None:
    rows = county_rows()
    assert "50.140° N, 8.200° E" in rows["upper-ferry-mill"].position


@pytest.mark.parametrize(
    ("lon", "lat", "told"),
    [(8.2, -50.14, "50.140° S, 8.200° E"), (-8.2, 50.14, "50.140° N, 8.200° W"),
     (-8.2, -50.14, "50.140° S, 8.200° W")],
)  # fmt: skip
def test_west_and_south_are_told_as_such(tmp_path: Path, lon: float, lat: float, told: str) -> None:
    data = replaced(county(tmp_path), "layers/works.geojson", "[8.2, 50.14]", f"[{lon}, {lat}]")
    made = build_text_alternative(loader.build_content(loader.read_folder(data)))
    rows = {row.id: row for _, _, rows in made.layers for row in rows}
    assert told in rows["upper-ferry-mill"].position


def read(page: Page, language: str) -> Locator:
    """Go to the text edition as a reader does and return it."""
    for step in VIEWS["text"]:
        step(page, language)
    text = page.locator("#text")
    expect(text).to_be_visible()
    return text


TAGGED = """node => {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found = [['', '']];
    while (texts.nextNode()) {
        const said = texts.currentNode.data;
        const tag = texts.currentNode.parentElement.closest('[lang]').lang;
        if (found.at(-1)[0] === tag) found.at(-1)[1] += said;
        else found.push([tag, said]);
    }
    return found.map(([tag, said]) => [tag, said.replace(/\\s+/g, '')]).filter(([, said]) => said);
}"""
"""The texts below a node without blanks, each run with the language that it is said to be in."""


def test_its_own_words_are_in_the_language_of_the_page_though_a_link_brings_it_while_it_is_read(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=zh")
    text = read(page, "zh")
    page.evaluate("() => { location.hash = 'lang=en'; }")
    expect(text).to_have_attribute("lang", "en")
    expect(text.get_by_role("heading", level=1)).to_have_text("Development map of Hanting, 2019")
    expect(text.get_by_role("heading", level=2).first).to_have_text(word("en", "edition.title"))
    heads = [word("en", f"edition.{key}") for key in ("place", "state", "position", "facts")]
    assert text.get_by_role("columnheader").all_inner_texts() == heads
    station = text.get_by_role("row", name=re.compile("^高铁潍坊北站"))
    for key in ("state.open", "certainty.certain", "fact_state.under-way"):
        expect(station).to_contain_text(word("en", key))
    said = "\n".join(words for tag, words in text.evaluate(TAGGED) if tag == "en")
    table = page_strings.load_strings("zh").table
    own = [table[part] for part in ("edition", "state", "certainty", "fact_state", "located_by")]
    assert [
        each for words in own for each in words.values() if len(each) > 1 and each in said
    ] == []


def test_switched_there_and_back_it_says_what_the_file_says(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=zh")
    page.locator(".edition-back").wait_for(state="attached")
    written = page.locator("#text").evaluate(TAGGED)
    page.goto(f"{page.url.split('?')[0]}?lang=en")
    read(page, "en")
    page.get_by_role("button", name=word("en", "edition_view.back")).click()
    page.get_by_role("button", name="中文", exact=True).click()
    text = read(page, "zh")
    assert text.evaluate(TAGGED) == written
