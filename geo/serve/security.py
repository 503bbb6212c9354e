"""Who may ask: only the person at this computer, never a page of the web in their browser.

A page of another origin can make a browser send requests to loopback. So every request needs the
token of this run, which only the terminal shows; the name it was sent to must be loopback's, since
a name that first led elsewhere can be made to lead here (DNS rebinding); and what writes must come
from our own page, as JSON, which no form of another origin can send.
"""

import secrets
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 4_000_000
"""Of the body of a request: a layer of the longest rivers has some hundred thousand."""
TOKEN_HEADER = "x-serve-token"  # noqa: S105  the name of a header
SAFE = {"GET", "HEAD"}
ELSEWHERE = {"cross-site", "same-site"}
"""What `Sec-Fetch-Site` says of requests of other pages; another port is the same site."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
LOST = "Open the address that the terminal shows: it holds the key to this map.\n"


@dataclass(frozen=True)
class Door:
    """What a request must have to be let in."""

    port: int
    token: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names under which this machine reaches itself."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def cookie(self) -> str:
        """Name of the cookie; cookies know no ports, so two runs must not share one."""
        return f"serve-{self.port}"

    @property
    def address(self) -> str:
        """Address to open, token included."""
        return f"http://{self.hosts[0]}/?token={self.token}"

    def refusal(self, method: str, headers: Headers) -> Response | None:
        """Return the answer to a request that is refused, the token apart; `None` to any other."""
        site = headers.get("sec-fetch-site")
        origin = headers.get("origin")
        foreign = origin is not None and origin not in {f"http://{host}" for host in self.hosts}
        if method in SAFE:
            return _refused() if foreign or site in ELSEWHERE else None
        told = origin or site or headers.get(TOKEN_HEADER)
        if foreign or not told or site not in {None, "same-origin"}:
            return _refused()
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return PlainTextResponse("Writing takes application/json.\n", 415)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > MOST_BYTES:
            return PlainTextResponse("The request is too large.\n", 413)
        return None

    def known(self, given: str) -> bool:
        """Return whether a token is this run's, in a time that tells nothing of it."""
        return secrets.compare_digest(given.encode(), self.token.encode())

    def let_in(self, headers: Headers) -> bool:
        """Return whether a request has the token in its cookie or its header."""
        cookies = cookie_parser(headers.get("cookie", ""))
        return self.known(headers.get(TOKEN_HEADER, cookies.get(self.cookie, "")))


def _refused() -> Response:
    return PlainTextResponse("Requests of other pages are refused.\n", 403)


class Guard:
    """Lets requests through a `Door`, with headers that keep other pages out."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        """Stand before an application."""
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._answer(scope, Headers(scope=scope))
        await answer(scope, _bounded(receive), _hardened(send))

    def _answer(self, scope: Scope, headers: Headers) -> ASGIApp:
        """Return what answers: whoever brings the token in the address gets a cookie for it."""
        if headers.get("host", "").lower() not in self.door.hosts:
            return PlainTextResponse("This server answers to its own address only.\n", 421)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        given = query.pop("token", None)
        if given is not None and scope["path"] == "/" and scope["method"] in SAFE:
            known = self.door.known(given)
            return self._entered(given, query, headers) if known else PlainTextResponse(LOST, 401)
        refused = self.door.refusal(scope["method"], headers)
        lost = None if self.door.let_in(headers) else PlainTextResponse(LOST, 401)
        return refused or lost or self.app

    def _entered(self, given: str, query: dict[str, str], headers: Headers) -> Response:
        """Return the answer that gives the cookie and leads to the page, the token left out.

        Where another page has led here, as a terminal in a browser does, a redirect would still
        count as its doing, and browsers would keep the cookie back: then our own page leads on.
        """
        path = f"/?{urlencode(query)}" if query else "/"
        answer: Response = RedirectResponse(path, 303)
        if headers.get("sec-fetch-site") in ELSEWHERE:
            answer = HTMLResponse(f'<meta http-equiv="refresh" content="0; url={escape(path)}">')
        answer.set_cookie(self.door.cookie, given, httponly=True, samesite="strict")
        return answer


def _bounded(receive: Receive) -> Receive:
    """Break off a body that grows too large without having said so."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MOST_BYTES else {"type": "http.disconnect"}

    return bounded


def _hardened(send: Send) -> Send:
    async def hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = [(name.lower().encode(), text.encode()) for name, text in HEADERS.items()]
            message = {**message, "headers": [*message["headers"], *known]}
        await send(message)

    return hardened
