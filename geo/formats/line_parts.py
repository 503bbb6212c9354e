"""Lines of several parts of which some are one point: read without these.

Telephones write a segment of one point where a walk was interrupted; shapely makes no shape of the
whole line then.
"""

import struct

import shapely
from shapely.geometry.base import BaseGeometry

MULTI_LINE = 5
HEAD = struct.Struct("<BII")
"""Byte order, type and count, with which each shape and each part begins in WKB."""
LITTLE_ENDIAN = 1
THOUSAND = 1000
"""From type to type: with heights, with measures, with both."""
DIMENSIONS = (2, 3, 3, 4)


def read_longer_parts(raw: bytes) -> BaseGeometry | None:
    """Return the line of a WKB without parts of one point; `None` where it is none, or all are."""
    order, kind, count = HEAD.unpack_from(raw)
    if (
        order != LITTLE_ENDIAN
        or kind % THOUSAND != MULTI_LINE
        or kind // THOUSAND >= len(DIMENSIONS)
    ):
        return None
    point_bytes = 8 * DIMENSIONS[kind // THOUSAND]
    at, parts = HEAD.size, []
    for _ in range(count):
        _, _, points = HEAD.unpack_from(raw, at)
        end = at + HEAD.size + points * point_bytes
        if points > 1:
            parts.append(shapely.from_wkb(raw[at:end]))
        at = end
    return shapely.multilinestrings(parts) if parts else None
