"""Places and the backdrop compared: rows, and what lies on the map."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.content.places import Certainty, certainty_of_radius
from geo.diffing import descriptions, row_matching, shape_comparison, table_comparison
from geo.diffing.changes import Change, ComparisonRequest, SectionChanges
from geo.diffing.indexed_rows import IndexedRows
from geo.diffing.row_matching import MatchedRows
from geo.diffing.table_comparison import PROPERTY_PREFIX, MasksByKind

CERTAINTY_ORDER = (Certainty.UNCERTAIN, Certainty.LESS_CERTAIN, Certainty.CERTAIN)
"""From the least to the surest."""
POINT_DIMENSION = 0
TOLD_WITH_MOVE = ("located_by", "uncertainty_m")


@dataclass(frozen=True)
class PlaceComparison:
    """Two tables of what has a geometry, row by row."""

    asked: ComparisonRequest
    pairs: MatchedRows

    @cached_property
    def certainty_ranks(self) -> dict[str, NDArray[np.int64]]:
        """How surely each row is located, from 0; -1 where it is not or nobody knows."""
        return {"before": _certainty_rank(self.pairs.old), "after": _certainty_rank(self.pairs.new)}

    @cached_property
    def changed_rows(self) -> MasksByKind:
        """What differs: position first, then how sure it is, then properties."""
        old, new = self.pairs.old, self.pairs.new
        had, has = (
            shape_comparison.shape_dimensions(old.shapes),
            shape_comparison.shape_dimensions(new.shapes),
        )
        differ = (
            shape_comparison.find_changed_shapes(old.shapes, new.shapes) & ~old.broken & ~new.broken
        )
        drawn = differ & (had >= POINT_DIMENSION) & (has >= POINT_DIMENSION)
        located, unlocated = differ & (had < POINT_DIMENSION), differ & (has < POINT_DIMENSION)
        before, after = self.certainty_ranks.values()
        known = (before >= 0) & (after >= 0)
        properties = table_comparison.find_differences(self.pairs)
        for (
            name
        ) in TOLD_WITH_MOVE:  # told with the position where there is a new one or none any more
            if (kind := f"{PROPERTY_PREFIX}{name}") in properties:
                properties[kind] = properties[kind] & ~located & ~unlocated
        never = np.zeros(len(new), "bool")
        return {
            "renamed": properties.pop("renamed"),
            "moved": drawn & (had == POINT_DIMENSION) & (has == POINT_DIMENSION),
            "reshaped": drawn & (had == has) & (had != POINT_DIMENSION),
            "redrawn": drawn & (had != has),
            "located": located,
            "unlocated": unlocated,
            "radius": properties.pop(f"{PROPERTY_PREFIX}uncertainty_m", never),
            "certainty-improved": known & (after > before),
            "certainty-worsened": known & (after < before),
            "layer": properties.pop(f"{PROPERTY_PREFIX}layer", never),
            **properties,
        }

    def list_changes(self, row: int) -> Iterator[Change]:
        """Yield what has changed of one row."""
        yield from table_comparison.list_rename(self.asked, self.pairs, self.changed_rows, row)
        ident = str(self.pairs.new.cells.index[row])
        for kind, mask in self.changed_rows.items():
            if mask[row] and kind != "renamed" and not kind.startswith(PROPERTY_PREFIX):
                detail = self.change_detail(kind, row)
                yield Change(
                    self.asked.section,
                    ident,
                    kind,
                    descriptions.describe_place_change(kind, detail),
                    detail,
                )
        yield from table_comparison.list_cell_changes(
            self.asked, self.pairs, self.changed_rows, row
        )

    def change_detail(self, kind: str, row: int) -> dict[str, object]:
        """Return a change for programs."""
        old, new = self.pairs.old.shapes[row], self.pairs.new.shapes[row]
        if kind == "moved":
            return shape_comparison.describe_move(old, new)
        if kind == "reshaped":
            return shape_comparison.describe_reshape(old, new)
        if kind == "redrawn":
            return {"before": old.geom_type, "after": new.geom_type}
        if kind.startswith("certainty-"):
            return {
                side: str(CERTAINTY_ORDER[sure[row]]) for side, sure in self.certainty_ranks.items()
            }
        if kind in {"located", "unlocated"}:
            side = self.pairs.new if kind == "located" else self.pairs.old
            known = {name: side.get_cell(name, row) for name in TOLD_WITH_MOVE}
            return {name: value for name, value in known.items() if value is not None}
        name = "uncertainty_m" if kind == "radius" else kind
        sides = {"before": self.pairs.old, "after": self.pairs.new}
        return {side: held.get_cell(name, row) for side, held in sides.items()}


def compare_places(asked: ComparisonRequest, old: IndexedRows, new: IndexedRows) -> SectionChanges:
    """Compare two tables of what has a geometry."""
    compared = PlaceComparison(asked, row_matching.match_rows(asked.section, old, new))
    return table_comparison.collect_changes(
        asked, compared.pairs, compared.changed_rows, compared.list_changes
    )


def _certainty_rank(side: IndexedRows) -> NDArray[np.int64]:
    radius = pd.to_numeric(side.get_column("uncertainty_m"), errors="coerce").astype("float64")
    found: NDArray[np.int64] = pd.Index(CERTAINTY_ORDER).get_indexer(
        certainty_of_radius(radius, side.shapes)
    )
    return found
