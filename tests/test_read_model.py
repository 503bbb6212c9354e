"""`read --model`: what a model proposes is marked and checked; its silence costs nothing.

The model is a server on loopback that answers what the test says.
"""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geo import cli
from tests.support import contents, county

TEXT = "Old Mill has 14 looms that run day and night all through the year. It plans 9 sheds."
Answerer = Callable[[dict[str, Any]], tuple[int, str]]


@contextmanager
def model(answer: Answerer, asked: list[Any]) -> Iterator[str]:
    """Serve a model while the block runs; what it was asked goes into a list."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            question = json.loads(body["messages"][1]["content"])
            asked.append(
                (self.path, self.headers.get("Authorization"), body.get("model"), question)
            )
            status, text = answer(question)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def content(value: object) -> tuple[int, str]:
    text = value if isinstance(value, str) else json.dumps(value)
    return 200, json.dumps({"choices": [{"message": {"content": text}}]})


def figures(data: Path) -> list[dict[str, str]]:
    text = (data / "drafts.csv").read_text(encoding="utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text)) if row["sort"] == "figure"]


def read(tmp_path: Path, *options: str) -> int:
    given = tmp_path / "given.txt"
    given.write_text(TEXT, encoding="utf-8")
    return cli.main(["read", "--data", str(tmp_path / "county"), str(given), *options])


def propose(question: dict[str, Any]) -> tuple[int, str]:
    first, second = (each["id"] for each in question["figures"])
    words = {"en": "14 looms at work", "de": "=1+1"}
    said = [
        {"id": first, "place": "old-quarry", "state": "done", "statements": words},
        {"id": second, "place": "nowhere", "state": "perhaps", "statements": {
            "en": "14 looms that run day and night all through the year", "de": "9 Hallen\x07",
        }},
        {"id": "given:0-1", "place": "old-quarry"}, 7,
    ]  # fmt: skip
    return content(f"```json\n{json.dumps({'figures': said})}\n```")


def test_what_passes_is_proposed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, asked = county(tmp_path), list[Any]()
    monkeypatch.setenv("READ_MODEL_KEY", "secret")
    with model(propose, asked) as url:
        assert read(tmp_path, "--model", url, "--model-name", "small") == 0
    out, err = capsys.readouterr()
    assert "proposed 3 cells" in out
    assert "5 did not pass" in out
    assert "secret" not in out + err + str(contents(data))
    [(path, key, name, question)] = asked
    assert (path, key, name) == ("/v1/chat/completions", "Bearer secret", "small")
    assert [each["value"] for each in question["figures"]] == ["14", "9"]
    first, second = figures(data)
    assert (first["model_place"], first["model_state"]) == ("old-quarry", "done")
    assert first["model_en"] == "14 looms at work"
    assert first.get("model_de", "") == ""
    assert {second[name] for name in second if name.startswith("model_")} == {""}
    assert (first["verdict"], first["proposed_by"]) == ("", "rules")
    assert cli.main(["check", "--data", str(data)]) == 0
    before = contents(data)
    assert read(tmp_path) == 0
    assert contents(data) == before


def test_what_is_decided_is_not_asked_about(tmp_path: Path) -> None:
    data, asked = county(tmp_path), list[Any]()
    read(tmp_path)
    table = (data / "drafts.csv").read_text("utf-8")
    decided = table.replace(",figure,given,13,21,,", ",figure,given,13,21,rejected,")
    assert decided != table
    (data / "drafts.csv").write_text(decided, encoding="utf-8")
    with model(lambda _: content({"figures": []}), asked) as url:
        assert read(tmp_path, "--model", url) == 0
    [(_, _, name, question)] = asked
    assert name is None
    assert [each["value"] for each in question["figures"]] == ["9"]


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, ""), (302, ""), (200, "<html>"), (200, "{}"), (200, content("no")[1]),
        (200, "[" * 100_000), (200, "x" * 2_000_001),
    ],
    ids=["error", "elsewhere", "page", "nothing", "words", "deep", "endless"],
)  # fmt: skip
def test_without_a_usable_answer_the_drafts_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, text: str
) -> None:
    data, asked = county(tmp_path), list[Any]()
    with model(lambda _: (status, text), asked) as url:
        assert read(tmp_path, "--model", url) == 0
    assert "the model must answer" in capsys.readouterr().err
    assert len(asked) == 1
    assert [row["value"] for row in figures(data)] == ["14", "9"]


def test_an_answer_of_another_shape_proposes_nothing(tmp_path: Path) -> None:
    data, asked = county(tmp_path), list[Any]()
    with model(lambda _: content({"figures": {"id": [1]}}), asked) as url:
        assert read(tmp_path, "--model", url) == 0
    assert "model_place" not in figures(data)[0]


def test_where_nobody_answers_the_drafts_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    assert read(tmp_path, "--model", "http://127.0.0.1:9") == 0
    assert "the model must answer" in capsys.readouterr().err
    assert len(figures(data)) == 2


@pytest.mark.parametrize(
    ("url", "words"), [("file:///x", "web address"), ("http://example.org/v1", "by https only")]
)
def test_an_address_that_cannot_be_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    words: str,
) -> None:
    data = county(tmp_path)
    before = contents(data)
    monkeypatch.setenv("READ_MODEL_KEY", "secret")
    assert read(tmp_path, "--model", url) == 1
    assert words in capsys.readouterr().err
    assert contents(data) == before
