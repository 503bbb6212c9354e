"""What a fault says: a code that stays, what was filled in, and last the words, in English.

English is the language of the code, of terminals and of `check --json`; its patterns by their codes
are `geo/page/strings/faults/en.json`. `page_strings.load_fault_patterns` has those of other
languages.
"""

import errno
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


class Phrase(str):
    """A text in English that still knows its code, its pattern and what was filled in."""

    __slots__ = ("code", "parts", "pattern")
    code: str
    """Kebab words in dotted groups (`place.id-twice`); never changed, never used for another."""
    pattern: str
    parts: Mapping[str, object]


@cache
def _load_english_patterns() -> dict[str, str]:
    path = files("geo").joinpath("page", "strings", "faults", "en.json")
    patterns: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return patterns


def phrase(code: str, /, **parts: object) -> Phrase:
    """Return the English words of a code with their gaps filled, as `phrase_with_words` does."""
    return phrase_with_words(code, _load_english_patterns()[code], **parts)


def phrase_with_words(code: str, pattern: str, /, **parts: object) -> Phrase:
    """Return a pattern with its gaps filled; one without parts is a text as it stands.

    Values are filled in as they are, in every language, several of a tuple with commas; a part that
    is a phrase itself is said in the language of the whole.
    """
    made = Phrase(_fill_pattern(pattern, parts))
    made.code, made.pattern, made.parts = code, pattern, parts
    return made


def _fill_pattern(pattern: str, parts: Mapping[str, object]) -> str:
    if not parts:
        return pattern
    said = {
        name: ", ".join(part) if isinstance(part, tuple) else part for name, part in parts.items()
    }
    return pattern.format(**said)


def quote_library(library: str, words: str, /, **parts: object) -> Phrase:
    """Return the words of a library, which has no codes: theirs is made of the words.

    Words that a new version of it changes are shown in English until they are translated.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    return phrase_with_words(f"{library}.{slug}", words, **parts)


def system_reason(error: OSError) -> Phrase:
    """Return why the system refused: its words, by the name of its number (`system.enoent`)."""
    if isinstance(error.strerror, Phrase):  # a reason of our own
        return error.strerror
    name = errno.errorcode.get(error.errno or 0, "unknown").lower()
    return phrase_with_words(f"system.{name}", error.strerror or type(error).__name__)


def translate(text: str, table: Mapping[str, str]) -> str | None:
    """Return a text in the language of a table of `page_strings.load_fault_patterns`.

    `None` where it has no code, or the table lacks it or one of its parts: half a sentence helps
    nobody.
    """
    pattern = table.get(text.code) if isinstance(text, Phrase) else None
    if pattern is None or not isinstance(text, Phrase):
        return None
    parts = dict(text.parts)
    for name, part in text.parts.items():
        if isinstance(part, Phrase):
            parts[name] = translate(part, table)
            if parts[name] is None:
                return None
    return _fill_pattern(pattern, parts)


def phrase_arguments(text: Phrase) -> dict[str, object]:
    """Return what was filled into a phrase, for JSON; a part that is a phrase with its code."""
    return {name: _plain_argument(part) for name, part in text.parts.items()}


def _plain_argument(part: object) -> object:
    if isinstance(part, Phrase):
        return {"code": part.code, "args": phrase_arguments(part)}
    if isinstance(part, tuple):
        return list(part)
    return part if part is None or isinstance(part, bool | int | float | str) else str(part)
