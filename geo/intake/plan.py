"""What an import would add, change and leave, place by place."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from geo.geojson import Json
from geo.intake.matching import By


@dataclass(frozen=True)
class Change:
    """One property of a place before and after; `None` where there is none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Row:
    """What an import does with one row of the file."""

    row: int
    place: str
    """Id of the place; empty where the row is left whole."""
    feature: Json | None = None
    """The place as it would be."""
    by: By | None = None
    """How an existing place was found; a new one was not."""
    changes: tuple[Change, ...] = ()
    moved: str = ""
    """Whereto and how far the position moves, in words."""
    left: tuple[str, ...] = ()
    """What is left of it, and why."""


@dataclass(frozen=True)
class Plan:
    """The whole of an import."""

    rows: tuple[Row, ...]

    @property
    def added(self) -> list[Row]:
        """Rows that become new places."""
        return [row for row in self.rows if row.feature and row.by is None]

    @property
    def changed(self) -> list[Row]:
        """Rows that change a place."""
        return [row for row in self.rows if row.by and (row.changes or row.moved)]

    @property
    def left(self) -> list[Row]:
        """Rows of which something is left."""
        return [row for row in self.rows if row.left]

    @property
    def features(self) -> dict[str, Json]:
        """The places to write, by id."""
        return {row.place: row.feature for row in (*self.added, *self.changed) if row.feature}


def tally(plan: Plan) -> Counter[str]:
    """Return how many rows are added, changed, left and as they are."""
    counts = Counter(
        {"added": len(plan.added), "changed": len(plan.changed), "left": len(plan.left)}
    )
    counts["same"] = sum(
        1 for row in plan.rows if row.by and not (row.changes or row.moved or row.left)
    )
    return counts
