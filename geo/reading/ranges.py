"""Figures that are the ends of a range: at least the one, at most the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from geo.reading.cues import load_cues
from geo.reading.figures import FoundFigure
from geo.reading.named_numbers import look_back


def bound_ranges(text: str, figures: Sequence[FoundFigure], code: str) -> Iterator[FoundFigure]:
    """Yield the figures, exact ones that end a range as its bounds; a change has none."""
    bounds: dict[int, str] = {}
    for first, last in pairwise(figures):
        if _is_range(text, first, last, code) and first.bound == last.bound == "exact":
            bounds |= {first.start: "at-least", last.start: "at-most"}
    for each in figures:
        yield replace(each, bound=bounds[each.start]) if each.start in bounds else each


def _is_range(text: str, first: FoundFigure, last: FoundFigure, code: str) -> bool:
    before, gap = look_back(text, first.start), text[first.end : last.start]
    return any(
        link.fullmatch(gap) and opener.search(before) for opener, link in load_cues(code).ranges
    )
