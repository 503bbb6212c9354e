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

MAX_BODY_BYTES = 4_000_000
"""Of the body of a request: a layer of the longest rivers has some hundred thousand."""
TOKEN_HEADER = "x-serve-token"  # noqa: S105  the name of a header
SAFE_METHODS = {"GET", "HEAD"}
FOREIGN_SITES = {"cross-site", "same-site"}
"""What `Sec-Fetch-Site` says of requests of other pages; another port is the same site."""
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
NO_ACCESS_TEXT = "Open the address that the terminal shows: it holds the key to this map.\n"


@dataclass(frozen=True)
class AccessPolicy:
    """What a request must have to be let in."""

    port: int
    token: str

    @property
    def host_names(self) -> tuple[str, ...]:
        """Names under which this machine reaches itself."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    @property
    def cookie_name(self) -> str:
        """Name of the cookie; cookies know no ports, so two runs must not share one."""
        return f"serve-{self.port}"

    @property
    def address(self) -> str:
        """Address to open, token included."""
        return f"http://{self.host_names[0]}/?token={self.token}"

    def refuse_request(self, method: str, headers: Headers) -> Response | None:
        """Return the answer to a request that is refused, the token apart; `None` to any other."""
        site = headers.get("sec-fetch-site")
        origin = headers.get("origin")
        foreign = origin is not None and origin not in {
            f"http://{host}" for host in self.host_names
        }
        if method in SAFE_METHODS:
            return _refused_response() if foreign or site in FOREIGN_SITES else None
        told = origin or site or headers.get(TOKEN_HEADER)
        if foreign or not told or site not in {None, "same-origin"}:
            return _refused_response()
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return PlainTextResponse("Writing takes application/json.\n", 415)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_BODY_BYTES:
            return PlainTextResponse("The request is too large.\n", 413)
        return None

    def is_token(self, given: str) -> bool:
        """Return whether a token is this run's, in a time that tells nothing of it."""
        return secrets.compare_digest(given.encode(), self.token.encode())

    def has_token(self, headers: Headers) -> bool:
        """Return whether a request has the token in its cookie or its header."""
        cookies = cookie_parser(headers.get("cookie", ""))
        return self.is_token(headers.get(TOKEN_HEADER, cookies.get(self.cookie_name, "")))


def _refused_response() -> Response:
    return PlainTextResponse("Requests of other pages are refused.\n", 403)


class AccessMiddleware:
    """Lets requests through a `AccessPolicy`, with headers that keep other pages out."""

    def __init__(self, app: ASGIApp, door: AccessPolicy) -> None:
        """Stand before an application."""
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._choose_answer(scope, Headers(scope=scope))
        await answer(scope, _limit_body(receive), _add_headers(send))

    def _choose_answer(self, scope: Scope, headers: Headers) -> ASGIApp:
        """Return what answers: whoever brings the token in the address gets a cookie for it."""
        if headers.get("host", "").lower() not in self.door.host_names:
            return PlainTextResponse("This server answers to its own address only.\n", 421)
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        given = query.pop("token", None)
        if given is not None and scope["path"] == "/" and scope["method"] in SAFE_METHODS:
            known = self.door.is_token(given)
            return (
                self._set_cookie_response(given, query, headers)
                if known
                else PlainTextResponse(NO_ACCESS_TEXT, 401)
            )
        refused = self.door.refuse_request(scope["method"], headers)
        lost = None if self.door.has_token(headers) else PlainTextResponse(NO_ACCESS_TEXT, 401)
        return refused or lost or self.app

    def _set_cookie_response(self, given: str, query: dict[str, str], headers: Headers) -> Response:
        """Return the answer that gives the cookie and leads to the page, the token left out.

        Where another page has led here, as a terminal in a browser does, a redirect would still
        count as its doing, and browsers would keep the cookie back: then our own page leads on.
        """
        path = f"/?{urlencode(query)}" if query else "/"
        answer: Response = RedirectResponse(path, 303)
        if headers.get("sec-fetch-site") in FOREIGN_SITES:
            answer = HTMLResponse(f'<meta http-equiv="refresh" content="0; url={escape(path)}">')
        answer.set_cookie(self.door.cookie_name, given, httponly=True, samesite="strict")
        return answer


def _limit_body(receive: Receive) -> Receive:
    """Break off a body that grows too large without having said so."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= MAX_BODY_BYTES else {"type": "http.disconnect"}

    return receive_bounded


def _add_headers(send: Send) -> Send:
    async def send_hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = [
                (name.lower().encode(), text.encode()) for name, text in SECURITY_HEADERS.items()
            ]
            message = {**message, "headers": [*message["headers"], *known]}
        await send(message)

    return send_hardened
