"""Files in XML: the root element that their name promises, no document type, no entity.

GDAL's parsers know the five entities of XML itself; others can only come from a document type.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.runtime import limits
from geo.runtime.file_access import read_pieces

ELEMENT_BYTES = 550
"""Memory that GDAL takes for an element of KML, measured."""
TEXT_FACTOR = 5
"""The same for a byte of text."""
POSITION_BYTES = 60
"""The same for a position, beside its text: two numbers with a comma between."""
NAMED_ELEMENT = re.compile(rb"""<([^\s/>!?<]+)(?:[^<>]*?\bname\s*=\s*["']([^"'<]*))?""")
"""An element and what it names, each of which GDAL makes a column of."""
WEB_CRS = re.compile(
    rb"""\bsrsName\s*=\s*["']\s*(?!https?://(?:www\.)?opengis\.net/)[a-z]+://""", re.IGNORECASE
)
"""A coordinate system that GDAL would look for in the network."""


class _FoundRoot(Exception):  # noqa: N818  no error: all is known that was asked
    """Raised at the first element; nothing behind it can declare an entity."""


def check_markup(path: Path, name: str, roots: frozenset[str]) -> None:
    """Raise `InputError` unless a file is XML with one of these root elements and within limits."""
    root = _read_root_name(path, name)
    if root not in roots:
        wanted = " / ".join(f"<{each}>" for each in sorted(roots))
        rule = phrase("xml.root", wanted=wanted)
        mend = "correct the name, so that it says what the file is, or export it anew"
        raise InputError(
            [Location(name).make_fault("", f"<{format_value(root)[1:-1]}>", rule, mend)]
        )
    elements = text = positions = 0
    for piece in _checked_pieces(path, name):
        elements += piece.count(b"<") - piece.count(b"</")
        text += len(piece)
        positions += piece.count(b",")
        needed = elements * ELEMENT_BYTES + text * TEXT_FACTOR + positions * POSITION_BYTES
        limits.check_memory(name, needed)
    if elements > limits.current_limits().columns:
        limits.check_columns(
            name, len({*NAMED_ELEMENT.findall(path.read_bytes().replace(b"\0", b""))})
        )


def _checked_pieces(path: Path, name: str) -> Iterator[bytes]:
    """Yield a file piece by piece; raise `InputError` at what goes on and on between two tags."""
    most, long, line = limits.current_limits().between_tags, 0, 1
    for piece in read_pieces(path):
        long += len(piece) if b"<" not in piece else 0
        if long > most:
            text = phrase("limit.between-tags", most=most // limits.MB)
            raise InputError([limits.limit_fault(name, text, line=line)])
        if b"<" in piece:
            long = len(piece) - piece.rfind(b"<")
            line += piece.count(b"\n", 0, -long)
        yield piece


def check_gml(path: Path, name: str) -> None:
    """Raise `InputError` for GML that names a coordinate system by an address in the network."""
    check_markup(path, name, frozenset({"FeatureCollection"}))
    text = path.read_bytes().replace(b"\0", b"")
    if found := WEB_CRS.search(text):
        rule = phrase("xml.crs-by-address")
        mend = "write srsName as urn:ogc:def:crs:EPSG::4326"
        raise InputError(
            [Location(name).make_fault("srsName", format_value(found[0].decode()), rule, mend)]
        )


def _read_root_name(path: Path, name: str) -> str:
    """Return the name of the root element, without its namespace."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def keep_root(element: str, _: object) -> None:
        found.append(element.rpartition(" ")[2])
        raise _FoundRoot

    def refuse_doctype(*_: object) -> None:
        rule = phrase("xml.document-type")
        raise InputError(
            [Location(name).make_fault("", "", rule, "take that line out, or export it anew")]
        )

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = keep_root, refuse_doctype
    read = 0
    try:
        for piece in read_pieces(path):
            parser.Parse(piece)
            read += len(piece)
            limits.check_memory(name, read * TEXT_FACTOR)
        parser.Parse(b"", True)  # noqa: FBT003  takes no keyword
    except _FoundRoot:
        return found[0]
    except expat.ExpatError as error:
        rule = phrase("xml.invalid", reason=expat.ErrorString(error.code))
        raise InputError([Location(name).make_fault("", "", rule, "export it anew")]) from None
    return ""
