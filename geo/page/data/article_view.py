"""The articles as the page shows them: paragraphs in runs, each with its facts and places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from geo.content import content_tables
from geo.content.article import Article
from geo.content.facts import Fact, fact_from_row
from geo.content.loader import Content
from geo.content.project import Source
from geo.text.language import load_language
from geo.text.lines import fill_breaks, split_paragraphs, trim_span
from geo.text.mentions import Mention, find_mentions

WHOLE = "whole"
ELLIPSIS = "…"
"""Stands for what is left out of an article of which only quotes are shown."""
MAX_MARKED_FACTS = 2000
"""Facts of an article that are marked in it, the first; nobody could read through more."""
MAX_NAMED_PLACES = 2000
"""Places of a map up to which their names are looked for in its articles."""
MAX_HEADING = 60
"""Characters of a paragraph that may be a heading: one that does not end as a sentence."""
SENTENCE_ENDS = frozenset('.。!！?？…:：;；,，"”’」』)）')


@dataclass(frozen=True)
class Mark:
    """Characters that facts about one place cite."""

    start: int
    end: int
    place: str
    facts: tuple[str, ...]
    quote: str
    """Its words as the page has them of each of these facts."""


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph to which the same applies throughout."""

    text: str
    marks: tuple[int, ...] = ()
    """Numbers of the marks that it belongs to, the shortest last."""
    place: str = ""
    """Place whose name it is."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or what is quoted of it."""

    runs: tuple[Run, ...]
    is_heading: bool = False


@dataclass(frozen=True)
class ArticleView:
    """What readers see of one article."""

    source: Source
    lang: str
    """Language tag of its text."""
    marks: tuple[Mark, ...]
    """In the order in which they end."""
    paragraphs: tuple[Paragraph, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it is the article, not quotes of it."""
        return self.source.show == WHOLE

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Ids of the places that are marked, each once."""
        named = (run.place for each in self.paragraphs for run in each.runs if run.place)
        return tuple(dict.fromkeys([*(mark.place for mark in self.marks), *named]))

    def to_json(self) -> dict[str, Any]:
        """Return it as `js/article/model.js` reads it."""
        number = {ident: k for k, ident in enumerate(self.places)}
        return {
            "source": self.source.id,
            "lang": self.lang,
            "whole": self.is_whole,
            "places": self.places,
            "marks": [[number[mark.place], mark.facts] for mark in self.marks],
            "paragraphs": [
                [int(each.is_heading), [self._run_json(run, number) for run in each.runs]]
                for each in self.paragraphs
            ],
        }

    def _run_json(self, run: Run, number: dict[str, int]) -> Any:  # noqa: ANN401  a text or a list
        """Return a run: its text, or 0 for the quote of its longest mark; its marks, its place."""
        if not run.marks and not run.place:
            return run.text
        is_quote = run.marks and run.text == self.marks[run.marks[0]].quote
        place = [number[run.place]] if run.place else []
        return [0 if is_quote else run.text, run.marks, *place]


def list_article_views(content: Content) -> list[ArticleView]:
    """Return the articles at hand of which readers may see words: those that facts cite."""
    held = content.quotable_articles
    found = [
        _build_view(content, source, held[source.id])
        for source in content.project.sources
        if source.id in held
    ]
    return [view for view in found if view.marks]


def _build_view(content: Content, source: Source, article: Article) -> ArticleView:
    marks = _gather_marks(_list_cited(content, source.id), article)
    whole = source.show == WHOLE
    names = _gather_names(content, source.lang) if whole else {}
    mentions = find_mentions(article.text, names)
    blanks = load_language(article.language).blanks
    return ArticleView(
        source,
        content.get_language_tag(source.lang),
        marks,
        tuple(_iter_paragraphs(article.text, marks, mentions, whole=whole, blanks=blanks)),
    )


def _list_cited(content: Content, source: str) -> list[Fact]:
    """Return the facts that cite an article, the first of very many."""
    table = content.tables.facts
    cited = table[(table["source"] == source).to_numpy()].nsmallest(MAX_MARKED_FACTS, "start")
    rows = content_tables.iter_records(cited)
    return [fact_from_row(row, content.project.languages) for row in rows]


def _gather_marks(cited: Sequence[Fact], article: Article) -> tuple[Mark, ...]:
    """Return what facts cite; those of one place that cite the same characters share a mark."""
    held: dict[tuple[int, int, str], list[str]] = {}
    for fact in cited:
        held.setdefault((fact.end, fact.start, fact.place), []).append(fact.id)
    return tuple(
        Mark(start, end, place, tuple(idents), article.get_quote(start, end))
        for (end, start, place), idents in sorted(held.items())
    )


def _gather_names(content: Content, language: str) -> dict[str, str]:
    """Return the id of each place by each of its names in a language, those of two left out."""
    held: dict[str, set[str]] = {}
    places = content.places if len(content.tables.places) <= MAX_NAMED_PLACES else ()
    for place in places:
        own = place.aliases if language == content.project.languages[0] else ()
        for name in (place.name.get(language, ""), place.short.get(language, ""), *own):
            if len(name.strip()) > 1:
                held.setdefault(name.strip(), set()).add(place.id)
    return {name: min(idents) for name, idents in held.items() if len(idents) == 1}


def _iter_paragraphs(
    text: str, marks: Sequence[Mark], mentions: Sequence[Mention], *, whole: bool, blanks: bool
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, whole or what is quoted of them."""
    for start, end in split_paragraphs(text):
        cited = {k: mark for k, mark in enumerate(marks) if mark.start < end and mark.end > start}
        shown = [(start, end)] if whole else _join_spans(text, cited.values(), start, end)
        named = {each.place: each for each in reversed(mentions) if start <= each.start < end}
        filled = fill_breaks(text[start:end], blanks=blanks)
        runs: list[Run] = []
        for span in shown:
            runs += [Run(ELLIPSIS)] if runs else []
            runs += [
                replace(run, text="".join(filled[first - start : last - start]))
                for first, last, run in _cut_runs(span, cited, [*named.values()])
            ]
        if runs:
            short = end - start <= MAX_HEADING and text[end - 1] not in SENTENCE_ENDS
            yield Paragraph(tuple(runs), is_heading=whole and short)


def _join_spans(text: str, cited: Iterable[Mark], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a paragraph that are cited, without blanks around them."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((max(each.start, start), min(each.end, end)) for each in cited):
        if joined and not text[joined[-1][1] : first].strip():
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return [trim_span(text, *span) for span in joined if text[slice(*span)].strip()]


def _cut_runs(
    span: tuple[int, int], cited: Mapping[int, Mark], named: Sequence[Mention]
) -> Iterator[tuple[int, int, Run]]:
    """Yield start, end and run of each piece of a part, cut where a mark or a name has an end."""
    start, end = span
    cuts = {edge for each in cited.values() for edge in (each.start, each.end)}
    cuts |= {edge for each in named for edge in (each.start, each.end)}
    longest = sorted(cited, key=lambda k: cited[k].start - cited[k].end)
    for first, last in pairwise(sorted({start, end, *(cut for cut in cuts if start < cut < end)})):
        marks = tuple(k for k in longest if cited[k].start <= first < cited[k].end)
        place = next((each.place for each in named if each.start <= first < each.end), "")
        yield first, last, Run("", marks, place)
