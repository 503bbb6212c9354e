"""What an import would add, change and leave, place by place."""

from collections import Counter
from dataclasses import dataclass

from geo.formats.geojson import Json
from geo.importing.row_matching import MatchedBy


@dataclass(frozen=True)
class PropertyChange:
    """One property of a place before and after; `None` where there is none."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class PlannedRow:
    """What an import does with one row of the file."""

    row: int
    place: str
    """Id of the place; empty where the row is left whole."""
    feature: Json | None = None
    """The place as it would be."""
    by: MatchedBy | None = None
    """How an existing place was found; a new one was not."""
    changes: tuple[PropertyChange, ...] = ()
    moved: str = ""
    """Whereto and how far the position moves, in words."""
    left: tuple[str, ...] = ()
    """What is left of it, and why."""


@dataclass(frozen=True)
class ImportPlan:
    """The whole of an import."""

    rows: tuple[PlannedRow, ...]

    @property
    def added(self) -> list[PlannedRow]:
        """Rows that become new places."""
        return [row for row in self.rows if row.feature and row.by is None]

    @property
    def changed(self) -> list[PlannedRow]:
        """Rows that change a place."""
        return [row for row in self.rows if row.by and (row.changes or row.moved)]

    @property
    def left(self) -> list[PlannedRow]:
        """Rows of which something is left."""
        return [row for row in self.rows if row.left]

    @property
    def features(self) -> dict[str, Json]:
        """The places to write, by id."""
        return {row.place: row.feature for row in (*self.added, *self.changed) if row.feature}


def count_rows(plan: ImportPlan) -> Counter[str]:
    """Return how many rows are added, changed, left and as they are."""
    counts = Counter(
        {"added": len(plan.added), "changed": len(plan.changed), "left": len(plan.left)}
    )
    counts["same"] = sum(
        1 for row in plan.rows if row.by and not (row.changes or row.moved or row.left)
    )
    return counts
