"""Figures told of the places of a list one by one: “A and B have 12 ha and 15 ha respectively”."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from geo.reading.cues import Cues
from geo.reading.figures import FoundFigure
from geo.reading.places import select_mentions
from geo.reading.spans import Span
from geo.text.mentions import Mention

JOINED = re.compile(r"[\s、，,;；]*(?:和|与|及|以及|and|et|und)?[\s、，]*")
"""What stands between two items of a list."""
Item = TypeVar("Item", Mention, FoundFigure)


def pair_list_items(
    text: str,
    sentence: Span,
    mentions: Sequence[Mention],
    figures: Sequence[FoundFigure],
    cues: Cues,
) -> dict[int, str]:
    """Return the place of each figure, by its offset, that a word such as “respectively” gives.

    Nothing is paired where there are not as many places as figures.
    """
    found: dict[int, str] = {}
    within = select_mentions(mentions, sentence)
    for at in _find_words(text, sentence, cues):
        named = [each for each in within if each.end <= at]
        after = [each for each in figures if each.start >= at]
        before = [each for each in figures if each.end <= at]
        places = _take_run(text, named[::-1])[::-1]
        told = _take_run(text, after) or _take_run(text, before[::-1])[::-1]
        if len(places) == len(told):
            found |= {each.start: held.place for each, held in zip(told, places, strict=True)}
    return found


def _find_words(text: str, sentence: Span, cues: Cues) -> Iterator[int]:
    """Yield where a word stands that pairs two lists."""
    for word in cues.respectively:
        for match in re.finditer(re.escape(word), text[sentence.start : sentence.end]):
            yield sentence.start + match.start()


def _take_run(text: str, items: Sequence[Item]) -> list[Item]:
    """Return the first of some items and those that follow it as one list, in either direction."""
    run = list(items[:1])
    for each in items[1:]:
        first, second = sorted((run[-1], each), key=lambda item: item.start)
        if not JOINED.fullmatch(text, first.end, second.start):
            break
        run.append(each)
    return run
