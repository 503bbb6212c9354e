"""`serve` bends and comes back: whatever is asked, deleted or filled up, it answers after."""

import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from geo.serving import browser_redirect, connection_limits, workspace
from tests.served import TOKEN, Served, running
from tests.support import ROOT, county
from tests.test_interrupted import mounted
from tests.test_serve import FACTS, JSON, LAYER, MILL, begin, content, event

LONE = "\\ud800"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(county(tmp_path_factory.mktemp("bent"))) as served:
        yield served


@pytest.fixture(scope="module", autouse=True)
def stream(server: Served) -> Iterator[tuple[float, HTTPResponse]]:
    """Give when a stream of events began, and the stream, which is open while others wait."""
    with server.answer("/events") as answer:
        assert event(answer)["page"]
        yield time.monotonic(), answer


@pytest.fixture(scope="module", autouse=True)
def late(
    server: Served,
    stream: tuple[float, HTTPResponse],  # noqa: ARG001  open before
) -> Iterator[dict[str, Future[tuple[float, bytes]]]]:
    """Begin to wait for what is ended, and let the other tests of this file go on meanwhile."""
    with ThreadPoolExecutor(len(HALVES)) as pool:
        yield {name: pool.submit(ended, server, name) for name in HALVES}


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def place(server: Served) -> dict[str, Any]:
    found: dict[str, Any] = server.look(f"/edit/place?id={MILL}")["feature"]
    return found


def saving(server: Served, what: str, **changes: str) -> bytes:
    """Return a request to save something, with JSON in place of some of its values."""
    if what == "place":
        asked = {"what": "place", "id": MILL, "layer": "works", "base": place(server)}
        asked["next"] = asked["base"]
    else:
        base = server.look(f"/edit/place?id={MILL}")["facts"][0]
        asked = {"what": "fact", "id": "F001", "base": base, "next": base}
    text = json.dumps({**asked, **dict.fromkeys(changes, "@")})
    for value in changes.values():
        text = text.replace('"@"', value, 1)
    return text.encode()


FEATURE = '{{"type": "Feature", "id": "upper-ferry-mill", "properties": {}, "geometry": {}}}'
BENT = {
    "half a character as an id": ("place", {"id": f'"{LONE}"'}),
    "half a character in a name": ("place", {"next": f'{{"properties": {{"name": "{LONE}"}}}}'}),
    "half a character as a key": ("fact", {"next": f'{{"{LONE}": "x"}}'}),
    "half a character as a layer": ("place", {"layer": f'"{LONE}"'}),
    "geometry nested 900 deep": ("place", {"next": FEATURE.format("{}", nested(900))}),
    "coordinates nested 60 deep": (
        "place", {"next": FEATURE.format("{}", f'{{"type": "Point", "coordinates": {nested(58)}}}')}
    ),
    "properties that are a list": ("place", {"next": FEATURE.format("[]", "null")}),
    "properties that are null": ("place", {"next": FEATURE.format("null", "null")}),
    "no properties": ("place", {"next": "{}"}),
    "geometry that is a text": ("place", {"next": FEATURE.format("{}", '"POINT(1 2)"')}),
    "geometry that is a number": ("place", {"next": FEATURE.format("{}", "7")}),
    "coordinates without end": (
        "place", {"next": FEATURE.format("{}", '{"type": "Point", "coordinates": [1e999, 2]}')}
    ),
    "a property that is a list": ("place", {"next": FEATURE.format('{"id": ["x"]}', "null")}),
    "a cell that is a list": ("fact", {"next": '{"en": ["x"]}'}),
    "a cell that is a number": ("fact", {"next": '{"value": 14}'}),
    "a cell that is null": ("fact", {"next": '{"value": null}'}),
    "a cell that is an object": ("fact", {"next": '{"value": {"a": 1}}'}),
    "no number": ("place", {"next": "NaN"}),
    "a number without end": ("fact", {"next": '{"value": Infinity}'}),
    "a number of 9,000 digits": ("fact", {"next": f'{{"value": {"9" * 9000}}}'}),
}  # fmt: skip


@pytest.mark.parametrize("name", BENT)
def test_what_no_file_can_hold_is_refused(server: Served, name: str) -> None:
    what, changes = BENT[name]
    before = content(server.data)
    status, _ = server.ask("/edit/save", saving(server, what, **changes), JSON)
    assert status in {400, 422}
    assert content(server.data) == before
    assert server.ask("/edit/form")[0] == 200


def test_cells_that_are_no_text_are_named(server: Served) -> None:
    body = saving(server, "fact", next='{"en": ["x"], "value": 14}')
    told = json.loads(server.ask("/edit/save", body, JSON)[1])
    assert [fault["property"] for fault in told["faults"]] == ["en", "value"]


def test_a_file_that_holds_half_a_character_is_answered(tmp_path: Path) -> None:
    data = county(tmp_path)
    path = data / LAYER
    path.write_text(path.read_text("utf-8").replace("Upper Ferry mill", LONE, 1), "utf-8")
    (data / "strings").mkdir()
    with contextlib.suppress(OSError):  # a disk that takes no such name
        (data / os.fsdecode(b"strings/\xff.json")).write_text("{", "utf-8")
    with running(data) as served:
        assert served.ask("/")[0] == 200
        assert served.ask(f"/edit/place?id={MILL}")[0] in {200, 422}
        assert served.ask("/edit/improved")[0] in {200, 422}


def test_damage_in_the_history_is_told_and_undo_says_why(tmp_path: Path) -> None:
    data = county(tmp_path)
    with running(data) as served:
        base = place(served)
        after = {**base, "properties": {**base["properties"], "note": "In May."}}
        asked = {"what": "place", "id": MILL, "layer": "works", "base": base, "next": after}
        assert served.act("/edit/save", asked)[0] == 200
        saved = content(data)
        (data / ".history/000001/before" / LAYER).write_bytes(b"")
        status, told = served.act("/edit/undo", {})
        assert status == 422
        assert told["faults"][0]["file"].endswith(f".history/000001/before/{LAYER}")
        (data / ".history/000001/edit.json").write_bytes(b"")
        (data / ".history/pending.json").write_bytes(b"{")
        assert served.ask("/edit/form")[0] == 200
        status, told = served.act("/edit/undo", {})
        assert (status, len(told["faults"])) == (422, 2)
        assert served.act("/edit/undo", {})[1]["done"] is None
        assert content(data) == saved


def test_a_folder_that_is_deleted_and_made_again_is_watched_again(tmp_path: Path) -> None:
    data = county(tmp_path)
    kept = shutil.copytree(data, tmp_path / "kept")
    with running(data) as served, served.answer("/events") as answer:
        first = event(answer)
        shutil.rmtree(data)
        assert event(answer)["faults"]
        shutil.copytree(kept, data)
        assert until(answer, page=first["page"])
        path = data / LAYER
        path.write_text(path.read_text("utf-8").replace("Old quarry", "Quarry"), "utf-8")
        while (told := event(answer))["page"] == first["page"]:
            pass
        assert told["faults"] == []


def test_a_folder_that_is_put_in_place_of_another_is_watched(tmp_path: Path) -> None:
    data = county(tmp_path)
    other = shutil.copytree(data, tmp_path / "other")
    path = other / LAYER
    path.write_text(path.read_text("utf-8").replace("Old quarry", "Quarry"), "utf-8")
    with running(data) as served, served.answer("/events") as answer:
        first = event(answer)
        data.rename(tmp_path / "old")
        other.rename(data)
        while (second := event(answer))["page"] == first["page"]:
            pass
        path = data / LAYER
        path.write_text(path.read_text("utf-8").replace("Quarry", "Pit"), "utf-8")
        assert event(answer)["page"] not in {first["page"], second["page"]}


def until(answer: Any, **expected: object) -> bool:  # noqa: ANN401  an answer read bit by bit
    """Read events until one is sound and has these members; the stream ends the test otherwise."""
    while True:
        told = event(answer)
        if not told["faults"] and expected.items() <= told.items():
            return True


def temporary(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let the server put its temporary folder into one of the test's own."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_a_temporary_folder_that_is_gone_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = temporary(monkeypatch, tmp_path / "tmp")
    with running(county(tmp_path)) as served:
        status, page = served.ask("/")
        assert status == 200
        [made] = around.glob("map-serve-*")
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        shutil.rmtree(around)
        assert served.ask("/") == (200, page)
        [made] = around.glob("map-serve-*")
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert served.stop() == 0
    assert [*around.iterdir()] == []


def test_a_temporary_folder_that_is_full_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mounted(tmp_path, "64k") as disk:
        temporary(monkeypatch, disk)
        data = county(tmp_path)
        with running(data) as served:
            page = served.ask("/")[1].decode()
            assert "its disk is full" in page
            assert str(disk) in page
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)  # noqa: S603, S607
            with served.answer("/events") as answer:
                event(answer)
                (data / LAYER).touch()
                assert until(answer)
            assert b"Moorland sites" in served.ask("/")[1]
            assert served.stop() == 0  # before the disk is taken away


def test_what_a_killed_run_left_is_swept_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = temporary(monkeypatch, tmp_path / "tmp")
    data = county(tmp_path)
    with running(data) as served:
        served.ask("/")
        [left] = around.glob("map-serve-*")
        served.process.kill()
        served.process.wait()
    (data / ".history/check-left").mkdir(parents=True)
    assert left.exists()
    with running(data) as served:
        served.ask("/")
        assert not left.exists()
        assert not (data / ".history/check-left").exists()
        with running(data) as other:  # what lives is left alone
            assert other.ask("/")[0] == 200
            assert len([*around.glob("map-serve-*")]) == 2
        assert served.ask("/")[0] == 200


def test_folders_of_others_and_links_are_not_swept(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / workspace.LOCK_FILE).touch()
    (tmp_path / "map-serve-link").symlink_to(theirs)
    fresh = tmp_path / "map-serve-fresh"  # made this moment, not locked yet
    fresh.mkdir()
    workspace.remove_left_folders(tmp_path)
    assert (theirs / workspace.LOCK_FILE).exists()
    assert fresh.exists()


def test_a_page_whose_terminal_is_gone_is_still_built_anew(tmp_path: Path) -> None:
    data = county(tmp_path)
    with running(data) as served, served.answer("/events") as answer:
        first = event(answer)
        assert served.process.stderr
        served.process.stderr.close()
        path = data / LAYER
        sound = path.read_text("utf-8")
        path.write_text(sound.replace('"open"', '"opn"'), "utf-8")
        assert event(answer)["faults"]
        path.write_text(sound.replace("Old quarry", "Quarry"), "utf-8")
        assert event(answer)["page"] != first["page"]
        served.process.kill()
        served.process.wait()


def connected(server: Served, sent: bytes = b"") -> socket.socket:
    parts = urlsplit(server.root)
    plain = socket.create_connection((parts.hostname or "", parts.port or 0), 30)
    plain.sendall(sent)
    return plain


HALVES = {
    "nothing": "",
    "half a head": "GET / HTTP/1.1\r\nHost: x\r\n",
    "half a body": (
        "POST /edit/undo HTTP/1.1\r\nHost: {host}\r\n{token}Content-Type: application/json\r\n"
        "Origin: http://{host}\r\nContent-Length: 100\r\n\r\n{{"
    ),
    "drops": "GET / HTTP/1.1\r\n",
}
"""Requests that do not come to an end; of the last a line comes every half second."""


def ended(server: Served, name: str) -> tuple[float, bytes]:
    """Return the seconds until such a request is ended, and what is answered then."""
    host = urlsplit(server.root).netloc
    sent = HALVES[name].format(host=host, token=f"{TOKEN}: {server.token}\r\n")
    begun, answer = time.monotonic(), b""
    with connected(server, sent.encode()) as plain, contextlib.suppress(ConnectionError):
        plain.settimeout(0.5)
        while time.monotonic() - begun < connection_limits.REQUEST_TIMEOUT_S + 10:
            with contextlib.suppress(TimeoutError):
                more = plain.recv(65536)
                answer += more
                if not more:
                    break
            if name == "drops":
                plain.sendall(b"X: y\r\n")
    return time.monotonic() - begun, answer


@pytest.mark.parametrize("name", HALVES)
def test_a_request_that_does_not_come_to_an_end_is_ended(
    late: dict[str, Future[tuple[float, bytes]]], server: Served, name: str
) -> None:
    seconds, answer = late[name].result()
    assert (
        connection_limits.REQUEST_TIMEOUT_S - 1 < seconds < connection_limits.REQUEST_TIMEOUT_S + 5
    )
    assert not answer or answer.split()[1] in {b"400", b"408"}
    assert server.ask("/edit/form")[0] == 200


def test_a_stream_of_events_is_not_ended(
    stream: tuple[float, HTTPResponse], server: Served
) -> None:
    begun, answer = stream
    lasted = time.monotonic() - begun
    time.sleep(max(0, connection_limits.REQUEST_TIMEOUT_S + 1 - lasted))
    (server.data / LAYER).write_bytes((server.data / LAYER).read_bytes() + b"\n")
    assert event(answer)


def test_connections_are_capped_and_it_comes_back(server: Served) -> None:
    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(connected(server))
            for _ in range(connection_limits.MAX_CONNECTIONS + 30)
        ]
        time.sleep(1)
        closed = 0
        for plain in held:
            plain.setblocking(False)  # noqa: FBT003  its only argument
            try:
                closed += plain.recv(1) == b""
            except BlockingIOError:
                pass
            except OSError:
                closed += 1
        assert closed >= 30
    assert server.ask("/edit/form")[0] == 200


def test_a_head_without_end_is_refused(server: Served) -> None:
    head = f"{begin(server, 'GET /')}X: {'y' * (connection_limits.MAX_HEAD_BYTES * 3)}"
    with connected(server) as plain, contextlib.suppress(OSError):
        plain.sendall(head.encode())
        assert plain.recv(100).split()[1] in {b"400", b"431"}
    assert server.ask("/edit/form")[0] == 200


def test_the_log_is_bounded() -> None:
    now = [0.0]
    bound = connection_limits.BoundedLog(lambda: now[0])
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", ("y",), None)
    assert [bound.filter(record) for _ in range(100)].count(True) == connection_limits.MAX_LOG_LINES
    assert "left out" in record.getMessage()
    now[0] += connection_limits.LOG_PERIOD_S + 1
    assert bound.filter(record)


def test_a_flood_of_nonsense_leaves_a_short_log(tmp_path: Path) -> None:
    with running(county(tmp_path)) as served:
        served.ask("/")
        for _ in range(200):
            with connected(served, b"nonsense\r\n\r\n") as plain:
                plain.recv(100)
        served.process.send_signal(signal.SIGINT)
        _, told = served.process.communicate(timeout=20)
    logged = [line for line in told.splitlines() if "Invalid HTTP" in line]
    assert 0 < len(logged) <= connection_limits.MAX_LOG_LINES
    assert "Traceback" not in told


BROWSER = """
import os, pathlib, sys, urllib.parse, urllib.request
url = sys.argv[1]
path = pathlib.Path(urllib.request.url2pathname(urllib.parse.urlsplit(url).path))
seen = f"{url}\\n{path.stat().st_mode & 0o777:o}\\n{path.read_text()}"
there = pathlib.Path(os.environ["SEEN"])
there.with_suffix(".part").write_text(seen)
there.with_suffix(".part").rename(there)
"""


@pytest.mark.skipif(os.name == "nt", reason="modes of files are not told there")
def test_the_token_stands_in_no_command_line(tmp_path: Path) -> None:
    data, seen = county(tmp_path), tmp_path / "seen"
    (tmp_path / "browser.py").write_text(BROWSER)
    temporary_folder = tmp_path / "tmp"
    temporary_folder.mkdir()
    environment = {
        **os.environ, "MAP_NO_BOOTSTRAP": "1", "SEEN": str(seen), "TMPDIR": str(temporary_folder),
        "BROWSER": f"{sys.executable} {tmp_path / 'browser.py'} %s",
    }  # fmt: skip
    command = [sys.executable, "build_map.py", "serve", "--data", str(data)]
    with subprocess.Popen(  # noqa: S603  our own command
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        address = process.stdout.readline().strip()
        for _ in range(300):
            if seen.exists():
                break
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    url, mode, page = seen.read_text().split("\n", 2)
    token = address.partition("token=")[2]
    assert token
    assert token not in url
    assert url.startswith("file://")
    assert mode == "600"
    assert address.replace("&", "&amp;") in page
    assert [*temporary_folder.iterdir()] == []


def test_a_redirect_is_removed_after_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_redirect, "KEEP_SECONDS", 0.2)
    asked: list[str] = []
    with browser_redirect.open_redirector([tmp_path / "none", tmp_path], asked.append) as browse:
        assert browse("http://127.0.0.1:1/?token=x&lang=zh")
        [path] = tmp_path.glob("*.html")
        assert asked == [path.as_uri()]
        assert "token=x&amp;lang=zh" in path.read_text()
        time.sleep(1)
        assert not path.exists()


def test_where_nothing_private_can_be_written_no_browser_is_opened(tmp_path: Path) -> None:
    asked: list[str] = []
    with browser_redirect.open_redirector([tmp_path / "none"], asked.append) as browse:
        assert not browse("http://127.0.0.1:1/?token=x")
    assert asked == []


def test_facts_stay_as_they_are(server: Served) -> None:
    """Nothing that was refused above has left a trace."""
    assert (server.data / FACTS).read_bytes() == (ROOT / "tests/county" / FACTS).read_bytes()
