"""How far a time goes that a sentence tells, and which of them a figure has."""

import re
from dataclasses import replace

from geo.reading.cues import Cues
from geo.reading.found_cues import FoundCue, SentenceCues
from geo.reading.named_numbers import look_back
from geo.reading.spans import Span

DONE = "done"
TO_COME = {"planned", "aim"}
LISTED = re.compile(r"[^，；：。,;:.!?！？]*")
"""What stands between a time and the later items of one list."""


def has_reach(text: str, told: FoundCue, around: SentenceCues, cues: Cues) -> bool:
    """Return whether a time is of later clauses too: not that of a comparison, nor of an event.

    An event is what a clause without a figure tells, “it opened in 2011, and has 14 looms”, or
    begins with; what is planned goes on.
    """
    held = _find_event(around, told)
    if cues.compared.search(text[held.start : told.start + 1]):
        return False
    if any(each.is_within(held) and each.said[0] in TO_COME for each in around.states):
        return True
    if cues.is_spaced and cues.events.match(text, held.start):
        return False
    if any(map(held.contains_offset, around.figures)):
        return True
    after = next((each.start for each in around.clauses if each.start >= held.end), len(text))
    is_attached = cues.attached.match(text, after) is not None
    return is_attached or not cues.events.search(text[held.start : held.end])


def limit_reach(text: str, told: FoundCue, cues: Cues) -> FoundCue:
    """Return a time as one that is of its own clause alone, or there only where none else is."""
    before = look_back(text, told.start)
    return replace(
        told,
        goes_on=False,
        is_set_against=cues.set_against.search(before) is not None,
        is_origin=cues.origin.search(before) is not None,
    )


def _find_event(around: SentenceCues, told: FoundCue) -> Span:
    """Return the clause of a time, with the next where the time alone is one: today, it."""
    held = around.find_clause(told.start)
    if held.start < told.start or told.end + 1 < held.end:
        return held
    after = (each.end for each in around.clauses if each.start >= held.end)
    return Span(held.start, next(after, held.end))


def find_period(
    text: str, around: SentenceCues, clause: Span, words: Span, cues: Cues
) -> FoundCue | None:
    """Return the last period told before a figure's end in its clause, else the first after it.

    A clause that tells none goes on with what the sentence has told before. What a change comes
    from is not of a time to come.
    """
    told = _select_period(text, around, clause, words, cues)
    is_held = told and told.is_to_come and cues.held.search(look_back(text, words.start))
    return None if is_held else told


def _select_period(
    text: str, around: SentenceCues, clause: Span, words: Span, cues: Cues
) -> FoundCue | None:
    is_held = cues.held.search(look_back(text, words.start)) is not None
    begun = [
        each
        for each in around.periods
        if each.end <= words.end and not cues.coordinated.search(text, each.end, words.start)
    ]
    before = [each for each in begun if each.start >= clause.start]
    before = [each for each in before if is_held or not each.is_origin]
    if before:
        return before[-1]
    after = next(
        (each for each in around.periods if each.is_within(Span(words.end, clause.end))), None
    )
    if after and not after.is_set_against:
        return None if _is_parted(text, around, Span(words.end, after.start), cues) else after
    told = [
        each
        for each in begun
        if each.goes_on or (not each.is_origin and LISTED.fullmatch(text, each.end, words.start))
    ]
    return told[-1] if told and not _is_over(around, told[-1], clause, words, cues) else after


def _is_parted(text: str, around: SentenceCues, gap: Span, cues: Cues) -> bool:
    """Return whether another figure and words of state stand between a figure and a time."""
    between = [
        each
        for each in around.figures
        if gap.contains_offset(each) and not cues.links.fullmatch(text, gap.start, each)
    ]
    return bool(between) and any(each.is_within(gap) for each in around.states)


def _is_over(around: SentenceCues, told: FoundCue, clause: Span, words: Span, cues: Cues) -> bool:
    """Return whether a clause says what is so already, after one of what is to come."""
    own = [each for each in around.states if each.is_within(Span(clause.start, words.start))]
    if not own or own[-1].said[1] not in cues.already:
        return False
    held = around.find_clause(told.start)
    return any(each.is_within(held) and each.said[0] in TO_COME for each in around.states)
