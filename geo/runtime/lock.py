"""One process at a time: a lock that is given back however its holder ends.

Standard library only: `geo.runtime.bootstrap` takes it before anything is installed.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def hold_lock(lock: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Keep a second process out until this one is through; `waiting` is called where one waits.

    The file `lock` is made where it is missing, and stays.
    """
    with lock.open("ab") as file:
        if not _acquire(file, wait=False):
            waiting()
            while not _acquire(file, wait=True):
                pass
        yield  # closing the file gives the lock back; a process that is killed closes it too


def try_lock(file: IO[bytes]) -> bool:
    """Take the lock of an open file and return whether it was free; closing gives it back."""
    return _acquire(file, wait=False)


if sys.platform == "win32":
    import msvcrt

    def _acquire(file: IO[bytes], *, wait: bool) -> bool:
        """Take the lock; waiting ends after ten seconds, whether it was got or not."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _acquire(file: IO[bytes], *, wait: bool) -> bool:
        """Take the lock, or return at once without it where `wait` is false."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
