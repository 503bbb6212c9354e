"""How far a time goes that a sentence tells, and which of them a figure has."""

from collections.abc import Sequence

from geo.reading.cues import Cues
from geo.reading.found_cues import NONE_SAID, FoundCue, Said, SentenceCues
from geo.reading.named_numbers import look_back
from geo.reading.spans import Span

DONE = "done"
TO_COME = {"planned", "aim"}


def has_reach(
    text: str, told: FoundCue, clauses: Sequence[Span], figures: Sequence[int], cues: Cues
) -> bool:
    """Return whether a time is of later clauses too: not that of a comparison, nor of an event.

    An event is what a clause without a figure tells: “built in 1931, it carries 7,800 vehicles”.
    """
    held = next((each for each in clauses if each.contains_offset(told.start)), None)
    if held is None:
        return True
    if cues.compared.search(text[held.start : told.start + 1]):
        return False
    has_figure = any(map(held.contains_offset, figures))
    return has_figure or not cues.events.search(text[held.start : held.end])


def find_period(text: str, around: SentenceCues, clause: Span, words: Span, cues: Cues) -> Said:
    """Return the last period told before a figure's end in its clause, else the first after it.

    A clause that tells none goes on with what the sentence has told before. What a change comes
    from is not of a time to come.
    """
    told = _select_period(around, clause, words)
    if told is None or (told.is_to_come and cues.held.search(look_back(text, words.start))):
        return NONE_SAID
    return told.said


def _select_period(around: SentenceCues, clause: Span, words: Span) -> FoundCue | None:
    before = [each for each in around.periods if each.is_within(Span(clause.start, words.end))]
    if before:
        return before[-1]
    for each in around.periods:
        if each.is_within(Span(words.end, clause.end)):
            return None if _is_parted(around, words.end, each.start) else each
    told = [each for each in around.periods if each.end <= words.end and each.goes_on]
    return told[-1] if told and not _is_over(around, told[-1], clause, words.start) else None


def _is_parted(around: SentenceCues, start: int, end: int) -> bool:
    """Return whether another figure and words of state stand between a figure and a time."""
    return any(start <= each < end for each in around.figures) and any(
        each.is_within(Span(start, end)) for each in around.states
    )


def _is_over(around: SentenceCues, told: FoundCue, clause: Span, at: int) -> bool:
    """Return whether a clause says what is so already, after one of what is to come."""
    own = [each for each in around.states if each.is_within(Span(clause.start, at))]
    if not own or own[-1].said[0] != DONE:
        return False
    held = around.find_clause(told.start)
    return any(each.is_within(held) and each.said[0] in TO_COME for each in around.states)
