"""The page by keys alone: they reach, open and close everything, and the focus is never lost."""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.linked import linked
from tests.opener import Opener
from tests.test_page_access import DESK, PHONE
from tests.views import VIEWS
from tests.visits import Size, Visits

SHORT = (320, 256)
"""A desk's window at 400 %."""


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_every_place_on_the_map_is_reached_opened_and_closed_by_keys(
    visits: Visits,
) -> None:
    page = visits.come(DESK)
    shown = page.get_by_role("region", name="Map", exact=True).get_by_role("button")
    named = shown.evaluate_all("all => all.map(({ ariaLabel }) => ariaLabel ?? '')")
    names = [name for name in named if "known only to lie here" not in name]
    assert len(names) == 12
    reached, opened_of = set[str](), Counter[str]()
    page.get_by_role("main").focus()
    for _ in range(30):
        if reached == set(names):
            break
        page.keyboard.press("Tab")
        name, kind = page.evaluate(
            "(({ ariaLabel, localName }) => [ariaLabel, localName])(document.activeElement)"
        )
        if name not in names:
            continue
        reached.add(name)
        opened_of[kind] += 1
        if opened_of[kind] > 2:  # a marker opens as the other markers do, a line as a line
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
def test_every_place_is_reached_from_the_list_by_keys(visits: Visits, size: Size) -> None:
    """By keys as a reader has them one of each kind; on a desk, then, those of each layer."""
    page = visits.come(size)
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
FOCUS = linked(f"""async () => {{
    const seen = {SEEN};
    await new Promise(requestAnimationFrame);
    atlas.core_dom.flushScheduled();
    const node = document.activeElement;
    const name = node.ariaLabel ?? node.textContent;
    // a line's box says little of it
    return [name, node.matches('.skip'), node instanceof SVGElement ? null : seen(node)];
}}""")
"""What has the focus, whether the page begins with it, and how much is seen, of a line nothing.

Names stand anew in a frame after the one that moved the map.
"""


@pytest.mark.parametrize("size", [DESK, PHONE, SHORT], ids=["desk", "phone", "400 %"])
def test_what_has_the_focus_is_never_hidden(visits: Visits, size: Size) -> None:
    """WCAG 2.4.11 allows all but the whole to be hidden; here the half of each thing is seen."""
    page = visits.come(size)
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


def test_the_sheet_has_three_stops_by_keys_by_tapping_and_by_dragging(visits: Visits) -> None:
    page = visits.come(PHONE)
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


def test_short_lists_are_moved_through_by_the_keys_of_long_ones(visits: Visits) -> None:
    page = visits.come(DESK)
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


def test_the_skip_link_is_first_and_leads_to_the_list(visits: Visits) -> None:
    page = visits.come(DESK)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the list of places")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", selected=True)).to_be_focused()


def test_the_maps_buttons_come_before_what_is_on_the_map(visits: Visits) -> None:
    page = visits.come(DESK)
    expect(page.locator(".tally-button").first).to_be_visible()
    order = page.evaluate(
        "[...document.querySelectorAll('.skip, .find-input, .control, .pin, .tally-button,"
        " .legend-toggle, .dock-toggle')]"
        ".map((n) => n.matches('.pin') ? 'pin' : n.classList[0])"
    )
    firsts = sorted(set(order), key=order.index)
    assert firsts[:3] == ["skip", "find-input", "control"]
    assert order.index("pin") > max(k for k, name in enumerate(order) if name == "control")


def test_tabs_follow_the_arrows(visits: Visits) -> None:
    page = visits.come(DESK)
    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name=re.compile("Figures"))).to_be_focused()
    expect(page.get_by_role("tabpanel", name=re.compile("Figures"))).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name=re.compile("Places"))).to_be_visible()
