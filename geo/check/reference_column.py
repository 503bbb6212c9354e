"""What a column names that may not exist, and what was meant by it."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.content import content_tables
from geo.content.loader import RawContent
from geo.content.project import Term
from geo.faults.fault import MAX_REPORTED_FAULTS, Fault, format_value
from geo.faults.schemas import Location, suggest_nearest
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among

Names: TypeAlias = Callable[[], list[pd.Series]]

SIMILAR_PREFIX = 3
"""Characters at the begin or end that similar ids share."""
MAX_COMPARED_IDS = 1_000
"""Ids among which a similar one is looked for: each takes its time, for every fault anew."""


class ReferenceColumn:
    """What a column names, and which of it does not exist."""

    def __init__(
        self, column: pd.Series, known: pd.Series, rule: Phrase, names: Names = list
    ) -> None:
        """Compare a column with the ids that are known; the rule says what they are.

        `names` gives columns beside the known ids: who writes a name there means its id.
        """
        self.name = str(column.name)
        self.rule = rule
        self.unknown = set(column[column.notna() & ~mask_among(column, known)].unique())
        self.known, self.names = known, cache(names)
        self.mends: dict[str, str] = {}

    def mask_unknown(self, sheet: ColumnTable) -> Mask:
        """Mark rows that name what does not exist."""
        return mask_among(sheet.get_column(self.name), self.unknown)

    def check_reference(self, value: object, at: Location) -> Iterator[Fault]:
        """Yield a fault where a text names nothing; other types are the schema's business."""
        if isinstance(value, str) and value in self.unknown:
            if value not in self.mends and len(self.mends) < MAX_REPORTED_FAULTS:
                self.mends[value] = self._suggest_id(value)
            mend = self.mends.get(value) or phrase("mend.correct-reference")
            yield at.make_fault(self.name, format_value(value), self.rule, mend)

    def _suggest_id(self, value: str) -> str:
        """Return the question whether another id was meant; nothing where none is near."""
        for names in self.names():
            meant = self.known[mask_among(names, [value])].dropna()
            if len(meant):
                return phrase("mend.nearest-name", ident=meant.iloc[0])
        return suggest_nearest(value, find_similar_ids(value, self.known))


def find_similar_ids(value: str, known: pd.Series) -> list[str]:
    """Return ids that are worth comparing; of very many those that begin or end alike."""
    ids = known.dropna()
    if len(ids) > MAX_COMPARED_IDS:
        column = pa.chunked_array(ids)
        alike = pc.or_(
            pc.starts_with(column, value[:SIMILAR_PREFIX]),
            pc.ends_with(column, value[-SIMILAR_PREFIX:]),
        )
        ids = ids[alike.to_numpy()]
    found: list[str] = ids.iloc[:MAX_COMPARED_IDS].tolist()
    return found


def list_ids(terms: tuple[Term, ...]) -> pd.Series:
    """Return the ids of terms."""
    return pd.Series([term.id for term in terms], dtype="str")


def list_names(terms: tuple[Term, ...]) -> list[pd.Series]:
    """Return the names of terms, a column a language."""
    codes = dict.fromkeys(code for term in terms for code in term.name)
    return [pd.Series([term.name.get(code) for term in terms], dtype="str") for code in codes]


def list_place_names(raw: RawContent) -> list[pd.Series]:
    """Return the names of all places, a column a language."""
    return [
        raw.get_column(name)
        for name in content_tables.suffixed_columns("name", {}, raw.project.languages)
    ]
