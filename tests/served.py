"""The command `serve` in a process of its own, reached over loopback as browsers reach it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geo.edits import saving
from tests.forked_command import ForkedCommand
from tests.support import ROOT, contents

TOKEN = "x-serve-token"  # noqa: S105  the name of a header
QUIET_S = 60
"""Seconds without an announcement after which no more is waited for."""


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: subprocess.Popen[str] | ForkedCommand
    data: Path
    address: str

    @property
    def token(self) -> str:
        return parse_qs(urlsplit(self.address).query)["token"][0]

    @property
    def root(self) -> str:
        return f"http://{urlsplit(self.address).netloc}"

    def ask(
        self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body of an answer; headers may say another token."""
        given = {TOKEN: self.token, **(headers or {})}
        request = urllib.request.Request(  # noqa: S310  our own server
            self.root + path, body, {name: value for name, value in given.items() if value}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def act(self, path: str, asked: object) -> tuple[int, dict[str, Any]]:
        """Return status and answer of something that changes files."""
        body = json.dumps(asked).encode()
        status, answer = self.ask(path, body, {"content-type": "application/json"})
        return status, json.loads(answer)

    def look(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask(path)[1])
        return found

    @contextmanager
    def answer(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        """Give the answer itself, to be read bit by bit."""
        with closing(http.client.HTTPConnection(urlsplit(self.root).netloc, timeout=30)) as plain:
            plain.request("GET", path, headers=headers or {TOKEN: self.token})
            with plain.getresponse() as answer:
                yield answer

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Put back what changes in the block, and wait until its page is built and no other comes.

        A page may still be being built of what the block left. Once everything is back, what is
        announced as it was before comes after that page, or from what is back.
        """
        before, stamps = contents(self.data), self._stamp_files()
        with self.announcements() as states:
            state = next(states)
        yield
        if self._stamp_files() == stamps:
            return
        for file in {*saving.list_files(self.data)} - {*before}:
            (self.data / file).unlink()
        for file, held in before.items():
            path = self.data / file
            if not path.exists() or path.read_bytes() != held:
                path.write_bytes(held)
        with self.announcements() as states:
            next(states)
            (self.data / "map.toml").write_bytes(before["map.toml"])
            while next(states) != state:
                pass

    @contextmanager
    def announcements(self) -> Iterator[Iterator[bytes]]:
        """Give what browsers are told: the state of the moment, and each that follows."""
        with self.answer("/events") as told:
            yield _read_announcements(told)

    def _stamp_files(self) -> dict[str, int]:
        """Return when each file was last written, in nanoseconds."""
        return {
            file: (self.data / file).lstat().st_mtime_ns for file in saving.list_files(self.data)
        }

    def stop(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


def _read_announcements(told: http.client.HTTPResponse) -> Iterator[bytes]:
    """Yield the data of events; fail where none comes in a minute, though the line is alive."""
    heard = time.monotonic()
    for line in told:
        if line.startswith(b"data:"):
            yield line
            heard = time.monotonic()
        assert time.monotonic() - heard < QUIET_S, "the page that was is not built again"


@contextmanager
def running(data: Path, *arguments: str, root: Path = ROOT) -> Iterator[Served]:
    """Serve a folder while the block runs, with the engine in `root`."""
    command = ["serve", "--no-open", "--data", str(data), *arguments]
    process = ForkedCommand(command) if root == ROOT else _start_engine(root, command)
    assert process.stdout
    address = process.stdout.readline().strip()
    if not address:
        _, told = process.communicate()
        raise AssertionError(told)
    try:
        yield Served(process, data, address)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _start_engine(root: Path, command: list[str]) -> subprocess.Popen[str]:
    """Start a command of the engine in a folder, as a person does."""
    return subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "build_map.py", *command], cwd=root,
        env={**os.environ, "MAP_NO_BOOTSTRAP": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
