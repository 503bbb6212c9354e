"""Read along: the article beside the map, its facts and places marked, in a frame, on paper."""

import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.content import loader
from geo.content.loader import Content
from geo.runtime.files import sha256_hex
from geo.text import page_strings
from tests.elsewhere import SETTLED, follow_query
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import county, replaced, unwritten
from tests.test_page_access import AUDITED_LOOKS, DESK, NARROW, PHONE, found
from tests.test_page_print import flat, printed
from tests.test_read_route import ARTICLES, TITLES, lay_out, read_facts

PLACED = (
    "--datum", "wgs84", "--source", "Invented", "--licence", "CC0-1.0", "--radius", "50",
    "--located-by", "hand", "--checked-on", "2026-11-26",
)  # fmt: skip
WAIT = """() => {
    window.later = 0;
    const own = performance.now.bind(performance);
    performance.now = () => own() + window.later;
}"""
"""Lets a test say that time has gone by, which nobody waits for."""
LATER = "() => { window.later += 60000; }"
PLAIN = """() => {
    document.querySelector('.reading .edition-back')?.click();
    document.documentElement.style.fontSize = '';
}"""
REST = 400
"""Milliseconds after which the map has followed a text that rests."""
NAMED = pytest.mark.parametrize("name", TITLES)


def show(data: Path, allowed: str) -> Path:
    source = next(each.id for each in loader.read_folder(data).project.sources)
    at = f'[[source]]\nid = "{source}"'
    return replaced(data, "map.toml", at, f'{at}\nshow = "{allowed}"')


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a folder for each article of `tests/articles`, whose text may be shown."""
    made = {}
    for name in TITLES:
        made[name] = lay_out(tmp_path_factory.mktemp(name), name, *PLACED)
        assert read_facts(made[name], name) > 0
        show(made[name], "whole")
    return made


@pytest.fixture(scope="module")
def pages(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("maps")
    return {name: build.build(data, out / name).files[0] for name, data in folders.items()}


@pytest.fixture(scope="module")
def read(pages: dict[str, Path], contexts: Contexts) -> Iterator[dict[str, Page]]:
    """Give a page for each article: tests read in it one after another."""
    opener = Opener(contexts)
    read = {name: opener(page, f"lang={TITLES[name][0]}") for name, page in pages.items()}
    for page in read.values():
        page.locator("[data-focus=article]").wait_for()
        page.evaluate(WAIT)
    yield read
    opener.close()


@pytest.fixture(scope="module")
def phone(pages: dict[str, Path], folders: dict[str, Path], contexts: Contexts) -> Iterator[Page]:
    """Give a phone's page, in which tests read likewise, the first of them as it opens."""
    opener = Opener(contexts)
    facts = [fact for fact in content(folders["ashmere"]).facts if fact.place == "railway"]
    last = max(facts, key=lambda fact: fact.start)
    page = opener(pages["ashmere"], f"panel=article&fact={last.id}", size=PHONE)
    page.locator("[data-focus=article]").wait_for(state="attached")
    page.evaluate(WAIT)
    yield page
    opener.close()


LOW = (1440, 500)


def show_at(
    page: Page, query: str = "panel=article", size: tuple[int, int] = DESK, *, dark: bool = False
) -> Page:
    """Show in a page that tests share what an address says, as if it were opened there."""
    if page.viewport_size != {"width": size[0], "height": size[1]}:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate(SETTLED)
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.evaluate(PLAIN)
    page.evaluate(LATER)
    follow_query(page, "")
    expect(page.locator("section.along:visible, [role=dialog]:visible")).to_have_count(0)
    follow_query(page, query)
    return page


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory, contexts: Contexts) -> Iterator[Page]:
    """Give the tiny county's page: nothing is said of what the first of its publishers allows."""
    opener = Opener(contexts)
    yield opener(two_articles(tmp_path_factory.mktemp("county")), "lang=en")
    opener.close()


def two_articles(tmp_path: Path) -> Path:
    data = county(tmp_path)
    raw = b"The mill is old.\n"
    (data / "almanac.txt").write_bytes(raw)
    source = (
        f'[[source]]\nid = "almanac"\ntitle = {{ en = "Almanac" }}\nfile = "almanac.txt"\n'
        f'sha256 = "{sha256_hex(raw)}"\nlength = {len(raw)}\nshow = "whole"\n\n[backdrop]'
    )
    replaced(data, "map.toml", "[backdrop]", source)
    with (data / "facts.csv").open("a", encoding="utf-8") as table:
        table.write("F009,upper-ferry-mill,trade,Old mill,Alte Mühle,,,,,,,done,almanac,0,15,,\n")
    return build.build(data, tmp_path / "maps").files[0]


def content(data: Path) -> Content:
    return loader.build_content(loader.read_folder(data))


def word(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def article(page: Page) -> Locator:
    """Return the article, once it is shown."""
    shown = page.locator("section.along")
    expect(shown.get_by_role("heading", level=2)).to_be_visible()
    return shown


def signs(page: Page) -> Locator:
    return article(page).locator("[data-mark]")


def scroll(page: Page, share: float) -> None:
    """Scroll the article to a share of its height, and wait until the map has followed."""
    box = article(page).locator(".along-scroll")
    box.evaluate("(n, part) => n.scrollTop = part * (n.scrollHeight - n.clientHeight)", share)
    page.wait_for_timeout(REST)


def view(page: Page) -> str:
    """Return where the map stands."""
    told: str = page.evaluate(
        linked("(m => `${m.getZoom()} ${m.getCenter()}`)(atlas.map_view.leafletMap())")
    )
    return told


@NAMED
def test_a_reader_opens_the_article_and_closes_it(read: dict[str, Page], name: str) -> None:
    language, page = TITLES[name][0], show_at(read[name], "")
    door = page.get_by_role("button", name=word(language, "article.open"))
    door.click()
    shown = article(page)
    expect(shown.get_by_role("heading", level=2)).to_be_focused()
    expect(shown.locator(".along-text")).to_have_attribute("lang", re.compile(f"^{language}"))
    page.wait_for_url(re.compile("panel=article"))
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(door).to_be_focused()
    page.wait_for_url(lambda url: "panel=" not in url)


@NAMED
def test_the_whole_text_stands_there(read: dict[str, Page], name: str) -> None:
    told = (
        article(show_at(read[name]))
        .locator(".along-text > *")
        .evaluate_all(
            """nodes => nodes.map((node) => {
            const copy = node.cloneNode(true);
            copy.querySelectorAll("[data-mark]").forEach((sign) => sign.remove());
            return copy.textContent;
        })"""
        )
    )
    text = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")
    assert told == [line for line in text.splitlines() if line.strip()]


@NAMED
def test_every_fact_has_a_mark_that_says_fact_and_place(
    read: dict[str, Page], folders: dict[str, Path], name: str
) -> None:
    labels = signs(show_at(read[name])).evaluate_all(
        "all => all.map((sign) => sign.ariaLabel ?? '')"
    )
    held = content(folders[name])
    names = {place.id: place.name[TITLES[name][0]] for place in held.places}
    for fact in held.facts:
        said = fact.text[TITLES[name][0]]
        assert any(said in label and names[fact.place] in label for label in labels)
    assert len(labels) == len({(fact.start, fact.end, fact.place) for fact in held.facts})


def test_a_mark_opens_its_place_at_its_fact(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"])
    sign = article(page).get_by_role("button", name=re.compile("Cold Beck Reservoir:")).first
    sign.press("Enter")
    card = page.get_by_role("dialog", name="Cold Beck Reservoir")
    expect(card.locator(".fact.is-meant")).to_be_visible()
    card.get_by_role("button", name=word("en", "popup.close")).click()
    expect(sign).to_be_focused()


def test_words_and_names_are_pressed_too(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"])
    article(page).get_by_text("64 looms are running").click()
    expect(page.get_by_role("dialog", name="Weir Mill")).to_be_visible()
    article(page).get_by_role("button", name="Ashmere School", exact=True).click()
    expect(page.get_by_role("dialog", name="Ashmere School")).to_be_visible()


def test_a_link_opens_the_article_at_a_fact(phone: Page) -> None:
    expect(article(phone).locator(".along-mark.is-meant").last).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_citation_opens_its_words(
    read: dict[str, Page], phone: Page, size: tuple[int, int]
) -> None:
    page = show_at(read["ashmere"] if size == DESK else phone, "feature=railway", size)
    card = page.get_by_role("dialog", name="The valley railway")
    way = card.get_by_role("button", name=re.compile(f"^{word('en', 'article.here')}")).last
    fact = way.get_attribute("data-focus") or ""
    way.click()
    meant = article(page).locator(".along-mark.is-meant").first
    expect(meant).to_be_in_viewport()
    expect(article(page).locator(":focus")).to_have_attribute("aria-label", re.compile("railway"))
    expect(card).to_be_visible(visible=size == DESK)
    page.wait_for_url(re.compile(f"fact={fact.removeprefix('article-')}"))


def test_keys_go_from_mark_to_mark(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"])
    marks = article(page).locator("[data-mark], [data-named]")
    expect(article(page).get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(0)).to_be_focused()
    for at in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(marks.nth(at)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(marks.nth(2)).to_be_focused()
    page.get_by_role("button", name=word("en", "article.forth")).click()
    expect(article(page).locator(":focus")).to_be_in_viewport()


REACHED = """() => {
    const node = document.activeElement;
    const [own, box] = [node, node.closest(".along-scroll")]
        .map((each) => each.getBoundingClientRect());
    return [node.dataset.focus, own.top >= box.top && own.bottom <= box.bottom];
}"""
"""Which mark has the focus, and whether it is within what is seen of the text."""


def test_every_mark_is_reached_by_keys(phone: Page) -> None:
    page = show_at(phone, size=PHONE)
    expect(article(page).get_by_role("heading", level=2)).to_be_focused()
    count = article(page).locator("[data-mark], [data-named]").count()
    seen = []
    for _ in range(count + 1):
        page.keyboard.press("ArrowRight")
        mark, is_seen = page.evaluate(REACHED)
        assert is_seen, mark
        seen.append(mark)
    assert len(set(seen)) == count
    assert seen[-1] == seen[-2]


def test_the_map_follows_the_text(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"], size=LOW)
    scroll(page, 0.6)  # the map does not follow to a paragraph that it shows
    seen, steps = [view(page)], page.evaluate("history.length")
    for share in (0.2, 0.3, 0.45):
        scroll(page, share)
        seen.append(view(page))
        middle = article(page).locator(".is-middle [data-named]").first
        name = middle.get_attribute("title") or ""
        pin = page.locator(".folium-map").get_by_role("button", name=re.compile(f"^{name}"))
        expect(pin).to_be_in_viewport()
    assert len(set(seen)) == len(seen)
    page.wait_for_timeout(REST)
    assert page.evaluate("history.length") == steps


def test_the_map_stays_where_a_reader_has_just_moved_it(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"], size=LOW)
    scroll(page, 0.45)
    scroll(page, 0.3)
    page.get_by_role("button", name=word("en", "controls.minus"), exact=True).click()
    moved = view(page)
    scroll(page, 0.6)
    assert view(page) == moved
    page.evaluate(LATER)
    scroll(page, 0.2)
    assert view(page) != moved


def test_the_map_stays_at_a_place_that_is_open(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"], size=LOW)
    scroll(page, 0.45)
    follow_query(page, "panel=article&feature=weir-mill")
    expect(page.get_by_role("dialog", name="Weir Mill")).to_be_visible()
    article(page)
    page.wait_for_timeout(REST)
    at = view(page)
    scroll(page, 0.9)
    assert view(page) == at
    page.get_by_role("dialog").get_by_role("button", name=word("en", "popup.close")).click()
    scroll(page, 0.6)
    assert view(page) != at


def test_less_motion_is_respected(read: dict[str, Page]) -> None:
    page = read["ashmere"]
    listen = "(m => m.on('zoomanim', () => (window.animated = true)))"
    page.evaluate(linked(f"void {listen}(atlas.map_view.leafletMap())"))
    motions: tuple[Literal["reduce", "no-preference"], ...] = ("reduce", "no-preference")
    for motion in motions:
        show_at(page, size=LOW)
        signs(page).first.wait_for()
        page.emulate_media(reduced_motion=motion)
        for share in (0.2, 0.3, 0.6):
            scroll(page, share)
        assert page.evaluate("window.animated ?? false") == (motion == "no-preference")


def test_quotes_are_shown_alone_where_nothing_else_is_allowed_in_words_of_each_language(
    quoted: Page,
) -> None:
    page = show_at(quoted, "lang=en")
    page.get_by_role("button", name=word("en", "article.open_quotes")).click()
    told = article(page).locator(".along-scroll")
    expect(told).to_contain_text("14 looms")
    expect(told).to_contain_text("…")
    expect(told).to_contain_text(word("en", "article.part"))
    expect(told).not_to_contain_text("Nobody knows")
    # the words around them are in the language of the page, which the text is not
    page.evaluate(linked("atlas.data_store.set({ lang: 'de' })"))
    expect(article(page).get_by_role("heading", level=2)).to_have_text("Moorland-Blatt")
    expect(signs(page).first).to_have_attribute("aria-label", re.compile("Webstühle"))
    expect(article(page).locator(".along-text")).to_have_attribute("lang", "en")


def parts(page: str) -> str:
    """Return all that a page says: its own text, and what is packed in it."""
    packed = re.findall(r'<script type="text/plain" id="map-[^"]+">([^<]*)<', page)
    return page + "".join(
        zlib.decompress(unwritten(each)).decode("utf-8", "replace") for each in packed
    )


@pytest.mark.parametrize(
    ("allowed", "quotes", "rest"),
    [("none", False, False), ("quotes", True, False), ("whole", True, True)],
)
def test_outputs_have_no_more_of_a_text_than_is_allowed(
    tmp_path: Path, allowed: str, *, quotes: bool, rest: bool
) -> None:
    data = show(county(tmp_path), allowed)
    files = build.build(data, tmp_path / "maps").files
    said = parts(files[0].read_text(encoding="utf-8"))
    said += "".join(each.read_bytes().decode("utf-8", "replace") for each in files[1:])
    assert ("reopened with 14 looms" in said) == quotes
    assert ("spring number" in said) == rest


def test_a_page_without_words_of_the_text_offers_none(tmp_path: Path, opened: Opener) -> None:
    built = build.build(show(county(tmp_path), "none"), tmp_path / "maps").files[0]
    page = opened(built, "lang=en&panel=article&feature=chapel-path")
    card = page.get_by_role("dialog")
    expect(card.locator(".cite").first).to_be_visible()
    assert card.locator("blockquote").count() == 0
    assert page.get_by_role("button", name=re.compile("rticle|uotes")).count() == 0
    expect(page.get_by_role("status").filter(has_text="article")).to_be_visible()


def test_a_frame_has_the_article_beside_the_map_a_narrow_one_below_it(
    pages: dict[str, Path], folders: dict[str, Path], opened: Opener
) -> None:
    """Its facts do not stand alone."""
    fact = content(folders["ashmere"]).facts[0].id
    page = opened(pages["ashmere"], f"embed=1&panel=article&fact={fact}", size=(700, 450))
    expect(article(page).locator(".is-meant").first).to_be_visible()
    assert page.locator(".alone-fact").count() == 0
    follow_query(page, "embed=1&panel=article")
    expect(page.get_by_role("dialog")).to_be_hidden()
    text, stage = article(page).bounding_box(), page.get_by_role("main").bounding_box()
    assert text
    assert stage
    assert text["x"] + text["width"] <= stage["x"] + 1
    page.set_viewport_size({"width": 480, "height": 600})
    text, stage = article(page).bounding_box(), page.get_by_role("main").bounding_box()
    assert text
    assert stage
    assert stage["y"] + stage["height"] <= text["y"] + 1
    assert stage["height"] > 100
    page.set_viewport_size({"width": 700, "height": 450})
    way = page.get_by_role("link", name=word("en", "embed.open"))
    expect(way).to_have_attribute("href", re.compile("panel=article"))
    signs(page).nth(5).click()
    card = page.get_by_role("dialog").bounding_box()
    text = article(page).bounding_box()
    assert card
    assert text
    assert card["x"] >= text["x"] + text["width"] - 1


def test_no_place_lies_below_the_controls_of_a_low_frame(
    folders: dict[str, Path], tmp_path: Path, opened: Opener
) -> None:
    data = shutil.copytree(folders["ashmere"], tmp_path / "ashmere")
    layer = data / "layers/places.geojson"
    held = json.loads(layer.read_text("utf-8"))
    for feature in held["features"]:  # from the north-west to the south-east
        lon, lat = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [lon, round(60.4 - lat, 2)]
    layer.write_text(json.dumps(held), encoding="utf-8")
    built = build.build(data, tmp_path / "maps").files[0]
    page = opened(built, "embed=1&panel=article", size=(700, 450))
    controls = page.locator(".controls").bounding_box()
    assert controls
    expect(page.locator(".pin .sign").first).to_be_visible()
    below = controls["y"] + controls["height"]
    right = controls["x"] + controls["width"]
    page.wait_for_function("!document.querySelector('.leaflet-zoom-anim')")
    boxes = [sign.bounding_box() for sign in page.locator(".pin .sign").all()]
    assert [each for each in boxes if each and each["y"] < below and each["x"] < right] == []


@NAMED
def test_paper_has_the_article_with_its_marks_numbered(
    read: dict[str, Page], folders: dict[str, Path], name: str
) -> None:
    page = show_at(read[name])
    signs(page).first.wait_for()
    text = "".join(printed(page))
    assert flat(word(TITLES[name][0], "article.marks")) in text
    held = content(folders[name])
    cited = min(held.facts, key=lambda fact: fact.end)
    quote = held.articles[cited.source].get_quote(cited.start, cited.end)
    assert f"{flat(quote)}1" in text
    for fact in held.facts:
        assert flat(fact.text[TITLES[name][0]]) in text
    expect(article(page)).to_be_visible()


MEANT = """all => all.map((link) =>
    document.querySelectorAll(`[id='${link.getAttribute('href').slice(1)}']`).length)"""
"""How many nodes each link means."""


@NAMED
def test_the_text_edition_has_the_article(
    pages: dict[str, Path], opened: Opener, name: str
) -> None:
    page = opened(pages[name], scripts=False)
    told = page.locator(".edition-article + div")
    expect(told).to_have_attribute("lang", re.compile(f"^{TITLES[name][0]}"))
    text = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert [line.strip() for line in told.locator("> *").all_text_contents()] == lines
    assert set(told.get_by_role("link").evaluate_all(MEANT)) == {1}


@pytest.mark.parametrize(("size", "language", "dark"), AUDITED_LOOKS)
def test_axe_finds_nothing(
    read: dict[str, Page], size: tuple[int, int], language: str, *, dark: bool
) -> None:
    name = next(each for each, (spoken, *_) in TITLES.items() if spoken == language)
    page = show_at(read[name], "panel=article", size, dark=dark)
    signs(page).first.wait_for()
    assert found(page) == []
    box = article(page).locator(".along-scroll")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
    if size == DESK:  # where a card stands beside the article
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        assert found(page) == []


def test_large_letters_lose_nothing(phone: Page) -> None:
    page = show_at(phone, size=NARROW)
    signs(page).first.wait_for()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    box = article(page).locator(".along-scroll")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
    for key in ("back", "forth", "print", "close"):
        expect(page.get_by_role("button", name=word("en", f"article.{key}"))).to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(article(page).locator(":focus")).to_be_in_viewport()


def test_one_of_several_articles_is_chosen(quoted: Page) -> None:
    page = show_at(quoted, "lang=en&panel=article")
    choice = article(page).get_by_role("combobox", name=word("en", "article.choose"))
    choice.select_option("almanac")
    expect(article(page).locator(".along-text")).to_contain_text("The mill is old")
    page.wait_for_url(re.compile("source=almanac"))
    page.reload()
    expect(article(page).locator(".along-text")).to_contain_text("The mill is old")


def test_axe_finds_nothing_in_the_text_edition(read: dict[str, Page]) -> None:
    page = show_at(read["ashmere"], "")
    page.get_by_role("button", name=word("en", "panel.edition")).click()
    expect(page.locator(".edition-article")).to_be_visible()
    assert found(page) == []
