"""What a column names that may not exist, and what was meant by it."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import table
from geo.content import Raw
from geo.errors import MANY, Fault, shown
from geo.phrases import Phrase, phrase
from geo.project import Term
from geo.schemas import At, nearest
from geo.sheets import Mask, Sheet, among

Names: TypeAlias = Callable[[], list[pd.Series]]

ALIKE = 3
"""Characters at the begin or end that similar ids share."""
COMPARED = 1_000
"""Ids among which a similar one is looked for: each takes its time, for every fault anew."""


class Named:
    """What a column names, and which of it does not exist."""

    def __init__(
        self, column: pd.Series, known: pd.Series, rule: Phrase, names: Names = list
    ) -> None:
        """Compare a column with the ids that are known; the rule says what they are.

        `names` gives columns beside the known ids: who writes a name there means its id.
        """
        self.name = str(column.name)
        self.rule = rule
        self.wrong = set(column[column.notna() & ~among(column, known)].unique())
        self.known, self.names = known, cache(names)
        self.mends: dict[str, str] = {}

    def suspects(self, sheet: Sheet) -> Mask:
        """Mark rows that name what does not exist."""
        return among(sheet.column(self.name), self.wrong)

    def faults(self, value: object, at: At) -> Iterator[Fault]:
        """Yield a fault where a text names nothing; other types are the schema's business."""
        if isinstance(value, str) and value in self.wrong:
            if value not in self.mends and len(self.mends) < MANY:
                self.mends[value] = self._meant(value)
            mend = self.mends.get(value) or phrase(
                "mend.correct-reference", "correct the id or add what it names"
            )
            yield at.fault(self.name, shown(value), self.rule, mend)

    def _meant(self, value: str) -> str:
        """Return the question whether another id was meant; nothing where none is near."""
        for names in self.names():
            meant = self.known[among(names, [value])].dropna()
            if len(meant):
                return phrase(
                    "mend.nearest-name",
                    "did you mean “{ident}”, which has this name?",
                    ident=meant.iloc[0],
                )
        return nearest(value, near(value, self.known))


def near(value: str, known: pd.Series) -> list[str]:
    """Return ids that are worth comparing; of very many those that begin or end alike."""
    ids = known.dropna()
    if len(ids) > COMPARED:
        column = pa.chunked_array(ids)
        alike = pc.or_(pc.starts_with(column, value[:ALIKE]), pc.ends_with(column, value[-ALIKE:]))
        ids = ids[alike.to_numpy()]
    found: list[str] = ids.iloc[:COMPARED].tolist()
    return found


def ids_of(terms: tuple[Term, ...]) -> pd.Series:
    """Return the ids of terms."""
    return pd.Series([term.id for term in terms], dtype="str")


def names_of(terms: tuple[Term, ...]) -> list[pd.Series]:
    """Return the names of terms, a column a language."""
    codes = dict.fromkeys(code for term in terms for code in term.name)
    return [pd.Series([term.name.get(code) for term in terms], dtype="str") for code in codes]


def called(raw: Raw) -> list[pd.Series]:
    """Return the names of all places, a column a language."""
    return [raw.column(name) for name in table.suffixed("name", {}, raw.project.languages)]
