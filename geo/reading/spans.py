"""Sentences and clauses of an article by their offsets, over the line breaks of its columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geo.reading.cues import Cues

CLOSING = '”’」』)）"»'
BROKEN = 30
"""Characters of a line without a full stop that is taken to go on after the break."""
BLANK_LINE = re.compile(r"\n[^\S\n]*\n[\s“‘«\"'(]*")

MAX_SENTENCE = 2000
"""Characters after which a sentence is cut: a text without full stops is no sentence."""


@dataclass(frozen=True)
class Span:
    """A part of a text."""

    start: int
    end: int

    def contains_offset(self, offset: int) -> bool:
        """Return whether a character lies in it."""
        return self.start <= offset < self.end


def find_sentences(text: str, cues: Cues) -> tuple[Span, ...]:
    """Return the sentences; headings are sentences of their own, broken paragraphs are none."""
    ends = re.escape(cues.sentence_ends)
    close = re.escape(CLOSING)
    dot = r"(?=\s|$)" if "." in cues.sentence_ends else ""
    clipped = "".join(rf"(?<!\b{re.escape(word)})" for word in cues.clipped)
    found = [
        match.end() for match in re.finditer(rf"(?=[{ends}]){clipped}.[{ends}{close}]*{dot}", text)
    ]
    found += find_paragraphs(text, cues)
    ends_at = [0, *sorted({*found, len(text)})]
    for start, end in pairwise(ends_at):
        found += range(start + MAX_SENTENCE, end, MAX_SENTENCE)
    return tuple(_cut_at(text, 0, len(text), sorted({*found, len(text)})))


def find_paragraphs(text: str, cues: Cues) -> list[int]:
    """Return where each paragraph after the first begins: at a line break that ends a sentence."""
    return [match.start() for match in re.finditer("\n", text) if _ends_line(text, match, cues)]


def find_clauses(text: str, sentence: Span, cues: Cues) -> tuple[Span, ...]:
    """Return the clauses of a sentence; a mark within a number ends none."""
    pattern = _clause_pattern(cues.clause_ends, cues.sentence_ends)
    cuts = [match.end() for match in pattern.finditer(text[sentence.start : sentence.end])]
    whole = sorted({*(sentence.start + cut for cut in cuts), sentence.end})
    return tuple(_cut_at(text, sentence.start, sentence.end, whole))


@cache
def _clause_pattern(clause_ends: str, sentence_ends: str) -> re.Pattern[str]:
    within = (each for each in clause_ends if each not in f"{sentence_ends}\n")
    signs = re.escape("".join(within))
    return re.compile(rf"(?<!\d)[{signs}]|[{signs}](?!\d)")


def _cut_at(text: str, start: int, end: int, cuts: list[int]) -> Iterator[Span]:
    """Yield what lies between cuts, without blanks around it."""
    for cut in cuts:
        part = text[start : min(cut, end)]
        if part.strip():
            begins = start + len(part) - len(part.lstrip())
            yield Span(begins, start + len(part.rstrip()))
        start = cut


def _ends_line(text: str, newline: re.Match[str], cues: Cues) -> bool:
    """Return whether a line break ends a sentence: a long line without a full stop goes on.

    Not over a blank line to a capital letter: what stands before that is a heading or a dateline.
    """
    begin = text.rfind("\n", 0, newline.start()) + 1
    line = text[begin : newline.start()].strip()
    if not line:
        return False
    blank = BLANK_LINE.match(text, newline.start())
    begins_anew = blank is not None and text[blank.end() : blank.end() + 1].isupper()
    return begins_anew or len(line) < BROKEN or line[-1] in cues.sentence_ends + CLOSING
