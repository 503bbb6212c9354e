"""FlatGeobuf's header, looked at before GDAL believes it: how many columns and features it claims.

The header is a table of FlatBuffers: offsets that lead to offsets (flatbuffers.dev, internals).
"""

import struct
from pathlib import Path

from geo.errors import BadInput, Fault
from geo.formats import limits
from geo.formats.opening import open_regular
from geo.phrases import phrase
from geo.schemas import At

MAGIC = b"fgb\x03fgb"
HEADER_AT = 8
LARGEST_HEADER = 10_000_000
"""Bytes that GDAL reads of a header."""
COLUMNS, FEATURES = 7, 8
"""Fields of the header by their place in its schema."""
SMALLEST_FEATURE = 4


def check_flatgeobuf(path: Path, name: str) -> None:
    """Raise `BadInput` where the header claims more than the file has room for, or than it may."""
    size = path.stat().st_size
    with open_regular(path) as file:
        file.seek(HEADER_AT)
        raw = file.read(4)
        length = struct.unpack("<I", raw)[0] if len(raw) == 4 else size  # noqa: PLR2004
        if length > min(size, LARGEST_HEADER):
            raise BadInput([_claims(name)])
        header = file.read(length)
    try:
        columns = _vector_length(header, COLUMNS)
        features = _number(header, FEATURES)
    except struct.error:
        raise BadInput([_claims(name)]) from None
    limits.check_columns(name, columns)
    if features > size // SMALLEST_FEATURE:
        raise BadInput([_claims(name)])


def _claims(name: str) -> Fault:
    rule = phrase(
        "file.broken-off",
        "the file must be {form} that can be read to its end",
        form=phrase("form.flatgeobuf", "FlatGeobuf"),
    )
    mend = phrase(
        "mend.copy-again",
        "it is cut off, damaged or of another kind: copy it again or export it anew",
    )
    found = phrase("found.claims-more", "its header claims more than the file holds")
    return At(name).fault("", found, rule, mend)


def _field(header: bytes, number: int) -> int:
    """Return where a field of the root table stands; 0 where it has its default."""
    root = struct.unpack_from("<I", header, 0)[0]
    fields = root - struct.unpack_from("<i", header, root)[0]
    if fields < 0 or 4 + 2 * number >= struct.unpack_from("<H", header, fields)[0]:
        return 0
    within = struct.unpack_from("<H", header, fields + 4 + 2 * number)[0]
    return int(root + within) if within else 0


def _number(header: bytes, number: int) -> int:
    at = _field(header, number)
    return int(struct.unpack_from("<Q", header, at)[0]) if at else 0


def _vector_length(header: bytes, number: int) -> int:
    at = _field(header, number)
    if not at:
        return 0
    return int(struct.unpack_from("<I", header, at + struct.unpack_from("<I", header, at)[0])[0])
