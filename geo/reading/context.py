"""Period and state of a figure, from the sentence and the clause that it stands in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.reading.cues import Cues
from geo.reading.named_numbers import look_back
from geo.reading.spans import MAX_SENTENCE, Span, find_clauses
from geo.reading.told_periods import fill_period

DONE = "done"
SEMICOLONS = {"；", ";"}
BEFORE = re.compile(r"[^。！？\n]*$")
"""What stands before a semicolon as far as the last full stop."""
Said = tuple[str, str]
"""What is read, and the words that it is read from."""


@dataclass(frozen=True)
class FoundCue:
    """Words that tell a period or a state, where they stand in the text."""

    start: int
    end: int
    said: Said

    def is_within(self, span: Span) -> bool:
        """Return whether it stands in a part of the text."""
        return span.start <= self.start and self.end <= span.end


@dataclass(frozen=True)
class SentenceCues:
    """What a sentence tells of time and state, and its clauses, for all figures in it."""

    sentence: Span
    clauses: tuple[Span, ...]
    periods: tuple[FoundCue, ...]
    """Of those that begin together the first of the language's list; none inside another."""
    states: tuple[FoundCue, ...]
    lasting: tuple[FoundCue, ...] = ()
    """States that go on in the clauses after them."""


def gather_cues(text: str, sentence: Span, published: str, cues: Cues) -> SentenceCues:
    """Return the cues of a sentence.

    “This year” is told by the day of publication alone: where that is not known, it says nothing.
    """
    words = text[sentence.start : sentence.end]
    joined = _join_before(text, sentence)
    periods: dict[int, FoundCue] = {}
    for pattern, said in cues.periods:
        for found in pattern.finditer(text[joined.start : joined.end]):
            if 0 < found.start() < sentence.start - joined.start:
                continue
            if period := fill_period(said, found, published, cues):
                periods.setdefault(found.start(), _locate_cue(found, joined, period))
    states = [
        _locate_cue(found, sentence, cues.told[found.lastindex - 1])
        for found in cues.states.finditer(words)
        if found.lastindex
    ]
    return SentenceCues(
        sentence,
        find_clauses(text, sentence, cues),
        tuple(_drop_nested(sorted(periods.values(), key=lambda each: each.start))),
        tuple(states),
        tuple(each for each in states if each.said[1] not in cues.passing),
    )


def find_period(around: SentenceCues, clause: Span, end: int) -> Said:
    """Return the last period told before a figure's end in its clause, else the first after it.

    A clause that tells none goes on with what the sentence has told before.
    """
    for span in (Span(clause.start, end), Span(end, clause.end)):
        if told := [each for each in around.periods if each.is_within(span)]:
            return told[-1 if span.end == end else 0].said
    told = [each for each in around.periods if each.end <= end]
    return told[-1].said if told else ("", "")


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


def _join_before(text: str, sentence: Span) -> Span:
    """Return a sentence with those before it that end with a semicolon.

    The time that they begin with goes on.
    """
    start = sentence.start
    if text[start - 1 : start] in SEMICOLONS:
        before = BEFORE.search(text[max(0, start - MAX_SENTENCE) : start])
        start -= len(before[0]) if before else 0
    return Span(start, sentence.end)


def _locate_cue(found: re.Match[str], sentence: Span, said: str) -> FoundCue:
    start = sentence.start
    return FoundCue(start + found.start(), start + found.end(), (said, found[0]))


def _drop_nested(found: Iterable[FoundCue]) -> Iterator[FoundCue]:
    """Yield the cues that begin after the one before has ended."""
    last = 0
    for each in found:
        if each.start >= last:
            last = each.end
            yield each
