"""Malformed requests: never answered with 500, never a traceback, and nothing is changed by them.

`MAP_MUTATIONS=10000 python3 -m tests -k serve_fuzz` tries so many; without it some hundreds.
"""

import json
import os
import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests import mutations
from tests.served import TOKEN, Served, running
from tests.support import county, restore_files
from tests.test_serve import MILL, content

MANY = int(os.environ.get("MAP_MUTATIONS", "300"))
BLOCK = 50
AT_ONCE = 10
LOOKS = ("form", "place", "article", "fact", "waiting", "candidates", "improved")
ACTS = ("save", "decide", "seek", "undo", "redo")
QUERIES = (
    "", f"id={MILL}", "id=",
    "id=%ff%fe", "id=%00", "id=%ED%A0%80", "id=../facts", f"id={'x' * 101}",
    "source=gazette", "worse_than=nan", "worse_than=-1", "worse_than=1e999", "most=9e9", "most=x",
    f"id={MILL}&id=x", "&&&=;", "token=x", "%", "id=%F0%9F%91%A9",
)  # fmt: skip
PATHS = (
    "/",
    "/events",
    "/edit/",
    "/edit/nothing",
    "/a%00b",
    "/%ff",
    "/%2e%2e/",
    "//",
    "/*",
    "*",
    "",
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 300)
HEADERS = (
    b"Content-Type: application/json", b"Content-Type: text/plain", b"Origin: null",
    b"Content-Length: 9", b"Content-Length: -1", b"Content-Length: \xb2", b"Expect: 100-continue",
    b"Content-Length: 99999999999999999999999", b"Transfer-Encoding: chunked", b"Cookie: \xff=\xfe",
    b"Upgrade: websocket\r\nConnection: upgrade", b"Sec-Fetch-Site: cross-site", b": x", b"x",
    b"X-Serve-Token: \xff", b"Host: x", b"A: " + b"b" * 60_000, b"Range: bytes=9-1", b"A: \x00",
)  # fmt: skip
PLACE = {"type": "Feature", "id": MILL, "properties": {"id": MILL}, "geometry": None}
BODIES: tuple[dict[str, object], ...] = (
    {"what": "place", "id": MILL, "layer": "works", "base": None, "next": PLACE},
    {"what": "place", "id": "x", "layer": "works", "base": None, "next": {**PLACE, "geometry": {}}},
    {"what": "fact", "id": "F001", "base": {"id": "F001"}, "next": {"id": "F001", "en": "x"}},
    {"what": "fact", "id": "F999", "base": None, "next": {"id": "F999", "value": "9"}},
    {"act": "accept", "seen": {"place": MILL, "service": "x", "record": "y"}, "base": None},
    {"act": "note", "seen": {"place": "x"}, "note": "z", "radius_m": 3, "lower": True},
    {"id": MILL},
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(county(tmp_path_factory.mktemp("fuzzed"))) as served:
        served.ask("/")
        yield served
        served.process.terminate()
        _, told = served.process.communicate(timeout=20)
    assert "Traceback" not in told


def request(server: Served, chance: random.Random) -> tuple[bytes, bool]:
    """Return a request, sound in most parts and mostly with the token; whether HTTP sees it whole.

    One that does not come to its end is waited for, as `test_serve_limits` shows.
    """
    host = urlsplit(server.root).netloc
    posted = chance.random() < 0.6
    method = "POST" if posted else "GET"
    path = f"/edit/{chance.choice(ACTS if posted else LOOKS)}"
    if not posted:
        path += f"?{chance.choice(QUERIES)}"
    if chance.random() < 0.15:
        path = chance.choice(PATHS)
    if chance.random() < 0.1:
        method = chance.choice(METHODS)
    lines = [f"{method} {path} HTTP/1.1".encode(), f"Host: {host}".encode(), b"Connection: close"]
    lines += [f"{TOKEN}: {server.token}".encode()] if chance.random() < 0.95 else []
    strange_ones = [chance.choice(HEADERS) for _ in range(chance.choice([0, 0, 0, 1, 2]))]
    lines += strange_ones
    held = body(chance) if posted else b""
    if posted:
        lines += [b"Content-Type: application/json", b"Content-Length: %d" % len(held)]
    whole = b"\r\n".join([*lines, b"", held])
    if chance.random() < 0.2:
        return mutations.mutated(whole, chance), False
    return whole, not strange_ones and method == ("POST" if posted else "GET") and path != "/events"


def body(chance: random.Random) -> bytes:
    """Return a body, damaged as JSON or in its values."""
    held = dict(chance.choice(BODIES))
    for key in [*held]:
        if chance.random() < 0.25:
            held[key] = strange(chance)
    raw = json.dumps(held).encode()
    return mutations.mutated(raw, chance) if chance.random() < 0.5 else raw


def strange(chance: random.Random) -> object:
    """Return a value that is not what was asked for."""
    nested: object = chance.choice(["x", 7, None])
    for _ in range(chance.choice([1, 5, 60, 200])):
        nested = [nested]
    values = [
        None, True, 7, -1, 1e308, "", "x" * 5000, "\ud800", "\x00", [], {}, [[]], {"\udfff": 1},
        {"properties": [], "geometry": 3}, {"properties": {"id": ["x"]}, "geometry": nested},
        {"properties": {}, "geometry": {"type": "Point", "coordinates": nested}}, nested,
        {"id": 7, "en": ["x"]}, {"id": "F001", "": "x"}, {"__proto__": {}}, {"x" * 5000: "y"},
        {"type": "Polygon", "coordinates": [[[None]]]}, 10**400,
    ]  # fmt: skip
    return chance.choice(values)


def status(server: Served, sent: bytes, *, whole: bool) -> int:
    """Return the status of the answer; 0 where there is none, which a whole request always has."""
    parts = urlsplit(server.root)
    patience = 60 if whole else 1
    with socket.create_connection((parts.hostname or "", parts.port or 0), patience) as plain:
        try:
            plain.sendall(sent)
            answer = plain.recv(100)
        except (ConnectionError, TimeoutError):
            assert not whole
            return 0
    words = answer.split()
    return int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/1.") else 0


def try_request(server: Served, seed: int) -> str:
    """Return which request was answered as if the server had failed, if it was."""
    chance = random.Random(seed)  # noqa: S311  damage is no secret
    sent, whole = request(server, chance)
    return "" if status(server, sent, whole=whole) < 500 else f"{seed}: {sent[:3000]!r}"


@pytest.mark.parametrize("start", range(0, MANY, BLOCK), ids=lambda start: f"{start}-")
def test_serve_fuzz(start: int, server: Served) -> None:
    before = content(server.data)
    seeds = range(start, min(start + BLOCK, MANY))
    with ThreadPoolExecutor(AT_ONCE) as pool:  # many a damaged one is waited for, and not answered
        told = [*pool.map(lambda seed: try_request(server, seed), seeds)]
    assert not [words for words in told if words]
    assert server.ask("/edit/form")[0] == 200
    changed = {file for file, held in content(server.data).items() if held != before[file]}
    assert changed <= {"facts.csv"}, changed  # a sound fact may have been saved
    restore_files(server.data, before)
