"""Period and state of a figure, from the sentence and the clause that it stands in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.reading.cues import Cues
from geo.reading.spans import Span, find_clauses

DONE = "done"
LASTING = frozenset({"aim", "signed"})
"""States that a sentence tells for all figures after them; others hold in their clause alone."""
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


def gather_cues(text: str, sentence: Span, year: int | None, cues: Cues) -> SentenceCues:
    """Return the cues of a sentence.

    “This year” is told by the year of publication alone: where that is not known, it says nothing.
    """
    words = text[sentence.start : sentence.end]
    periods: dict[int, FoundCue] = {}
    for pattern, said in cues.periods:
        for found in re.finditer(pattern, words):
            if period := _fill_period(said, found, year, cues):
                periods.setdefault(found.start(), _locate_cue(found, sentence, period))
    states = [
        _locate_cue(found, sentence, state)
        for state, said in cues.state.items()
        for word in said
        for found in re.finditer(_whole_word_pattern(word), words)
    ]
    return SentenceCues(
        sentence,
        find_clauses(text, sentence, cues),
        tuple(_drop_nested(sorted(periods.values(), key=lambda each: each.start))),
        tuple(sorted(states, key=lambda each: each.end)),
    )


def find_period(around: SentenceCues, clause: Span, end: int) -> Said:
    """Return the last period told before a figure's end, else the last after it in its clause."""
    for span in (Span(around.sentence.start, end), Span(end, clause.end)):
        if told := [each for each in around.periods if each.is_within(span)]:
            return told[-1].said
    return "", ""


def find_state(around: SentenceCues, clause: Span, figure: int) -> Said:
    """Return the state that the words nearest to a figure in its clause tell.

    Without any, what the sentence has told before goes on, of what lasts; else it is done.
    """
    near = [each for each in around.states if each.is_within(clause)]
    if near:
        return min(near, key=lambda each: abs(each.end - figure)).said
    before = Span(around.sentence.start, clause.start)
    told = [each.said for each in around.states if each.is_within(before)]
    told = [said for said in told if said[0] in LASTING]
    return told[-1] if told else (DONE, "")


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


def _fill_period(said: str, found: re.Match[str], year: int | None, cues: Cues) -> str:
    """Return a period with its gaps filled, or nothing where the year is not known."""

    def fill_gap(gap: re.Match[str]) -> str:
        name = gap[1]
        if name in {"0", "-1", "+1"}:
            return str(year + int(name)) if year else ""
        if name.startswith("m"):
            return f"{cues.months.index(found[int(name[1:])]) + 1:02}"
        groups = [each for each in found.groups() if each]
        return groups[int(name) - 1].zfill(2)

    filled = re.sub(r"\{([^}]+)\}", fill_gap, said)
    return (
        filled
        if re.fullmatch(r"(\d{4}(-\d\d){0,2}|\.\.)(/(\d{4}(-\d\d){0,2}|\.\.))?", filled)
        else ""
    )


def _whole_word_pattern(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
