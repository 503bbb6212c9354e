"""Characters that no text of a map may hold: none can be seen, and some make text lie."""

import re
from collections.abc import Iterator, Mapping

from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase

FORBIDDEN_PATTERN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Control characters, lone surrogates, and overrides of direction, which make text lie about its
own order (Unicode TR 36). Right-to-left letters need none of them. Tabs and line ends may stand."""


def find_forbidden(values: Mapping[str, object], at: Location, path: str = "") -> Iterator[Fault]:
    """Yield a fault for each key or text, however deep, that holds a forbidden character."""
    for name, value in values.items():
        here = f"{path}.{name}" if path else name
        for text in (name, *_walk_texts(value)):
            if found := FORBIDDEN_PATTERN.search(text):
                rule = phrase("text.forbidden-character", code=ord(found[0]))
                mend = phrase("mend.delete-character", number=found.start() + 1)
                yield at.make_fault(format_value(here)[1:-1], format_value(text), rule, mend)
                break


def _walk_texts(value: object) -> Iterator[str]:
    """Yield every text in a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_walk_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _walk_texts(inner)
