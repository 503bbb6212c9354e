"""The page for everybody: axe finds nothing in any view, targets are large, titles in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.opener import Contexts, Opener
from tests.views import VIEWS, Walk

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


AXE = """async (options) => {
    const isOnMap = ({ target: [at] }) =>
        Boolean(document.querySelector(at).closest('.folium-map'));
    const isUnderButtons = (node) => {
        const sizes = node.any.filter(({ id }) => id === 'target-size');
        const over = sizes.flatMap(({ relatedNodes }) => relatedNodes);
        return over.length > 0 && isOnMap(node) && !over.some(isOnMap);
    };
    const REFERRED = '[id], [accesskey]';
    const ROWS = '#text tbody *, .find-list *, .row *, .fact *';
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
    const looks = new Set();
    const grounds = new Map([[null, '']]);
    const groundOf = (node) => {
        if (!grounds.has(node)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(node);
            const over = groundOf(node.parentElement);
            grounds.set(node, `${over} ${backgroundColor} ${backgroundImage} ${opacity}`);
        }
        return grounds.get(node);
    };
    const isInSight = (node) => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    };
    const isKnown = (node) => {
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(node);
        const look = [color, fontSize, fontWeight, textShadow, groundOf(node)].join();
        if (looks.has(look)) return true;
        if (isInSight(node)) looks.add(look);
        return false;
    };
    const known = [...document.querySelectorAll(ROWS)].filter(isKnown);
    known.forEach((node) => node.setAttribute('data-known', ''));
    axe.configure({ rules: [{ id: 'color-contrast', selector: ':not([data-known])' }] });
    const { violations } = await axe.run(options);
    known.forEach((node) => node.removeAttribute('data-known'));
    away.forEach(([mark, node]) => mark.replaceWith(node));
    return violations.flatMap((rule) => rule.nodes
        .filter((node) => !isUnderButtons(node))
        .map(({ target, failureSummary }) => `${rule.id}: ${target}: ${failureSummary}`));
}"""
"""Only what is wrong comes back: the whole of the answer takes longer to send than to find.

What is hidden, and has nothing that could be referred to or stand twice, is passed over by every
rule and takes half of the time: it is away meanwhile. Of what stands in rows one of each colour,
size and ground, which is in sight, has its contrast measured; the others are as it is. What lies on
the map may lie partly under its buttons: the reader moves the map, or takes the list.
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
FORCED = "desk zh dark", ("start", "point", "figures")
"""After which look these views are audited in the reader's own colours too."""
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
    if look == FORCED[0]:
        page.emulate_media(color_scheme="light", forced_colors="active")
        seen |= {f"{view}, forced": audited(walk, view, by_axe=True) for view in FORCED[1]}
        page.emulate_media(forced_colors="none")
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
    assert FORCED[0] in TURNS
    assert all("phone" in look for view in VIEWS if "sheet" in view for look in looks[view])


def test_axe_finds_nothing(audits: dict[str, Audit]) -> None:
    assert {view: audit.axe for view, audit in audits.items() if audit.axe} == {}


def test_targets_are_large_enough(audits: dict[str, Audit]) -> None:
    assert {view: audit.small for view, audit in audits.items() if audit.small} == {}


def test_headings_are_in_order_and_there_is_one_title(audits: dict[str, Audit]) -> None:
    for view, audit in audits.items():
        assert audit.levels.count(1) == 1, view
        assert all(b - a <= 1 for a, b in pairwise(audit.levels)), view


def test_axe_finds_nothing_without_scripts(hanting: Path, opened: Opener) -> None:
    page = opened(hanting, scripts=False)
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("table", name=re.compile("文字表格")).count() == 1
    assert page.get_by_role("columnheader").all_inner_texts() == ["地点", "状态", "位置", "事实"]
