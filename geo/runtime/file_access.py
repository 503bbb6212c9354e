"""Opening files: regular ones only, and never more of one than may be taken."""

import errno
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

import numpy as np

from geo.faults.fault import InputError
from geo.faults.translation import phrase
from geo.runtime import limits

PIECE_BYTES = 1 << 20
FOUR_BYTE_LEAD = 0xF0
"""What characters of four bytes begin with, in UTF-8, or more."""
MEMORY_FACTORS = {1: 3, 2: 5, 4: 9}
"""How often a text stands in memory while it is decoded and taken apart, by its width."""
NONBLOCK_FLAG = getattr(os, "O_NONBLOCK", 0)
"""A pipe to which nobody writes is opened at once, and then refused."""


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading; a pipe, a socket, a device or a folder raises `OSError`."""
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115  Path.open has no opener
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, phrase("found.not-regular"), str(path))
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | NONBLOCK_FLAG)


def read_bytes(path: Path, name: str, most: int = 0) -> bytes:
    """Return what a file holds; raise `InputError` where that is more than a text may be.

    The size is counted in reading: a file may grow, and some have no size of their own.
    """
    with open_regular(path) as file:
        held = file.read((most or limits.current_limits().memory // MEMORY_FACTORS[1]) + 1)
    limit = most or limits.current_limits().memory // MEMORY_FACTORS[_bytes_per_character(held)]
    if len(held) > limit:
        raise InputError([limits.limit_fault(name, phrase("limit.text", most=limit // limits.MB))])
    return held


def _bytes_per_character(held: bytes) -> int:
    """Return the bytes that Python keeps each character of a text in: what the largest needs."""
    if held.isascii():
        return 1
    return 4 if np.frombuffer(held, "u1").max() >= FOUR_BYTE_LEAD else 2


def read_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with open_regular(path) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
