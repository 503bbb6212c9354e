"""Words across the ends of lines: a column's break is a blank where the words stand apart."""

import re

_BREAK = re.compile(r"[^\S\n]*\n\s*")
_LETTER = re.compile(r"[^\W_]")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f]")


def join_lines(text: str, *, blanks: bool) -> str:
    """Return a text as one line.

    Chinese and Japanese go on without a blank; so does whatever a hyphen ends, in every language,
    and a number that is broken in two where words are written together.
    """

    def fill_break(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if before in {"", "-", "\u2010"} or not after or _HAN.match(before) or _HAN.match(after):
            return ""
        latin = _LETTER.match(before) and _LETTER.match(after)
        digits = before.isdigit() or after.isdigit()
        return " " if blanks or (latin and not digits) else ""

    return _BREAK.sub(fill_break, text).strip()
