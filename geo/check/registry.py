"""What the registry of rules is made of: a rule with its codes and its prefilter, side by side.

Each module of rules ends in its part of the registry, which `geo.check.rules` puts together. Of a
layer or of facts in columns, which may have a million rows, a rule judges only those that its
prefilter marks; of a file that people edit it judges each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

import numpy as np

from geo.content.containers import RowFilter
from geo.content.facts import FactRow
from geo.content.loader import Content, RawContent
from geo.faults.fault import Fault
from geo.formats import columnar_files
from geo.formats.column_table import ColumnTable, Mask
from geo.formats.geojson import Feature

FEW_ROWS = 200
"""Facts up to which a rule judges each."""

Item = TypeVar("Item")
Known = TypeVar("Known")


class Rule(Protocol):
    """A rule on a folder as it stands in its files."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its faults."""

    def find_faults(self, raw: RawContent) -> Iterator[Fault]:
        """Yield what breaks it."""


def mask_every_row(sheet: ColumnTable, _known: object) -> Mask:
    """Mark all rows: a rule without a prefilter is right, and slow on a large file in columns."""
    return np.ones(len(sheet), "bool")


def take_content(raw: RawContent) -> RawContent:
    """Return the content itself, for rules that need nothing prepared."""
    return raw


@dataclass(frozen=True)
class ItemRule(Generic[Item, Known]):
    """A rule on single features or rows."""

    codes: tuple[str, ...]
    items: Callable[[RawContent, RowFilter], Iterator[Item]]
    """Yields what is judged: `iter_places` and its like."""
    judge: Callable[[Item, Known], Iterator[Fault]]
    """Yields the faults of one item."""
    prefilter: Callable[[ColumnTable, Known], Mask] = mask_every_row
    """Marks each row of a table that `judge` might find fault with, by whole columns."""
    prepare: Callable[[RawContent], Known | None] = take_content  # type: ignore[assignment]
    """Returns what both compare with, once a run; `None` where there is nothing to find."""

    def find_faults(self, raw: RawContent) -> Iterator[Fault]:
        """Yield the faults of all items."""
        known = self.prepare(raw)
        if known is None:
            return
        for item in self.items(raw, lambda sheet: self.prefilter(sheet, known)):
            yield from self.judge(item, known)


@dataclass(frozen=True)
class FolderRule:
    """A rule on the folder as a whole."""

    codes: tuple[str, ...]
    find_faults: Callable[[RawContent], Iterator[Fault]]


@dataclass(frozen=True)
class ContentRule:
    """A rule that needs typed values; it runs where no rule on the files stops the build."""

    codes: tuple[str, ...]
    find_faults: Callable[[Content, RawContent], Iterator[Fault]]


Rules: TypeAlias = tuple[Rule, ...]


def iter_places(raw: RawContent, marked: RowFilter) -> Iterator[Feature]:
    """Yield the places of all layers."""
    return raw.iter_features(marked)


def iter_facts(raw: RawContent, marked: RowFilter) -> Iterator[FactRow]:
    """Yield the facts; of a short `facts.csv` each, which takes less than to look at columns."""
    facts = raw.facts
    edited = not columnar_files.is_table(facts.sheet.file)
    return iter(facts.rows) if edited and len(facts) <= FEW_ROWS else facts.iter_rows(marked)


def iter_areas(raw: RawContent, _marked: RowFilter) -> Iterator[Feature]:
    """Yield the reference areas, which are never in columns."""
    return iter(raw.areas)


def iter_backdrop(raw: RawContent, _marked: RowFilter) -> Iterator[Feature]:
    """Yield the features of the backdrop, which are never in columns."""
    return (feature for _, feature in raw.backdrop)


def iter_places_and_areas(raw: RawContent, marked: RowFilter) -> Iterator[Feature]:
    """Yield what others may lie in."""
    yield from raw.iter_features(marked)
    yield from raw.areas


def iter_all_features(raw: RawContent, marked: RowFilter) -> Iterator[Feature]:
    """Yield places, reference areas and backdrop."""
    yield from iter_places_and_areas(raw, marked)
    yield from iter_backdrop(raw, marked)
