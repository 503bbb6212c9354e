"""Opening files: regular ones only, and never more of one than may be taken."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from geo.errors import BadInput
from geo.formats import limits
from geo.phrases import phrase

PIECE = 1 << 20
LARGE_CHARACTER = re.compile(rb"[\xf0-\xff]")
"""What characters of four bytes begin with, in UTF-8."""
NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""A pipe to which nobody writes is opened at once, and then refused."""


def open_regular(path: Path) -> IO[bytes]:
    """Open a file for reading; a pipe, a socket, a device or a folder raises `OSError`."""
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115  Path.open has no opener
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        words = phrase("found.not-regular", "Not a regular file")
        raise OSError(errno.EINVAL, words, str(path))
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | NO_WAIT)


def read_bytes(path: Path, name: str, most: int = 0) -> bytes:
    """Return what a file holds; raise `BadInput` where that is more than a text may be.

    The size is counted in reading: a file may grow, and some have no size of their own.
    """
    limit = most or limits.current().text
    with open_regular(path) as file:
        held = file.read(limit + 1)
    if len(held) > limit or (not most and _decoded_bytes(held) > limits.current().memory):
        text = phrase("limit.text", "{most:,} MB of text", most=limit // limits.MB)
        raise BadInput([limits.exceeded(name, text)])
    return held


def _decoded_bytes(held: bytes) -> int:
    """Return what a text takes at most while it is decoded and taken apart.

    Python keeps each character of a text in as many bytes as the largest of them needs.
    """
    wide = 1 if held.isascii() else 4 if LARGE_CHARACTER.search(held) else 2
    return len(held) * (1 + 2 * wide)


def read_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with open_regular(path) as file:
        while piece := file.read(PIECE):
            yield piece
