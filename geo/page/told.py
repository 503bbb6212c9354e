"""Rows of the table of facts as columns for the page, with figures and periods in words."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from geo.content import Content
from geo.figures import figure
from geo.page import cells
from geo.periods import period
from geo.project import Text
from geo.table import suffixed

PLAIN = ("id", "topic", "measure", "value", "bound", "state", "source", "start", "length", "row")
"""Columns that the page has as they stand."""


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
        self.figures: dict[Any, Any] = {}
        self.periods: dict[str, Any] = {}

    def columns(self, facts: pd.DataFrame) -> cells.Columns:
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
            **cells.said("figure", self._figures(facts)),
            **cells.said("interval", intervals),
            **cells.said("period", [self._period(each) for each in intervals]),
            **cells.said("quote", self._quotes(facts)),
        }

    def _figures(self, facts: pd.DataFrame) -> list[Any]:
        units = [cells.values(facts, name) for name in suffixed("unit", {}, self.languages)]
        rows = zip(cells.values(facts, "value"), cells.values(facts, "bound"), *units, strict=True)
        return [self._figure(*row) for row in rows]

    def _figure(self, value: float | None, bound: str | None, *units: str | None) -> Any:  # noqa: ANN401
        """Return a figure per language; the same figure is put into words once."""
        if value is None:
            return None
        key = (value, bound, units)
        if key not in self.figures:
            unit = {code: word for code, word in zip(self.languages, units, strict=True) if word}
            quantity = Printed(float(value), unit, bound or "")
            first = self.languages[0]
            found = {
                code: figure(quantity, code, first, strings)
                for code, strings in self.strings.items()
            }
            self.figures[key] = {code: asdict(each) for code, each in found.items() if each}
        return self.figures[key]

    def _period(self, interval: str | None) -> Any:  # noqa: ANN401  words per language, or None
        if not interval:
            return None
        if interval not in self.periods:
            words = {code: period(interval, strings) for code, strings in self.strings.items()}
            self.periods[interval] = words
        return self.periods[interval]

    def _quotes(self, facts: pd.DataFrame) -> list[str | None]:
        articles = self.content.articles
        if not articles or not len(facts):
            return [None] * len(facts)
        cited = facts[["source", "start", "end"]].itertuples(index=False, name=None)
        return [
            articles[source].quote(start, end) if source in articles else None
            for source, start, end in cited
        ]
