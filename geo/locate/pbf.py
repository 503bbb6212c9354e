"""Whether an `.osm.pbf` is whole: GDAL reads one that is cut off up to there and tells nobody.

It does the same at a block that says it unpacks to more than the format allows.
"""

import struct
from pathlib import Path
from typing import IO

from geo.formats.opening import open_regular

SIZE = 4
"""Bytes of the length before each header, big-endian."""
LARGEST_HEADER, LARGEST_BLOB = 64 * 1024, 32 * 1024 * 1024
"""Bytes that the format allows (OpenStreetMap wiki, PBF Format)."""
VARINT, DELIMITED, DATASIZE = 0, 2, 3
RAW, RAW_SIZE = 1, 2
LONGEST_FIELD = 20
"""Bytes of the tag and the number, or the length, with which a field begins."""
MORE = 0x80


def whole(path: Path) -> bool:
    """Return whether the blocks of a file follow each other up to its very end."""
    end, blocks = path.stat().st_size, 0
    with open_regular(path) as file:
        while file.tell() < end:
            size = _next(file)
            if size is None or file.tell() + size > end:
                return False
            if not _is_within_bounds(file, size):
                return False
            blocks += 1
    return blocks > 0


def _next(file: IO[bytes]) -> int | None:
    """Return the size of the block that begins here and go behind its header."""
    raw = file.read(SIZE)
    length = struct.unpack(">I", raw)[0] if len(raw) == SIZE else 0
    if not 0 < length <= LARGEST_HEADER:
        return None
    size = _datasize(file.read(length))
    return size if size is not None and size <= LARGEST_BLOB else None


def _is_within_bounds(file: IO[bytes], size: int) -> bool:
    """Return whether a Blob unpacks to no more than it may, and go behind it."""
    at = begin = file.tell()
    unpacked = None
    try:
        while at < begin + size:
            file.seek(at)
            held = file.read(LONGEST_FIELD)
            tag, used = _varint(held, 0)
            value, used = _varint(held, used)
            at += used + (value if tag & 7 == DELIMITED else 0)
            if tag in {RAW << 3 | DELIMITED, RAW_SIZE << 3 | VARINT}:
                unpacked = value
    except IndexError:
        return False
    file.seek(begin + size)
    return unpacked is not None and unpacked <= LARGEST_BLOB and at == begin + size


def _datasize(header: bytes) -> int | None:
    """Return the field `datasize` of a BlobHeader; the other fields are texts to be passed over."""
    at = 0
    try:
        while at < len(header):
            tag, at = _varint(header, at)
            value, at = _varint(header, at)
            if tag & 7 == DELIMITED:
                at += value
            elif tag == DATASIZE << 3 | VARINT:
                return value
    except IndexError:
        return None
    return None


def _varint(held: bytes, at: int) -> tuple[int, int]:
    """Return a number of protobuf and where it ends; `IndexError` where it is cut off."""
    value = shift = 0
    while True:
        byte = held[at]
        value |= (byte & ~MORE) << shift
        at, shift = at + 1, shift + 7
        if not byte & MORE:
            return value, at
