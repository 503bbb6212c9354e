"""Rules on text: what is written can be shown, in a page, a terminal and a file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from geo.content import Raw
from geo.errors import Fault, shown
from geo.schemas import At

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Control characters, lone surrogates, and overrides of direction, which make text lie about its
own order (Unicode TR 36). Right-to-left letters need none of them. Tabs and line ends may stand."""


def plain(raw: Raw) -> Iterator[Fault]:
    """Yield a fault for each text that holds a character no reader can see or trust."""
    for feature in raw.features():
        yield from _forbidden(feature.properties, feature.at)
    for _, feature in raw.backdrop:
        yield from _forbidden(feature.properties, feature.at)
    for row in raw.rows:
        yield from _forbidden(row.cells, row.at)


def _forbidden(values: Mapping[str, Any], at: At) -> Iterator[Fault]:
    for name, value in values.items():
        for text in (name, value):
            if isinstance(text, str) and (found := FORBIDDEN.search(text)):
                rule = f"text must not hold the character U+{ord(found[0]):04X}"
                mend = f"delete it; it is character {found.start() + 1} of the text"
                yield at.fault(shown(name)[1:-1], shown(text), rule, mend)
                break
