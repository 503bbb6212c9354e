"""Pages opened as a reader does: from disk, the network refused, page errors not forgiven."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Request,
    Route,
)

from tests.support import HERE

LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:")
PHONE_WIDTH = 500


BLANK = {"file": (HERE / "blank.html").as_uri(), "http": "about:blank"}
"""Where a page waits for its next test, in the process that shows such addresses."""


@dataclass(frozen=True)
class Reader:
    """What a browser context is made for; size and colours are set for each page of it."""

    touch: bool
    scripts: bool
    locale: str | None = None


LASTING = {
    Page: (
        "add_init_script", "expose_binding", "expose_function", "on", "once", "route",
        "set_extra_http_headers",
    ),
    BrowserContext: ("new_cdp_session",),
}  # fmt: skip
"""What a page keeps when it goes elsewhere."""
EMPTY = "() => { localStorage.clear(); sessionStorage.clear(); name = ''; }"
TIMEOUT_MS = 30_000
"""How long is waited where a test says nothing else: Playwright's own default."""


class Contexts:
    """Contexts of one browser, each with a page, used again by one test after another.

    A page of its own for each test costs more than what the test opens in it: Chromium starts a
    process for it. What is put back is cleared of all that a map can leave. Not used again are
    pages to which a test has done what lasts.
    """

    def __init__(self, browser: Browser) -> None:
        """Make no context yet; see from now on what is done to pages."""
        self.browser = browser
        self.free: dict[tuple[Reader, str], list[Page]] = {}
        self.spent: set[Page] = set()
        for owner, names in LASTING.items():
            for name in names:
                setattr(owner, name, self._noting(getattr(owner, name)))

    def _noting(self, act: Callable[..., object]) -> Callable[..., object]:
        """Return what does the same, and notes the page to which it is done."""

        def act_and_note(*given: Any, **named: Any) -> object:  # noqa: ANN401  whatever a method takes
            self.spent.update(each for each in given if isinstance(each, Page))
            return act(*given, **named)

        return act_and_note

    def take(self, reader: Reader, address: str) -> Page:
        """Return an empty page that nobody uses, alone in its context, for such an address."""
        if kept := self.free.get((reader, _scheme_of(address))):
            return kept.pop()
        context = self.browser.new_context(
            has_touch=reader.touch,
            java_script_enabled=reader.scripts,
            locale=reader.locale,
            reduced_motion="reduce",
        )
        return context.new_page()

    def put_back(self, reader: Reader, page: Page) -> None:
        """Clear a page and its context of what a test left in it, and keep them for the next."""
        context, kept, scheme = page.context, page, _scheme_of(page.url)
        if not (self._may_stay(page) and _empty(page, scheme)):
            page.close()
            kept = context.new_page()
            _empty(kept, scheme)
        for other in context.pages:
            if other != kept:
                other.close()
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        context.set_geolocation(None)
        self.spent -= {page, kept}
        self.free.setdefault((reader, scheme), []).append(kept)

    def _may_stay(self, page: Page) -> bool:
        """Return whether a page can be used again."""
        may_be_emptied = page.url.startswith(tuple(f"{scheme}:" for scheme in BLANK))
        return page not in self.spent and not page.is_closed() and may_be_emptied


def _scheme_of(address: str) -> str:
    """Return how an address begins, as a key of `BLANK`: what is neither opens where files do."""
    return "http" if address.startswith("http:") else "file"


def _empty(page: Page, scheme: str) -> bool:
    """Leave what a page shows, with all that it keeps; return whether that could be done.

    Nobody listens to its dialogs any more: where it asks before it goes, Playwright lets it go.
    """
    try:
        if page.url.startswith("http:"):
            page.evaluate(EMPTY)
        page.goto(BLANK[scheme])
        if scheme == "file":
            page.evaluate(EMPTY)
        page.mouse.move(-1, -1)
        session = page.context.new_cdp_session(page)
        session.send("Page.resetNavigationHistory")
        session.detach()
    except Error:
        return False
    return True


class Opener:
    """Opens pages in one browser; `requests` are those that would have left the machine."""

    def __init__(self, contexts: Contexts) -> None:
        """Open nothing yet."""
        self.contexts = contexts
        self.taken: list[tuple[Reader, Page]] = []
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.refused: re.Pattern[str] | None = None
        self.held: re.Pattern[str] | None = None
        self.waiting: list[Route] = []

    def __call__(  # noqa: PLR0913  what a reader may bring along
        self,
        file: Path | str,
        query: str = "",
        *,
        size: tuple[int, int] = (1440, 900),
        scripts: bool = True,
        refused: re.Pattern[str] | None = None,
        held: re.Pattern[str] | None = None,
        before: str = "",
        dark: bool = False,
        locale: str = "zh-CN",
    ) -> Page:
        """Open a file or a loopback address; requests that match `refused` may fail, no others.

        Such a request may leave the machine, be missing on the server, or be none for the browser.
        Requests that match `held` wait until `release`; `before` is a script that runs first;
        `locale` is the language of the reader's browser.
        """
        self.refused, self.held = refused, held
        reader = Reader(size[0] < PHONE_WIDTH, scripts, locale)
        address = file.resolve().as_uri() if isinstance(file, Path) else file
        page = self.contexts.take(reader, address)
        self.taken.append((reader, page))
        page.context.route("**/*", self._route)
        self._set_up(page, size, "dark" if dark else "light")
        if before:
            page.add_init_script(before)
        page.goto(f"{address}{'?' if query else ''}{query}")
        return page

    def _set_up(self, page: Page, size: tuple[int, int], colours: Literal["light", "dark"]) -> None:
        """Set a page as if it were new, and listen to it, which spends no page."""
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(
            media="null", color_scheme=colours, forced_colors="null", contrast="null"
        )
        page.set_default_timeout(TIMEOUT_MS)
        page.on("pageerror", self._page_error)
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        self.contexts.spent.discard(page)

    def _leave(self, page: Page) -> None:
        """Listen no more to a page that others will use."""
        page.remove_listener("pageerror", self._page_error)
        page.remove_listener("console", self._console)
        page.remove_listener("dialog", self._dialog)

    def release(self) -> None:
        """Let the requests that were held go on."""
        self.held = None
        for route in self.waiting:
            route.continue_()

    def _route(self, route: Route, request: Request) -> None:
        if self.held and self.held.search(request.url):
            self.waiting.append(route)
            return
        if request.url.startswith(LOCAL):
            route.continue_()
            return
        self.requests.append(request.url)
        route.abort()

    def _page_error(self, error: Error) -> None:
        self.errors.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        told = f"{message.text} {message.location['url']}"
        expected = self.refused and ("net::ERR_FAILED" in told or self.refused.search(told))
        if message.type in {"error", "warning"} and not expected:
            self.errors.append(message.text)

    def _dialog(self, dialog: Dialog) -> None:
        """Take an alert for what it is here: a script that ran out of the data."""
        self.errors.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def close(self) -> None:
        """Close what was opened; fail where a page erred or asked for what nobody expected."""
        for reader, page in self.taken:
            self._leave(page)
            self.contexts.put_back(reader, page)
        asked = [url for url in self.requests if not (self.refused and self.refused.search(url))]
        assert not self.errors, self.errors
        assert not asked, asked
