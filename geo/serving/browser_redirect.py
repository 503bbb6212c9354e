"""The address as a file for the browser: a command line is seen by everybody on the computer.

The file may be read by its owner alone, leads on at once, and is removed when it has been used.
"""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path

REDIRECT_PREFIX = "map-serve-open-"
KEEP_SECONDS = 60.0
"""Seconds after which the browser has surely read it."""
REDIRECT_PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>The map</title>
<p><a href="{address}">The map</a></p>
"""


@contextmanager
def open_redirector(
    folders: Iterable[Path], browse: Callable[[str], object]
) -> Iterator[Callable[[str], bool]]:
    """Give what opens an address in a browser through a file in the first folder that takes it.

    The browser is started with the file's address, which holds no key. Where no folder takes a
    private file, no browser is opened: it returns false. The files are removed after the block at
    the latest.
    """
    written: list[Path] = []

    def open_address(address: str) -> bool:
        path = next(filter(None, (write_redirect(each, address) for each in folders)), None)
        if path is None:
            return False
        written.append(path)
        timer = threading.Timer(KEEP_SECONDS, _remove_file, [path])
        timer.daemon = True
        timer.start()
        browse(path.as_uri())
        return True

    try:
        yield open_address
    finally:
        for path in written:
            _remove_file(path)


def write_redirect(folder: Path, address: str) -> Path | None:
    """Write a page that leads to an address; `None` where it cannot be kept from others' eyes.

    What a killed run has left in the folder is removed.
    """
    for left in folder.glob(f"{REDIRECT_PREFIX}*.html"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - KEEP_SECONDS:
                left.unlink()
    path = folder.resolve() / f"{REDIRECT_PREFIX}{secrets.token_hex(8)}.html"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if os.name != "nt" and os.fstat(handle).st_mode & 0o077:
                raise PermissionError
            file.write(REDIRECT_PAGE.format(address=escape(address)))
    except OSError:
        _remove_file(path)
        return None
    return path


def _remove_file(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
