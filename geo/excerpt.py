"""The line of a file at which reading broke off, with a caret under the place."""

import unicodedata

BEFORE, AFTER = 40, 28
"""Characters of the line that are shown before and after the place; a line may have megabytes."""
CUT = "…"
PICTURES = 0x2400
"""Where Unicode begins its pictures of control characters."""
SPACE, DELETE, DELETED = 0x20, 0x7F, "\u2421"
OTHER = "\ufffd"


def at(text: str, offset: int, line: int = 0) -> str:
    """Return the line that holds a character and, below it, a caret under that character.

    Before what begins a line, the end of the line above is shown too: what is missing there is
    often found out only here. Of a long line only what stands around it is shown. What could paint
    over the terminal is shown by signs of one column. An offset beyond the end is the end. `line`
    is the line's number where the text is only a part of its file.
    """
    offset = min(offset, len(text))
    begins = text.rfind("\n", 0, offset) + 1
    ends = text.find("\n", offset)
    ends = len(text) if ends < 0 else ends
    first, last = max(begins, offset - BEFORE), min(ends, offset + AFTER)
    before = CUT * (first > begins) + _visible(text[first:offset])
    after = _visible(text[offset:last]) + CUT * (last < ends)
    number = line or place(text, offset)[0]
    margin = f"{number} | "
    above = "" if before.strip() else _above(text, begins, f"{number - 1:>{len(str(number))}} | ")
    return f"{above}{margin}{before}{after}\n{' ' * (len(margin) + columns(before))}^"


def _above(text: str, begins: int, margin: str) -> str:
    """Return the end of the line above one that begins here; nothing where there is none."""
    if not begins:
        return ""
    first = text.rfind("\n", 0, begins - 1) + 1
    cut = max(first, begins - 1 - BEFORE - AFTER)
    return f"{margin}{CUT * (cut > first)}{_visible(text[cut : begins - 1])}\n"


def offset(text: str, line: int, column: int) -> int:
    """Return the offset of a place that is given as line and column, both from 1."""
    begins = 0
    for _ in range(line - 1):
        begins = text.find("\n", begins) + 1
    return begins + column - 1


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese takes two a character."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else _sign(ord(char)) for char in text)


def _sign(code: int) -> str:
    """Return what stands for a character that cannot be printed."""
    if code == ord("\t"):
        return " "
    if code < SPACE:
        return chr(PICTURES + code)
    return DELETED if code == DELETE else OTHER
