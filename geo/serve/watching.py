"""Files as they change, told once they have come to rest."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

REST_MS = 40
"""Milliseconds without a change after which a burst of them counts as over."""
LONGEST_MS = 800
"""Milliseconds after which a burst that does not end is told all the same."""


class Seen:
    """Passes over what editors write beside a file, and over the history of edits."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Take the folders that are watched."""
        self.folders = tuple(folder.resolve() for folder in folders)

    def __call__(self, _: Change, path: str) -> bool:
        """Return whether a change is of content or engine: no hidden, backup or compiled file."""
        for folder in self.folders:
            if Path(path).is_relative_to(folder):
                parts = Path(path).relative_to(folder).parts
                return not any(_is_aside(part) for part in parts)
        return False


def _is_aside(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith(("~", ".tmp", ".pyc")) or name[:2] == "__"


async def changes(folders: tuple[Path, ...], stop: asyncio.Event) -> AsyncIterator[set[Path]]:
    """Yield the files that have changed in some folders, burst by burst, until `stop` is set.

    Where the system refuses to tell (Linux has a limit of watches), files are looked at again and
    again.
    """
    seen = Seen(folders)
    for polling in (False, True):
        try:
            async for found in awatch(
                *folders, watch_filter=seen, step=REST_MS, debounce=LONGEST_MS, stop_event=stop,
                rust_timeout=500, force_polling=polling,
            ):  # fmt: skip
                yield {Path(path) for _, path in found}
        except OSError:
            if polling:
                raise
        else:
            return
