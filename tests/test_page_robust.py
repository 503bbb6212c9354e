"""The page where things are refused, missing or strange: it works on, and says so."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import build
from tests.elsewhere import SETTLED, VIEW, expect_remembered, follow_hash
from tests.opener import Opener
from tests.support import county, replaced


@pytest.fixture(scope="module")
def moorland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of the tiny county, in three languages, one of them its own."""
    folder = tmp_path_factory.mktemp("moorland")
    data = replaced(county(folder), "map.toml", '["en", "de"]', '["en", "de", "qaa"]')
    replaced(data, "map.toml", 'en = "Moorland sites"', 'en = "Moorland sites"\nqaa = "Mor"')
    table = {
        "autonym": "Qaa",
        "panel": {"edition": "Skriva"},
        "place": {"label": "{name} ~ {layer} ~ {certainty}"},
        "legend": {"title": "Teckna"},
    }
    (data / "strings").mkdir()
    (data / "strings/qaa.json").write_text(json.dumps(table), encoding="utf-8")
    return build.build(data, folder / "maps").files[0]


SEEN = """pins => pins.map((pin) => {
    const map = document.querySelector('.folium-map').getBoundingClientRect();
    const { left, right, top, bottom } = pin.getBoundingClientRect();
    return left > map.left && right < map.right && top > map.top && bottom < map.bottom;
})"""
"""Of each marker whether the map's box has the whole of it."""


def opens(page: Page) -> None:
    """Select a place as a reader does: the page is alive."""
    page.get_by_role("button", name=re.compile("^Upper Ferry mill")).first.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


LINKS = (
    "feature=nowhere&lang=klingon",
    "feature=&layers=&lang=",
    "layers=none,,works",
    "%FF%FE=%&&&=#//",
    "q=" + "x" * 5000,
    "feature=__proto__&layers=constructor",
)


def test_a_broken_link_opens_the_map(moorland: Path, opened: Opener) -> None:
    page = opened(moorland, LINKS[0])
    opens(page)
    for link in LINKS[1:]:
        page.goto(f"{moorland.as_uri()}?{link}")
        opens(page)


HASHES = (
    "#99/91/181", "#NaN/NaN/NaN", "#feature=%E0%A4%A", "#1e9/0/0", "#//", "#feature=nowhere&&=&",
)  # fmt: skip


def test_a_broken_hash_opens_the_map_and_changes_nothing(moorland: Path, opened: Opener) -> None:
    page = opened(moorland)
    for fragment in HASHES:
        page.evaluate("hash => { location.hash = hash; }", fragment)
        page.wait_for_timeout(50)
        opens(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


REFUSED = {
    "storage": "Object.defineProperty(window, 'localStorage', "
    "{ get() { throw new DOMException('no', 'SecurityError'); } });",
    "storage full": "Storage.prototype.setItem = () => "
    "{ throw new DOMException('no', 'QuotaExceededError'); };",
    "clipboard": "Object.defineProperty(navigator, 'clipboard', { value: undefined });",
    "geolocation": "Object.defineProperty(navigator, 'geolocation', { value: undefined });",
    "WebGL": "HTMLCanvasElement.prototype.getContext = () => null;",
    "full screen": "Element.prototype.requestFullscreen = undefined;",
    "history": "history.pushState = history.replaceState = () => "
    "{ throw new DOMException('no', 'SecurityError'); };",
}


@pytest.mark.parametrize(
    "what",
    [
        ("storage", "geolocation", "history"),
        ("storage full", "clipboard", "full screen"),
        ("WebGL",),
    ],
    ids=", ".join,
)
def test_what_a_browser_refuses_breaks_nothing(
    moorland: Path, opened: Opener, what: tuple[str, ...]
) -> None:
    page = opened(moorland, "lang=en", before="".join(REFUSED[each] for each in what))
    page.get_by_role("button", name="Qaa", exact=True).click()
    expect(page.get_by_role("button", name="Skriva")).to_be_attached()
    page.get_by_role("button", name="English", exact=True).click()
    for button in page.locator(".controls button:visible").all():
        button.click()
    opens(page)
    for button in page.get_by_role("dialog").locator(".ways button:visible").all():
        button.click()
    page.keyboard.press("Escape")


def assert_third_language(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "qaa")
    assert page.title() == "Mor"
    expect(page.get_by_role("region", name="Teckna")).to_be_visible()
    expect(page.get_by_role("button", name="Skriva")).to_be_attached()
    name = re.compile("^Upper Ferry mill ~ Works ~ Position certain")
    expect(page.get_by_role("button", name=name)).to_be_attached()
    # what the table lacks is English, and what the data lack is in their first language
    expect(page.get_by_role("button", name="Zoom in")).to_be_attached()


def test_a_third_language_is_a_file_and_is_remembered_but_the_link_has_the_first_word(
    moorland: Path, opened: Opener
) -> None:
    page = opened(moorland, locale="en-GB")
    page.get_by_role("button", name="Qaa", exact=True).click()
    assert_third_language(page)
    expect_remembered(page, moorland.as_uri(), "qaa")
    assert_third_language(page)
    page.goto(f"{moorland.as_uri()}?lang=de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect_remembered(page, moorland.as_uri(), "qaa")
    page.evaluate("localStorage.setItem('moorland.lang', '<b>')")
    expect_remembered(page, moorland.as_uri(), "en")


def test_the_page_works_in_a_sandboxed_frame(
    moorland: Path, opened: Opener, tmp_path: Path
) -> None:
    host = tmp_path / "host.html"
    frames = [
        f'<iframe id={by} sandbox="allow-scripts" width=900 height=600></iframe>'
        for by in ("src", "srcdoc")
    ]
    host.write_text(
        f"<!doctype html><meta charset=utf-8><title>host</title>{''.join(frames)}",
        encoding="utf-8",
    )
    page = opened(host)
    for by, value in (("src", moorland.as_uri()), ("srcdoc", moorland.read_text("utf-8"))):
        page.locator(f"#{by}").evaluate(
            "(frame, [by, value]) => { frame[by] = value; }", [by, value]
        )
        inside = page.frame_locator(f"#{by}")
        inside.get_by_role("button", name=re.compile("^Upper Ferry mill, ")).press("Enter")
        expect(inside.get_by_role("dialog")).to_contain_text("Upper Ferry mill")
        inside.get_by_role("button", name="Qaa", exact=True).press("Enter")
        expect(inside.get_by_role("button", name="Skriva")).to_be_attached()


def test_a_map_that_was_hidden_is_whole_once_it_is_shown(
    moorland: Path, opened: Opener, tmp_path: Path
) -> None:
    host = tmp_path / "host.html"
    host.write_text(
        "<!doctype html><meta charset=utf-8><title>host</title>"
        f'<div style="display:none"><iframe src="{moorland.as_uri()}" '
        'style="width:900px;height:600px;border:0"></iframe></div>',
        encoding="utf-8",
    )
    page = opened(host)
    page.wait_for_timeout(200)
    page.locator("div").evaluate("node => { node.style.display = ''; }")
    marker = page.frame_locator("iframe").get_by_role(
        "button", name=re.compile("^Upper Ferry mill, ")
    )
    expect(marker).to_be_in_viewport()


def test_a_map_whose_box_changes_fills_it(moorland: Path, opened: Opener) -> None:
    page = opened(moorland, size=(900, 600))
    opens(page)
    page.set_viewport_size({"width": 1400, "height": 900})
    drawn = "document.querySelector('.leaflet-pane > svg').getBoundingClientRect().right"
    for _ in range(30):
        if page.evaluate(drawn) >= 1400:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(drawn) >= 1400
    opens(page)


def test_a_map_at_its_sites_stays_at_them_in_any_window_and_one_that_was_moved_where_it_is(
    moorland: Path, opened: Opener
) -> None:
    page = opened(moorland, "lang=en", size=(1440, 900))
    legend = page.get_by_role("button", name="Legend", exact=True)
    expect(legend).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(legend).to_have_attribute("aria-expanded", "false")
    page.evaluate(SETTLED)
    narrow = page.evaluate(VIEW)
    assert page.locator(".pin").evaluate_all(SEEN) == [True] * page.locator(".pin").count()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(legend).to_have_attribute("aria-expanded", "true")
    page.evaluate(SETTLED)
    assert page.evaluate(VIEW)[2] > narrow[2], "a wide window shows them larger"
    follow_hash(page, "#13/50.12/8.2")
    page.set_viewport_size({"width": 900, "height": 700})
    page.evaluate(SETTLED)
    assert page.evaluate(VIEW) == pytest.approx([50.12, 8.2, 13], abs=0.001)
