"""The page for everybody: axe finds nothing, keys reach everything, nothing is lost when large."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.elsewhere import SETTLED
from tests.opener import Contexts, Opener
from tests.views import VIEWS, Walk, whole

DESK, PHONE, NARROW = (1440, 900), (390, 844), (320, 640)
SIZES = {"desk": DESK, "phone": PHONE}
AUDITED_LOOKS = [(DESK, "en", True), (NARROW, "zh", False)]
"""Size, language and whether dark: what a new part of the page is audited in, all that differ."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TURNS = [
    "desk zh", "phone en dark", "desk en dark", "phone zh",
    "desk en", "phone zh dark", "desk zh dark", "phone en",
]  # fmt: skip
"""Views are audited in one of these looks each, in turn; the two of a pair share nothing."""
IN_TWO = {"start", "figures", "filtered", "legend"}
"""Views audited in both looks of a pair: signs, bars, chosen filters have colours of a scheme."""
ALL_IN = {
    "point": "citation", "filters": "filtered", "about": "notes", "half sheet": "start",
    "full sheet": "places",
}  # fmt: skip
"""Views of which another has everything on a desk: there nobody measures them."""


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


AXE = """async (options) => {
    const isOnMap = ({ target: [at] }) =>
        Boolean(document.querySelector(at).closest('.folium-map'));
    const isUnderButtons = (node) => {
        const sizes = node.any.filter(({ id }) => id === 'target-size');
        const over = sizes.flatMap(({ relatedNodes }) => relatedNodes);
        return over.length > 0 && isOnMap(node) && !over.some(isOnMap);
    };
    const REFERRED = '[id], [accesskey]';
    const away = [];
    const note = (node, isUnderHidden) => {
        const isHidden = isUnderHidden || getComputedStyle(node).display === 'none';
        if (isHidden && !node.matches(REFERRED) && !node.querySelector(REFERRED)) {
            away.push([document.createComment(''), node]);
        } else [...node.children].forEach((child) => note(child, isHidden));
    };
    note(document.body, false);
    // all at once: each step between would have the whole page's style worked out anew
    away.forEach(([mark, node]) => node.replaceWith(mark));
    const { violations } = await axe.run(options);
    away.forEach(([mark, node]) => mark.replaceWith(node));
    return violations.flatMap((rule) => rule.nodes
        .filter((node) => !isUnderButtons(node))
        .map(({ target, failureSummary }) => `${rule.id}: ${target}: ${failureSummary}`));
}"""
"""Only what is wrong comes back: the whole of the answer takes longer to send than to find.

What is hidden, and has nothing that could be referred to or stand twice, is passed over by every
rule and takes half of the time: it is away meanwhile. What lies on the map may lie partly under
its buttons: the reader moves the map, or takes the list.
"""


def found(page: Page) -> list[str]:
    """Return what axe finds, one line per rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    lines: list[str] = page.evaluate(AXE, options)
    return lines


SMALL = """least => [...document.querySelectorAll('button, a, summary, .pin-disc')]
    .filter((n) => n.getClientRects().length)
    .filter((n) => !n.closest('[aria-hidden=true], .skip, .credits, p, dd'))
    .map((n) => {
        const box = n.getBoundingClientRect();
        // a control may be hit beside what it shows: what lies over it counts
        const over = ['::before', '::after'].map((side) => getComputedStyle(n, side))
            .filter((style) => style.content !== 'none' && style.position === 'absolute')
            .map((style) => [parseFloat(style.width), parseFloat(style.height)]);
        const wide = Math.max(box.width, ...over.map(([w]) => w || 0));
        const high = Math.max(box.height, ...over.map(([, h]) => h || 0));
        const name = n.getAttribute('aria-label') || n.textContent.trim();
        return [name, Math.round(wide), Math.round(high)];
    })
    .filter(([, wide, high]) => wide < least || high < least)"""
LEVELS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5')]
    .filter((n) => n.getClientRects().length).map((n) => Number(n.tagName[1]))"""
TEXTS = {"about", "notes", "text"}
"""Views to be read: links in their lines are as high as these."""
FEWER_ROWS = """:is(#text tbody tr, .about-notes > li):nth-child(n + 9),
    .facts > .fact:nth-child(n + 4) { display: none !important }"""
"""What is not shown to a phone's look, since it costs most: more rows alike, which a desk's has."""


@dataclass(frozen=True)
class Audit:
    """What is wrong in a view: by axe, with targets, and the levels of its headings."""

    axe: list[str]
    small: list[list[str | int]]
    levels: list[int]


def looks_of_views() -> dict[str, set[str]]:
    """Return the looks that axe sees each view in; neighbours in kind differ in all three."""
    pairs = {view: (k % 8, (k ^ 1) % 8) for k, view in enumerate(VIEWS)}
    return {
        view: {TURNS[k] for k in (pair if view in IN_TWO else pair[:1])}
        for view, pair in pairs.items()
    }


def measured_alone(size: str) -> list[str]:
    """Return the views that axe sees in no look of a size: targets and titles are looked at."""
    return [
        view
        for view, looks in looks_of_views().items()
        if not any(look.startswith(size) for look in looks)
        and not (size == "desk" and view in ALL_IN)
    ]


@pytest.fixture(scope="module", params=product(SIZES, ("zh", "en")), ids=" ".join)
def audits(
    request: pytest.FixtureRequest, hanting: Path, contexts: Contexts
) -> Iterator[dict[str, Audit]]:
    """Return what is wrong in each view, found on one walk in daylight and on in the dark."""
    size, language = request.param
    opener = Opener(contexts)
    page = opener(hanting, f"lang={language}", size=SIZES[size])
    if size == "phone":
        page.add_style_tag(content=FEWER_ROWS)
    walk = Walk(page, language)
    seen: dict[str, Audit] = {}
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        look = f"{size} {language}{' dark' if dark else ''}"
        views = [view for view, looks in looks_of_views().items() if look in looks]
        seen |= {f"{view}, {look}": audited(walk, view, by_axe=True) for view in views}
    if language == "en":
        seen |= {
            f"{view}, {size}": audited(walk, view, by_axe=False) for view in measured_alone(size)
        }
    yield seen
    opener.close()


def audited(walk: Walk, view: str, *, by_axe: bool) -> Audit:
    """Go to a view and return what is wrong there; WCAG 2.2 asks for 24 pixels, a finger for 44."""
    page = walk.go(view)
    by_finger = page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
    small = [] if view in TEXTS else page.evaluate(SMALL, 44 if by_finger else 24)
    return Audit(found(page) if by_axe else [], small, page.evaluate(LEVELS))


def test_axe_sees_every_view_and_every_look() -> None:
    looks = looks_of_views()
    assert set().union(*looks.values()) == set(TURNS)
    assert all(looks[view] for view in VIEWS)
    assert all("phone" in look for view in VIEWS if "sheet" in view for look in looks[view])


def test_axe_finds_nothing(audits: dict[str, Audit]) -> None:
    assert {view: audit.axe for view, audit in audits.items() if audit.axe} == {}


def test_targets_are_large_enough(audits: dict[str, Audit]) -> None:
    assert {view: audit.small for view, audit in audits.items() if audit.small} == {}


def test_headings_are_in_order_and_there_is_one_title(audits: dict[str, Audit]) -> None:
    for view, audit in audits.items():
        assert audit.levels.count(1) == 1, view
        assert all(b - a <= 1 for a, b in pairwise(audit.levels)), view


def test_axe_finds_nothing_in_forced_colours(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    page.emulate_media(forced_colors="active")
    walk = Walk(page, "en")
    for view in ("start", "point", "figures"):
        assert found(walk.go(view)) == [], view


def test_axe_finds_nothing_without_scripts(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, scripts=False)
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("table", name=re.compile("文字表格")).count() == 1
    assert page.get_by_role("columnheader").all_inner_texts() == ["地点", "状态", "位置", "事实"]


def test_every_place_on_the_map_is_reached_opened_and_closed_by_keys(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=en")
    page.locator(".tally-button").first.wait_for()
    shown = page.get_by_role("region", name="Map", exact=True).get_by_role("button")
    named = [node.get_attribute("aria-label") or "" for node in shown.all()]
    names = [name for name in named if "known only to lie here" not in name]
    assert len(names) == 12
    reached, opened_of = set(), Counter[str]()
    page.get_by_role("main").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        name, kind = page.evaluate(
            "(({ ariaLabel, localName }) => [ariaLabel, localName])(document.activeElement)"
        )
        if name not in names:
            continue
        reached.add(name)
        opened_of[kind] += 1
        if opened_of[kind] > 3:  # a marker opens as the other markers do, a line as a line
            continue
        page.keyboard.press("Enter")
        expect(card(page).get_by_role("heading", level=2)).to_be_focused()
        expect(card(page).get_by_role("heading", level=2)).to_have_text(name.split(",")[0])
        page.keyboard.press("Escape")
        expect(card(page)).to_be_hidden()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    assert reached == set(names)
    assert set(opened_of) == {"div", "path"}


OPENING = """async (rows) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const card = document.querySelector('[role=dialog].card');
    const failing = [];
    for (const row of rows) {
        row.focus();
        const hadFocus = document.activeElement === row;
        row.click(); // which Enter is to a button
        for (let k = 0; k < 60 && document.activeElement !== card.querySelector('h2'); k += 1)
            await frame();
        const heading = document.activeElement;
        const isOpen = heading === card.querySelector('h2')
            && row.textContent.includes(heading.firstChild.textContent);
        heading.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        if (!row.matches('button') || !hadFocus || !isOpen || document.activeElement !== row)
            failing.push(row.textContent);
    }
    return failing;
}"""
"""Of rows, those that are no buttons, do not open their place, or do not get the focus back."""


PASSED_OVER = """rows => rows.filter((row) => {
    row.focus();
    return document.activeElement !== row || !row.matches('button');
}).map((row) => row.textContent)"""
"""Of rows, those that cannot have the focus or are none that Enter presses."""
KINDS = "weifang-north-station", "wei-river", "hanting-district", "biomaterials-park"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_place_is_reached_from_the_list_by_keys(
    hanting: Path, opened: Opener, size: tuple[int, int]
) -> None:
    """By keys as a reader has them one of each kind; on a desk, then, those of each layer."""
    page = opened(hanting, "lang=en", size=size)
    for step in VIEWS["places"]:
        step(page, "en")
    rows = page.locator(".row")
    assert rows.count() == 45
    assert rows.evaluate_all(PASSED_OVER) == []
    for place in KINDS:
        row = page.locator(f".row[data-place={place}]")
        row.focus()
        page.keyboard.press("Enter")
        expect(card(page).get_by_role("heading", level=2)).to_be_focused()
        page.keyboard.press("Escape")
        expect(card(page)).to_be_hidden()
        expect(row).to_be_focused()
    if size == DESK:
        firsts = page.locator("li:is(:first-child, :nth-child(4)) > .row")
        assert firsts.count() >= 8
        assert firsts.evaluate_all(OPENING) == []


def test_closing_a_popup_that_the_link_opened_puts_the_focus_on_the_map(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=en&feature=wei-river")
    page.get_by_role("button", name="Close").press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


SEEN = """node => {
    // a place's own node has no size: its disc is what is seen of it
    const shown = node.matches('.pin') ? node.querySelector('.pin-disc') : node;
    // of a link that is broken into lines the longest piece
    const box = [...shown.getClientRects()].sort((a, b) => b.width - a.width)[0];
    const parts = [0.1, 0.3, 0.5, 0.7, 0.9];
    const tops = parts.flatMap((x) => parts.map((y) =>
        document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)));
    return tops.filter((top) => shown.contains(top)).length / tops.length;
}"""
"""How much of what has the focus can be seen, as a share of points over it."""
FOCUS = f"""() => new Promise((done) => {{
    const seen = {SEEN};
    const look = () => {{
        const node = document.activeElement;
        const name = node.ariaLabel ?? node.textContent;
        // a line's box says little of it
        done([name, node.matches('.skip'), node instanceof SVGElement ? null : seen(node)]);
    }};
    const after = (frames) => (frames ? requestAnimationFrame(() => after(frames - 1)) : look());
    after(4);
}})"""
"""What has the focus, whether the page begins with it, and how much is seen, of a line nothing.

Names stand anew in a frame after the one that moved the map.
"""


@pytest.mark.parametrize("size", [DESK, PHONE, (320, 256)], ids=["desk", "phone", "400 %"])
def test_what_has_the_focus_is_never_hidden(
    hanting: Path, opened: Opener, size: tuple[int, int]
) -> None:
    """WCAG 2.4.11 allows all but the whole to be hidden; here the half of each thing is seen."""
    page = opened(hanting, "lang=en", size=size)
    page.locator(".find-box").wait_for()
    seen: dict[str, float] = {}
    for _ in range(200):
        page.keyboard.press("Tab")
        name, is_first, share = page.evaluate(FOCUS)
        if name in seen and is_first:
            break
        if share is not None:
            seen[name] = min(share, seen.get(name, 1))
    else:
        pytest.fail("the keys do not lead all the way round")
    assert {name: share for name, share in seen.items() if share < 0.5} == {}


NARROW_VIEWS = ["start", "point", "figures", "places", "text"]


def test_nothing_scrolls_sideways_at_320_pixels(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en", size=NARROW)
    walk = Walk(page, "en")
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
def test_no_text_is_lost_when_it_grows(
    hanting: Path, opened: Opener, size: tuple[int, int], styles: list[str]
) -> None:
    page = opened(hanting, "lang=en", size=size)
    set_style = page.add_style_tag(content=styles[0]).evaluate
    walk = Walk(page, "en")
    for view in ("start", "point", "figures", "dock"):
        walk.go(view)
        for style in styles:
            set_style("(node, text) => { node.textContent = text; }", style)
            page.evaluate(SETTLED)
            assert page.evaluate(CUT) == [], view
            assert page.evaluate("document.documentElement.scrollWidth") == size[0], view
            assert page.locator("#panel").evaluate("n => n.scrollWidth <= n.clientWidth"), view
        styles.reverse()


def test_the_sheet_has_three_stops_by_keys_by_tapping_and_by_dragging(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=en", size=PHONE)
    handle = page.get_by_role("button", name="Raise or lower the panel")
    panel = page.locator("#panel")

    def height() -> int:
        page.wait_for_timeout(60)
        return int(panel.evaluate("n => Math.round(n.getBoundingClientRect().height)"))

    low = height()
    handle.press("ArrowUp")
    half = height()
    handle.press("ArrowUp")
    full = height()
    assert low < half < full
    handle.press("Home")
    assert height() == low
    for expected in (half, full, low):
        handle.click()
        assert height() == expected
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + 190, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 190, 400, steps=5)
    page.mouse.up()
    assert height() == half
    assert handle.get_attribute("aria-expanded") == "true"


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


def test_markers_and_lines_stand_out_from_the_ground(hanting: Path, opened: Opener) -> None:
    """WCAG 1.4.11: what must be seen has 3 : 1 against what lies beside it."""
    page = opened(hanting)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == [], scheme


def test_short_lists_are_moved_through_by_the_keys_of_long_ones(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting)
    head = page.locator(".group-name").nth(1)
    head.press("Enter")
    rows = page.locator(f"#{head.get_attribute('aria-controls')} .row")
    last = rows.count() - 1
    assert last > 1
    rows.first.focus()
    for key, number in (
        ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 0), ("End", last), ("ArrowDown", last),
        ("Home", 0), ("PageDown", min(10, last)),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(rows.nth(number)).to_be_focused()
        expect(rows.nth(number)).to_be_in_viewport()
    page.keyboard.press("Control+Home")
    expect(rows.nth(min(10, last))).to_be_focused()


def test_the_skip_link_is_first_and_leads_to_the_list(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    expect(page.locator(".pin-disc").first).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the list of places")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()


def test_the_maps_buttons_come_before_what_is_on_the_map(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    whole(page)
    expect(page.locator(".tally-button").first).to_be_visible()
    order = page.evaluate(
        "[...document.querySelectorAll('.skip, .find-input, .control, .pin, .tally-button,"
        " .legend-toggle, .dock-toggle')]"
        ".map((n) => n.matches('.pin') ? 'pin' : n.classList[0])"
    )
    firsts = sorted(set(order), key=order.index)
    assert firsts[:3] == ["skip", "find-input", "control"]
    assert order.index("pin") > max(k for k, name in enumerate(order) if name == "control")


ON_MAP = ".pin[role=button]:not([aria-hidden])"
APART = """all => all.map((pin) => {
    const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
    const [a, b] = [pin, pin.querySelector('.sign')].map((n) => middle(n.getBoundingClientRect()));
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
})"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_is_on_the_map_has_a_box_that_touch_and_voice_find_where_its_disc_is_seen(
    hanting: Path, opened: Opener, size: tuple[int, int]
) -> None:
    page = opened(hanting, "lang=en", size=size)
    whole(page)
    boxes = page.locator(ON_MAP).evaluate_all(
        "all => all.map((n) => n.getBoundingClientRect()).map(({ width, height }) =>"
        " Math.round(Math.min(width, height)))"
    )
    assert boxes
    assert min(boxes) >= 24
    if size == PHONE:
        assert max(page.locator(ON_MAP).evaluate_all(APART)) < 1.5


UPPER_HALF = """() => {
    const sheet = document.querySelector('.panel').getBoundingClientRect().top;
    const pins = [...document.querySelectorAll('.pin')].map((n) => n.getBoundingClientRect());
    return pins.length > 0 && pins.every(({ top, bottom }) => top >= 0 && bottom <= sheet);
}"""
"""Whether all markers stand above a half-raised sheet."""


@pytest.mark.parametrize("size", [PHONE, (320, 568)], ids=["390", "320"])
def test_a_raised_sheet_leaves_the_sites_in_sight(
    hanting: Path, opened: Opener, size: tuple[int, int]
) -> None:
    page = opened(hanting, "lang=en", size=size)
    whole(page)
    handle = page.get_by_role("button", name="Raise or lower the panel")
    for part in ("Figures", "Filter"):
        expect(handle).to_have_attribute("aria-expanded", "false")
        named = re.compile(f"^{part}")
        page.get_by_role("tab", name=named).or_(page.get_by_role("button", name=named)).click()
        expect(handle).to_have_attribute("aria-expanded", "true")
        page.wait_for_function(UPPER_HALF)
        handle.press("Home")


def test_a_sheet_raised_and_lowered_again_moves_nothing(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en", size=PHONE)
    whole(page)
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
WINDOWS = {
    "plain": ("", 16, [PHONE, (320, 568), (844, 390)]),
    "frame": ("&embed=1", 16, [(480, 480), (700, 450)]),
    "large text": ("", 32, [DESK, PHONE, (844, 390)]),
}
"""More of the address, the letters' size that the reader set in the browser, and sizes of it."""


@pytest.mark.parametrize(("query", "letters", "sizes"), WINDOWS.values(), ids=WINDOWS)
def test_what_lies_over_the_map_does_not_lie_over_each_other(
    hanting: Path, opened: Opener, query: str, letters: int, sizes: list[tuple[int, int]]
) -> None:
    page = opened("about:blank", size=sizes[0])
    fonts = {"standard": letters, "fixed": letters}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": fonts})
    page.goto(f"{hanting.resolve().as_uri()}?lang=en{query}")
    whole(page)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".credits")).to_be_visible()
        page.wait_for_timeout(200)
        assert page.evaluate(OVERLAP) == [], (width, height)


def test_the_legend_of_a_phone_on_its_side_has_several_rows(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en", size=(844, 390))
    whole(page)
    page.get_by_role("button", name="Legend").click()
    rows = page.locator(".legend-body li")
    expect(rows.nth(5)).to_be_in_viewport(ratio=0.9)


def test_tabs_follow_the_arrows(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=re.compile("Figures"))).to_be_focused()
    expect(page.get_by_role("tabpanel", name=re.compile("Figures"))).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name=re.compile("Places"))).to_be_visible()


def test_texts_in_another_language_say_so(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en&feature=weifang-north-station")
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


def test_moves_are_cut_where_the_reader_wants_less_motion(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, "lang=en")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('.leaflet-zoom-anim.leaflet-map-pane') === null")
    durations = page.evaluate(
        "[...document.querySelectorAll('#app *')]"
        ".map((n) => parseFloat(getComputedStyle(n).transitionDuration))"
    )
    assert max(durations) < 0.02


def test_quotation_marks_in_english_are_as_wide_as_english_ones(
    hanting: Path, opened: Opener
) -> None:
    """A Chinese font, the only one on some machines, has them a whole character wide."""
    page = opened(hanting, "lang=en&q=nothing-of-that-kind")
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


def test_tabs_and_languages_share_a_line_on_a_tablet_held_upright(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=en", size=(768, 1024))
    tabs = page.get_by_role("tablist").bounding_box()
    languages = page.get_by_role("group", name="Language").bounding_box()
    assert tabs
    assert languages
    assert abs(tabs["y"] + tabs["height"] / 2 - languages["y"] - languages["height"] / 2) < 2


def test_the_handle_of_a_lowered_sheet_is_large_enough_for_a_finger(
    hanting: Path, opened: Opener
) -> None:
    page = opened(hanting, "lang=en", size=(320, 568))
    handle = page.get_by_role("button", name="Raise or lower the panel")
    for width, height in ((320, 568), (568, 320), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(200)
        box = handle.bounding_box()
        assert box
        assert box["height"] >= 24
        at = [box["x"] + box["width"] / 2, box["y"] + 23]
        hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", at)
        assert "sheet-handle" in hit, (width, height)
