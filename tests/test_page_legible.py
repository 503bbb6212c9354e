"""What the page shows stays readable: nothing is lost when large, nor lies over something else."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.elsewhere import SETTLED
from tests.opener import Opener
from tests.test_page_access import DESK, NARROW, PHONE
from tests.views import find, select, whole
from tests.visits import Size, Visits

LOW, LOWEST, ON_ITS_SIDE = (320, 568), (568, 320), (844, 390)


NARROW_VIEWS = ["start", "point", "figures", "places", "text"]


def test_nothing_scrolls_sideways_at_320_pixels(visits: Visits) -> None:
    page = visits.come(LOW, NARROW)
    walk = visits.walks[LOW]
    heights = [NARROW[1], 256]
    # so low, the list alone has the places without a position
    for view in ["dock", *NARROW_VIEWS]:
        walk.go(view)
        for height in heights[:1] if view == "dock" else heights:
            page.set_viewport_size({"width": 320, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (view, height)
            wide = page.evaluate(
                "[...document.querySelectorAll('.panel, .card, .text-edition')]"
                ".filter((n) => n.scrollWidth > n.clientWidth).map((n) => n.className)"
            )
            assert wide == [], (view, height)
        if view != "dock":
            heights.reverse()  # the next view is reached in the window as it is: sizes cost most


LARGE = ":root { font-size: 200% !important }"
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
CUT = """() => [...document.querySelectorAll('button, a, h1, h2, h3, p, li, dd, dt, td, th')]
    .filter((n) => n.getClientRects().length && !n.closest('.hidden, .dock, .pin, .dock-name'))
    .filter((n) => n.scrollWidth > n.clientWidth + 2 && n.clientWidth > 1
        && getComputedStyle(n).overflowX !== 'visible' && getComputedStyle(n).display !== 'inline')
    .map((n) => n.textContent.trim().slice(0, 40))"""


@pytest.mark.parametrize(
    ("size", "styles"),
    # on a desk both at once, which asks for more room than either does
    [(DESK, [LARGE + SPACED]), (PHONE, [LARGE, SPACED])],
    ids=["desk", "phone, text at 200 %, then text spacing"],
)
def test_no_text_is_lost_when_it_grows(visits: Visits, size: Size, styles: list[str]) -> None:
    page = visits.come(size)
    added = page.add_style_tag(content=styles[0])
    for view in ("dock", "point", "figures"):  # the start is behind the dock
        visits.walks[size].go(view)
        for style in styles:
            added.evaluate("(node, text) => { node.textContent = text; }", style)
            page.evaluate(SETTLED)
            assert page.evaluate(CUT) == [], view
            assert page.evaluate("document.documentElement.scrollWidth") == size[0], view
            assert page.locator("#panel").evaluate("n => n.scrollWidth <= n.clientWidth"), view
        styles.reverse()
    added.evaluate("node => node.remove()")


CONTRAST = """() => {
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const light = (colour) => {
        paint.clearRect(0, 0, 1, 1); paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => {
        const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
    };
    const root = getComputedStyle(document.documentElement);
    const grounds = ['--land', '--subject'].map((name) => root.getPropertyValue(name).trim());
    const seen = [...document.querySelectorAll('.pin .sign, path.shape')].map((node) => {
        const style = getComputedStyle(node);
        const marks = node.matches('path') ? [style.stroke]
            : [style.backgroundColor, style.color, root.getPropertyValue('--ring').trim()]
                .filter((colour) => !/^rgba.*, 0\\)$/.test(colour));
        return [node.className.baseVal ?? node.className,
            Math.min(...grounds.map((g) => Math.max(...marks.map((c) => ratio(c, g)))))];
    });
    return seen.filter(([, found]) => found < 3);
}"""


def test_markers_and_lines_stand_out_from_the_ground(visits: Visits) -> None:
    """WCAG 1.4.11: what must be seen has 3 : 1 against what lies beside it."""
    page = visits.come(DESK)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == [], scheme


ON_MAP = ".pin[role=button]:not([aria-hidden])"
APART = """all => all.map((pin) => {
    const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
    const [a, b] = [pin, pin.querySelector('.sign')].map((n) => middle(n.getBoundingClientRect()));
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
})"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_is_on_the_map_has_a_box_that_touch_and_voice_find_where_its_disc_is_seen(
    visits: Visits, size: Size
) -> None:
    page = visits.come(size)
    boxes = page.locator(ON_MAP).evaluate_all(
        "all => all.map((n) => n.getBoundingClientRect()).map(({ width, height }) =>"
        " Math.round(Math.min(width, height)))"
    )
    assert boxes
    assert min(boxes) >= 24
    if size == PHONE:
        assert max(page.locator(ON_MAP).evaluate_all(APART)) < 1.5


OVERLAP = """() => {
    const seen = (n) => n.getClientRects().length && getComputedStyle(n).visibility !== 'hidden';
    const parts = ['.controls', '.legend', '.dock', '.credits'].map((name) =>
        [name, document.querySelector(name)]).filter(([, n]) => n && seen(n));
    const box = (n) => n.getBoundingClientRect();
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return parts.flatMap(([a, one], k) => parts.slice(k + 1)
        .filter(([, two]) => meet(box(one), box(two))).map(([b]) => `${a} ${b}`));
}"""


@pytest.mark.parametrize(
    ("opened", "now"),
    [(PHONE, PHONE), (PHONE, ON_ITS_SIDE), (LOW, LOW), (LOW, LOWEST)],
    ids=["upright", "on its side", "low", "lowest"],
)
def test_on_a_phone_nothing_over_the_map_overlaps_and_there_is_room_for_a_finger_or_a_legend(
    visits: Visits, opened: Size, now: Size
) -> None:
    page = visits.come(opened, now)
    expect(page.locator(".credits")).to_be_visible()
    assert page.evaluate(OVERLAP) == []
    if now == ON_ITS_SIDE:
        page.get_by_role("button", name="Legend").click()
        rows = page.locator(".legend-body li")
        expect(rows.nth(5)).to_be_in_viewport(ratio=0.9)
        return
    box = page.get_by_role("button", name="Raise or lower the panel").bounding_box()
    assert box
    assert box["height"] >= 24
    at = [box["x"] + box["width"] / 2, box["y"] + 23]
    hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", at)
    assert "sheet-handle" in hit


UPPER_HALF = """() => {
    const sheet = document.querySelector('.panel').getBoundingClientRect().top;
    const pins = [...document.querySelectorAll('.pin')].map((n) => n.getBoundingClientRect());
    return pins.length > 0 && pins.every(({ top, bottom }) => top >= 0 && bottom <= sheet);
}"""
"""Whether all markers stand above a half-raised sheet."""


@pytest.mark.parametrize("size", [LOW, PHONE], ids=["320", "390"])
def test_a_raised_sheet_leaves_the_sites_in_sight(visits: Visits, size: Size) -> None:
    page = visits.come(size)
    handle = page.get_by_role("button", name="Raise or lower the panel")
    for part in ("Figures", "Filter"):
        expect(handle).to_have_attribute("aria-expanded", "false")
        named = re.compile(f"^{part}")
        page.get_by_role("tab", name=named).or_(page.get_by_role("button", name=named)).click()
        expect(handle).to_have_attribute("aria-expanded", "true")
        page.wait_for_function(UPPER_HALF)
        handle.press("Home")


def test_a_sheet_raised_and_lowered_again_moves_nothing(visits: Visits) -> None:
    page = visits.come(PHONE)
    handle = page.get_by_role("button", name="Raise or lower the panel")
    pin = page.locator(".pin").first
    expect(pin).to_be_visible()
    before = pin.bounding_box()
    assert before
    for key in ("ArrowUp", "ArrowUp", "Home", "ArrowUp", "Home"):
        handle.press(key)
        page.wait_for_timeout(60)
    after = pin.bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) <= 2


WINDOWS = {
    "frame": ("&embed=1", 16, [(480, 480), (700, 450)]),
    "large text": ("", 32, [DESK, PHONE, ON_ITS_SIDE]),
}
"""More of the address, the letters' size that the reader set in the browser, and sizes of it."""


@pytest.mark.parametrize(("query", "letters", "sizes"), WINDOWS.values(), ids=WINDOWS)
def test_in_a_frame_or_with_large_letters_nothing_over_the_map_overlaps(
    hanting: Path, opened: Opener, query: str, letters: int, sizes: list[Size]
) -> None:
    page = opened("about:blank", size=sizes[0])
    fonts = {"standard": letters, "fixed": letters}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": fonts})
    page.goto(f"{hanting.resolve().as_uri()}?lang=en{query}")
    whole(page)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
        expect(page.locator(".credits")).to_be_visible()
        assert page.evaluate(OVERLAP) == [], (width, height)


def test_texts_in_another_language_say_so(visits: Visits) -> None:
    page = visits.come(DESK)
    select("weifang-north-station")(page, "en")
    strange = page.evaluate(
        """() => {
            const app = document.getElementById('app');
            const walk = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
            const found = [];
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const holder = node.parentElement;
                const chinese = /\\p{Script=Han}/u.test(node.data);
                const told = ':not(html)[lang^=zh], [dir=auto]:not([lang]), .credits';
                if (chinese && !holder.closest(told))
                    found.push(node.data);
            }
            return found;
        }"""
    )
    assert strange == []


def test_moves_are_cut_where_the_reader_wants_less_motion(visits: Visits) -> None:
    page = visits.come(DESK)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('.leaflet-zoom-anim.leaflet-map-pane') === null")
    durations = page.evaluate(
        "[...document.querySelectorAll('#app *')]"
        ".map((n) => parseFloat(getComputedStyle(n).transitionDuration))"
    )
    assert max(durations) < 0.02


def test_quotation_marks_in_english_are_as_wide_as_english_ones(visits: Visits) -> None:
    """A Chinese font, the only one on some machines, has them a whole character wide."""
    page = visits.come(DESK)
    find("nothing-of-that-kind")(page, "en")
    wide = page.locator(".find-none").evaluate("""(node) => {
        const range = document.createRange();
        const at = node.textContent.indexOf('“');
        range.setStart(node.firstChild, at);
        range.setEnd(node.firstChild, at + 1);
        return range.getBoundingClientRect().width / parseFloat(getComputedStyle(node).fontSize);
    }""")
    assert 0.1 < wide < 0.7
    other = page.locator(".figures-title [lang^=zh], .card-other, [lang^=zh]").first
    assert other.evaluate("n => getComputedStyle(n).fontVariantEastAsian") == "normal"


def test_tabs_and_languages_share_a_line_on_a_tablet_held_upright(visits: Visits) -> None:
    page = visits.come(DESK, (768, 1024))
    tabs = page.get_by_role("tablist").bounding_box()
    languages = page.get_by_role("group", name="Language").bounding_box()
    assert tabs
    assert languages
    assert abs(tabs["y"] + tabs["height"] / 2 - languages["y"] - languages["height"] / 2) < 2
