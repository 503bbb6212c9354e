"""Names without a word for what they are, by the words before them: in Marlow, à Bresnay."""

import re
from collections.abc import Collection, Iterator

from geo.reading.cues import Cues

WORD = r"[A-ZÀ-Þ][a-zà-ÿ][\w-]*"
CAPITALS = re.compile(rf"(?<![\w’'.-]){WORD}(?:\s{WORD})*")
"""Words in a row that begin with a capital letter."""
OFTEN = 2
"""Times that such a name stands in an article at least."""
LONGEST = 2
"""Words of such a name at most."""
REACH = 16
Place = tuple[str, int, int]
"""Name, start and end."""


def find_bare_names(text: str, taken: Collection[str], cues: Cues) -> Iterator[Place]:
    """Yield the names that stand after a word of place, wherever they stand.

    One that a longer name adds a word for a town to, as Greer Township, is that.
    """
    spans: dict[str, list[Place]] = {}
    placed: set[str] = set()
    for match in CAPITALS.finditer(text):
        start, is_placed = _find_begin(text, match, cues)
        name = " ".join(text[start : match.end()].split())
        if name and len(name.split()) <= LONGEST and not {*name.split()} & {*cues.unnamed}:
            spans.setdefault(name, []).append((name, start, match.end()))
            placed |= {name} if is_placed else set()
    towns = {each.rsplit(" ", 1)[0] for each in taken if each.endswith(cues.towns)}
    for name, found in spans.items():
        is_named = name in placed and len(found) >= OFTEN
        if (is_named or cues.compound.search(name)) and name not in taken and name not in towns:
            yield from found


def _find_begin(text: str, match: re.Match[str], cues: Cues) -> tuple[int, bool]:
    """Return where a name begins after words that begin a sentence, and if one of place is there.

    “In Marlow” and “The Marlow” are Marlow.
    """
    start = match.start()
    is_placed = cues.located.search(text[max(0, start - REACH) : start]) is not None
    for word in re.finditer(r"\S+(?:\s|$)", match[0]):
        if word[0].strip().lower() not in cues.stops:
            break
        start = match.start() + word.end()
        is_placed = cues.located.search(f"{word[0].strip()} ") is not None
    return start, is_placed
