"""Names of places that an article has and the map has not, by their endings."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from geo.content.project import Project
from geo.reading.bare_names import find_bare_names
from geo.reading.cues import Cues
from geo.text.language import Language, match_any
from geo.text.mentions import Mention

LONGEST = 14
FURTHEST = 40
"""Characters in which the longest name stands, line breaks within it among them."""
Ending: TypeAlias = tuple[str, str, int, int]
"""Name, ending, start and end."""
HAN = "\u3400-\u9fff"
NOTHING = "(?!)"
VERBAL = r"(?!(?:par|pour|qui|que|dont|est|sont|ont|avec|dans|sur|vers|chez|entre)\b)"
LINKS = rf"(?:de la|de l['’]|de|du|des|d['’]|la|le|les|aux?|of|the|{VERBAL}[a-zà-ÿ]{{3,}})"
"""What stands between the first word of a name and the next with a capital letter."""
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
    if not cues.name_ends and not cues.name_starts:
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
    return tuple(sorted(_fold_aliases(told, cues.towns), key=lambda each: each.mentions))


def _match_endings(text: str, language: Language, cues: Cues) -> Iterator[Ending]:
    """Yield name, ending and offsets of each match."""
    if language.blanks:
        named = [*_match_words(text, cues)]
        bare = find_bare_names(text, {name for name, *_ in named}, cues)
        yield from named
        yield from ((name, "", start, end) for name, start, end in bare)
        return
    endings = _broken(cues.name_ends)
    before = re.compile(rf"(?:[{HAN}A-Z]{GAP}){{1,{LONGEST}}}$")
    stops = re.compile(rf"(?P<kept>{_broken(cues.kept) or NOTHING})|{_broken(cues.stops)}")
    counters = re.compile(match_any((*language.spellings, *cues.counters)))
    last = 0
    for match in re.finditer(rf"(?P<end>{endings})(?!{GAP}(?:{endings}))", text):
        begun = before.search(text[max(last, match.start() - FURTHEST) : match.start()])
        if not begun:
            continue
        end, whole = match.end(), begun[0] + match[0]
        start = end - len(whole)
        counted = counters.match(whole) if text[start - 1 : start].isdigit() else None
        cuts = [
            stop.end()
            for stop in stops.finditer(whole)
            if not stop["kept"] and (stop.start() < len(begun[0]) or stop.end() == len(whole))
        ]
        rest = whole[max((counted.end() if counted else 0, *cuts)) :]
        name, ending = ("".join(each.split()) for each in (rest, match["end"]))
        is_short = name[:1] in cues.seats or (len(ending) > 1 and name[:1] in cues.former)
        if len(name) > len(ending) + (not is_short):
            last = end
            yield name, ending, end - len(rest.lstrip()), end


def _broken(words: tuple[str, ...]) -> str:
    """Return a pattern of any of some words, also where a line break stands in one."""
    return "|".join(GAP.join(map(re.escape, word)) for word in _longest_first(words))


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _match_words(text: str, cues: Cues) -> Iterator[Ending]:
    """Yield the names where words stand apart: they end, or begin, with a word for what it is."""
    word = r"(?:(?:St|Ste|Mt|Ft)\. )?[A-ZÀ-Þ][\w’'-]+"
    tail = rf"(?:{match_any(cues.name_ends)})\b" if cues.name_ends else NOTHING
    ended = rf"(?P<name>(?:{word}\s(?:of\s|the\s)*){{1,4}}(?P<end>{tail})(?:\s{tail})*)"
    starts = (
        f"[{each[0]}{each[0].upper()}]{re.escape(each[1:])}"
        for each in _longest_first(cues.name_starts)
    )
    head = rf"(?P<start>{'|'.join(starts) or NOTHING})"
    first = rf"(?:{word}|nord|sud|est|ouest)"
    rest = rf"(?:\s{word})*(?:\sd['’]{word})?"
    begun = rf"\b(?P<begun>{head}(?:\s{LINKS})*\s?{first}{rest})"
    for match in re.finditer(rf"{ended}|{begun}", text):
        said = match["name"] or match["begun"]
        name = re.sub(r"^(?:The|A|An|In|At|On|Its|This|New|Friends of(?: the)?)\s", "", said)
        if name != match["end"]:
            kind = match["end"] or match["start"]
            yield " ".join(name.split()), kind, match.end() - len(name), match.end()


def _owner_before(start: int, known: Sequence[Mention]) -> str:
    """Return the place whose name stands right before a name: what the name belongs to."""
    return next((each.place for each in known if each.end == start), "")


def _kind_of(ending: str, project: Project) -> str:
    """Return the kind of the map's own vocabulary whose name or id has the ending in it."""
    for kind in project.kinds if ending else ():
        words = [*kind.name.values(), kind.id]
        if any(ending.casefold() in word.casefold() for word in words):
            return kind.id
    return ""


def _take_longer(kept: dict[str, FoundName], name: str, longer: Sequence[str]) -> None:
    """Make mentions of a town's name of longer ones that end with it: 供应乌阳镇 is 乌阳镇."""
    ends = [end for each in longer for _, end in kept.pop(each).mentions]
    begun = {*kept[name].mentions, *((end - len(name), end) for end in ends)}
    kept[name] = replace(kept[name], mentions=tuple(sorted(begun)))


def _fold_aliases(places: Mapping[str, FoundName], towns: tuple[str, ...]) -> list[FoundName]:
    """Return the names; one that is the end of exactly one longer name is an alias of it.

    Of a town with one of some endings the shorter name is its name.
    """
    kept = dict(places)
    longer: dict[str, list[str]] = {}
    for name in places:
        for cut in range(1, len(name)):
            if name[cut:] in places:
                longer.setdefault(name[cut:], []).append(name)
    for name in sorted(longer, key=len):
        wholes = [each for each in longer[name] if each in kept]
        if not kept[name].ending:
            continue  # a bare town, of which the longer one is a part
        if kept[name].ending in towns:
            _take_longer(kept, name, wholes)
            continue
        if len(wholes) == 1:
            whole = kept[wholes[0]]
            mentions = tuple(sorted({*whole.mentions, *kept[name].mentions}))
            aliases = (*kept[name].aliases, name, *whole.aliases)
            kept[wholes[0]] = replace(whole, mentions=mentions, aliases=aliases)
            del kept[name]
    return list(kept.values())
