"""What the words around a figure say of it: how exact it is, and whether it is a change."""

import re
from functools import cache

from geo.reading.cues import Cues, load_cues
from geo.reading.named_numbers import look_ahead, look_back
from geo.text.language import Language, load_language, match_any
from geo.text.numerals import Number
from geo.text.units import find_unit

NEAR = 14
"""Characters before a percentage in which a word of change belongs to it."""


def find_bound(
    text: str, start: int, number: Number, end: int, language: Language
) -> tuple[str, str]:
    """Return how exact a figure is and the words that say so."""
    if before := _bound_pattern(language.code, number.is_fraction).search(look_back(text, start)):
        bound = language.before[" ".join(before[1].lower().split())]
        return bound, "" if bound == "exact" else before[1]
    if far := load_cues(language.code).adverbs.search(look_back(text, start)):
        said = far[far.lastindex or 0]
        return language.before[said], said
    inside, behind = _after_patterns(language.code)
    inner = inside.match(look_ahead(text, number.end))
    if inner and inner[1] and number.end + inner.end() <= end:
        return language.within[inner[1]], inner[1]
    after = behind.match(look_ahead(text, end))
    said = text[number.start : number.end].rsplit(maxsplit=1)[-1]
    if not after and said in load_cues(language.code).approximate:
        return "about", said
    return (language.after[after[1]], after[1]) if after else ("exact", "")


def find_measure(
    text: str, start: int, bare: str, language: Language, cues: Cues
) -> tuple[str, str]:
    """Return what a figure measures, and the word of change that a percentage has."""
    unit = find_unit(bare, language)
    if unit is None:
        return "count", ""
    if unit.id in {"percent", "permille"}:
        if listed := re.search(r"[%％]\s?(?:、|和|及|,|and|et)\s?$", look_back(text, start)):
            # the next in a list has the word of change of the one before
            start -= len(look_back(text, start)) - listed.start()
        near = re.split(rf"[{re.escape(cues.clause_ends)}]", text[max(0, start - NEAR * 2) : start])
        for measure, words in (("growth", cues.growth), ("decline", cues.decline)):
            said = re.search(rf"({match_any(words)})", near[-1])
            if said and not near[-1].rstrip().endswith(cues.levels):
                return measure, said[1]
        return "share", ""
    return unit.measure, ""


@cache
def _after_patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a bound between a number and its unit, and of one after both."""
    language = load_language(code)
    edge = r"(?!\w|\sd[e'’])" if language.blanks else ""
    within, after = match_any(language.within), match_any(language.after)
    return re.compile(rf"[\s-]?({within}){edge}"), re.compile(rf"[\s-]?({after}){edge}")


@cache
def _bound_pattern(code: str, is_share: bool) -> re.Pattern[str]:  # noqa: FBT001  one of two
    language = load_language(code)
    remote = f"(?:{load_cues(code).remote.pattern})?" if is_share else ""
    edge = r"(?<!\w)" if language.blanks else ""
    words = match_any(language.before).replace(r"\ ", r"\s+")
    return re.compile(rf"{edge}({words}){remote}\s*$", re.IGNORECASE)
