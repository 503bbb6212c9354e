"""The table of facts as columns for the page, with figures and periods in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import pyarrow as pa

from geo.content.content_tables import suffixed_columns
from geo.content.loader import Content
from geo.page.data import json_columns
from geo.text.figures import add_bound, bound_word, format_figure
from geo.text.page_strings import Strings, Text
from geo.text.periods import format_period

PLAIN_COLUMNS = (
    "id", "topic", "measure", "value", "bound", "state", "source", "start", "length", "row",
)  # fmt: skip
"""Columns that the page has as they stand."""
CITATION_COLUMNS = ("source", "start", "end")
FIGURE_PARTS = ("bound", "number", "unit", "equivalent")
"""Of a figure, as the page's columns name them."""

NUMBER_PART = FIGURE_PARTS.index("number")

FigureParts: TypeAlias = tuple[str | None, ...]
"""The parts of a figure, language by language; what goes without saying is `None`."""


@dataclass(frozen=True)
class PrintedQuantity:
    """What a figure is made of (see `geo.text.figures.Quantity`)."""

    value: float
    unit: Text
    bound: str = ""


class FactFormatter:
    """Puts facts into words; the same figure or period is worded once."""

    def __init__(self, content: Content) -> None:
        """Take the map's languages, words and articles."""
        self.content = content
        self.languages = content.project.languages
        self.strings = {code: content.get_strings(code) for code in self.languages}

    def add_formatted_columns(self, facts: pa.Table) -> pa.Table:
        """Return all facts with columns for their figures and periods in words."""
        facts = json_columns.encode_text_columns(facts, but=("id", *self.languages))
        for name, column in self._figure_columns(facts).items():
            facts = facts.append_column(name, column)
        interval = facts["period"].combine_chunks()
        facts = facts.rename_columns({"period": "interval"})
        return facts.append_column(
            "period", json_columns.map_distinct(interval, self._format_periods)
        )

    def fact_columns(self, facts: pa.Table) -> json_columns.Columns:
        """Return some of the facts that `add_formatted_columns` has given as columns."""
        columns: json_columns.Columns = {}
        for name in PLAIN_COLUMNS:
            columns |= json_columns.table_column(facts, name)
        for code in self.languages:
            columns |= json_columns.nonempty_column(f"text:{code}", facts[code])
        columns |= json_columns.text_columns(facts, "unit", self.languages)
        columns |= json_columns.text_columns(facts, "note", self.languages)
        for name in (*_figure_column_names(self.languages), "interval", "period"):
            columns |= json_columns.table_column(facts, name)
        return columns | json_columns.nonempty_column("quote", self._list_quotes(facts))

    def _figure_columns(self, facts: pa.Table) -> dict[str, pa.Array]:
        """Return the figures in words: bound, number, unit and equivalent in each language.

        A number as in the first language is left out, and a unit that is the fact's own. How exact
        a figure is comes in afterwards: figures that differ in nothing else are worded once.
        """
        names = _figure_column_names(self.languages)
        value, bound, *units = (
            facts[name].combine_chunks()
            for name in ("value", "bound", *suffixed_columns("unit", {}, self.languages))
        )
        parts = _map_distinct_rows([value, *units], self._format_parts, len(names))
        found = dict(zip(names, parts, strict=True))
        for code in self.languages:
            own = [f"figure_bound:{code}", f"figure_equivalent:{code}"]
            made_of = [value.is_valid(), bound, json_columns.decode_column(found[own[1]])]
            said = _map_distinct_rows(made_of, partial(_format_bound, self.strings[code]), len(own))
            found |= zip(own, said, strict=True)
        return found

    def _format_parts(self, value: float | None, *units: str | None) -> FigureParts:
        """Return the parts of a figure in each language, its bound apart."""
        if value is None:
            return (None,) * (len(self.languages) * len(FIGURE_PARTS))
        unit = {code: word for code, word in zip(self.languages, units, strict=True) if word}
        quantity = PrintedQuantity(value, unit)
        first = self.languages[0]
        found: list[str | None] = []
        for code, strings in self.strings.items():
            told = format_figure(quantity, code, first, strings)
            if told is None:
                found += [None] * len(FIGURE_PARTS)
                continue
            same = code != first and told.number == found[NUMBER_PART]
            own = told.unit == unit.get(code, "")
            parts = ("", not same and told.number, not own and told.unit, told.equivalent)
            found += [part or None for part in parts]
        return tuple(found)

    def _format_periods(self, interval: str) -> dict[str, str]:
        return {code: format_period(interval, strings) for code, strings in self.strings.items()}

    def _list_quotes(self, facts: pa.Table) -> list[str | None]:
        articles = self.content.quotable_articles
        if not articles:
            return []
        cited = zip(*(facts[name].to_pylist() for name in CITATION_COLUMNS), strict=True)
        return [
            articles[source].get_quote(start, end) if source in articles else None
            for source, start, end in cited
        ]


def _map_distinct_rows(
    columns: list[pa.Array], word: Callable[..., FigureParts], parts: int
) -> Iterator[pa.DictionaryArray]:
    """Yield columns of the parts that rows are put into, rows that are alike only once."""
    number, first = json_columns.number_distinct_rows(columns)
    distinct = [column.take(pa.array(first)).to_pylist() for column in columns]
    words = [*zip(*map(word, *distinct), strict=True)] or [()] * parts
    for part in words:
        yield json_columns.dictionary_column(number, pa.array(part, pa.string()))


def _format_bound(
    strings: Strings, known: object, bound: str | None, same: str | None
) -> FigureParts:
    """Return the bound of a figure in words, and its equivalent with it."""
    word = bound_word(bound or "", strings) if known else ""
    return word or None, add_bound(same, word) if same else None


def _figure_column_names(languages: tuple[str, ...]) -> list[str]:
    return [f"figure_{part}:{code}" for code in languages for part in FIGURE_PARTS]
