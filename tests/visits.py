"""Pages that one test after another visits: each finds them as they opened."""

from pathlib import Path

from playwright.sync_api import Error, Page

from tests.elsewhere import SETTLED
from tests.opener import Contexts, Opener
from tests.views import Walk

Size = tuple[int, int]
ADDRESSED_MS = 350
"""How long it takes the page to write its state into its address."""


class Visits:
    """Pages of one map in English, one for each size of window in which a test wants to open it."""

    def __init__(self, contexts: Contexts, file: Path) -> None:
        """Open nothing yet."""
        self.file = file
        self.opener = Opener(contexts)
        self.walks: dict[Size, Walk] = {}

    def come(self, opened: Size, now: Size | None = None) -> Page:
        """Return the page opened at a size, as it was then; what cannot be brought back opens anew.

        In a window of another size `now` the map shows the same part.
        """
        try:
            return self._tidy(opened, now or opened)
        except Error:
            self.walks.pop(opened, None)
            return self._tidy(opened, now or opened)

    def _tidy(self, opened: Size, now: Size) -> Page:
        if opened not in self.walks:
            self.walks[opened] = Walk(self.opener(self.file, "lang=en", size=opened), "en")
        walk = self.walks[opened]
        walk.page.emulate_media(media="null", color_scheme="light")
        if walk.page.viewport_size != {"width": now[0], "height": now[1]}:
            walk.page.set_viewport_size({"width": now[0], "height": now[1]})
        if walk.go_home():
            walk.page.wait_for_timeout(ADDRESSED_MS)
        walk.page.evaluate(SETTLED)
        return walk.page

    def leave(self) -> None:
        """Fail where a page erred, or asked for what nobody expected, since the last test."""
        errors, self.opener.errors = self.opener.errors, []
        asked, self.opener.requests = self.opener.requests, []
        assert not errors, errors
        assert not asked, asked
