"""Characters that no text of a map may hold: none can be seen, and some make text lie."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from geo.errors import Fault, shown
from geo.phrases import phrase
from geo.schemas import At

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Control characters, lone surrogates, and overrides of direction, which make text lie about its
own order (Unicode TR 36). Right-to-left letters need none of them. Tabs and line ends may stand."""


def faults(values: Mapping[str, Any], at: At, path: str = "") -> Iterator[Fault]:
    """Yield a fault for each key or text, however deep, that holds a forbidden character."""
    for name, value in values.items():
        here = f"{path}.{name}" if path else name
        for text in (name, *_texts(value)):
            if found := FORBIDDEN.search(text):
                rule = phrase(
                    "text.forbidden-character",
                    "text must not hold the character U+{code:04X}",
                    code=ord(found[0]),
                )
                mend = phrase(
                    "mend.delete-character",
                    "delete it; it is character {number} of the text",
                    number=found.start() + 1,
                )
                yield at.fault(shown(here)[1:-1], shown(text), rule, mend)
                break


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
