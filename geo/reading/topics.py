"""What a paragraph is about before a sentence that names no place itself."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from geo.reading.cues import Cues
from geo.reading.named_numbers import look_back
from geo.reading.places import BY_START, select_mentions
from geo.reading.spans import Span
from geo.reading.told_periods import follows_semicolon
from geo.text.mentions import Mention

BACK = 12
"""Sentences back in which a place is looked for."""
LEAD = 3
"""Sentences with which a paragraph says what it is about."""
DIGIT = re.compile(r"\d")


def find_topics(  # noqa: PLR0913, PLR0917  what a sentence stands in
    text: str,
    sentence: Span,
    paragraph: int,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    subject: str,
    cues: Cues,
) -> tuple[str, ...]:
    """Return the places that a sentence may go on about, the likeliest first.

    It is what the last sentence with a place is about, then the last one in it; but where a
    paragraph begins with figures of the whole, the whole, unless the sentence takes up the last.
    """
    first, last = (bisect_left(sentences, at, key=BY_START) for at in (paragraph, sentence.start))
    if not sentences:
        return ()
    begin = sentences[max(first, last - BACK)].start
    named = select_mentions(mentions, Span(begin, sentence.start))
    topics = _rank_topics(text, _take_last(_drop(named, subject), sentences), cues)
    lead = sentences[first : min(last, first + LEAD)]
    goes_on = cues.taken_up.match(text, sentence.start) or follows_semicolon(text, sentence)
    if not goes_on and _is_whole(text, lead, mentions, subject):
        return (subject, *topics)
    return (*topics, subject) if any(each.place == subject for each in named) else topics


def _take_last(named: Sequence[Mention], sentences: Sequence[Span]) -> Sequence[Mention]:
    """Return those that stand in the same sentence as the last one."""
    if not named:
        return ()
    at = bisect_right(sentences, named[-1].start, key=BY_START) - 1
    return [each for each in named if each.start >= sentences[at].start]


def _rank_topics(text: str, near: Sequence[Mention], cues: Cues) -> tuple[str, ...]:
    """Return the first place of a sentence that is not merely where something is, then the last."""
    if not near:
        return ()
    themes = (each for each in near if not cues.located.search(look_back(text, each.start)))
    return next(themes, near[-1]).place, near[-1].place


def _drop(mentions: Sequence[Mention], subject: str) -> list[Mention]:
    return [each for each in mentions if each.place != subject]


def _is_whole(text: str, lead: Sequence[Span], mentions: Sequence[Mention], subject: str) -> bool:
    """Return whether the first sentence with a place or a digit has no place but the subject."""
    for each in lead:
        if _drop(select_mentions(mentions, each), subject):
            return False
        if DIGIT.search(text, each.start, each.end):
            return True
    return False
