"""Parts of a report under a heading that says they are of what is to come: 2026年主要任务."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.reading.cues import Cues
from geo.reading.found_cues import Said
from geo.reading.named_numbers import look_back

HEADING = 40
"""Characters that a heading has at most."""
OPENERS = ("：", ":")
"""What a line ends with that the paragraphs after it go on from."""


@dataclass(frozen=True)
class Outlook:
    """Where a part of what is to come begins, or ends, and the words that say so."""

    start: int
    words: str
    """Empty where it ends."""


def find_outlooks(text: str, paragraphs: Sequence[int], cues: Cues) -> tuple[Outlook, ...]:
    """Return where parts of what is to come begin and end."""
    found = []
    for start, end in pairwise((*paragraphs, len(text))):
        line = text[start : min(end, start + 2 * HEADING)].strip()
        if not 0 < len(line) <= HEADING or line.endswith(tuple(cues.sentence_ends)):
            continue
        if told := cues.outlook.search(line):
            found.append(Outlook(start, told[0]))
        elif cues.review.search(line) and not line.endswith(OPENERS):
            found.append(Outlook(start, ""))
    return tuple(found)


def put_off(text: str, at: int, said: Said, outlooks: Sequence[Outlook], cues: Cues) -> Said:
    """Return the state of a figure, planned where nothing but the tense would say that it is done.

    Chinese has none: 新建学校8所 is done in a review and planned in an outlook.
    """
    last = bisect_right(outlooks, at, key=lambda each: each.start) - 1
    words = outlooks[last].words if last >= 0 else ""
    state, read = said
    is_open = state == "done" and read not in cues.already
    is_open = is_open or (state == "under-way" and read in cues.passing)
    if not words or not is_open or cues.held.search(look_back(text, at)):
        return said
    return "planned", words
