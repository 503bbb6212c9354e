"""Whether an `.osm.pbf` is whole: GDAL reads one that is cut off up to there and tells nobody.

It does the same at a block that says it unpacks to more than the format allows. And an entry takes
a thousand times its size in memory, so large blocks are looked into.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from geo.faults.fault import InputError
from geo.faults.translation import phrase
from geo.runtime import limits
from geo.runtime.file_access import open_regular

LENGTH_BYTES = 4
"""Bytes of the length before each header, big-endian."""
MAX_HEADER_BYTES, MAX_BLOB_BYTES = 64 * 1024, 32 * 1024 * 1024
"""Bytes that the format allows (OpenStreetMap wiki, PBF Format)."""
VARINT_WIRE_TYPE, DELIMITED_WIRE_TYPE = 0, 2
DATASIZE_FIELD = 3 << 3 | VARINT_WIRE_TYPE
RAW, RAW_SIZE, PACKED = (
    1 << 3 | DELIMITED_WIRE_TYPE,
    2 << 3 | VARINT_WIRE_TYPE,
    3 << 3 | DELIMITED_WIRE_TYPE,
)
GROUP_FIELD = 2 << 3 | DELIMITED_WIRE_TYPE
"""In a block: nodes in columns, which are one entry, or single nodes, ways and relations."""
MAX_FIELDS = 8
"""Fields of a Blob, which has three."""
LONGEST_NUMBER, LARGEST_TAG = 10, 1 << 32
CONTINUATION_BIT = 0x80


def is_complete(path: Path) -> bool:
    """Return whether the blocks of a file follow each other up to its very end.

    Raises `InputError` where one of them has entries that would take too much memory or time.
    """
    end, blocks = path.stat().st_size, 0
    with open_regular(path) as file:
        while file.tell() < end:
            size = _read_block_size(file)
            if size is None or file.tell() + size > end:
                return False
            try:
                _check_blob(file.read(size), path.name)
            except (LookupError, zlib.error):
                return False
            blocks += 1
    return blocks > 0


def _read_block_size(file: IO[bytes]) -> int | None:
    """Return the size of the block that begins here and go behind its header."""
    raw = file.read(LENGTH_BYTES)
    length = struct.unpack(">I", raw)[0] if len(raw) == LENGTH_BYTES else 0
    if not 0 < length <= MAX_HEADER_BYTES:
        return None
    size = _parse_datasize(file.read(length))
    return size if size is not None and size <= MAX_BLOB_BYTES else None


def _check_blob(blob: bytes, name: str) -> None:
    """Raise `LookupError` for a Blob that is damaged, or unpacks to more than it may."""
    found: dict[int, tuple[int, int]] = {}
    for tag, value, at in _iter_fields(blob):
        if tag in found or len(found) == MAX_FIELDS:
            raise LookupError(tag)
        found[tag] = value, at
    if (RAW in found) == (PACKED in found):
        raise LookupError(RAW)
    size, _ = found[RAW if RAW in found else RAW_SIZE]
    if size > MAX_BLOB_BYTES:
        raise LookupError(size)
    if size > limits.current_limits().entry:
        long, at = found[RAW if RAW in found else PACKED]
        held = blob[at : at + long]
        _check_block(held if RAW in found else zlib.decompressobj().decompress(held, size), name)


def _check_block(block: bytes, name: str) -> None:
    """Raise `InputError` where a block has an entry that is too large, or too many of them."""
    largest, most = limits.current_limits().entry, limits.current_limits().entries
    for count, size in enumerate(_iter_entry_sizes(block)):
        if size > largest:
            limit = phrase("limit.entry", most=largest // 1000)
            raise InputError([limits.limit_fault(name, limit)])
        if count > most:
            limit = phrase("limit.entries", most=most)
            raise InputError([limits.limit_fault(name, limit)])


def _iter_entry_sizes(block: bytes) -> Iterator[int]:
    """Yield the size of each entry of a block; what else is in it counts, but has none."""
    for tag, long, at in _iter_fields(block):
        yield 0
        for inner, size, _ in _iter_fields(block[at : at + long]) if tag == GROUP_FIELD else ():
            yield size if inner & 7 == DELIMITED_WIRE_TYPE else 0


def _iter_fields(held: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield tag and number of each field, and where that ends; of content it is the length."""
    at = 0
    while at < len(held):
        tag, at = _read_varint(held, at)
        value, at = _read_varint(held, at)
        end = at + value if tag & 7 == DELIMITED_WIRE_TYPE else at
        if tag >= LARGEST_TAG or end > len(held):
            raise LookupError(tag)
        yield tag, value, at
        at = end


def _parse_datasize(header: bytes) -> int | None:
    """Return the field `datasize` of a BlobHeader; the other fields are texts to be passed over."""
    try:
        return next(
            (value for tag, value, _ in _iter_fields(header) if tag == DATASIZE_FIELD), None
        )
    except LookupError:
        return None


def _read_varint(held: bytes, at: int) -> tuple[int, int]:
    """Return a number of protobuf and where it ends; `LookupError` where it is cut off."""
    value = 0
    for shift in range(0, 7 * LONGEST_NUMBER, 7):
        byte = held[at]
        value |= (byte & ~CONTINUATION_BIT) << shift
        at += 1
        if not byte & CONTINUATION_BIT:
            return value, at
    raise LookupError(at)
