"""The line of a file at which reading broke off, with a caret under the place."""

import unicodedata

CONTEXT_BEFORE, CONTEXT_AFTER = 40, 28
"""Characters of the line that are shown before and after the place; a line may have megabytes."""
ELLIPSIS = "…"
CONTROL_PICTURES = 0x2400
"""Where Unicode begins its pictures of control characters."""
FIRST_PRINTABLE, DELETE, DELETE_PICTURE = 0x20, 0x7F, "\u2421"
REPLACEMENT_CHARACTER = "\ufffd"


def format_excerpt(text: str, offset: int, line: int = 0) -> str:
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
    first, last = max(begins, offset - CONTEXT_BEFORE), min(ends, offset + CONTEXT_AFTER)
    before = ELLIPSIS * (first > begins) + _replace_unprintable(text[first:offset])
    after = _replace_unprintable(text[offset:last]) + ELLIPSIS * (last < ends)
    number = line or line_and_column(text, offset)[0]
    margin = f"{number} | "
    above = (
        "" if before.strip() else _line_above(text, begins, f"{number - 1:>{len(str(number))}} | ")
    )
    return f"{above}{margin}{before}{after}\n{' ' * (len(margin) + display_width(before))}^"


def _line_above(text: str, begins: int, margin: str) -> str:
    """Return the end of the line above one that begins here; nothing where there is none."""
    if not begins:
        return ""
    first = text.rfind("\n", 0, begins - 1) + 1
    cut = max(first, begins - 1 - CONTEXT_BEFORE - CONTEXT_AFTER)
    return f"{margin}{ELLIPSIS * (cut > first)}{_replace_unprintable(text[cut : begins - 1])}\n"


def offset_of(text: str, line: int, column: int) -> int:
    """Return the offset of a place that is given as line and column, both from 1."""
    begins = 0
    for _ in range(line - 1):
        begins = text.find("\n", begins) + 1
    return begins + column - 1


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese takes two a character."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _replace_unprintable(text: str) -> str:
    return "".join(char if char.isprintable() else _control_picture(ord(char)) for char in text)


def _control_picture(code: int) -> str:
    """Return what stands for a character that cannot be printed."""
    if code == ord("\t"):
        return " "
    if code < FIRST_PRINTABLE:
        return chr(CONTROL_PICTURES + code)
    return DELETE_PICTURE if code == DELETE else REPLACEMENT_CHARACTER
