"""What a fault says, in English, with what it was made from: it can then be said in any language.

English is the language of the code, of terminals and of `check --json`. `i18n.faults` has the
sentences of another language by their English pattern.
"""

from collections.abc import Mapping


class Phrase(str):
    """A text in English that still knows its pattern and what was filled in."""

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: Mapping[str, object]


def phrase(pattern: str, /, **parts: object) -> str:
    """Return a pattern with its gaps filled; one without parts is a text as it stands.

    Values are filled in as they are, in every language; a part that is a phrase itself is said in
    the language of the whole.
    """
    made = Phrase(pattern.format(**parts) if parts else pattern)
    made.pattern, made.parts = pattern, parts
    return made


def said(text: str, table: Mapping[str, str]) -> str | None:
    """Return a text in the language of a table of `i18n.faults`.

    `None` where the table lacks it or one of its parts: half a sentence helps nobody.
    """
    if not isinstance(text, Phrase):
        return table.get(text)
    pattern = table.get(text.pattern)
    parts = {
        name: said(part, table) if isinstance(part, Phrase) else part
        for name, part in text.parts.items()
    }
    lacking = [
        name
        for name, part in text.parts.items()
        if isinstance(part, Phrase) and parts[name] is None
    ]
    if pattern is None or lacking:
        return None
    return pattern.format(**parts) if parts else pattern
