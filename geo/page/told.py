"""Rows of the table of facts as columns for the page, with figures and periods in words."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from geo.content import Content
from geo.figures import figure
from geo.page import cells
from geo.periods import period
from geo.project import Text
from geo.table import suffixed

PLAIN = ("id", "topic", "measure", "value", "bound", "state", "source", "start", "length", "row")
"""Columns that the page has as they stand."""
CITED = ("source", "start", "end")
PARTS = ("bound", "number", "unit", "equivalent")
"""Of a figure, as the page's columns name them."""
NOTHING = (None,) * len(PARTS)

Figures: TypeAlias = tuple[tuple[str | None, ...], ...]
"""The parts of a figure in each language; what goes without saying is `None`."""


@dataclass(frozen=True)
class Printed:
    """What a figure is made of (see `geo.figures.Quantity`)."""

    value: float
    unit: Text
    bound: str


class Told:
    """Puts facts into words; the same figure or period is worded once."""

    def __init__(self, content: Content) -> None:
        """Take the map's languages, words and articles."""
        self.content = content
        self.languages = content.project.languages
        self.strings = {code: content.strings(code) for code in self.languages}
        self.nothing: Figures = (NOTHING,) * len(self.languages)
        self.figures: dict[Any, Figures] = {}
        self.periods: dict[str, Any] = {}

    def columns(self, facts: pa.Table) -> cells.Columns:
        """Return some facts as columns."""
        columns: cells.Columns = {}
        for name in PLAIN:
            columns |= cells.column(facts, name)
        for code in self.languages:
            columns |= cells.said(f"text:{code}", cells.values(facts, code))
        intervals = cells.values(facts, "period")
        return {
            **columns,
            **cells.texts(facts, "unit", self.languages),
            **cells.texts(facts, "note", self.languages),
            **self._figures(facts),
            **cells.said("interval", intervals),
            **cells.said("period", [self._period(each) for each in intervals]),
            **cells.said("quote", self._quotes(facts)),
        }

    def _figures(self, facts: pa.Table) -> cells.Columns:
        """Return the figures in words: bound, number, unit and equivalent in each language.

        A number as in the first language is left out, and a unit that is the fact's own.
        """
        units = {
            code: cells.values(facts, name)
            for code, name in zip(self.languages, suffixed("unit", {}, self.languages), strict=True)
        }
        values, bounds = cells.values(facts, "value"), cells.values(facts, "bound")
        found = [self._figure(*row) for row in zip(values, bounds, *units.values(), strict=True)]
        columns: cells.Columns = {}
        for at, code in enumerate(self.languages):
            parts = zip(*(each[at] for each in found), strict=True) if found else ()
            for name, part in zip(PARTS, parts, strict=False):
                columns |= cells.said(f"figure_{name}:{code}", list(part))
        return columns

    def _figure(self, value: float | None, bound: str | None, *units: str | None) -> Figures:
        """Return the parts of a figure per language; the same figure is put into words once."""
        if value is None:
            return self.nothing
        key = (value, bound, units)
        if key not in self.figures:
            self.figures[key] = self._worded(value, bound or "", units)
        return self.figures[key]

    def _worded(self, value: float, bound: str, units: tuple[str | None, ...]) -> Figures:
        unit = {code: word for code, word in zip(self.languages, units, strict=True) if word}
        quantity = Printed(float(value), unit, bound)
        first = self.languages[0]
        found: list[tuple[str | None, ...]] = []
        for code, strings in self.strings.items():
            told = figure(quantity, code, first, strings)
            if told is None:
                found.append(NOTHING)
                continue
            same = found and told.number == found[0][1]
            own = told.unit == unit.get(code, "")
            parts = (told.bound, None if same else told.number, None if own else told.unit)
            found.append(tuple(part or None for part in (*parts, told.equivalent)))
        return tuple(found)

    def _period(self, interval: str | None) -> Any:  # noqa: ANN401  words per language, or None
        if not interval:
            return None
        if interval not in self.periods:
            words = {code: period(interval, strings) for code, strings in self.strings.items()}
            self.periods[interval] = words
        return self.periods[interval]

    def _quotes(self, facts: pa.Table) -> list[str | None]:
        articles = self.content.articles
        if not articles or not len(facts):
            return [None] * len(facts)
        cited = zip(*(cells.values(facts, name) for name in CITED), strict=True)
        return [
            articles[source].quote(start, end) if source in articles else None
            for source, start, end in cited
        ]
