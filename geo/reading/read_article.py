"""Drafts of one article: its figures, its names, and the sentences that gave nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from geo.content.loader import RawContent
from geo.content.project import Source
from geo.reading.context import await_time, find_state, gather_cues
from geo.reading.cues import Cues, load_cues
from geo.reading.drafts import CHOSEN_SUFFIX, Draft
from geo.reading.figures import FoundFigure, find_figures
from geo.reading.found_cues import SentenceCues
from geo.reading.named_numbers import REACH, look_back
from geo.reading.names import FoundName, find_names
from geo.reading.outlooks import Outlook, find_outlooks, put_off
from geo.reading.period_scope import find_period
from geo.reading.places import Around, gather_names, propose_places, select_subject_words
from geo.reading.ranges import bound_ranges
from geo.reading.respective import pair_list_items
from geo.reading.spans import Span, find_paragraphs, find_sentences
from geo.reading.topics import find_topics
from geo.text.figures import format_decimal
from geo.text.language import load_language
from geo.text.mentions import Mention, find_mentions

RULES = "rules"


@dataclass(frozen=True)
class Reading:
    """What the rules need of an article at every figure."""

    text: str
    source: Source
    cues: Cues
    sentences: tuple[Span, ...]
    paragraphs: list[int]
    """Where each begins."""
    mentions: tuple[Mention, ...]
    subject: str
    outlooks: tuple[Outlook, ...]

    def find_sentence(self, at: int) -> Span:
        """Return the sentence that a character stands in, else the whole text."""
        before = bisect_right(self.sentences, at, key=lambda each: each.start) - 1
        return self.sentences[before] if before >= 0 else Span(0, len(self.text))

    def find_paragraph(self, at: int) -> int:
        """Return where the paragraph of a character begins."""
        return self.paragraphs[bisect_right(self.paragraphs, at) - 1]


def begin_reading(text: str, source: Source, raw: RawContent) -> Reading:
    """Return what is known of an article before any figure is looked at."""
    cues, subject = load_cues(source.lang), raw.project.subject
    known = gather_names(raw, source.lang)
    words = select_subject_words(cues.subject, known, subject, cues.seats)
    names = {**known, **dict.fromkeys(words, subject)}
    paragraphs = [0, *find_paragraphs(text, cues)]
    sentences, mentions = find_sentences(text, cues), find_mentions(text, names)
    outlooks = find_outlooks(text, paragraphs, cues)
    return Reading(text, source, cues, sentences, paragraphs, mentions, subject, outlooks)


def read_article(text: str, source: Source, raw: RawContent) -> Iterator[Draft]:
    """Yield the drafts of an article, figures first; the same text gives the same drafts."""
    reading = begin_reading(text, source, raw)
    cues = reading.cues
    figures = [*bound_ranges(text, [*find_figures(text, source.lang)], source.lang)]
    found = find_names(text, load_language(source.lang), cues, reading.mentions, raw.project)
    for sentence, inside in groupby(figures, key=lambda each: reading.find_sentence(each.start)):
        listed = [*inside]
        around = _look_around(reading, sentence, [each.start for each in listed])
        paired = pair_list_items(text, sentence, reading.mentions, listed, cues)
        for each in listed:
            yield _draft_figure(reading, around, each, paired.get(each.start, ""))
    yield from (_draft_name(source, each) for each in found)
    offsets = [
        *(each.start for each in figures),
        *(at for each in found for at, _ in each.mentions),
    ]
    yield from _draft_rest(reading, offsets)


def read_words(reading: Reading, start: int, end: int) -> list[Draft]:
    """Return drafts of words that a person has chosen, which they cite: of each figure in them.

    Where there is none, the one draft has no figure, only time, state and places.
    """
    text, sentence = reading.text, reading.find_sentence(start)
    told = _look_around(reading, Span(sentence.start, max(sentence.end, end)))
    begin = max(0, sentence.start - REACH)
    near = find_figures(text[begin : told.sentence.end + REACH], reading.source.lang)
    moved = bound_ranges(text, [each.move_by(begin) for each in near], reading.source.lang)
    inside = [each for each in moved if start <= each.start and each.end <= end]
    found = [_draft_figure(reading, told, each, "") for each in inside]
    if not found:
        source, context = reading.source.id, _read_context(reading, told, Span(start, end), "")
        ident = f"{source}:{start}-{end}{CHOSEN_SUFFIX}"
        found = [Draft(ident, "figure", source, start, end, proposed_by=RULES, **context)]
    return [replace(each, clause_start=str(start), clause_end=str(end)) for each in found]


def _look_around(reading: Reading, sentence: Span, figures: Sequence[int] = ()) -> SentenceCues:
    """Return what a sentence tells of all its figures, and what its paragraph is about."""
    text, cues = reading.text, reading.cues
    told = gather_cues(text, sentence, reading.source.published, cues, figures)
    paragraph = reading.find_paragraph(sentence.start)
    topics = find_topics(
        text, sentence, paragraph, reading.sentences, reading.mentions, reading.subject, cues
    )
    return replace(told, topics=topics) if topics else told


def _draft_figure(reading: Reading, told: SentenceCues, figure: FoundFigure, paired: str) -> Draft:
    return Draft(
        id=f"{reading.source.id}:{figure.start}-{figure.end}",
        sort="figure",
        source=reading.source.id,
        start=figure.start,
        end=figure.end,
        value=format_decimal(figure.value).replace(",", ""),
        unit=figure.unit,
        bound=figure.bound,
        bound_words=figure.bound_words,
        measure=figure.measure,
        measure_words=figure.measure_words,
        proposed_by=RULES,
        **_read_context(reading, told, Span(figure.start, figure.end), paired, figure.unit_end),
    )


def _read_context(
    reading: Reading, told: SentenceCues, words: Span, paired: str, unit_end: int = 0
) -> dict[str, str]:
    """Return what stands around some words: their clause with their unit, time, state, places."""
    text, at = reading.text, words.start
    clause = told.find_clause(at)
    clause = Span(clause.start, max(clause.end, words.end, unit_end))
    time = find_period(text, told, clause, words, reading.cues)
    period, period_words = time.said if time else ("", "")
    found = find_state(text, told, clause, at, reading.cues)
    found = put_off(text, at, found, reading.outlooks, reading.cues)
    state, state_words = await_time(found, told, time, reading.cues)
    listed = look_back(text, at).rstrip().endswith(reading.cues.lists)
    around = Around(at, clause, told.sentence, told.topics, is_after_list=listed, paired=paired)
    places = propose_places(around, reading.mentions, reading.subject)
    proposed = {
        f"{key}_{number}": getattr(each, name)
        for number, each in enumerate(places, 1)
        for key, name in (("place", "place"), ("reason", "reason"))
    }
    return {
        "period": period,
        "period_words": period_words,
        "state": state,
        "state_words": state_words,
        "clause_start": str(clause.start),
        "clause_end": str(clause.end),
        **proposed,
    }


def _draft_name(source: Source, name: FoundName) -> Draft:
    start, end = name.mentions[0]
    return Draft(
        id=f"{source.id}:{start}-{end}:name",
        sort="name",
        source=source.id,
        start=start,
        end=end,
        name=name.name,
        aliases=";".join(name.aliases),
        kind=name.kind,
        part_of=name.part_of,
        mentions=";".join(f"{first}-{last}" for first, last in name.mentions),
        proposed_by=RULES,
    )


def _draft_rest(reading: Reading, offsets: Sequence[int]) -> Iterator[Draft]:
    """Yield the sentences in which nothing was found: a person reads them."""
    known = sorted(offsets)
    for sentence in reading.sentences:
        if bisect_left(known, sentence.start) == bisect_left(known, sentence.end):
            ident = f"{reading.source.id}:{sentence.start}-{sentence.end}:sentence"
            yield Draft(
                ident, "sentence", reading.source.id, sentence.start, sentence.end,
                proposed_by=RULES,
            )  # fmt: skip
