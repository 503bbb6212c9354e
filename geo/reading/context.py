"""Period and state of a figure, from the sentence and the clause that it stands in."""

from collections.abc import Sequence
from dataclasses import replace

from geo.reading.cues import Cues
from geo.reading.found_cues import Said, SentenceCues, locate_cue
from geo.reading.named_numbers import look_back
from geo.reading.period_scope import DONE, has_reach
from geo.reading.spans import Span, find_clauses
from geo.reading.told_periods import find_told_periods


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
    return SentenceCues(
        sentence,
        clauses,
        tuple(
            replace(each, goes_on=has_reach(text, each, clauses, figures, cues)) for each in told
        ),
        tuple(states),
        tuple(each for each in states if each.said[1] not in cues.passing),
        tuple(figures),
    )


def find_state(text: str, around: SentenceCues, clause: Span, figure: int, cues: Cues) -> Said:
    """Return the state that the words nearest to a figure in its clause tell.

    Without any, what the sentence has told before goes on; at its beginning, the next words tell
    it where they begin a clause. What a change comes from is done.
    """
    if cues.held.search(look_back(text, figure)):
        return DONE, ""
    if near := [each for each in around.states if each.is_within(clause)]:
        return min(near, key=lambda each: abs(each.end - figure)).said
    before = [each.said for each in around.lasting if each.end <= clause.start]
    if before:
        return before[-1] if before[-1][0] != DONE else (DONE, "")
    after = next((each for each in around.states if each.start >= clause.end), None)
    begins = {each.start for each in around.clauses}
    return after.said if after and after.start in begins and cues.is_spaced else (DONE, "")
