"""`serve` over HTTP: only its own page may ask, what it saves is checked, nothing else changes."""

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geo.edits import saving
from geo.serving import access_policy
from tests.served import TOKEN, Served, running
from tests.support import county, in_columns, restore_files

LAYER, FACTS = "layers/works.geojson", "facts.csv"
JSON = {"content-type": "application/json"}
MILL = "upper-ferry-mill"
FOREIGN = pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(county(tmp_path_factory.mktemp("served"))) as served:
        yield served


@pytest.fixture(autouse=True)
def files_stay(server: Served) -> Iterator[None]:
    """Put back what a test has changed."""
    before = content(server.data)
    yield
    restore_files(server.data, before)


def content(data: Path) -> dict[str, bytes]:
    return {file: (data / file).read_bytes() for file in saving.list_files(data)}


def save(server: Served, **changes: object) -> tuple[int, dict[str, object]]:
    """Save the mill with some properties changed."""
    base = server.look(f"/edit/place?id={MILL}")["feature"]
    after = {**base, "properties": {**base["properties"], **changes}}
    asked = {"what": "place", "id": MILL, "layer": "works", "base": base, "next": after}
    return server.act("/edit/save", asked)


def raw(server: Served, request: bytes) -> int:
    """Send a request as it stands; return the status."""
    parts = urlsplit(server.root)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 10) as plain:
        plain.sendall(request)
        return int(plain.recv(100).split()[1])


def begin(server: Served, line: str) -> str:
    """Return the head of a request that is let in."""
    host = urlsplit(server.root).netloc
    return f"{line} HTTP/1.1\r\nHost: {host}\r\n{TOKEN}: {server.token}\r\n"


def test_the_page_needs_the_token(server: Served) -> None:
    assert server.ask("/", headers={TOKEN: ""})[0] == 401
    assert server.ask("/", headers={TOKEN: "x" * 43})[0] == 401
    assert server.ask("/?token=wrong", headers={TOKEN: ""})[0] == 401
    status, page = server.ask("/")
    assert status == 200
    assert b"Moorland sites" in page


@pytest.mark.parametrize("path", ["/events", "/edit/form", f"/edit/place?id={MILL}", "/a/b"])
def test_nothing_is_told_without_the_token(server: Served, path: str) -> None:
    assert server.ask(path, headers={TOKEN: ""})[0] == 401


def test_the_address_gives_a_cookie_that_no_other_page_sends_or_reads(server: Served) -> None:
    with server.answer(f"/?token={server.token}&lang=de", {"accept": "*/*"}) as answer:
        cookie = answer.getheader("set-cookie") or ""
        assert (answer.status, answer.getheader("location")) == (303, "/?lang=de")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    with server.answer("/edit/form", {"Cookie": cookie.split(";")[0]}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_foreign_host_is_refused(server: Served, host: str) -> None:
    request = f"GET / HTTP/1.1\r\nHost: {host}\r\n{TOKEN}: {server.token}\r\n\r\n"
    assert raw(server, request.encode()) in {400, 421}


@FOREIGN
def test_a_look_of_another_page_is_refused(server: Served, headers: dict[str, str]) -> None:
    assert server.ask("/edit/form", headers=headers)[0] == 403
    assert server.ask("/", headers=headers)[0] == 403


@FOREIGN
def test_a_write_of_another_page_is_refused(server: Served, headers: dict[str, str]) -> None:
    before = content(server.data)
    assert server.ask("/edit/undo", b"{}", {**JSON, **headers})[0] == 403
    assert content(server.data) == before


def test_a_terminal_in_a_browser_leads_here_too(server: Served) -> None:
    path = f"/?token={server.token}&q=%22%3E%3Cb"
    with server.answer(path, {"sec-fetch-site": "cross-site"}) as answer:
        assert answer.status == 200
        assert "SameSite=strict" in (answer.getheader("set-cookie") or "")
        assert b'url=/?q=%22%3E%3Cb">' in answer.read()


def test_a_cookie_alone_writes_nothing(server: Served) -> None:
    port = urlsplit(server.root).port
    cookie = {"cookie": f"serve-{port}={server.token}", TOKEN: ""}
    assert server.ask("/edit/undo", b"{}", {**JSON, **cookie})[0] == 403
    own = {"origin": server.root}
    assert server.ask("/edit/undo", b"{}", {**JSON, **cookie, **own})[0] == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_write_that_a_form_could_send_is_refused(server: Served, kind: str) -> None:
    assert server.ask("/edit/undo", b"{}", {"content-type": kind})[0] == 415


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(server: Served) -> None:
    large = b" " * (access_policy.MAX_BODY_BYTES + 1)
    head = f"{begin(server, 'POST /edit/undo')}Content-Type: application/json\r\n"
    assert raw(server, f"{head}Content-Length: {len(large)}\r\n\r\n".encode()) == 413
    chunk = b"%x\r\n" % len(large) + large + b"\r\n0\r\n\r\n"
    assert raw(server, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk) == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"[" * 100_000, b'{"what": 3}'])
def test_a_body_that_is_no_request_is_refused(server: Served, body: bytes) -> None:
    assert server.ask("/edit/save", body, JSON)[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/moorland-data/..%2fpage.html",
        "/facts.csv",
        "/.history/lock",
        "/edit/article?source=../facts.csv",
        "/edit/place?id=../facts",
    ],
)
def test_no_path_leads_to_a_file(server: Served, path: str) -> None:
    request = f"{begin(server, f'GET {path}')}Connection: close\r\n\r\n"
    parts = urlsplit(server.root)
    with socket.create_connection((parts.hostname or "", parts.port or 0), 10) as plain:
        plain.sendall(request.encode())
        answer = b"".join(iter(lambda: plain.recv(65536), b""))
    assert b"root:" not in answer
    assert b"upper-ferry" not in answer
    assert answer.split()[1] == b"404" or b"null" in answer


def test_it_listens_on_loopback_alone(server: Served) -> None:
    port = urlsplit(server.root).port or 0
    others = {
        str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)
    }
    for host in others - {"127.0.0.1"}:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((host, port), 3)


def test_answers_may_not_be_framed_cached_or_guessed_at(server: Served) -> None:
    with server.answer("/") as answer:
        for name, value in access_policy.SECURITY_HEADERS.items():
            assert answer.getheader(name) == value
        assert "connect-src 'self'" in (answer.getheader("content-security-policy") or "")


def test_a_place_is_saved_in_canonical_form_undone_and_done_again(server: Served) -> None:
    before = content(server.data)[LAYER]
    status, told = save(server, uncertainty_m=90, note="In May.")
    assert (status, told["warnings"]) == (200, [])
    after = content(server.data)[LAYER]
    assert after == before.replace(
        b'"uncertainty_m": 120,\n        "checked_on": "2026-11-23"',
        b'"uncertainty_m": 90,\n        "checked_on": "2026-11-23",\n        "note": "In May."',
    )
    done = {
        "code": "history.changed", "id": MILL, "args": {"id": MILL, "names": ["position", "note"]},
        "why": f"{MILL}: position, note",
    }  # fmt: skip
    assert told["history"] == {"undo": done, "redo": None}
    status, told = server.act("/edit/undo", {})
    assert (status, told["done"]) == (200, done)
    assert content(server.data)[LAYER] == before
    assert server.act("/edit/redo", {})[0] == 200
    assert content(server.data)[LAYER] == after


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "opn"), ("uncertainty_m", -3), ("kind", "castle"), ("part_of", MILL), ("nme", "x")],
)
def test_a_change_that_the_check_refuses_changes_nothing(
    server: Served, name: str, value: object
) -> None:
    before = content(server.data)
    status, told = save(server, **{name: value})
    assert status == 422
    faults = told["faults"]
    assert isinstance(faults, list)
    assert {fault["property"] for fault in faults} == {name}
    assert MILL in faults[0]["where"]
    assert content(server.data) == before


def test_a_place_that_changed_meanwhile_is_told_with_both_versions(server: Served) -> None:
    base = server.look(f"/edit/place?id={MILL}")["feature"]
    path = server.data / LAYER
    path.write_text(path.read_text("utf-8").replace("Upper Ferry mill", "Lower mill"), "utf-8")
    theirs = content(server.data)
    after = {**base, "properties": {**base["properties"], "uncertainty_m": 90}}
    asked = {"what": "place", "id": MILL, "layer": "works", "base": base, "next": after}
    status, told = server.act("/edit/save", asked)
    assert status == 409
    assert told["theirs"]["properties"]["name"] == "Lower mill"
    assert content(server.data) == theirs


def test_a_change_elsewhere_in_the_file_is_no_conflict(server: Served) -> None:
    base = server.look(f"/edit/place?id={MILL}")["feature"]
    path = server.data / LAYER
    path.write_text(path.read_text("utf-8").replace("Old quarry", "Quarry"), "utf-8")
    after = {**base, "properties": {**base["properties"], "uncertainty_m": 90}}
    asked = {"what": "place", "id": MILL, "layer": "works", "base": base, "next": after}
    assert server.act("/edit/save", asked)[0] == 200
    text = path.read_text("utf-8")
    assert '"Quarry"' in text
    assert '"uncertainty_m": 90' in text


def test_a_place_that_facts_or_parts_name_is_not_removed(server: Served) -> None:
    before = content(server.data)
    base = server.look(f"/edit/place?id={MILL}")["feature"]
    asked = {"what": "place", "id": MILL, "layer": "works", "base": base, "next": None}
    status, told = server.act("/edit/save", asked)
    assert (status, told["referred"]["facts"]) == (422, ["F001", "F002"])
    assert content(server.data) == before


def test_a_place_is_added_moved_to_another_layer_and_removed(server: Served) -> None:
    before = content(server.data)
    properties = {"id": "mere", "name": "Mere", "kind": "mill", "state": "open"}
    mere: dict[str, object] = {"type": "Feature", "id": "mere", "geometry": None}
    mere["properties"] = {**properties, "located_by": "none"}
    asked = {"what": "place", "id": "mere", "layer": "works", "base": None, "next": mere}
    assert server.act("/edit/save", asked)[0] == 200
    assert b'"mere"' in content(server.data)[LAYER]
    assert server.act("/edit/save", asked)[0] == 422  # an id is given once
    asked = {**asked, "layer": "county", "base": mere}
    assert server.act("/edit/save", asked)[0] == 200
    assert content(server.data)[LAYER] == before[LAYER]
    assert b'"mere"' in content(server.data)["layers/county.geojson"]
    assert server.act("/edit/save", {**asked, "next": None})[0] == 200
    assert b"mere" not in content(server.data)["layers/county.geojson"]


def test_facts_are_saved_added_and_removed(server: Served) -> None:
    before = content(server.data)[FACTS]
    base = server.look(f"/edit/place?id={MILL}")["facts"][0]
    asked = {"what": "fact", "id": "F001", "base": base, "next": {**base, "en": "It runs 14 looms"}}
    assert server.act("/edit/save", asked)[0] == 200
    expected = before.replace(b"Mill runs 14 looms again", b"It runs 14 looms")
    assert content(server.data)[FACTS] == expected
    ident = server.look("/edit/fact")["id"]
    assert ident == "F005"
    fresh = {"id": ident, "place": "old-quarry", "topic": "trade", "en": "Lost", "state": "done"}
    fresh |= {"source": "gazette", "start": "183", "end": "193"}
    added = {"what": "fact", "id": ident, "base": None, "next": fresh}
    assert server.act("/edit/save", added)[0] == 200
    assert content(server.data)[FACTS].startswith(expected)
    assert server.act("/edit/save", {**added, "base": fresh, "next": None})[0] == 200
    assert content(server.data)[FACTS] == expected


def test_a_figure_that_does_not_stand_where_it_is_cited_is_refused(server: Served) -> None:
    before = content(server.data)
    base = server.look(f"/edit/place?id={MILL}")["facts"][0]
    asked = {"what": "fact", "id": "F001", "base": base, "next": {**base, "value": "15"}}
    status, told = server.act("/edit/save", asked)
    assert status == 422
    assert told["faults"][0]["property"] == "value"
    assert content(server.data) == before


def test_the_cited_text_is_at_hand(server: Served) -> None:
    text = server.look("/edit/article?source=gazette")["text"]
    assert "14 looms" in text[37:79]


def test_a_layer_that_programs_write_is_not_edited(tmp_path: Path) -> None:
    with running(in_columns(county(tmp_path))) as served:
        assert served.look(f"/edit/place?id={MILL}")["feature"] is None
        layers = served.look("/edit/form")["layers"]
        assert [layer["open"] for layer in layers] == [False, True]
        asked: dict[str, object] = {"what": "place", "id": MILL, "layer": "works", "next": {}}
        assert served.act("/edit/save", asked)[0] == 422


def test_a_port_that_is_taken_is_told(server: Served, tmp_path: Path) -> None:
    port = urlsplit(server.root).port
    with pytest.raises(AssertionError, match="in use"):
        running(county(tmp_path), "--port", str(port)).__enter__()


def test_ctrl_c_ends_it_cleanly_also_while_a_browser_listens(tmp_path: Path) -> None:
    with running(county(tmp_path)) as served, served.answer("/events") as answer:
        assert answer.readline()
        assert served.stop() == 0
        out, told = served.process.communicate()
        assert out.endswith("Stopped.\n")
        assert "Traceback" not in told
        assert not re.search("error", told, re.IGNORECASE), told


def test_without_a_map_there_are_its_faults_and_then_the_map(tmp_path: Path) -> None:
    data = county(tmp_path)
    path = data / LAYER
    sound = path.read_text("utf-8")
    path.write_text(sound.replace('"open"', '"<b>opn"'), "utf-8")
    with running(data) as served:
        page = served.ask("/")[1].decode()
        assert "&lt;b&gt;opn" in page
        assert "<b>opn" not in page
        with served.answer("/events") as answer:
            assert event(answer)["page"] == ""
            path.write_text(sound, "utf-8")
            assert event(answer)["page"]
        assert b"Moorland sites" in served.ask("/")[1]


def event(answer: http.client.HTTPResponse) -> dict[str, object]:
    """Return the next event of a stream."""
    while not (line := answer.readline()).startswith(b"data: "):
        assert line, "the stream has ended"
    told: dict[str, object] = json.loads(line.removeprefix(b"data: "))
    return told


def test_a_file_that_is_written_in_steps_shows_no_fault(server: Served) -> None:
    path = server.data / LAYER
    text = path.read_text("utf-8").replace("Old quarry", "Quarry")
    with server.answer("/events") as answer:
        first = event(answer)
        with path.open("w", encoding="utf-8") as file:
            for start in range(0, len(text), 300):
                file.write(text[start : start + 300])
                file.flush()
                time.sleep(0.1)
        second = event(answer)
    assert second["faults"] == []
    assert second["page"] != first["page"]


def test_a_map_whose_data_lie_beside_it_is_served_with_them(tmp_path: Path) -> None:
    data = county(tmp_path)
    toml = (data / "map.toml").read_text("utf-8")
    (data / "map.toml").write_text(f"folder_above = 1\n{toml}", "utf-8")
    with running(data) as served:
        page = served.ask("/")[1].decode()
        named = re.search(r'"folder":"(moorland-data[^"]*)"', page)
        assert named
        part = f"/{named[1]}/map-columns.z"
        assert served.ask(part)[0] == 200
        assert served.ask(part, headers={TOKEN: ""})[0] == 401
        assert served.ask(f"/{named[1]}/../../page.html")[0] == 404
        assert served.ask("/page.html")[0] == 404


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="folder of content"):
        running(tmp_path / "nowhere").__enter__()
