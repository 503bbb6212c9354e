"""Period and state of a figure, from the sentence and the clause that it stands in."""

from collections.abc import Sequence
from dataclasses import replace

from geo.reading.cues import Cues
from geo.reading.found_cues import FoundCue, Said, SentenceCues, locate_cue
from geo.reading.named_numbers import look_back
from geo.reading.period_scope import DONE, TO_COME, has_reach, limit_reach
from geo.reading.spans import Span, find_clauses
from geo.reading.told_periods import find_told_periods

NOW = 2
"""Characters of 目前 and 现在, after which words of state still begin a clause."""


def gather_cues(
    text: str, sentence: Span, published: str, cues: Cues, figures: Sequence[int] = ()
) -> SentenceCues:
    """Return the cues of a sentence, whose figures begin at some offsets.

    “This year” is told by the day of publication alone: where that is not known, it says nothing.
    """
    clauses = find_clauses(text, sentence, cues)
    told = find_told_periods(text, sentence, published, cues)
    states = [
        locate_cue(found, sentence.start, cues.told[found.lastindex - 1])
        for found in cues.states.finditer(text[sentence.start : sentence.end])
        if found.lastindex
    ]
    lasting = tuple(each for each in states if each.said[1] not in cues.passing)
    around = SentenceCues(sentence, clauses, tuple(told), tuple(states), lasting, tuple(figures))
    reaching = (
        each if has_reach(text, each, around, cues) else limit_reach(text, each, cues)
        for each in told
    )
    return replace(around, periods=tuple(reaching)) if told else around


def find_state(text: str, around: SentenceCues, clause: Span, figure: int, cues: Cues) -> Said:
    """Return the state that the words nearest to a figure in its clause tell.

    Without any, what the sentence has told before goes on; at its beginning, the next words tell
    it where they begin a clause. What a change comes from is done.
    """
    if cues.held.search(look_back(text, figure)):
        return DONE, ""
    own = sorted(
        (each for each in around.states if each.is_within(clause)),
        key=lambda each: abs(each.end - figure),
    )
    own = _drop_complements(own, figure, cues)
    if near := [each.said for each in own if each.said[1] not in cues.yielding]:
        return near[0]
    before = [each.said for each in around.lasting if each.end <= clause.start]
    if before and before[-1][0] != DONE:
        return before[-1]
    if own or before:
        return own[0].said if own else (DONE, "")
    after = next((each for each in around.states if each.start >= clause.end), None)
    return after.said if after and _begins_clause(text, around, after, cues) else (DONE, "")


def _drop_complements(own: Sequence[FoundCue], figure: int, cues: Cues) -> list[FoundCue]:
    """Return words of state without those that complete one of what is to come, as in 拟引进."""
    begins = [each.start for each in own if each.said[0] in TO_COME and each.end <= figure]
    if cues.is_spaced or not begins:
        return [*own]
    return [
        each
        for each in own
        if each.said[0] in TO_COME or each.said[1] in cues.already or each.start < min(begins)
    ]


def _begins_clause(text: str, around: SentenceCues, told: FoundCue, cues: Cues) -> bool:
    """Return whether a clause begins with words of state; in Chinese with those of what is now."""
    start = around.find_clause(told.start).start
    at = told.start - start
    if cues.is_spaced:
        return at == 0 or cues.begun.fullmatch(text, start, told.start) is not None
    is_open = told.said[0] == "under-way" and told.said[1] not in cues.passing
    is_to_begin = told.said[0] == "planned" and cues.events.search(told.said[1])
    return at <= NOW and bool(is_open or is_to_begin)


def await_time(said: Said, around: SentenceCues, time: FoundCue | None, cues: Cues) -> Said:
    """Return a state; what is of a time to come is what the clause of that time says, or planned.

    Work that will begin then has not begun.
    """
    state, words = said
    begun = state == "under-way" and cues.events.search(words)
    if time is None or not time.is_to_come or not (state == DONE or begun):
        return said
    held = around.find_clause(time.start)
    told = [each.said for each in around.states if each.is_within(held)]
    return next((each for each in told if each[0] in TO_COME), ("planned", time.said[1]))
