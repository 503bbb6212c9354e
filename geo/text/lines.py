"""Words across the ends of lines: a column's break is a blank where the words stand apart."""

import re

_BREAK = re.compile(r"[^\S\n]*\n\s*")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_LETTER = re.compile(r"[^\W_]")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]")


def join_lines(text: str, *, blanks: bool) -> str:
    """Return a text as one line.

    Chinese and Japanese go on without a blank; so does whatever a hyphen ends, in every language,
    and a number that is broken in two where words are written together.
    """
    return "".join(fill_breaks(text, blanks=blanks)).strip()


def fill_breaks(text: str, *, blanks: bool) -> list[str]:
    """Return what each character of a text becomes in one line: breaks a blank, or nothing."""
    filled = list(text)
    for found in _BREAK.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        filled[found.start() : found.end()] = [""] * len(found[0])
        filled[found.start()] = _fill_break(before, after, blanks=blanks)
    return filled


def _fill_break(before: str, after: str, *, blanks: bool) -> str:
    if before in {"", "-", "\u2010"} or not after or _HAN.match(before) or _HAN.match(after):
        return ""
    latin = _LETTER.match(before) and _LETTER.match(after)
    digits = before.isdigit() or after.isdigit()
    return " " if blanks or (latin and not digits) else ""


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return where each paragraph begins and ends: at empty lines, or without any at every line."""
    gap = r"\n[^\S\n]*\n" if _EMPTY_LINE.search(text.strip()) else r"\n"
    cuts = [0, *(end for each in re.finditer(gap, text) for end in each.span()), len(text)]
    spans = zip(cuts[::2], cuts[1::2], strict=True)
    return [trim_span(text, *span) for span in spans if text[slice(*span)].strip()]


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a part of a text without the blanks around it."""
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())
