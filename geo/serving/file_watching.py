"""Files as they change, told once they have come to rest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch

QUIET_MS = 40
"""Milliseconds without a change after which a burst of them counts as over."""
CHECK_MS = 500
"""Milliseconds after which it is looked whether the folders themselves still are what they were."""
MAX_BURST_MS = 800
"""Milliseconds after which a burst that does not end is told all the same."""


class ChangeFilter:
    """Passes over what editors write beside a file, and over the history of edits."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Take the folders that are watched."""
        self.folders = tuple(folder.resolve() for folder in folders)

    def __call__(self, _: Change, path: str) -> bool:
        """Return whether a change is of content or engine: no hidden, backup or compiled file."""
        for folder in self.folders:
            if Path(path).is_relative_to(folder):
                parts = Path(path).relative_to(folder).parts
                return not any(_is_ignored_name(part) for part in parts)
        return False


def _is_ignored_name(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith(("~", ".tmp", ".pyc")) or name[:2] == "__"


async def watch_changes(folders: tuple[Path, ...], stop: asyncio.Event) -> AsyncIterator[set[Path]]:
    """Yield the files that have changed in some folders, burst by burst, until `stop` is set.

    A folder that is removed and made again, or put in the place of another, is watched again and
    counts as changed.
    """
    while not stop.is_set():
        watched = _folder_identities(folders)
        there = tuple(folder for folder in folders if watched[folder])
        async for found in _watch_bursts(there, stop):
            if found:
                yield found
            if found & set(folders) or _folder_identities(folders) != watched:
                await _pause(stop)
                yield set(folders)
                break


async def _watch_bursts(folders: tuple[Path, ...], stop: asyncio.Event) -> AsyncIterator[set[Path]]:
    """Yield what has changed in folders that are there; now and then nothing.

    Where the system refuses to tell (Linux has a limit of watches), files are looked at again and
    again.
    """
    if not folders:
        await _pause(stop)
        yield set()
        return
    seen = ChangeFilter(folders)
    for polling in (False, True):
        try:
            async for found in awatch(
                *folders, watch_filter=seen, step=QUIET_MS, debounce=MAX_BURST_MS, stop_event=stop,
                rust_timeout=CHECK_MS, yield_on_timeout=True, force_polling=polling,
            ):  # fmt: skip
                yield {Path(path) for _, path in found}
        except OSError:
            if not all(folder.exists() for folder in folders):
                yield set()  # one has just been removed
                return
            if polling:
                raise
        else:
            return


async def _pause(stop: asyncio.Event) -> None:
    """Wait a moment, or until the end: who makes a folder again fills it next."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), CHECK_MS / 1000)


def _folder_identities(folders: tuple[Path, ...]) -> dict[Path, tuple[int, int] | None]:
    """Return what tells each folder from another one of its name; `None` where there is none."""
    return {folder: _folder_identity(folder) for folder in folders}


def _folder_identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
