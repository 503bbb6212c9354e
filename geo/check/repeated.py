"""Rules on facts beside each other: told twice, or parts that are more than their total."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from geo.check.prefilter import mask_missing
from geo.check.registry import FolderRule, Rules
from geo.content.article import Article
from geo.content.facts import FactRow
from geo.content.loader import RawContent
from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.facts_csv import NUMBER_COLUMNS
from geo.text.figures import format_decimal
from geo.text.language import load_language
from geo.text.units import parse_unit

APART = ("id", "note")
"""Columns in which the same fact may differ: a note in any language, too."""
ENDS = "。！？；!?;"
"""Ends of a sentence; a full stop of other scripts only where a blank follows."""
SUMMED = ("area", "length", "volume", "mass", "power", "energy", "capacity", "money", "count")


@dataclass(frozen=True)
class Stated:
    """A figure with where it is cited, as much of a fact as a total needs."""

    row: FactRow
    start: int
    end: int
    amount: Decimal
    kind: tuple[str, str, str]
    """Measure, unit and period: only the like is added up."""


def _find_repeated_facts(raw: RawContent) -> Iterator[Fault]:
    """Warn of facts that say the same of the same place in all columns under another id."""
    first: dict[tuple[tuple[str, str], ...], str] = {}
    for row in raw.facts.iter_rows(_mark_repeated):
        said = tuple(
            sorted(
                (name, str(cell))
                for name, cell in row.cells.items()
                if name not in APART and not name.startswith("note_")
            )
        )
        other = first.setdefault(said, row.cells.get("id", ""))
        if other != row.cells.get("id", ""):
            rule = phrase("fact.repeated", other=other)
            mend = phrase("mend.remove-repeated")
            yield row.location.make_warning("id", format_value(row.cells.get("id", "")), rule, mend)


def _mark_repeated(sheet: ColumnTable) -> Mask:
    """Mark rows that have the same cells as another, apart from the id and the notes.

    Numbers are compared first, which is fast: few rows are left of which all texts are.
    """
    names = [
        name for name in sheet.cells if name not in APART and not str(name).startswith("note_")
    ]
    marked: Mask = np.ones(len(sheet), "bool")
    for columns in ([name for name in NUMBER_COLUMNS if name in names], names):
        rows = np.flatnonzero(marked)
        part = pd.DataFrame(sheet.cells[columns]).iloc[rows] if columns else None
        if part is not None:
            marked[rows] = part.duplicated(keep=False).to_numpy()
    return marked


def _find_exceeded_totals(raw: RawContent) -> Iterator[Fault]:
    """Warn of parts that are more than the total before them in one sentence, text at hand.

    A part is a figure of the same measure, unit and period that is cited after words such as
    “of which”; the total is the last one before them.
    """
    by_source: dict[str, list[Stated]] = {}
    for row in raw.facts.iter_rows(lambda sheet: _mark_summed(sheet, raw.articles)):
        if stated := _read_stated(row, raw.articles):
            by_source.setdefault(row.cells["source"], []).append(stated)
    for source, figures in by_source.items():
        yield from _compare_totals(raw.articles[source], sorted(figures, key=lambda each: each.end))


def _mark_summed(sheet: ColumnTable, articles: Mapping[str, Article]) -> Mask:
    known = mask_among(sheet.get_column("source"), articles) & mask_among(
        sheet.get_column("measure"), SUMMED
    )
    marked: Mask = known & ~mask_missing(sheet, "value")
    return marked


def _read_stated(row: FactRow, articles: Mapping[str, Article]) -> Stated | None:
    cells = row.cells
    value, start, end = cells.get("value"), cells.get("start"), cells.get("end")
    if not isinstance(value, int | float) or not isinstance(start, int) or not isinstance(end, int):
        return None
    printed = parse_unit(cells.get("unit", ""), articles[cells["source"]].language)
    amount = Decimal(repr(value)) * printed.scale
    kind = (cells["measure"], printed.bare, cells.get("period", ""))
    return Stated(row, start, end, amount, kind)


def _compare_totals(article: Article, stated: list[Stated]) -> Iterator[Fault]:
    words = load_language(article.language).parts
    for number, total in enumerate(stated):
        parts = [
            each
            for each in stated[number + 1 :]
            if each.kind == total.kind and _is_part(article.text, total, each, words)
        ]
        amount = sum((each.amount for each in parts), Decimal(0))
        if parts and amount > total.amount:
            rule = phrase(
                "fact.parts-exceed-total",
                parts=tuple(str(each.row.cells.get("id", "")) for each in parts),
                amount=format_decimal(amount),
            )
            mend = phrase("mend.check-parts")
            yield total.row.location.make_warning("value", format_decimal(total.amount), rule, mend)


def _is_part(text: str, total: Stated, part: Stated, words: tuple[str, ...]) -> bool:
    """Return whether the text gives a figure as a part of another, in one sentence."""
    between = text[total.end : part.end]
    ended = any(sign in between for sign in ENDS) or ". " in between
    cited = text[total.end : part.start] + text[part.start : part.end]
    return part.start >= total.start and not ended and any(word in cited for word in words)


RULES: Rules = (
    FolderRule(("fact.repeated",), _find_repeated_facts),
    FolderRule(("fact.parts-exceed-total",), _find_exceeded_totals),
)
