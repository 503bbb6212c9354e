"""Names of places where they stand in a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LETTERS = "A-Za-zÀ-ÿ"
START = 2
"""Characters by which names are looked up: of a hundred thousand, few begin with the same two."""


@dataclass(frozen=True)
class Mention:
    """A known place where its name stands."""

    place: str
    start: int
    end: int


def find_mentions(text: str, names: Mapping[str, str]) -> tuple[Mention, ...]:
    """Return where known places are named, the longest name first where one holds another.

    The names are looked up, not tried one after the other: a map may have very many.
    """
    lengths = _list_lengths(names)
    if not lengths:
        return ()
    firsts = re.escape("".join(sorted({start[0] for start in lengths})))
    begins, goes_on = re.compile(f"(?<![{LETTERS}])[{firsts}]"), re.compile(f"[{LETTERS}]")
    found, done = list[Mention](), 0
    for at in (match.start() for match in begins.finditer(text)):
        if at < done:
            continue
        ends = (
            at + length
            for start in (text[at : at + START], text[at])
            for length in lengths.get(start, ())
            if at + length <= len(text)
        )
        end = next((e for e in ends if text[at:e] in names and not goes_on.match(text, e)), 0)
        if end:
            found.append(Mention(names[text[at:end]], at, end))
            done = end
    return tuple(found)


def _list_lengths(names: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the lengths of the names by how they begin, the longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        if name:
            lengths.setdefault(name[:START], set()).add(len(name))
    return {start: sorted(each, reverse=True) for start, each in lengths.items()}
