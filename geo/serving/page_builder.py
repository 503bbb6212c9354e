"""The page of the moment, made in a process of its own so that the server goes on answering."""

import asyncio
import gc
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context, parent_process
from pathlib import Path

from geo import build
from geo.check import rules
from geo.content import loader, tile_keys
from geo.content.places import POSITION_PROPERTIES
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import format_numbered
from geo.faults.translation import phrase, system_reason
from geo.locating.candidates import MAX_TEXT_LENGTH
from geo.locating.scoring import AGREEMENT_M
from geo.page import assets
from geo.page.document import PlaceMap
from geo.runtime import limits
from geo.runtime.files import DISK_FULL_ERRNOS, replace_atomically, sha256_hex
from geo.serving.workspace import Workspace
from geo.text import page_strings

PAGE_FILE = "page.html"
SERVED_TAG = '<meta name="served" content="">'
"""Of the template: takes the digest of the page, by which a browser knows what it shows."""
EDIT_CONSTANTS = {
    "agreement_m": AGREEMENT_M,
    "note_length": MAX_TEXT_LENGTH,
    "position": POSITION_PROPERTIES,
}
"""What the scripts of editing share with the engine; see `geo.page.data.constants`."""


@dataclass(frozen=True)
class BuildOutcome:
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


class PageBuilder:
    """Builds one folder of content again and again."""

    def __init__(
        self, data: Path, article: Path | None, workspace: Workspace, allowed: Sequence[str] = ()
    ) -> None:
        """Build into a folder of the workspace each time, with the keys that are allowed.

        To be made before the server has threads and sockets: the first process may be a fork.
        """
        self.data, self.article, self.allowed = data, article, tuple(allowed)
        self._workspace = workspace
        self._pool = _make_pool(_first_start_method())

    @property
    def pages_folder(self) -> Path:
        """Folder that holds the pages."""
        return self._workspace.folder

    async def build_page(self) -> BuildOutcome:
        """Build what stands there now; whatever goes wrong is told in the outcome."""
        loop = asyncio.get_running_loop()
        try:
            out = self._workspace.ensure_folder()
        except OSError as error:
            return BuildOutcome("", (_temporary_folder_fault(error, Path(tempfile.gettempdir())),))
        given = self.data, self.article, out, self.allowed
        try:
            return await loop.run_in_executor(self._pool, make_page, *given)
        except BrokenProcessPool:
            self.restart_process()
            rule, mend = (phrase("build.no-answer"), phrase("mend.free-memory"))
            return BuildOutcome("", (Fault("build", 0, "", "", "", rule, mend),))

    def restart_process(self) -> None:
        """Take another process: the engine's own code has changed."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = _make_pool()

    def remove_other_pages(self, outcome: BuildOutcome) -> None:
        """Remove all pages but this one."""
        with suppress(OSError):  # somebody may have removed it just now
            for folder in self.pages_folder.iterdir():
                if folder.is_dir() and folder.name != outcome.digest:
                    shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _first_start_method() -> str:
    """Return how the first process is started.

    A fork has the libraries that the server has loaded, which to load again takes a second. It
    needs a process without other threads, and no macOS.
    """
    may_fork = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if may_fork else "spawn"


def _make_pool(start_method: str = "spawn") -> ProcessPoolExecutor:
    """Return a pool of one process, which is started at once where it is a fork."""
    limit = limits.current_limits().megabytes
    pool = ProcessPoolExecutor(1, get_context(start_method), _start_worker, (limit,))
    if start_method == "fork":
        pool.submit(int)
    return pool


def _start_worker(megabytes: int) -> None:
    """Leave Ctrl-C to the server, and end with it however it ends; take files as large as it."""
    limits.set_limits(megabytes)
    gc.freeze()  # the libraries stay: to look through them for garbage is a sixth of a build
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_server, daemon=True).start()


def _exit_with_server() -> None:
    server = parent_process()
    if server:
        server.join()
    os._exit(0)


def make_page(
    data: Path, article: Path | None, out: Path, allowed: Sequence[str] = ()
) -> BuildOutcome:
    """Build a page into a folder of `out` that is named after its digest."""
    try:
        _read_page_files_anew(assets.stamp_files())
        return _build_into(data, article, out, allowed)
    except InputError as bad:
        return BuildOutcome("", bad.faults)
    except OSError as error:
        if error.errno not in DISK_FULL_ERRNOS and not str(error.filename or "").startswith(
            str(out)
        ):
            return BuildOutcome("", (_engine_fault(error),))
        return BuildOutcome("", (_temporary_folder_fault(error, out),))
    except Exception as error:  # noqa: BLE001  the engine itself is being edited, all can happen
        return BuildOutcome("", (_engine_fault(error),))


@lru_cache(1)
def _read_page_files_anew(_: frozenset[tuple[str, int, int]]) -> None:
    """Forget scripts, styles and words, once for each state of their files.

    To link them again is three quarters of the build of a small map.
    """
    assets.clear_caches()
    page_strings.load_strings.cache_clear()
    page_strings.load_edit_strings.cache_clear()


def _build_into(
    data: Path, article: Path | None, out: Path, allowed: Sequence[str]
) -> BuildOutcome:
    raw = tile_keys.fill_keys(loader.read_folder(data, article), allowed)
    read, warnings = rules.check_content(raw)
    parts = build.name_data_folder(read)
    page = PlaceMap(read, folder=parts, served=True, constants=EDIT_CONSTANTS).page
    text = page.render()
    name = sha256_hex(text.encode())
    folder = out / name
    folder.mkdir(exist_ok=True)  # not its parents: a server that has ended has removed them
    if not (folder / PAGE_FILE).exists():  # else it is the page that browsers read just now
        for part, held in page.parts:
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
            (folder / part).write_bytes(held)
        stamped = text.replace(SERVED_TAG, SERVED_TAG.replace('""', f'"{name}"'), 1)
        with replace_atomically(folder / PAGE_FILE) as whole:
            whole.write_text(stamped, encoding="utf-8", newline="")
    return BuildOutcome(name, tuple(warnings), page.policy, parts, read.project.keys)


def _temporary_folder_fault(error: OSError, out: Path) -> Fault:
    """Return the fault of a temporary folder that takes no page."""
    found = system_reason(error)
    if error.errno in DISK_FULL_ERRNOS:
        rule = phrase("disk.full")
        mend = phrase("mend.make-room")
    else:
        rule = phrase("disk.not-writable")
        mend = phrase("mend.set-tmpdir")
    return Fault(str(out), 0, "", "", found, rule, mend)


def _engine_fault(error: Exception) -> Fault:
    """Return the fault of an engine that fails: the innermost of its own lines."""
    lines = traceback.extract_tb(error.__traceback__)
    own = [line for line in lines if Path(line.filename).is_relative_to(build.ROOT / "geo")]
    last = (own or lines)[-1]
    file = Path(last.filename)
    named = str(file.relative_to(build.ROOT)) if own else file.name
    line = getattr(error, "lineno", None) or last.lineno or 0
    rule = phrase("engine.fails", error=f"{type(error).__name__}: {error}")
    mend = phrase("mend.engine-file")
    return Fault(named, line, format_numbered("line", line), "", "", rule, mend)
