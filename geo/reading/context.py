"""Period and state of a figure, from the sentence and the clause that it stands in."""

import re

from geo.reading.cues import Cues
from geo.reading.spans import Span

DONE, AIM = "done", "aim"
Said = tuple[str, str]
"""What is read, and the words that it is read from."""


def find_period(text: str, sentence: Span, until: int, year: int | None, cues: Cues) -> Said:
    """Return the last period that a sentence tells before a figure's end; nothing without one.

    “This year” is told by the year of publication alone: where that is not known, it says nothing.
    """
    best: tuple[int, int, Said] | None = None
    for order, (pattern, said) in enumerate(cues.periods):
        for found in re.finditer(pattern, text[sentence.start : until]):
            period = _fill_period(said, found, year, cues)
            inside = best and best[0] <= found.start() < best[0] + len(best[2][1])
            if period and not inside and (best is None or found.start() > best[0]):
                best = (found.start(), order, (period, found[0]))
    return best[2] if best else ("", "")


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


def find_state(text: str, clause: Span, sentence: Span, figure: int, cues: Cues) -> Said:
    """Return the state that the words nearest to a figure in its clause tell.

    Without any, an aim that the sentence has told before goes on; else it is done.
    """
    near = _gather_states(text, clause, cues)
    if near:
        return min(near, key=lambda each: abs(each[0] - figure))[1]
    before = _gather_states(text, Span(sentence.start, clause.start), cues)
    told = [said for _, said in before if said[0] == AIM]
    return told[-1] if told else (DONE, "")


def _gather_states(text: str, span: Span, cues: Cues) -> list[tuple[int, Said]]:
    """Return the words of state in a part of a text by where they end, in their order."""
    words = text[span.start : span.end]
    found = [
        (span.start + match.end(), (state, word))
        for state, said in cues.state.items()
        for word in said
        for match in re.finditer(_whole_word_pattern(word), words)
    ]
    return sorted(found, key=lambda each: each[0])


def _whole_word_pattern(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)
