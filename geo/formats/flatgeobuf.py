"""FlatGeobuf's header, looked at before GDAL believes it: how many columns and features it claims.

The header is a table of FlatBuffers: offsets that lead to offsets (flatbuffers.dev, internals).
"""

import struct
from pathlib import Path

from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.formats.damaged_files import broken_off_fault
from geo.runtime import limits
from geo.runtime.file_access import open_regular

FLATGEOBUF = phrase("form.flatgeobuf")
MAGIC = b"fgb\x03fgb"
HEADER_AT = 8
MAX_HEADER_BYTES = 10_000_000
"""Bytes that GDAL reads of a header."""
COLUMNS_FIELD, FEATURES_FIELD = 7, 8
"""Fields of the header by their place in its schema."""
MIN_FEATURE_BYTES = 4


def check_flatgeobuf(path: Path, name: str) -> None:
    """Raise `InputError` where the header claims more than the file has room for, or may have."""
    size = path.stat().st_size
    with open_regular(path) as file:
        file.seek(HEADER_AT)
        raw = file.read(4)
        length = struct.unpack("<I", raw)[0] if len(raw) == 4 else size  # noqa: PLR2004
        if length > min(size, MAX_HEADER_BYTES):
            raise InputError([_header_fault(name)])
        header = file.read(length)
    try:
        columns = _vector_length(header, COLUMNS_FIELD)
        features = _read_number(header, FEATURES_FIELD)
    except struct.error:
        raise InputError([_header_fault(name)]) from None
    limits.check_columns(name, columns)
    if features > size // MIN_FEATURE_BYTES:
        raise InputError([_header_fault(name)])


def _header_fault(name: str) -> Fault:
    found = phrase("found.claims-more")
    return broken_off_fault(name, FLATGEOBUF, found)


def _field_offset(header: bytes, number: int) -> int:
    """Return where a field of the root table stands; 0 where it has its default."""
    root = struct.unpack_from("<I", header, 0)[0]
    fields = root - struct.unpack_from("<i", header, root)[0]
    if fields < 0 or 4 + 2 * number >= struct.unpack_from("<H", header, fields)[0]:
        return 0
    within = struct.unpack_from("<H", header, fields + 4 + 2 * number)[0]
    return int(root + within) if within else 0


def _read_number(header: bytes, number: int) -> int:
    at = _field_offset(header, number)
    return int(struct.unpack_from("<Q", header, at)[0]) if at else 0


def _vector_length(header: bytes, number: int) -> int:
    at = _field_offset(header, number)
    if not at:
        return 0
    return int(struct.unpack_from("<I", header, at + struct.unpack_from("<I", header, at)[0])[0])
