"""The page of the moment, made in a process of its own so that the server goes on answering."""

import asyncio
import gc
import os
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

from geo import build, check, content, i18n, tile_keys
from geo.errors import BadInput, Fault
from geo.files import FULL, digest, replacing
from geo.formats import limits
from geo.page import PlaceMap, assets
from geo.phrases import of_system, phrase
from geo.schemas import numbered
from geo.serve.workspace import Workspace

PAGE = "page.html"
MARK = '<meta name="served" content="">'
"""Of the template: takes the digest of the page, by which a browser knows what it shows."""


@dataclass(frozen=True)
class Outcome:
    """What a build came to."""

    digest: str
    """SHA-256 of the page, which lies under this name; empty where there is none."""
    faults: tuple[Fault, ...]
    """Warnings of a page that was built, else why it was not."""
    policy: str = ""
    """Content-Security-Policy of the page."""
    parts: str = ""
    """Name of the folder of the page's data, where they are apart from it."""
    keys: tuple[str, ...] = ()
    """Names of the keys that stand in the page."""


class Builder:
    """Builds one folder of content again and again."""

    def __init__(
        self, data: Path, article: Path | None, workspace: Workspace, allowed: Sequence[str] = ()
    ) -> None:
        """Build into a folder of the workspace each time, with the keys that are allowed."""
        self.data, self.article, self.allowed = data, article, tuple(allowed)
        self._workspace = workspace
        self._pool = _pool()

    @property
    def out(self) -> Path:
        """Folder that holds the pages."""
        return self._workspace.folder

    async def build(self) -> Outcome:
        """Build what stands there now; whatever goes wrong is told in the outcome."""
        loop = asyncio.get_running_loop()
        try:
            out = self._workspace.ensure()
        except OSError as error:
            return Outcome("", (_no_room(error, Path(tempfile.gettempdir())),))
        given = self.data, self.article, out, self.allowed
        try:
            return await loop.run_in_executor(self._pool, make, *given)
        except BrokenProcessPool:
            self.renew()
            rule, mend = (
                phrase("build.no-answer", "the build ended without an answer"),
                phrase("mend.free-memory", "free memory, then save a file again"),
            )
            return Outcome("", (Fault("build", 0, "", "", "", rule, mend),))

    def renew(self) -> None:
        """Take another process: the engine's own code has changed."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = _pool()

    def keep(self, outcome: Outcome) -> None:
        """Remove all pages but this one."""
        with suppress(OSError):  # somebody may have removed it just now
            for folder in self.out.iterdir():
                if folder.is_dir() and folder.name != outcome.digest:
                    shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    """Return a pool of one process."""
    limit = limits.current().megabytes
    return ProcessPoolExecutor(1, get_context("spawn"), _begin, (limit,))


def _begin(megabytes: int) -> None:
    """Leave Ctrl-C to the server, and end with it however it ends; take files as large as it."""
    limits.set_limits(megabytes)
    gc.freeze()  # the libraries stay: to look through them for garbage is a sixth of a build
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    server = parent_process()
    if server:
        server.join()
    os._exit(0)


def make(data: Path, article: Path | None, out: Path, allowed: Sequence[str] = ()) -> Outcome:
    """Build a page into a folder of `out` that is named after its digest."""
    assets.forget()
    i18n.load.cache_clear()
    i18n.editing.cache_clear()
    try:
        return _make(data, article, out, allowed)
    except BadInput as bad:
        return Outcome("", bad.faults)
    except OSError as error:
        if error.errno not in FULL and not str(error.filename or "").startswith(str(out)):
            return Outcome("", (_broken(error),))
        return Outcome("", (_no_room(error, out),))
    except Exception as error:  # noqa: BLE001  the engine itself is being edited, all can happen
        return Outcome("", (_broken(error),))


def _make(data: Path, article: Path | None, out: Path, allowed: Sequence[str]) -> Outcome:
    raw = tile_keys.fill_keys(content.read(data, article), allowed)
    read, warnings = check.checked(raw)
    parts = build.data_folder(read)
    page = PlaceMap(read, folder=parts, served=True).page
    text = page.render()
    name = digest(text.encode())
    folder = out / name
    folder.mkdir(exist_ok=True)  # not its parents: a server that has ended has removed them
    if not (folder / PAGE).exists():  # else it is the page that browsers read just now
        for part, held in page.parts:
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            (folder / part).write_bytes(held)
        stamped = text.replace(MARK, MARK.replace('""', f'"{name}"'), 1)
        with replacing(folder / PAGE) as whole:
            whole.write_text(stamped, encoding="utf-8", newline="")
    return Outcome(name, tuple(warnings), page.policy, parts, read.project.keys)


def _no_room(error: OSError, out: Path) -> Fault:
    """Return the fault of a temporary folder that takes no page."""
    found = of_system(error)
    if error.errno in FULL:
        rule = phrase(
            "disk.full", "the temporary folder must have room for the page; its disk is full"
        )
        mend = phrase("mend.make-room", "make room there, then save a file again")
    else:
        rule = phrase("disk.not-writable", "the temporary folder must be writable")
        mend = phrase(
            "mend.set-tmpdir", "save a file again, or start serve with TMPDIR set to another folder"
        )
    return Fault(str(out), 0, "", "", found, rule, mend)


def _broken(error: Exception) -> Fault:
    """Return the fault of an engine that fails: the innermost of its own lines."""
    lines = traceback.extract_tb(error.__traceback__)
    own = [line for line in lines if Path(line.filename).is_relative_to(build.ROOT / "geo")]
    last = (own or lines)[-1]
    file = Path(last.filename)
    named = str(file.relative_to(build.ROOT)) if own else file.name
    line = getattr(error, "lineno", None) or last.lineno or 0
    rule = phrase(
        "engine.fails", "the engine must run: {error}", error=f"{type(error).__name__}: {error}"
    )
    mend = phrase("mend.engine-file", "correct the file of the engine that was changed last")
    return Fault(named, line, numbered("line", line), "", "", rule, mend)
