"""Offsets in a text that was corrected: where the characters of the old one stand in the new."""

import difflib
from bisect import bisect_right
from dataclasses import dataclass

MAX_COMPARED = 20_000
"""Characters of a changed part that are compared one by one; larger ones count as replaced."""


@dataclass(frozen=True)
class OffsetMap:
    """Parts that both texts have, in order: old start, new start, length."""

    blocks: tuple[tuple[int, int, int], ...]

    def find_offset(self, offset: int) -> int | None:
        """Return where a character stands now, or `None` where it is gone."""
        at = bisect_right(self.blocks, offset, key=lambda block: block[0]) - 1
        if at < 0:
            return None
        old, new, length = self.blocks[at]
        return new + offset - old if offset < old + length else None

    def move_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a span by the first and last of its characters that are left; `None` of none."""
        left = [
            place for each in range(start, end) if (place := self.find_offset(each)) is not None
        ]
        return (left[0], left[-1] + 1) if left else None


def map_offsets(old: str, new: str) -> OffsetMap:
    """Return what two texts have in common: whole lines, and parts of lines that differ."""
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts, ends = _sum_lengths(lines), _sum_lengths(others)
    blocks: list[tuple[int, int, int]] = []
    matcher = difflib.SequenceMatcher(None, lines, others, autojunk=False)
    for tag, first, last, begin, stop in matcher.get_opcodes():
        at, there = starts[first], ends[begin]
        if tag == "equal":
            blocks.append((at, there, starts[last] - at))
        elif tag == "replace":
            blocks += _compare_characters(
                old[at : starts[last]], new[there : ends[stop]], at, there
            )
    return OffsetMap(tuple(blocks))


def _compare_characters(old: str, new: str, at: int, there: int) -> list[tuple[int, int, int]]:
    if max(len(old), len(new)) > MAX_COMPARED:
        return []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (at + block.a, there + block.b, block.size)
        for block in matcher.get_matching_blocks()
        if block.size
    ]


def _sum_lengths(lines: list[str]) -> list[int]:
    sums = [0]
    for line in lines:
        sums.append(sums[-1] + len(line))
    return sums
