"""Which places a figure may be about: up to three, each with the reason."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.content.loader import RawContent
from geo.reading.spans import Span
from geo.text.mentions import Mention

MOST = 3


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
    paragraph: int = 0
    """Where its paragraph begins."""
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
    first, last = (
        bisect_left(mentions, each, key=lambda mention: mention.start)
        for each in (span.start, span.end)
    )
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
    first = bisect_left(mentions, sentence.start, key=lambda mention: mention.start)
    before = sorted((each for each in inside if each.end <= at), key=lambda each: -each.end)
    after = [each for each in inside if each.start >= at]
    ranked = [Proposal(around.paired, "respectively")] if around.paired else []
    ranked += [Proposal(subject, "list")] if around.is_after_list else []
    ranked += [
        Proposal(each.place, "clause" if clause.contains_offset(each.start) else "sentence")
        for each in sorted(before, key=lambda each: each.place == subject)
    ]
    if all(each.place == subject for each in inside):
        ranked += _find_topic(around, mentions, first, subject)
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


def _find_topic(
    around: Around, mentions: Sequence[Mention], first: int, subject: str
) -> list[Proposal]:
    """Return the last place that the paragraph has named before a sentence, if any.

    The subject is that place only where the paragraph has named no other.
    """
    said = ""
    for at in range(first - 1, -1, -1):
        if mentions[at].start < around.paragraph:
            break
        said = said or mentions[at].place
        if mentions[at].place != subject:
            return [Proposal(mentions[at].place, "paragraph")]
    return [Proposal(said, "paragraph")] if said else []


def select_subject_words(
    words: Sequence[str], names: Mapping[str, str], subject: str, levels: Sequence[str]
) -> list[str]:
    """Return the words for the whole that are of the subject's own level: 全镇 for a town."""
    ends = {name[-1] for name, place in names.items() if place == subject and name[-1] in levels}
    return [word for word in words if not ends or any(end in word for end in ends)]
