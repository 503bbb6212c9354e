"""How services are asked: seldom, with patience, never twice for the same, never for too much.

It is the adapter of geopy's geocoders, so that those and ours behave alike. A key is part of an
address only while it is asked: not in the cache, not in what is told.
"""

import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit

import requests
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut
from urllib3.exceptions import HTTPError, ReadTimeoutError

from geo.faults.fault import InputError, format_value
from geo.runtime.file_access import read_bytes
from geo.runtime.files import is_regular, sha256_hex, write_bytes

SECRET_PARAMETERS = frozenset({"ak", "key", "tk", "sn", "sig"})
"""Parameters that hold keys or what is computed from them."""
MAX_ANSWER_BYTES = 2_000_000
"""An answer may be this large; a hostile one has no end."""
CHUNK_BYTES = 1 << 14
MAX_TRIES = 3
RETRY_PAUSE_S = 1.0
"""Before the second try; twice that before the third."""
MAX_PAUSE_S = 30.0
"""The longest that a service may ask us to wait within a run."""
RETRIED_STATUS_CODES = frozenset({429, 500, 502, 503, 504})
ANSWER_TIMEOUT_S = 15.0
"""Seconds for a whole answer, so that one that drips does not hold the run."""

logging.getLogger("geopy").disabled = True  # it writes addresses, and keys are in them


class UnreachableError(GeocoderServiceError):  # type: ignore[misc]
    """Nothing answers at all: no network, or no such host."""


@dataclass
class RateLimitedClient:
    """How one service is asked in one run."""

    interval_s: float
    key: str = ""
    cache: Path | None = None
    """Folder of answers, where the terms allow to keep them."""
    patience_s: float = ANSWER_TIMEOUT_S
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _next: float = 0.0
    _pending: tuple[Path, bytes] | None = field(default=None, repr=False)

    def hide_key(self, text: str) -> str:
        """Return a text without the key, however it is written."""
        for form in {self.key, quote(self.key), quote_plus(self.key)} - {""}:
            text = re.sub(re.escape(form), "…", text, flags=re.IGNORECASE)
        return text

    def get_json(self, url: str, headers: dict[str, str]) -> object:
        """Return the answer to an address, from the cache where it was asked before."""
        kept = (
            self.cache / f"{sha256_hex(_url_without_key(url).encode())}.json"
            if self.cache
            else None
        )
        if kept and is_regular(kept):
            try:
                return json.loads(read_bytes(kept, kept.name, MAX_ANSWER_BYTES))
            except (ValueError, RecursionError, InputError):  # what a full disk or a hand has left
                kept.unlink(missing_ok=True)
        text = self.hide_key(self._get_with_retries(url, headers))
        loaded = _parse_answer(text)
        self._pending = (kept, text.encode()) if kept else None
        return loaded

    def store_pending(self) -> None:
        """Put the last answer into the cache: it has been understood and is no error."""
        if self._pending:
            write_bytes(*self._pending)
        self._pending = None

    def _get_with_retries(self, url: str, headers: dict[str, str]) -> str:
        """Ask up to `MAX_TRIES` times, waiting longer each time."""
        for attempt in range(1, MAX_TRIES + 1):
            self._wait_for_turn()
            try:
                return self._get_once(url, headers)
            except (AdapterHTTPError, GeocoderTimedOut) as error:
                status = getattr(error, "status_code", 503)
                pause = RETRY_PAUSE_S * 2 ** (attempt - 1)
                if isinstance(error, AdapterHTTPError):
                    pause = max(pause, _retry_after(error))
                if (
                    attempt == MAX_TRIES
                    or status not in RETRIED_STATUS_CODES
                    or pause > MAX_PAUSE_S
                ):
                    raise
                self.sleep(pause)
        raise AssertionError  # the last try returns or raises

    def _wait_for_turn(self) -> None:
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + self.interval_s

    def _get_once(self, url: str, headers: dict[str, str]) -> str:
        """Ask once; an address that leads elsewhere is not followed, since it may hold the key."""
        begun = time.monotonic()
        try:
            with requests.get(
                url, headers=headers, timeout=self.patience_s, stream=True, allow_redirects=False
            ) as answer:
                body = self._read_body(answer, begun)
        except (requests.Timeout, ReadTimeoutError):
            told = f"no answer within {self.patience_s:g} s"
            raise GeocoderTimedOut(told) from None
        except requests.ConnectionError:
            told = "nothing answers there: is there a network?"
            raise UnreachableError(told) from None
        except (requests.RequestException, HTTPError) as error:
            raise GeocoderServiceError(type(error).__name__) from None
        if answer.status_code != requests.codes.ok:
            told = f"HTTP {answer.status_code}"
            raise AdapterHTTPError(
                told, status_code=answer.status_code, headers=dict(answer.headers), text=""
            )
        return body

    def _read_body(self, answer: requests.Response, begun: float) -> str:
        """Return the text of an answer, as far as one is wanted."""
        held = bytearray()
        # one read at a time: whoever waits for a whole piece waits as long as a service likes
        while piece := answer.raw.read1(CHUNK_BYTES, decode_content=True):
            held += piece
            if len(held) > MAX_ANSWER_BYTES:
                told = f"the answer is larger than {MAX_ANSWER_BYTES:,} bytes"
                raise GeocoderParseError(told)
            if time.monotonic() - begun > self.patience_s:
                told = f"no whole answer within {self.patience_s:g} s"
                raise GeocoderTimedOut(told)
        return held.decode("utf-8", errors="replace")


def _url_without_key(url: str) -> str:
    """Return an address without its key, for the name of its answer in the cache."""
    parts = urlsplit(url)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in SECRET_PARAMETERS]
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(asked)}"


def _parse_answer(text: str) -> object:
    """Return the value of an answer in JSON; a page of HTML is named as what it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        begins = text.lstrip()[:200]
        what = "a page of HTML" if begins.startswith("<") else "no JSON"
        told = f"it answers {what}: {format_value(begins[:60])}"
        raise GeocoderParseError(told) from None


def _retry_after(error: AdapterHTTPError) -> float:
    """Return how many seconds a service asks us to wait."""
    asked = {name.lower(): value for name, value in error.headers.items()}.get("retry-after", "")
    return float(asked) if str(asked).isdecimal() else 0.0


def make_adapter_class(manners: RateLimitedClient) -> Callable[..., BaseSyncAdapter]:
    """Return what geopy makes its adapters with."""

    class GeopyAdapter(BaseSyncAdapter):  # type: ignore[misc]
        """Hands geopy's requests on."""

        def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> object:  # noqa: ARG002
            """Return a parsed answer."""
            return manners.get_json(url, headers)

        def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:  # noqa: ARG002
            """Return an answer as text; no geocoder that we use asks for it."""
            return json.dumps(manners.get_json(url, headers))

    return GeopyAdapter
