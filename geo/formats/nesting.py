"""How deep shapes lie in each other, looked at before GEOS follows them, a call in a call.

GEOS ends the whole process where collections lie some ten thousand deep in each other.
"""

import re
import struct

import pyarrow as pa
import pyarrow.compute as pc

from geo.faults.fault import InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase

MAX_DEPTH = 32
"""Levels of a shape; a collection of shapes in several parts has four."""
MIN_CHECKED_BYTES = 4500
"""Bytes of a shape that is looked at: five hundred levels have room in fewer, and do no harm."""
FLAT_PREFIXES = tuple(struct.pack("<BI", 1, kind) for kind in (1, 2, 3))
"""What points, lines and areas of one part begin with."""
POINT, COUNTED, RINGED = 1, frozenset({2, 8, 13}), frozenset({3, 17})
COLLECTION_TYPES = frozenset({4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16})
"""Types in WKB: of one position, of several, of rings, of other shapes."""
Z_FLAG, M_FLAG, SRID_FLAG = 0x80000000, 0x40000000, 0x20000000
BYTE_ORDERS = {0: ">", 1: "<"}
BRACKET_PATTERN = re.compile(r"[()]")


def check_wkb(shapes: pa.Array | pa.ChunkedArray, name: str) -> None:
    """Raise `InputError` where one of many shapes lies too deep; a damaged one is left to GEOS."""
    for shape in shapes.filter(pc.greater(pc.binary_length(shapes), MIN_CHECKED_BYTES)):
        held = shape.as_py()
        if not held.startswith(FLAT_PREFIXES) and _wkb_depth(held) > MAX_DEPTH:
            raise _depth_error(name)


def check_wkt(text: str, name: str) -> None:
    """Raise `InputError` where the brackets of a shape lie too deep in each other."""
    if text.count("(") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in BRACKET_PATTERN.finditer(text):
        depth += 1 if bracket[0] == "(" else -1
        if depth > MAX_DEPTH:
            raise _depth_error(name)


def _depth_error(name: str) -> InputError:
    rule = phrase("geometry.too-deep", most=MAX_DEPTH)
    mend = phrase("mend.export-plain-shapes")
    return InputError([Location(name).make_fault("geometry", "", rule, mend)])


def _wkb_depth(shape: bytes) -> int:
    """Return how deep the parts lie, counting no further than one level more than may be."""
    at, left, order = 0, [1], "<"
    try:
        while left and len(left) <= MAX_DEPTH + 1:
            if not left[-1]:
                left.pop()
                continue
            left[-1] -= 1
            order = BYTE_ORDERS.get(shape[at], order)
            kind, width, at = _read_type(shape, at + 1, order)
            if kind in COLLECTION_TYPES:
                left.append(_read_count(shape, at, order))
                at += 4
            else:
                at = _end_of_shape(shape, at, order, kind, width)
    except (struct.error, IndexError, LookupError):
        return 0
    return len(left)


def _read_type(shape: bytes, at: int, order: str) -> tuple[int, int, int]:
    """Return the type of a shape, the bytes of each position, and where its content begins."""
    said = _read_count(shape, at, order)
    more, plain = divmod(said & 0xFFFF, 1000)
    width = (
        16
        + 8 * (bool(said & Z_FLAG) or more in (1, 3))
        + 8 * (bool(said & M_FLAG) or more in (2, 3))
    )
    return plain, width, at + (8 if said & SRID_FLAG else 4)


def _end_of_shape(shape: bytes, at: int, order: str, kind: int, width: int) -> int:
    """Return where a shape of positions ends."""
    if kind in RINGED:
        rings, at = _read_count(shape, at, order), at + 4
        for _ in range(rings):
            at += 4 + width * _read_count(shape, at, order)
        return at
    if kind in COUNTED:
        return at + 4 + width * _read_count(shape, at, order)
    if kind != POINT:
        raise LookupError(kind)
    return at + width


def _read_count(shape: bytes, at: int, order: str) -> int:
    return int(struct.unpack_from(f"{order}I", shape, at)[0])
