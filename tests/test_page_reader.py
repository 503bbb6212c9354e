"""What a reader does with the facts: compare places, hand on one figure, show it alone."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.elsewhere import SETTLED, follow_query
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.server import serving
from tests.support import county
from tests.test_page_access import AUDITED_LOOKS, DESK, NARROW, PHONE, found

PARKS = "weifang-headquarters-base", "huaxia-pharma-park"
SITES = "biomaterials-park", "health-care-area"
AREA = "F112"
TABLET = (768, 1024)
PNG = b"\x89PNG\r\n\x1a\n"


def word(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def table(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("table", name=word(language, "compare.title"))


def names(page: Page) -> list[str]:
    return table(page).get_by_role("rowheader").all_inner_texts()


def side_by_side(page: Page) -> Locator:
    return page.get_by_role("table", name=word("en", "compare.beside"))


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=word("en", key), exact=True).click()


def allow_copying(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


@pytest.fixture(scope="module")
def desk(hanting: Path, contexts: Contexts) -> Iterator[Page]:
    """Return a page that tests use one after another, the first of them as it opens."""
    opener = Opener(contexts)
    yield opener(hanting, "lang=en&fact=F9999")
    opener.close()


@pytest.fixture(scope="module")
def phone(hanting: Path, contexts: Contexts) -> Iterator[Page]:
    """Return a page on a phone, likewise."""
    opener = Opener(contexts)
    yield opener(hanting, "lang=zh", size=NARROW)
    opener.close()


@pytest.fixture(scope="module")
def tablet(hanting: Path, contexts: Contexts) -> Iterator[Page]:
    """Return a page on a tablet, likewise: what lies over its map is decided as it opens."""
    opener = Opener(contexts)
    yield opener(hanting, f"lang=en&fact={AREA}", size=TABLET)
    opener.close()


@pytest.fixture(scope="module")
def hosted(hanting: Path, contexts: Contexts) -> Iterator[Page]:
    """Return a page that a server sends, likewise."""
    opener = Opener(contexts)
    with serving(hanting.parent) as address:
        yield opener(f"{address}hanting.html", "lang=en")
        opener.close()


def show_at(page: Page, query: str, size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
    """Show in a page that tests share what an address says, and nothing else."""
    width, height = size
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
    page.emulate_media(color_scheme="dark" if dark else "light")
    follow_query(page, query)
    return page


def test_a_fact_is_reached_by_its_id_alone(tablet: Page) -> None:
    page = tablet
    card = page.get_by_role("dialog", name="New Biomaterials Industrial Park")
    expect(card.locator(f"[data-fact={AREA}]")).to_have_class(re.compile("is-meant"))
    page.wait_for_url(re.compile(f"feature={SITES[0]}&fact={AREA}"))
    page.get_by_role("button", name=word("en", "popup.close")).click()
    page.wait_for_url(lambda url: "fact=" not in url)


def test_a_fact_that_the_map_does_not_have_is_told(desk: Page) -> None:
    expect(desk.get_by_role("status").filter(has_text="F9999")).to_be_visible()
    expect(desk.get_by_role("dialog")).to_be_hidden()


def test_the_table_lists_what_is_shown_and_follows_the_layers(desk: Page) -> None:
    page = show_at(desk, "lang=en")
    press(page, "compare.open")
    expect(page.get_by_role("heading", name=word("en", "compare.title"))).to_be_focused()
    assert len(names(page)) == 44
    assert "Hanting District" not in names(page)
    page.get_by_label(word("en", "compare.layer"), exact=True).select_option("Industrial parks")
    expect(table(page).get_by_role("rowheader")).to_have_count(7)
    page.wait_for_url(re.compile("layers=industry&.*view=table"))
    # one place alone of the layer states it
    table(page).get_by_role("button", name=word("en", "compare.area"), exact=True).click()
    expect(table(page).get_by_role("row").nth(1)).to_contain_text("6,100 mu")
    press(page, "compare.close")
    expect(table(page)).to_be_hidden()
    expect(page.get_by_role("button", name=word("en", "compare.open"))).to_be_focused()


def test_areas_are_sorted_by_size_and_those_without_come_last(desk: Page) -> None:
    page = show_at(desk, "lang=en&view=table")
    head = table(page).get_by_role("columnheader", name=re.compile("^Area"))
    for way, first in (("descending", "New Biomaterials"), ("ascending", "Health and Elderly")):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", way)
        expect(table(page).get_by_role("rowheader").first).to_contain_text(first)
    page.wait_for_url(re.compile("sort=area"))


BOXES = "all => all.map((node) => JSON.stringify(node.getBoundingClientRect()))"
FAR_SIDE = "node => { node.scrollLeft = node.scrollWidth; }"


def test_what_is_said_of_a_copy_or_a_file_is_seen_and_moves_no_button(desk: Page) -> None:
    page = show_at(desk, "lang=en&view=table")
    allow_copying(page)
    head = page.locator("#compare")
    buttons = head.locator(".compare-ways button, .round-button")
    told = head.get_by_role("status")
    for width, height in (DESK, PHONE, TABLET):
        page.set_viewport_size({"width": width, "height": height})
        before = buttons.evaluate_all(BOXES)
        assert len(before) == 4
        for way, said in (("link", "Link copied"), ("csv", "hanting-compare.csv")):
            head.locator(f"[data-focus=compare-{way}]").click()
            expect(told).to_contain_text(said)
            expect(told).to_be_visible()
            assert buttons.evaluate_all(BOXES) == before, width


def test_a_table_drawn_aside_keeps_the_names_of_its_rows(desk: Page) -> None:
    page = show_at(desk, "lang=en&view=table", TABLET)
    scroll = page.get_by_role("region", name=word("en", "compare.scroll"))
    scroll.evaluate(FAR_SIDE)
    assert scroll.evaluate("node => node.scrollLeft") > 0
    name = table(page).get_by_role("rowheader").first.get_by_role("button")
    own, room = name.bounding_box(), scroll.bounding_box()
    assert own
    assert room
    assert room["x"] < own["x"] < room["x"] + room["width"] / 2


def test_once_the_table_is_closed_the_map_stands_as_before(desk: Page, tablet: Page) -> None:
    centre = linked("atlas.map_view.leafletMap().getCenter().lat")
    for page, size in ((tablet, TABLET), (desk, DESK)):
        show_at(page, "lang=en", size)
        expect(table(page)).to_be_hidden()
        page.evaluate(linked("atlas.map_view.showSites(true)"))
        before = page.evaluate(centre)
        press(page, "compare.open")
        expect(page.get_by_role("heading", name=word("en", "compare.title"))).to_be_focused()
        assert page.evaluate(centre) != pytest.approx(before, abs=0.01)
        press(page, "compare.close")
        expect(table(page)).to_be_hidden()
        assert page.evaluate(centre) == pytest.approx(before, abs=0.003)


def test_a_link_to_a_file_is_said_to_open_here_alone(desk: Page, hosted: Page) -> None:
    link = word("en", "share.link_text")
    said = {desk: word("en", "share.copied_disk", what=link)}
    said[hosted] = word("en", "share.copied", what=link)
    for page, words in said.items():
        show_at(page, "lang=en&view=table")
        allow_copying(page)
        press(page, "compare.link")
        expect(page.get_by_text(words, exact=True)).to_be_visible()


def test_two_places_are_pinned_by_keys_and_stand_side_by_side_in_the_link(
    desk: Page, opened: Opener
) -> None:
    page = show_at(desk, "lang=en&view=table&sort=-area")
    for number in range(2):
        box = table(page).get_by_role("checkbox").nth(number)
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
        expect(box).to_be_focused()
    page.wait_for_url(re.compile(f"compare={SITES[0]},{SITES[1]}"))
    again = opened(page.url)
    row = side_by_side(again).get_by_role("row", name=re.compile("^Area"))
    expect(row.get_by_role("cell").first).to_have_text(re.compile("^6,100 mu"))
    assert row.get_by_role("cell").all_inner_texts()[1].startswith("3,300 mu")
    assert "compare directly" not in row.inner_text()


def test_numbers_that_must_not_be_compared_say_why(desk: Page) -> None:
    same = show_at(desk, f"lang=en&view=table&compare={','.join(PARKS)}")
    row = side_by_side(same).get_by_role("row", name=re.compile("^Number"))
    expect(row).to_contain_text("413 firms")
    assert "compare directly" not in row.inner_text()
    other = show_at(desk, f"lang=en&view=table&compare={PARKS[0]},international-trade-centre")
    row = side_by_side(other).get_by_role("row", name=re.compile("^Number .firms"))
    expect(row).to_contain_text(word("en", "compare.differs.thing"))
    expect(row).to_contain_text(word("en", "compare.differs.period"))


def test_a_card_pins_its_place_and_opens_the_table(desk: Page) -> None:
    page = show_at(desk, f"lang=en&feature={SITES[0]}")
    press(page, "share.compare")
    box = table(page).get_by_role("checkbox", name=re.compile("New Biomaterials"))
    expect(box).to_be_checked()
    pressed = page.get_by_role("dialog").get_by_role("button", name=word("en", "share.compare"))
    expect(pressed).to_have_attribute("aria-pressed", "true")


def test_the_table_is_saved_as_csv_with_printed_and_normal_numbers(desk: Page) -> None:
    page = show_at(desk, "lang=en&view=table")
    with page.expect_download() as saved:
        press(page, "compare.csv")
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    rows = {row["fact"]: row for row in csv.DictReader(io.StringIO(text)) if row["fact"]}
    row = rows[AREA]
    assert (row["id"], row["value"], row["unit"]) == (SITES[0], "6100", "亩")
    assert float(row["value_normal"]) == pytest.approx(6100 * 10000 / 15)
    assert row["unit_normal"] == "m²"


def test_no_more_than_four_are_pinned(desk: Page) -> None:
    page = show_at(desk, "lang=en&view=table")
    boxes = table(page).get_by_role("checkbox")
    for number in range(4):
        boxes.nth(number).check()
    boxes.nth(4).click()
    expect(page.get_by_text(word("en", "compare.full", n="4"))).to_be_visible()
    expect(boxes.nth(4)).not_to_be_checked()
    expect(side_by_side(page).get_by_role("columnheader")).to_have_count(4)


def test_a_phone_shows_the_table_without_scrolling_sideways(phone: Page) -> None:
    for language, sizes in (("zh", (NARROW, PHONE)), ("en", (PHONE, NARROW))):
        for size in sizes:
            page = show_at(phone, f"lang={language}&view=table", size)
            expect(table(page, language).get_by_role("rowheader").first).to_be_visible()
            scroll = page.get_by_role("region", name=word(language, "compare.scroll"))
            assert scroll.evaluate("node => node.scrollWidth <= node.clientWidth"), size
    page.get_by_role("button", name=word("en", "compare.close")).click()
    expect(table(page)).to_be_hidden()


def test_an_embedded_table_has_the_frame_to_itself(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en&embed=1&view=table", size=(720, 480))
    expect(table(page).get_by_role("rowheader").first).to_be_visible()
    expect(page.get_by_role("region", name="Map", exact=True)).to_be_hidden()


def cited(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("Cite or share: Area of the site")).click()
    return page.get_by_role("dialog", name=word("en", "quote.title"))


def field(dialog: Locator, key: str) -> str:
    return dialog.get_by_role("textbox", name=word("en", f"quote.{key}")).input_value()


def test_one_figure_has_a_link_and_citations(hosted: Page) -> None:
    page = show_at(hosted, f"lang=en&fact={AREA}")
    address = page.url.partition("?")[0]
    dialog = cited(page)
    own = f"{address}?fact={AREA}&lang=en"
    assert field(dialog, "link") == own
    for key in ("plain", "bibtex"):
        assert all(part in field(dialog, key) for part in ("6,100 mu", "2439–2455"))
    assert field(dialog, "bibtex").startswith(f"@misc{{hanting-{AREA},")
    entry = json.loads(field(dialog, "csl"))[0]
    assert (entry["id"], entry["type"], entry["URL"]) == (f"hanting-{AREA}", "webpage", own)
    assert entry["issued"] == {"date-parts": [[2026, 11, 29]]}
    source = re.search('src="([^"]+)"', field(dialog, "frame"))
    assert source
    assert source[1].replace("&amp;", "&") == f"{address}?embed=1&fact={AREA}&lang=en"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("dialog", name=re.compile("New Biomaterials"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Cite or share: Area"))).to_be_focused()


@pytest.mark.parametrize(("language", "size"), [("zh", DESK), ("en", PHONE)])
def test_every_text_of_a_fact_is_seen_whole_and_said_where_it_is_copied(
    desk: Page, phone: Page, language: str, size: tuple[int, int]
) -> None:
    page = show_at(desk if size == DESK else phone, f"lang={language}&fact={AREA}", size)
    allow_copying(page)
    page.locator(f"[data-focus=quote-{AREA}]").click()
    dialog = page.get_by_role("dialog", name=word(language, "quote.title"))
    texts = dialog.get_by_role("textbox")
    expect(texts).to_have_count(5)
    for each in texts.all():
        assert each.evaluate("node => node.scrollHeight <= node.clientHeight")
    what = word(language, "quote.bibtex")
    copy = dialog.get_by_role("button", name=word(language, "quote.copy_of", what=what))
    copy.scroll_into_view_if_needed()
    before = copy.bounding_box()
    copy.click()
    said = dialog.get_by_text(word(language, "share.copied", what=what), exact=True)
    expect(said).to_be_in_viewport()
    assert copy.bounding_box() == before


def test_keys_go_on_at_the_fact_that_was_opened(desk: Page) -> None:
    page = show_at(desk, "lang=en")
    page.get_by_role("tab", name=re.compile(f"^{word('en', 'tab.figures')}")).click()
    page.get_by_role("button", name=re.compile("^Growth of high-tech exports")).first.press("Enter")
    expect(page.locator("[data-fact=F083]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("button", name=re.compile("Cite or share: Growth of high-tech exports"))
    ).to_be_focused()


def test_the_picture_of_a_figure_has_the_size_that_sites_show(desk: Page) -> None:
    page = show_at(desk, f"lang=en&fact={AREA}")
    dialog = cited(page)
    for name, size in (("wide", (1200, 630)), ("square", (1080, 1080))):
        with page.expect_download() as saved:
            dialog.get_by_role("button", name=word("en", f"quote.{name}"), exact=True).click()
        data = Path(saved.value.path()).read_bytes()
        assert data[:8] == PNG
        assert tuple(int.from_bytes(data[at : at + 4]) for at in (16, 20)) == size
        assert len(set(data)) > 200


def test_a_fact_stands_alone_in_a_narrow_frame(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, f"lang=en&embed=1&fact={AREA}", size=(320, 480))
    alone = page.get_by_role("article")
    expect(alone).to_contain_text("6,100")
    expect(alone).to_contain_text("New Biomaterials Industrial Park")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    way = page.get_by_role("link", name=word("en", "embed.open")).get_attribute("href") or ""
    assert f"fact={AREA}" in way
    assert "embed=" not in way
    assert found(page) == []


@pytest.mark.parametrize(("size", "language", "dark"), AUDITED_LOOKS)
def test_axe_finds_nothing(  # in the table, which each look has its own way; of the rest in one
    desk: Page, phone: Page, size: tuple[int, int], language: str, *, dark: bool
) -> None:
    query = f"lang={language}&view=table&compare={','.join(PARKS)}"
    page = show_at(desk if size == DESK else phone, query, size, dark=dark)
    table(page, language).wait_for()
    assert found(page) == [], "table"
    if size == NARROW:
        return
    show_at(page, f"lang={language}&fact={AREA}", size, dark=dark)
    page.locator(f"[data-focus=quote-{AREA}]").click()
    page.get_by_role("dialog", name=word(language, "quote.title")).wait_for()
    assert found(page) == [], "quote"


CONTACT = """
[contact]
mail = "map@example.org"
issues = "https://example.org/o/r/issues/new"
"""


@pytest.fixture(scope="module")
def quarry(tmp_path_factory: pytest.TempPathFactory, contexts: Contexts) -> Iterator[Page]:
    """Return a page of the tiny county that says how readers reach its editors; tests share it."""
    data = county(tmp_path_factory.mktemp("quarries"))
    with (data / "map.toml").open("a", encoding="utf-8") as settings:
        settings.write(CONTACT)
    opener = Opener(contexts)
    yield opener(build.build(data, data.parent / "maps").files[0], "lang=en")
    opener.close()


SHUT = "document.querySelector('.report:not([hidden]) .round-button')?.click()"


def at_the_quarry(page: Page, language: str, size: tuple[int, int], *, dark: bool = False) -> Page:
    """Show the quarry's card, no form over it."""
    page.evaluate(SHUT)
    expect(page.locator(".report")).to_be_hidden()
    return show_at(page, f"lang={language}&feature=old-quarry", size, dark=dark)


def knows(page: Page) -> Locator:
    page.get_by_role("button", name=word("en", "report.open"), exact=True).click()
    return page.get_by_role("dialog", name=word("en", "report.where"))


def test_a_reader_who_knows_where_a_place_is_writes_to_the_editors_or_copies_the_message(
    quarry: Page,
) -> None:
    page = at_the_quarry(quarry, "en", DESK)
    form = knows(page)
    expect(form.get_by_role("button", name=word("en", "report.copy"))).to_be_visible()
    expect(form.locator("pre")).to_contain_text("place: old-quarry")
    form.get_by_label(word("en", "report.source")).fill("I live\nbeside it")
    mail = form.get_by_role("link", name=word("en", "report.mail"))
    assert "point" not in (mail.get_attribute("href") or "")
    form.get_by_role("button", name=word("en", "report.set")).click()
    expect(form.get_by_role("status").first).to_contain_text("(WGS 84)")
    href = mail.get_attribute("href") or ""
    assert href.startswith("mailto:map@example.org?subject=")
    body = parse_qs(urlsplit(href).query)["body"][0]
    point = re.search(r"^point: (-?[\d.]+), (-?[\d.]+)$", body, re.MULTILINE)
    assert point
    centre = page.evaluate(linked("Object.values(atlas.map_view.leafletMap().getCenter())"))
    assert [float(point[1]), float(point[2])] == pytest.approx(centre, abs=0.002)
    for line in ("map: moorland", "place: old-quarry", "datum: WGS84", "source: I live beside it"):
        assert line in body.splitlines()
    issue = form.get_by_role("link", name=word("en", "report.issue")).get_attribute("href") or ""
    assert parse_qs(urlsplit(issue).query)["body"][0].strip() == body.strip()


def test_on_a_tablet_the_form_leaves_the_map_its_cross_hair_and_its_buttons(quarry: Page) -> None:
    page = at_the_quarry(quarry, "en", TABLET)
    form = knows(page).bounding_box()
    cross = page.locator(".report-cross").bounding_box()
    controls = page.get_by_role("group", name=word("en", "controls.label")).bounding_box()
    assert form
    assert form["y"] + form["height"] < TABLET[1]
    for each in (cross, controls):
        assert each
        assert each["y"] + each["height"] < form["y"]


def test_keys_move_the_map_under_the_cross_hair(quarry: Page) -> None:
    page = at_the_quarry(quarry, "en", DESK)
    form = knows(page)
    form.get_by_role("button", name=word("en", "report.set")).press("Enter")
    before = form.get_by_role("status").first.inner_text()
    page.get_by_role("region", name="Map", exact=True).focus()
    page.keyboard.press("ArrowUp")
    expect(form.get_by_role("status").first).not_to_have_text(before)
    form.get_by_role("button", name=word("en", "about.close")).press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name=word("en", "report.open"), exact=True)).to_be_focused()


def test_a_map_without_an_address_has_no_such_button(desk: Page) -> None:
    page = show_at(desk, "lang=en&feature=xinsong-smart-park")
    expect(page.get_by_role("dialog", name=re.compile("Xinsong"))).to_be_visible()
    expect(page.get_by_role("button", name=word("en", "report.open"))).to_have_count(0)


def test_axe_finds_nothing_in_the_form(quarry: Page) -> None:
    """In one look: the form is made of what the dialogs have that are audited in others."""
    page = at_the_quarry(quarry, "de", NARROW, dark=True)
    page.locator("[data-focus=knows-old-quarry]").click()
    page.locator(".report-text").wait_for()
    assert found(page) == []
