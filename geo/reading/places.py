"""Which places a figure may be about: up to three, each with the reason."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from geo.content.loader import RawContent
from geo.reading.spans import Span
from geo.text.mentions import Mention

MOST = 3
BY_START = attrgetter("start")


@dataclass(frozen=True)
class Proposal:
    """A place that a figure may be about; the reason is a word that stays."""

    place: str
    reason: str


@dataclass(frozen=True)
class Around:
    """What a figure stands in."""

    at: int
    clause: Span
    sentence: Span
    topics: tuple[str, ...] = ()
    """What its paragraph is about so far, the likeliest first."""
    is_after_list: bool = False
    """Whether it numbers the items of a list that ends before it."""
    paired: str = ""
    """The place that “respectively” gives it."""


def gather_names(raw: RawContent, language: str) -> Mapping[str, str]:
    """Return the id of each place by each of its names in a language, those of two left out."""
    first = raw.project.languages[0]
    suffix = "" if language == first else f"_{language}"
    held, shared = dict[str, str](), set[str]()
    for feature in raw.iter_features(None):
        given = feature.properties
        names = [given.get(f"name{suffix}"), given.get(f"name_short{suffix}")]
        aliases = given.get(f"aliases{suffix}")
        names += re.split("[;；]", str(aliases)) if aliases else ()
        for name in names:
            if isinstance(name, str) and len(name.strip()) > 1 and "id" in given:
                ident = str(given["id"])
                if held.setdefault(name.strip(), ident) != ident:
                    shared.add(name.strip())
    return {name: ident for name, ident in held.items() if name not in shared}


def select_mentions(mentions: Sequence[Mention], span: Span) -> Sequence[Mention]:
    """Return the mentions that begin in a part of the text."""
    first, last = (bisect_left(mentions, each, key=BY_START) for each in (span.start, span.end))
    return mentions[first:last]


def propose_places(
    around: Around, mentions: Sequence[Mention], subject: str
) -> tuple[Proposal, ...]:
    """Return up to three places of a figure: those nearest before it first, the subject last.

    The subject is named in every other sentence, and counts only where nothing nearer does; but a
    number after a list is about what the whole list is about.
    """
    at, clause, sentence = around.at, around.clause, around.sentence
    inside = select_mentions(mentions, sentence)
    first = bisect_left(mentions, sentence.start, key=BY_START)
    before = sorted((each for each in inside if each.end <= at), key=lambda each: -each.end)
    after = [each for each in inside if each.start >= at]
    ranked = [Proposal(around.paired, "respectively")] if around.paired else []
    ranked += [Proposal(subject, "list")] if around.is_after_list else []
    ranked += [
        Proposal(each.place, "clause" if clause.contains_offset(each.start) else "sentence")
        for each in sorted(before, key=lambda each: each.place == subject)
    ]
    ranked += [
        Proposal(each.place, "clause")
        for each in after
        if clause.contains_offset(each.start) and each.place != subject
    ]
    if all(each.place == subject for each in before):
        ranked += [Proposal(each, "paragraph") for each in around.topics]
    ranked += [
        Proposal(each.place, "clause") for each in after if clause.contains_offset(each.start)
    ]
    ranked.append(Proposal(subject, "subject"))
    ranked += [Proposal(each.place, "after") for each in after]
    earlier = [each for each in mentions[max(0, first - MOST) : first] if each.place != subject]
    ranked += [Proposal(each.place, "earlier") for each in earlier[-1:]]
    kept: dict[str, Proposal] = {}
    for each in ranked:
        kept.setdefault(each.place, each)
    return tuple(kept.values())[:MOST]


def select_subject_words(
    words: Sequence[str], names: Mapping[str, str], subject: str, levels: Sequence[str]
) -> list[str]:
    """Return the words for the whole that are of the subject's own level: 全镇 for a town.

    Where words stand apart and a name has none of the levels, “the county” is another place.
    """
    own = [name.casefold() for name, place in names.items() if place == subject]
    ends = {each for each in levels if any(each in name for name in own)}
    if not ends:
        is_spaced = any(" " in word for word in words) and own
        return [w for w in words if not (is_spaced and any(each in w.lower() for each in levels))]
    return [word for word in words if any(end in word.casefold() for end in ends)]
