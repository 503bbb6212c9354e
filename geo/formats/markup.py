"""Files in XML: the root element that their name promises, no document type, no entity.

GDAL's parsers know the five entities of XML itself; others can only come from a document type.
"""

import re
from pathlib import Path
from xml.parsers import expat

from geo.errors import BadInput, shown
from geo.formats import limits
from geo.formats.opening import read_pieces
from geo.phrases import phrase
from geo.schemas import At

ELEMENT_BYTES = 550
"""Memory that GDAL takes for an element of KML, measured."""
TEXT_FACTOR = 5
"""The same for a byte of text."""
NAMED = re.compile(rb"""<([^\s/>!?<]+)(?:[^<>]*?\bname\s*=\s*["']([^"'<]*))?""")
"""An element and what it names, each of which GDAL makes a column of."""
WEB = re.compile(
    rb"""\bsrsName\s*=\s*["']\s*(?!https?://(?:www\.)?opengis\.net/)[a-z]+://""", re.IGNORECASE
)
"""A coordinate system that GDAL would look for in the network."""


class _FoundRoot(Exception):  # noqa: N818  no error: all is known that was asked
    """Raised at the first element; nothing behind it can declare an entity."""


def check_markup(path: Path, name: str, roots: frozenset[str]) -> None:
    """Raise `BadInput` unless a file is XML with one of these root elements and within limits."""
    root = _root(path, name)
    if root not in roots:
        wanted = " / ".join(f"<{each}>" for each in sorted(roots))
        rule = phrase(
            "xml.root", "the file must be XML whose root element is {wanted}", wanted=wanted
        )
        mend = "correct the name, so that it says what the file is, or export it anew"
        raise BadInput([At(name).fault("", f"<{shown(root)[1:-1]}>", rule, mend)])
    elements = text = 0
    for piece in read_pieces(path):
        elements += piece.count(b"<") - piece.count(b"</")
        text += len(piece)
        limits.check_memory(name, elements * ELEMENT_BYTES + text * TEXT_FACTOR)
    if elements > limits.current().columns:
        limits.check_columns(name, len({*NAMED.findall(path.read_bytes().replace(b"\0", b""))}))


def check_gml(path: Path, name: str) -> None:
    """Raise `BadInput` for GML that names a coordinate system by an address in the network."""
    check_markup(path, name, frozenset({"FeatureCollection"}))
    text = path.read_bytes().replace(b"\0", b"")
    if found := WEB.search(text):
        rule = phrase(
            "xml.crs-by-address", "a coordinate system must be named by its code, not by an address"
        )
        mend = "write srsName as urn:ogc:def:crs:EPSG::4326"
        raise BadInput([At(name).fault("srsName", shown(found[0].decode()), rule, mend)])


def _root(path: Path, name: str) -> str:
    """Return the name of the root element, without its namespace."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def keep(element: str, _: object) -> None:
        found.append(element.rpartition(" ")[2])
        raise _FoundRoot

    def refuse(*_: object) -> None:
        rule = phrase(
            "xml.document-type",
            "the file must have no document type (<!DOCTYPE): it could name other files",
        )
        raise BadInput([At(name).fault("", "", rule, "take that line out, or export it anew")])

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = keep, refuse
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
        rule = phrase(
            "xml.invalid", "the file must be XML: {reason}", reason=expat.ErrorString(error.code)
        )
        raise BadInput([At(name).fault("", "", rule, "export it anew")]) from None
    return ""
