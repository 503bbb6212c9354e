"""A page of so many places that names are several blocks: a worker searches, lists are long."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.page.data import blocks
from tests.bench import country, words, writing
from tests.elsewhere import follow_hash
from tests.linked import linked
from tests.opener import Opener
from tests.server import serving
from tests.test_page_access import found
from tests.views import whole, word
from tests.visits import Visits

PLACES = 6_000
"""Two blocks of names, three of what is told of places: a first, a last, and one between."""
MOST = 50
"""Places that the list of results names at most."""
DESK, PHONE = (1440, 900), (390, 844)
REFUSALS = {
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


@pytest.fixture(scope="module")
def visited(page_file: Path) -> Path:
    return page_file


@pytest.fixture
def seeking(visits: Visits) -> Page:
    """Return a page in which one test after another searches and looks, as a reader does."""
    return visits.come(DESK)


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def searched(page: Page, query: str) -> Locator:
    """Type a query, wait until all facts have been searched, and return the options."""
    box(page).fill(query)
    expect(page.locator("#find-list")).to_have_attribute("aria-busy", "false", timeout=20_000)
    return page.get_by_role("listbox").get_by_role("option")


def rows(page: Page) -> Locator:
    return page.locator(".is-long .row")


def test_facts_are_found_across_blocks(seeking: Page, made: country.Country) -> None:
    assert_facts_are_found(seeking, made)
    assert seeking.workers


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_facts_are_found_across_blocks_without_a_worker(
    page_file: Path, opened: Opener, made: country.Country, refusal: str
) -> None:
    page = opened(page_file)
    expect(box(page)).to_be_visible()
    page.evaluate(f"() => {{ {refusal} }}")
    assert_facts_are_found(page, made)


def assert_facts_are_found(page: Page, made: country.Country) -> None:
    """Search for the first fact and the last."""
    for fact in (made.facts.iloc[0], made.facts.iloc[-1]):
        options = searched(page, fact["zh"][:14])
        assert fact["place"] in [each.get_attribute("data-place") for each in options.all()]


def test_a_map_without_figures_has_no_page_for_them(seeking: Page) -> None:
    expect(seeking.get_by_role("tab")).to_have_count(1)
    seeking.get_by_role("tab").press("ArrowRight")
    expect(seeking.get_by_role("tabpanel", name=re.compile("^Places"))).to_be_visible()


def test_a_place_is_found_by_name_and_by_its_pinyin_and_the_first_letters_of_it(
    seeking: Page, made: country.Country
) -> None:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  slow, and needed here only

    place = made.places.iloc[-1]
    syllables = lazy_pinyin(place["name"])
    for query in (place["name"], "".join(syllables), "".join(each[0] for each in syllables)):
        options = searched(seeking, query)
        assert place["id"] in [each.get_attribute("data-place") for each in options.all()]


def test_places_are_found_by_their_layer(seeking: Page, made: country.Country) -> None:
    options = searched(seeking, "farming")
    expect(options.first.locator(".hit-more mark")).to_have_text("Farming")
    farming = set(made.places.loc[made.places["layer"] == "farming", "id"])
    found = {*options.evaluate_all("all => all.map((n) => n.dataset.place)")} - {None}
    assert len(found) > 40
    assert found <= farming


def test_letter_by_letter_the_same_is_found_as_at_once(seeking: Page) -> None:
    at_once = searched(seeking, "shiqiao").all_inner_texts()
    assert at_once
    box(seeking).fill("")
    box(seeking).press_sequentially("shiqiao", delay=120)
    expect(seeking.locator("#find-list")).to_have_attribute("aria-busy", "false", timeout=20_000)
    assert seeking.get_by_role("listbox").get_by_role("option").all_inner_texts() == at_once


def test_a_key_reaches_results_before_they_are_drawn(seeking: Page) -> None:
    assert searched(seeking, "shi").count() >= MOST
    box(seeking).fill("")
    box(seeking).fill("shi")
    seeking.wait_for_function("() => document.querySelector('#find-list').childElementCount")
    box(seeking).press("ArrowUp")
    assert seeking.locator("#find-list [data-place]").count() == MOST
    expect(seeking.locator("#find-list [aria-selected=true]")).to_have_count(1)


def test_what_is_told_of_places_in_view_is_read_while_the_map_rests(seeking: Page) -> None:
    page = seeking
    ready = linked("i => atlas.data_data.isLoaded(i)")
    i = page.evaluate(
        linked("""() => {
        const all = Array.from({ length: atlas.data_data.countPlaces() }, (none, i) => i);
        return all.findLast(
            (i) => atlas.data_data.isPoint(i) && !atlas.data_data.isLoaded(i));
    }""")
    )
    lon, lat = page.evaluate(linked("i => atlas.data_data.anchorOf(i)"), i)
    assert not page.evaluate(ready, i)
    page.evaluate("to => { location.hash = to }", f"16/{lat}/{lon}")
    page.wait_for_function(ready, arg=i)


def test_a_part_that_has_come_half_is_waited_for(
    page_file: Path, seeking: Page, opened: Opener
) -> None:
    subject = seeking.evaluate(linked("atlas.data_data.subject()"))
    halt = f'id="map-details-{subject // blocks.DETAILS_PER_BLOCK}">'.encode()
    with serving(page_file.parent, halt=halt) as root:
        expect(box(opened(f"{root}{page_file.name}"))).to_be_visible()


def test_only_rows_in_sight_are_made_and_keys_reach_the_last(seeking: Page) -> None:
    page = seeking
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


def shown(page: Page) -> int:
    """Return how many places the map shows, in clusters and with markers."""
    page.locator(".find-input").wait_for(state="attached")
    seen = linked("""() => document.querySelectorAll('.pin[tabindex="0"]').length
        + atlas.map_cluster_canvas.drawnItems().reduce((sum, { n }) => sum + n, 0)""")
    return int(page.evaluate(seen))


COUNTED = """() => {
    window.inflated = 0;
    const Native = DecompressionStream;
    window.DecompressionStream = class extends Native {
        constructor(form) { super(form); window.inflated += 1; }
    };
}"""


QUIET = """() => {
    const before = window.inflatedBefore;
    window.inflatedBefore = window.inflated;
    return before === window.inflated;
}"""
"""Whether nothing has been read since the last look."""


def test_a_layer_is_switched_off_and_on_without_reading_anything_anew(
    seeking: Page, made: country.Country
) -> None:
    page = seeking
    located = made.places[made.places.geometry.notna()]
    assert shown(page) == len(located)
    page.mouse.move(5, 5)
    if not page.workers:  # the search begins to read by itself, a moment after the desk
        page.wait_for_event("worker")
    page.evaluate(COUNTED)
    page.wait_for_function(QUIET, polling=500)
    page.evaluate("window.inflated = 0")
    villages = page.get_by_role("switch", name="Show “Villages” on the map")
    for expected in ((located["layer"] != "villages").sum(), len(located)):
        villages.press("Enter")
        assert shown(page) == expected
    assert page.evaluate("window.inflated") == 0


def test_filters_leave_what_they_name_on_map_and_list_and_say_what_else_is_found(
    seeking: Page, made: country.Country
) -> None:
    page = seeking
    page.get_by_role("button", name=word("en", "filters.button"), exact=True).click()
    page.get_by_role("button", name=re.compile("^Planned")).click()
    planned = made.places[made.places["state"] == "planned"]
    assert shown(page) == planned.geometry.notna().sum()
    villages = page.locator(".group[data-layer=villages] .group-count")
    of_layer = planned[planned["layer"] == "villages"]
    located = f"{of_layer.geometry.notna().sum():,}"
    expect(villages).to_have_text(
        re.compile(f"^{located}({of_layer.geometry.isna().sum():,}\\?)?$")
    )
    searched(page, "石桥")
    expect(page.locator(".find-rest")).to_contain_text("more are hidden by filters")


RADII = ((0, 500, "certain"), (500, 3000, "less-certain"), (3000, 1e9, "uncertain"))


def test_a_link_opens_a_place_of_a_late_block_and_others_tell_facts_and_certainty(
    page_file: Path, opened: Opener, made: country.Country
) -> None:
    late = made.places[made.places["geometry"].isna()].iloc[-1]
    radius = made.places["uncertainty_m"]
    told = made.places["id"].isin(made.facts["place"])
    page = opened(page_file, f"lang=en&feature={late['id']}")
    card = page.get_by_role("dialog")
    expect(card.get_by_role("heading", level=2)).to_have_text(late["name_en"])
    expect(page.locator(".row[aria-current]")).to_have_attribute("data-place", late["id"])
    whole(page)
    for above, most, certainty in RADII:
        place = made.places[told & (radius > above) & (radius <= most)].iloc[-1]
        page.evaluate("id => { location.hash = `feature=${id}`; }", place["id"])
        expect(card.get_by_role("heading", level=2)).to_have_text(place["name_en"])
        for fact in made.facts[made.facts["place"] == place["id"]]["en"]:
            expect(card).to_contain_text(fact)
        expect(card).to_contain_text(word("en", f"certainty.{certainty}"))
        expect(page.locator(".pin-body.is-selected .pin-name")).to_have_text(place["name_en"])


LINE = "path.shape-line.is-selected"
POINTS = f"""() => document.querySelector('{LINE}')?.getAttribute('d').match(/[ML]/g).length"""


def test_a_line_has_fewer_points_from_farther_away(seeking: Page, made: country.Country) -> None:
    lines = made.places[made.places.geom_type == "LineString"]
    longest = lines.iloc[shapely.length(lines.geometry.to_numpy()).argmax()]
    lon, lat = longest.geometry.interpolate(0.5, normalized=True).coords[0]
    page = seeking
    follow_hash(page, f"12.5/{lat}/{lon}&feature={longest['id']}")
    page.locator(LINE).first.wait_for(state="attached")
    page.wait_for_url(re.compile("feature=.*#12.5/"))
    points = page.evaluate(POINTS)
    follow_hash(page, f"16/{lat}/{lon}&feature={longest['id']}")
    page.wait_for_function(f"before => ({POINTS})() > before", arg=points)


def test_without_scripts_it_tells_the_numbers_and_the_first_places_in_bounded_size(
    page_file: Path, opened: Opener, made: country.Country
) -> None:
    page = opened(page_file, scripts=False)
    expect(page.get_by_role("main")).to_contain_text("country.gpkg")
    counts = page.locator(".edition-counts tbody tr")
    for row, layer in zip(counts.all(), words.LAYERS, strict=False):
        amount = (made.places["layer"] == layer.id).sum()
        assert row.inner_text().split()[:2] == [layer.name[0], f"{amount:,}"]
    expect(page.locator(".edition-rows tr[data-number]")).to_have_count(8 * 40 + 1)
    text = page.evaluate("document.getElementById('text').outerHTML.length")
    assert text < 1_000_000


def test_the_text_edition_speaks_the_readers_language(seeking: Page, made: country.Country) -> None:
    page = seeking
    page.get_by_role("button", name=word("en", "panel.edition")).click()
    edition = page.get_by_role("main").filter(has=page.locator("table"))
    expect(edition.locator("caption").last).to_have_text(word("en", "edition.part"))
    expect(edition).to_contain_text(f"This map has {len(made.places) + 1:,} places")
    villages = edition.get_by_role("rowheader", name=re.compile("^Villages: the first 40 of"))
    expect(villages).to_have_count(1)
    expect(edition.get_by_role("cell", name=re.compile("Village"))).not_to_have_count(0)


def popup(page: Page) -> None:
    page.evaluate(linked("() => atlas.data_store.selectPlace(7)"))
    page.get_by_role("dialog").wait_for()


def listed(page: Page) -> None:
    group = page.locator(".group-name").first
    if group.get_attribute("aria-expanded") == "false":
        group.click()
    page.locator(".panel").evaluate("node => node.scrollTo(0, 3000)")
    expect(rows(page).first).to_have_attribute("data-place", re.compile("."))


def query(page: Page) -> None:
    searched(page, "村")


def raised(page: Page) -> None:
    page.locator(".cloud-key").first.wait_for(state="attached")
    page.get_by_role("button", name=word("zh", "panel.handle")).press("End")


REST = 800
"""Milliseconds until the sheet is at its stop and what it uncovered is reached by keys."""
STEPS: dict[str, dict[str, Callable[[Page], None]]] = {
    "desk": {"popup": popup, "search": query},
    "phone dark": {"start": raised, "list": listed},
}
"""What is audited in which look; tests/test_page_access.py takes turns in the same way."""


def assert_axe_finds_nothing(page: Page, look: str) -> None:
    """Go through the steps of a look."""
    for step, take in STEPS[look].items():
        take(page)
        page.wait_for_timeout(REST)
        assert found(page) == [], step
        page.keyboard.press("Escape")


def test_axe_finds_nothing_on_a_desk(seeking: Page) -> None:
    assert_axe_finds_nothing(seeking, "desk")


def test_axe_finds_nothing_on_a_phone_in_the_dark(page_file: Path, opened: Opener) -> None:
    page = opened(page_file, "lang=zh", size=PHONE, dark=True)
    page.locator(".find-input").wait_for(state="attached")
    assert_axe_finds_nothing(page, "phone dark")
