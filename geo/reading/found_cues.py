"""Words of a sentence that tell a time or a state, where they stand."""

import re
from dataclasses import dataclass

from geo.reading.spans import Span

Said = tuple[str, str]
"""What is read, and the words that it is read from."""


@dataclass(frozen=True)
class FoundCue:
    """Words that tell a period or a state, where they stand in the text."""

    start: int
    end: int
    said: Said
    is_to_come: bool = False
    """Whether it is a time after the publication."""
    is_set_against: bool = False
    """Whether it is only what another time is compared with: fewer than in 2010."""
    is_origin: bool = False
    """Whether it is that of what a change comes from alone: from 64 in 2020."""
    goes_on: bool = True
    """Whether a time is that of the clauses after its own too."""

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
    figures: tuple[int, ...] = ()
    """Where its figures begin."""
    topics: tuple[str, ...] = ()
    """The places that its paragraph is about so far, the likeliest first."""

    def find_clause(self, at: int) -> Span:
        """Return the clause that a character stands in, else the sentence."""
        return next((each for each in self.clauses if each.contains_offset(at)), self.sentence)


def locate_cue(found: re.Match[str], begin: int, said: str) -> FoundCue:
    """Return words that were found in a text that begins at an offset, and what they say."""
    return FoundCue(begin + found.start(), begin + found.end(), (said, found[0]))
