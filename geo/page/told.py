"""The table of facts as columns for the page, with figures and periods in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import pyarrow as pa

from geo.content import Content
from geo.figures import bound_of, bounded, figure
from geo.i18n import Strings
from geo.page import cells
from geo.periods import period
from geo.project import Text
from geo.table import suffixed

PLAIN = ("id", "topic", "measure", "value", "bound", "state", "source", "start", "length", "row")
"""Columns that the page has as they stand."""
CITED = ("source", "start", "end")
PARTS = ("bound", "number", "unit", "equivalent")
"""Of a figure, as the page's columns name them."""

NUMBER = PARTS.index("number")

Words: TypeAlias = tuple[str | None, ...]
"""The parts of a figure, language by language; what goes without saying is `None`."""


@dataclass(frozen=True)
class Printed:
    """What a figure is made of (see `geo.figures.Quantity`)."""

    value: float
    unit: Text
    bound: str = ""


class Told:
    """Puts facts into words; the same figure or period is worded once."""

    def __init__(self, content: Content) -> None:
        """Take the map's languages, words and articles."""
        self.content = content
        self.languages = content.project.languages
        self.strings = {code: content.strings(code) for code in self.languages}

    def worded(self, facts: pa.Table) -> pa.Table:
        """Return all facts with columns for their figures and periods in words."""
        facts = cells.coded(facts, but=("id", *self.languages))
        for name, column in self._figures(facts).items():
            facts = facts.append_column(name, column)
        interval = facts["period"].combine_chunks()
        facts = facts.rename_columns({"period": "interval"})
        return facts.append_column("period", cells.worded(interval, self._period))

    def columns(self, facts: pa.Table) -> cells.Columns:
        """Return some of the facts that `worded` has given as columns."""
        columns: cells.Columns = {}
        for name in PLAIN:
            columns |= cells.column(facts, name)
        for code in self.languages:
            columns |= cells.said(f"text:{code}", facts[code])
        columns |= cells.texts(facts, "unit", self.languages)
        columns |= cells.texts(facts, "note", self.languages)
        for name in (*_names(self.languages), "interval", "period"):
            columns |= cells.column(facts, name)
        return columns | cells.said("quote", self._quotes(facts))

    def _figures(self, facts: pa.Table) -> dict[str, pa.Array]:
        """Return the figures in words: bound, number, unit and equivalent in each language.

        A number as in the first language is left out, and a unit that is the fact's own. How exact
        a figure is comes in afterwards: figures that differ in nothing else are worded once.
        """
        names = _names(self.languages)
        value, bound, *units = (
            facts[name].combine_chunks()
            for name in ("value", "bound", *suffixed("unit", {}, self.languages))
        )
        found = dict(zip(names, _each([value, *units], self._worded, len(names)), strict=True))
        for code in self.languages:
            own = [f"figure_bound:{code}", f"figure_equivalent:{code}"]
            made_of = [value.is_valid(), bound, cells.decoded(found[own[1]])]
            said = _each(made_of, partial(_bounded, self.strings[code]), len(own))
            found |= zip(own, said, strict=True)
        return found

    def _worded(self, value: float | None, *units: str | None) -> Words:
        """Return the parts of a figure in each language, its bound apart."""
        if value is None:
            return (None,) * (len(self.languages) * len(PARTS))
        unit = {code: word for code, word in zip(self.languages, units, strict=True) if word}
        quantity = Printed(value, unit)
        first = self.languages[0]
        found: list[str | None] = []
        for code, strings in self.strings.items():
            told = figure(quantity, code, first, strings)
            if told is None:
                found += [None] * len(PARTS)
                continue
            same = code != first and told.number == found[NUMBER]
            own = told.unit == unit.get(code, "")
            parts = ("", not same and told.number, not own and told.unit, told.equivalent)
            found += [part or None for part in parts]
        return tuple(found)

    def _period(self, interval: str) -> dict[str, str]:
        return {code: period(interval, strings) for code, strings in self.strings.items()}

    def _quotes(self, facts: pa.Table) -> list[str | None]:
        articles = self.content.articles
        if not articles:
            return []
        cited = zip(*(facts[name].to_pylist() for name in CITED), strict=True)
        return [
            articles[source].quote(start, end) if source in articles else None
            for source, start, end in cited
        ]


def _each(
    columns: list[pa.Array], word: Callable[..., Words], parts: int
) -> Iterator[pa.DictionaryArray]:
    """Yield columns of the parts that rows are put into, rows that are alike only once."""
    number, first = cells.numbered(columns)
    distinct = [column.take(pa.array(first)).to_pylist() for column in columns]
    words = [*zip(*map(word, *distinct), strict=True)] or [()] * parts
    for part in words:
        yield cells.spread(number, pa.array(part, pa.string()))


def _bounded(strings: Strings, known: bool, bound: str | None, same: str | None) -> Words:  # noqa: FBT001  a cell of a column
    """Return the bound of a figure in words, and its equivalent with it."""
    word = bound_of(bound or "", strings) if known else ""
    return word or None, bounded(same, word) if same else None


def _names(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of figures, in their order."""
    return [f"figure_{part}:{code}" for code in languages for part in PARTS]
