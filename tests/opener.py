"""Pages opened as a reader does: from disk, the network refused, page errors not forgiven."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Route,
)

from tests.support import HERE

LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:")
PHONE_WIDTH = 500


BLANK = (HERE / "blank.html").as_uri()


@dataclass(frozen=True)
class Reader:
    """What a browser context is made for; size and colours are set for each page of it."""

    touch: bool
    scripts: bool
    locale: str | None = None


class Contexts:
    """Contexts of one browser, used again by one test after another.

    A context of its own for each page costs more than the page: Chromium starts a process for it.
    What is put back is cleared of all that a page can leave; an empty page stays open in it and
    keeps the process.
    """

    def __init__(self, browser: Browser) -> None:
        """Make no context yet."""
        self.browser = browser
        self.free: dict[Reader, list[BrowserContext]] = {}

    def take(self, reader: Reader) -> BrowserContext:
        """Return a context that nobody uses; no two tests, and no two pages, share one."""
        if kept := self.free.get(reader):
            return kept.pop()
        context = self.browser.new_context(
            has_touch=reader.touch,
            java_script_enabled=reader.scripts,
            locale=reader.locale,
            reduced_motion="reduce",
        )
        context.new_page().goto(BLANK)
        return context

    def put_back(self, reader: Reader, context: BrowserContext) -> None:
        """Clear a context of what a test left in it, and keep it for the next."""
        blank, *opened = context.pages
        for page in opened:
            page.close()
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        context.set_geolocation(None)
        blank.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.free.setdefault(reader, []).append(context)


class Opener:
    """Opens pages in one browser; `requests` are those that would have left the machine."""

    def __init__(self, contexts: Contexts) -> None:
        """Open nothing yet."""
        self.contexts = contexts
        self.taken: list[tuple[Reader, BrowserContext]] = []
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
        context = self.contexts.take(reader)
        self.taken.append((reader, context))
        context.route("**/*", self._route)
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.add_init_script(before)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        address = file.resolve().as_uri() if isinstance(file, Path) else file
        page.goto(f"{address}{'?' if query else ''}{query}")
        return page

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
        for reader, context in self.taken:
            self.contexts.put_back(reader, context)
        asked = [url for url in self.requests if not (self.refused and self.refused.search(url))]
        assert not self.errors, self.errors
        assert not asked, asked
