"""The views of the page, each with the steps a reader takes to reach it; audits go through all."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from geo.text import page_strings
from tests.elsewhere import SETTLED
from tests.linked import linked

Steps = Callable[[Page, str], None]
"""What is done on a page whose language is the second argument."""


def word(language: str, key: str) -> str:
    """Return the page's word at a key."""
    return page_strings.load_strings(language).get_text(key)


def select(place: str) -> Steps:
    """Return the steps that open a place's popup."""

    def steps(page: Page, _: str) -> None:
        page.evaluate("id => { location.hash = `feature=${id}`; }", place)
        page.get_by_role("dialog").wait_for()

    return steps


def start(page: Page, _: str) -> None:
    """Stay where the page opens."""
    page.wait_for_selector(".pin, .cloud-key", state="attached")


def whole(page: Page) -> None:
    """Wait until every script of the page has come; the last ones do after the first paint."""
    page.wait_for_function("() => typeof atlas === 'object' && Boolean(atlas.shell_deferred_parts)")


FOLDS = """() => Object.fromEntries([...document.querySelectorAll('button[aria-expanded]')]
    .filter((node) => !node.matches('.sheet-handle'))
    .map((node) => [node.getAttribute('aria-controls') || node.className, node.ariaExpanded]))"""
"""What is folded and what is not, by what is unfolded."""
KEPT = linked("""() => {
    const { lat, lng } = atlas.map_view.leafletMap().getCenter();
    const names = ['lang', 'off', 'states', 'certainty', 'query', 'selected', 'area', 'tab'];
    window.home = {
        view: [lat, lng, atlas.map_view.leafletMap().getZoom()],
        state: Object.fromEntries(names.map((name) => [name, atlas.data_store.get(name)])),
    };
}""")
HOME = linked("""(folds) => {
    for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
    document.querySelector('.reading .edition-back')?.click();
    for (const node of document.querySelectorAll('button[aria-expanded]')) {
        const first = folds[node.getAttribute('aria-controls') || node.className];
        if (first && first !== node.ariaExpanded) node.click();
    }
    const handle = document.querySelector('.sheet-handle[aria-expanded=true]');
    handle?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
    const [[lat, lng, zoom], map] = [window.home.view, atlas.map_view.leafletMap()];
    const isChanged = Object.entries(window.home.state)
        .some(([key, value]) => atlas.data_store.get(key) !== value);
    atlas.data_store.set(window.home.state);
    // a map that is moved has its names laid out anew, be it to where it is
    const isMoved = map.getCenter().distanceTo([lat, lng]) > 1 || map.getZoom() !== zoom;
    if (isMoved) {
        const { zoomSnap } = map.options;
        map.options.zoomSnap = 0;
        map.setView([lat, lng], zoom, { animate: false });
        map.options.zoomSnap = zoomSnap;
    }
    document.body.tabIndex = -1;
    document.body.focus({ preventScroll: true });
    document.body.blur();
    document.body.removeAttribute('tabindex');
    return isChanged || isMoved;
}""")
"""Whether that took anything; the keys begin again where the page begins."""


class Walk:
    """Goes from view to view in one page, which costs less than to open a page for each."""

    def __init__(self, page: Page, language: str) -> None:
        """Remember the page as it is now, which is where each view is reached from."""
        start(page, language)
        whole(page)
        page.locator(".tally-button, .cloud-key").first.wait_for(state="attached")
        self.page, self.language, self.here = page, language, "start"
        page.evaluate(KEPT)
        self.folds = page.evaluate(FOLDS)

    def go(self, view: str) -> Page:
        """Go to a view, back at the start first; a failure on the way names the view."""
        try:
            if self.here != "start":
                self.go_home()
            for step in VIEWS[view]:
                step(self.page, self.language)
            self.page.evaluate(SETTLED)
        except Exception as error:
            error.add_note(f"on the way from {self.here!r} to {view!r}")
            raise
        self.here = view
        return self.page

    def go_home(self) -> bool:
        """Bring the page back to the start, whatever was done in it; return whether that was any.

        The address follows a little later, over what is typed until then.
        """
        return bool(self.page.evaluate(HOME, self.folds))


def figures(page: Page, language: str) -> None:
    """Turn to the figures."""
    page.get_by_role("tab", name=re.compile(word(language, "tab.figures"))).click()


def legend(page: Page, language: str) -> None:
    """Open the legend where it is folded."""
    button = page.get_by_role("button", name=word(language, "legend.title"), exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()


def dock(page: Page, language: str) -> None:
    """Unfold the shelf of places not located."""
    page.get_by_role("button", name=re.compile(f"^{word(language, 'dock.title')}")).click()


def top(page: Page, _: str) -> None:
    """Scroll the panel up: a row that is half scrolled under the search is no small target."""
    page.locator(".panel").evaluate("(node) => node.scrollTo(0, 0)")


def groups(page: Page, language: str) -> None:
    """Unfold every layer of the list."""
    panel = page.get_by_role("tabpanel", name=re.compile(word(language, "tab.places")))
    folded = panel.locator(".group-name[aria-expanded=false]")
    folded.first.wait_for()
    folded.evaluate_all("all => all.forEach((name) => name.click())")
    top(page, language)


def press(key: str) -> Steps:
    """Return the click on the button that bears the words at a key."""

    def steps(page: Page, language: str) -> None:
        page.get_by_role("button", name=word(language, key), exact=True).click()

    return steps


def find(query: str) -> Steps:
    """Return the steps that search."""

    def steps(page: Page, _: str) -> None:
        page.get_by_role("combobox").fill(query)
        page.locator(".find-list > li, .find-none").first.wait_for()

    return steps


def chosen(page: Page, _: str) -> None:
    """Choose one of the filters."""
    page.locator(".filter-chip").first.click()


def notes(page: Page, _: str) -> None:
    """Unfold the doubts in the dialog about the map."""
    page.locator(".about-more summary").click()


def copied(page: Page, _: str) -> None:
    """Wait for what the copying came to."""
    page.locator(".said-copied:not(:empty)").wait_for()


def sheet(stop: str) -> Steps:
    """Return the key that brings the phone's sheet to a stop; elsewhere nothing happens."""

    def steps(page: Page, _: str) -> None:
        handle = page.locator(".sheet-handle")
        if handle.is_visible():
            handle.press(stop)

    return steps


VIEWS: dict[str, tuple[Steps, ...]] = {
    "start": (start,),
    "point": (select("weifang-north-station"),),
    "area": (select("hanting-district"),),
    "line": (select("wei-river"),),
    "not located": (select("biomaterials-park"),),
    "vague": (select("modern-agriculture-park"),),
    "figures": (sheet("End"), figures),
    "half sheet": (sheet("ArrowUp"),),
    "places": (sheet("End"), groups),
    "full sheet": (sheet("End"),),
    "found": (find("wei"),),
    "nothing found": (find("no such place"),),
    "filtered": (press("filters.button"), chosen),
    "filters": (press("filters.button"),),
    "legend": (legend,),
    "dock": (dock,),
    "notes": (sheet("End"), press("about.open"), notes),
    "about": (sheet("End"), press("about.open")),
    "citation": (select("weifang-north-station"), press("share.citation"), copied),
    "embed": (sheet("End"), press("snippet.open")),
    "text": (sheet("End"), press("panel.edition")),
    "download": (sheet("End"), press("download.label"), top),
}
"""Add a row for each new view: its name, and the steps to it.

Views are audited on a desk and on a phone in turn: what is long stands where a desk has its turn,
what a phone alone has where a phone has.
"""
