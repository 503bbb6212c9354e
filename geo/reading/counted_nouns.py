"""What is counted, where words stand apart: the noun after a number without a unit."""

import re
from functools import cache

from geo.reading.cues import Cues
from geo.text.language import Language, load_language, match_any
from geo.text.numerals import Number

MOST = 4
"""Words after a number among which the noun is looked for."""
WORD = re.compile(r"[\s-](?:[dl]['’])?(?P<noun>[A-Za-zÀ-ÿ][a-zà-ÿ'’]+(?:-[a-zà-ÿ]+)*)")
NAMED = re.compile(r"[A-ZÀ-Þ][\w-]* [A-ZÀ-Þ]")
"""A number word with a capital letter before a word with one: Three Rivers."""
JOINED = re.compile(r"-(?P<noun>[a-zà-ÿ]+)")


def find_noun(text: str, number: Number, language: Language, cues: Cues) -> re.Match[str] | None:
    """Return what is counted: of a few words after a number the first plural, if any.

    A noun that a hyphen joins to its number has no plural: a 90-bed hotel.
    """
    said = text[number.start : number.end].lower()
    if said in language.articles or NAMED.match(text, number.start):
        return None
    at = _skip_words(text, number.end, said, language)
    if joined := JOINED.match(text, at):
        return _take_word(text, joined)
    for _ in range(MOST):
        found = WORD.match(text, at)
        if not found or found["noun"].lower() in cues.stops:
            return None
        noun = found["noun"]
        if noun.islower() and (noun in cues.plurals or noun.endswith(cues.plural_ends)):
            return _take_word(text, found)
        at = found.end()
    return None


def _take_word(text: str, found: re.Match[str]) -> re.Match[str] | None:
    return re.compile(r".+").match(text, found.start("noun"), found.end("noun"))


def _skip_words(text: str, at: int, said: str, language: Language) -> int:
    """Return where a noun may begin: after “or so”, and after the “of” of dozens and millions."""
    if inner := _inner_pattern(language.code).match(text, at):
        at = inner.end()
    if re.split(r"[\s-]", said)[-1] in {**language.small, **language.large}:
        links = re.compile(rf"\s(?:{match_any(language.connectors)})(?=\s)")
        if link := links.match(text, at):
            return link.end()
    return at


@cache
def _inner_pattern(code: str) -> re.Pattern[str]:
    within = match_any(load_language(code).within)
    return re.compile(rf"[\s-]?(?:{within})(?!\w)" if within else r"(?!)")
