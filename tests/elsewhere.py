"""A page that many tests look at: it goes where one of them wants, and comes back as it was."""

from dataclasses import dataclass

from playwright.sync_api import Page, ViewportSize, expect

from tests.linked import linked

SETTLED = linked("""async () => {
  await new Promise((done) => setTimeout(done, 150));
  for (let frames = 0; frames < 3; frames += 1) {
    await new Promise(requestAnimationFrame);
    atlas.core_dom.flushScheduled();
  }
}""")
"""Wait until the map has its new view, or its new size; then names are written anew."""
VIEW = linked("""() => {
  const map = atlas.map_view.leafletMap();
  const { lat, lng } = map.getCenter();
  return [lat, lng, map.getZoom()];
}""")
GO_BACK = linked("""([lat, lng, zoom]) => {
  const map = atlas.map_view.leafletMap();
  const { zoomSnap } = map.options;
  map.options.zoomSnap = 0;
  map.setView([lat, lng], zoom, { animate: false });
  map.options.zoomSnap = zoomSnap;
}""")
OPEN = linked("['selected', 'area', 'here', 'tab'].map(atlas.data_store.get)")
SHUT = linked("atlas.data_store.set({ selected: -1, area: -1, here: null, tab: 'places' })")
FOLLOW = """async (query) => {
  // once the page follows the address, which it does last when it opens, it marks it as its own
  while (!history.state?.own) await new Promise((done) => setTimeout(done, 20));
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  document.querySelector('[role=tab]')?.click();
  document.querySelector('.panel')?.scrollTo(0, 0);
  document.activeElement.blur();
  history.replaceState({ own: true }, '', `?${query}`); // back leads to it as to a step of the page
  dispatchEvent(new PopStateEvent('popstate'));
}"""
"""A typed address says everything but which tab is in front and what dialogs are open."""


def follow_hash(page: Page, address: str) -> None:
    """Go where a hash says, as if it had been typed."""
    page.evaluate("to => { location.hash = to; }", address)
    page.evaluate(SETTLED)


def follow_query(page: Page, query: str) -> None:
    """Show what a query says and nothing else, as if it had been typed, without loading anew."""
    page.evaluate(FOLLOW, query)


def expect_remembered(page: Page, address: str, language: str) -> None:
    """Fail where a map that is opened again does not come to speak a language.

    It may take several times: Chromium hands on what a page stored a moment after the next one,
    which may be in another process, has read it.
    """
    for _ in range(10):
        page.goto(address)
        page.locator(".languages button").first.wait_for(state="attached")
        if page.locator("html").get_attribute("lang") == language:
            break
        page.wait_for_timeout(200)
    expect(page.locator("html")).to_have_attribute("lang", language)


@dataclass(frozen=True)
class Home:
    """A page that tests share, and how it opened: address, window, view, what was open."""

    page: Page
    url: str
    size: ViewportSize | None
    view: list[float]
    opened: list[object]

    def go_back(self) -> Page:
        """Show the map as it opened; nothing happens where a test has left it so."""
        if self != note_home(self.page):
            if self.size:
                self.page.set_viewport_size(self.size)
            self.page.evaluate(SHUT)
            self.page.evaluate(GO_BACK, self.view)
            self.page.evaluate(SETTLED)
            self.page.evaluate("to => history.replaceState(history.state, '', to)", self.url)
        return self.page


def note_home(page: Page) -> Home:
    """Note how a page is, which has just opened."""
    return Home(page, page.url, page.viewport_size, page.evaluate(VIEW), page.evaluate(OPEN))
