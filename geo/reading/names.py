"""Names of places that an article has and the map has not, by their endings."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.content.project import Project
from geo.reading.cues import Cues
from geo.text.language import Language, match_any
from geo.text.mentions import Mention

LONGEST = 14
HAN = "\u3400-\u9fff"
GAP = r"(?:\s*\n\s*)?"
"""A column's line break within a word."""


@dataclass(frozen=True)
class FoundName:
    """A name of a place that may become one of the map."""

    name: str
    ending: str
    kind: str
    part_of: str
    mentions: tuple[tuple[int, int], ...]
    aliases: tuple[str, ...] = ()


def find_names(
    text: str, language: Language, cues: Cues, known: Sequence[Mention], project: Project
) -> tuple[FoundName, ...]:
    """Return the names, those that are the end of a longer one as its alias, by first mention."""
    if not cues.name_ends:
        return ()
    places: dict[str, FoundName] = {}
    mentions: dict[str, list[tuple[int, int]]] = {}
    for name, ending, start, end in _match_endings(text, language, cues):
        at = bisect_right(known, start, key=lambda each: each.start) - 1
        begun = known[at] if at >= 0 and known[at].end > start else None
        if begun and begun.end >= end:
            continue
        owner = begun.place if begun else _owner_before(start, known[at : at + 1])
        found = FoundName(name, ending, _kind_of(ending, project), owner, ())
        places.setdefault(name, found)
        mentions.setdefault(name, []).append((start, end))
    told = {name: replace(each, mentions=tuple(mentions[name])) for name, each in places.items()}
    return tuple(sorted(_fold_aliases(told), key=lambda each: each.mentions))


def _match_endings(text: str, language: Language, cues: Cues) -> list[tuple[str, str, int, int]]:
    """Return name, ending and offsets of each match."""
    endings = match_any(cues.name_ends)
    found = []
    if language.blanks:
        word = r"[A-ZÀ-Þ][\w’'-]+"
        pattern = re.compile(rf"(?:{word}\s(?:of\s|the\s)*){{1,4}}(?P<end>{endings})\b")
        for match in pattern.finditer(text):
            name = re.sub(r"^(?:The|A|An|In|At|On|Its|This|New)\s", "", match[0])
            if name != match["end"]:
                found.append(
                    (" ".join(name.split()), match["end"], match.end() - len(name), match.end())
                )
        return found
    pattern = re.compile(
        rf"(?:[{HAN}]{GAP}){{1,{LONGEST}}}?(?P<end>{_broken(cues.name_ends)})(?!{GAP}(?:{endings}))"
    )
    stops = re.compile(_broken(cues.stops))
    for match in pattern.finditer(text):
        cut = max((stop.end() for stop in stops.finditer(match[0])), default=0)
        name, ending = ("".join(each.split()) for each in (match[0][cut:], match["end"]))
        begin = match.end() - len(match[0][cut:].lstrip())
        if len(name) > len(ending) + (name[:1] not in cues.seats):
            found.append((name, ending, begin, match.end()))
    return found


def _broken(words: tuple[str, ...]) -> str:
    """Return a pattern of any of some words, also where a line break stands in one."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(GAP.join(map(re.escape, word)) for word in longest)


def _owner_before(start: int, known: Sequence[Mention]) -> str:
    """Return the place whose name stands right before a name: what the name belongs to."""
    return next((each.place for each in known if each.end == start), "")


def _kind_of(ending: str, project: Project) -> str:
    """Return the kind of the map's own vocabulary whose name or id has the ending in it."""
    for kind in project.kinds:
        words = [*kind.name.values(), kind.id]
        if any(ending.casefold() in word.casefold() for word in words):
            return kind.id
    return ""


def _fold_aliases(places: Mapping[str, FoundName]) -> list[FoundName]:
    """Return the names; one that is the end of exactly one longer name is an alias of it."""
    kept = dict(places)
    longer: dict[str, list[str]] = {}
    for name in places:
        for cut in range(1, len(name)):
            if name[cut:] in places:
                longer.setdefault(name[cut:], []).append(name)
    for name in sorted(longer, key=len):
        wholes = [each for each in longer[name] if each in kept]
        if len(wholes) == 1:
            whole = kept[wholes[0]]
            mentions = tuple(sorted({*whole.mentions, *kept[name].mentions}))
            aliases = (*kept[name].aliases, name, *whole.aliases)
            kept[wholes[0]] = replace(whole, mentions=mentions, aliases=aliases)
            del kept[name]
    return list(kept.values())
