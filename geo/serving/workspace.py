"""The temporary folder that pages are built into: private, made anew when it is gone, swept later.

It holds a lock as long as its run lives. A folder whose lock nobody holds is what a killed run has
left, and the next run removes it.
"""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from geo.runtime import lock
from geo.runtime.files import STALE_AFTER_S, is_regular

WORKSPACE_PREFIX = "map-serve-"
LOCK_FILE = "lock"


class Workspace:
    """A temporary folder of one run."""

    def __init__(self) -> None:
        """Make no folder yet."""
        self.folder = Path()
        self._lock: IO[bytes] | None = None

    def ensure_folder(self) -> Path:
        """Return the folder; a new one where there is none, or where it was removed meanwhile.

        Raises `OSError` where none can be made.
        """
        if self._lock is None or not is_regular(self.folder / LOCK_FILE):
            self.remove_folder()
            Path(tempfile.gettempdir()).mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=WORKSPACE_PREFIX))
            self._lock = (self.folder / LOCK_FILE).open("ab")
            lock.try_lock(self._lock)
        return self.folder

    def remove_folder(self) -> None:
        """Remove the folder with all in it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def open_workspace() -> Iterator[Workspace]:
    """Give a temporary folder for the block; remove first what killed runs have left."""
    remove_left_folders(Path(tempfile.gettempdir()))
    workspace = Workspace()
    try:
        yield workspace
    finally:
        workspace.remove_folder()


def remove_left_folders(temporary: Path) -> None:
    """Remove the folders of runs that live no more; those of other users are left alone."""
    for folder in temporary.glob(f"{WORKSPACE_PREFIX}*"):
        with suppress(OSError):
            if _is_own_folder(folder) and _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_own_folder(path: Path) -> bool:
    found = path.lstat()
    owner = os.getuid() if hasattr(os, "getuid") else found.st_uid
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner


def _is_abandoned(folder: Path) -> bool:
    """Return whether nobody holds the lock; without one, whether the folder is old."""
    if not is_regular(folder / LOCK_FILE):
        return folder.stat().st_mtime < time.time() - STALE_AFTER_S
    with (folder / LOCK_FILE).open("ab") as held:
        return lock.try_lock(held)
