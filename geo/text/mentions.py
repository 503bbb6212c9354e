"""Names of places where they stand in a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo.text.language import match_any


@dataclass(frozen=True)
class Mention:
    """A known place where its name stands."""

    place: str
    start: int
    end: int


def find_mentions(text: str, names: Mapping[str, str]) -> tuple[Mention, ...]:
    """Return where known places are named, the longest name first where one holds another."""
    if not names:
        return ()
    edge = r"(?<![A-Za-zÀ-ÿ])(?:{})(?![A-Za-zÀ-ÿ])"
    pattern = re.compile(edge.format(match_any(tuple(names))))
    return tuple(
        Mention(names[found[0]], found.start(), found.end()) for found in pattern.finditer(text)
    )
