"""Places and the backdrop compared: rows, and what lies on the map."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.diff import match, rows, shapes, words
from geo.diff.changes import Asked, Change, Changes
from geo.diff.match import Pairs
from geo.diff.rows import PROPERTY, Kinds
from geo.diff.tables import Rows
from geo.places import Certainty, certainty

SURE = (Certainty.UNCERTAIN, Certainty.LESS_CERTAIN, Certainty.CERTAIN)
"""From the least to the surest."""
POINT = 0
POSITION = ("located_by", "uncertainty_m")


@dataclass(frozen=True)
class Compared:
    """Two tables of what has a geometry, row by row."""

    asked: Asked
    pairs: Pairs

    @cached_property
    def sure(self) -> dict[str, NDArray[np.int64]]:
        """How surely each row is located, from 0; -1 where it is not or nobody knows."""
        return {"before": _sureness(self.pairs.old), "after": _sureness(self.pairs.new)}

    @cached_property
    def kinds(self) -> Kinds:
        """What differs: position first, then how sure it is, then properties."""
        old, new = self.pairs.old, self.pairs.new
        had, has = shapes.dimension(old.shapes), shapes.dimension(new.shapes)
        differ = shapes.differ(old.shapes, new.shapes) & ~old.broken & ~new.broken
        drawn = differ & (had >= POINT) & (has >= POINT)
        located, unlocated = differ & (had < POINT), differ & (has < POINT)
        before, after = self.sure.values()
        known = (before >= 0) & (after >= 0)
        properties = rows.differing(self.pairs)
        for name in POSITION:  # told with the position where there is a new one or none any more
            if (kind := f"{PROPERTY}{name}") in properties:
                properties[kind] = properties[kind] & ~located & ~unlocated
        never = np.zeros(len(new), "bool")
        return {
            "renamed": properties.pop("renamed"),
            "moved": drawn & (had == POINT) & (has == POINT),
            "reshaped": drawn & (had == has) & (had != POINT),
            "redrawn": drawn & (had != has),
            "located": located,
            "unlocated": unlocated,
            "radius": properties.pop(f"{PROPERTY}uncertainty_m", never),
            "certainty-improved": known & (after > before),
            "certainty-worsened": known & (after < before),
            "layer": properties.pop(f"{PROPERTY}layer", never),
            **properties,
        }

    def tell(self, row: int) -> Iterator[Change]:
        """Yield what has changed of one row."""
        yield from rows.rename(self.asked, self.pairs, self.kinds, row)
        ident = str(self.pairs.new.cells.index[row])
        for kind, mask in self.kinds.items():
            if mask[row] and kind != "renamed" and not kind.startswith(PROPERTY):
                detail = self.detail(kind, row)
                yield Change(self.asked.section, ident, kind, words.of_place(kind, detail), detail)
        yield from rows.cells(self.asked, self.pairs, self.kinds, row)

    def detail(self, kind: str, row: int) -> dict[str, Any]:
        """Return a change for programs."""
        old, new = self.pairs.old.shapes[row], self.pairs.new.shapes[row]
        if kind == "moved":
            return shapes.moved(old, new)
        if kind == "reshaped":
            return shapes.measured(old, new)
        if kind == "redrawn":
            return {"before": old.geom_type, "after": new.geom_type}
        if kind.startswith("certainty-"):
            return {side: str(SURE[sure[row]]) for side, sure in self.sure.items()}
        if kind in {"located", "unlocated"}:
            side = self.pairs.new if kind == "located" else self.pairs.old
            known = {name: side.cell(name, row) for name in POSITION}
            return {name: value for name, value in known.items() if value is not None}
        name = "uncertainty_m" if kind == "radius" else kind
        sides = {"before": self.pairs.old, "after": self.pairs.new}
        return {side: held.cell(name, row) for side, held in sides.items()}


def compare(asked: Asked, old: Rows, new: Rows) -> Changes:
    """Compare two tables of what has a geometry."""
    compared = Compared(asked, match.paired(asked.section, old, new))
    return rows.told(asked, compared.pairs, compared.kinds, compared.tell)


def _sureness(side: Rows) -> NDArray[np.int64]:
    radius = pd.to_numeric(side.column("uncertainty_m"), errors="coerce").astype("float64")
    found: NDArray[np.int64] = pd.Index(SURE).get_indexer(certainty(radius, side.shapes))
    return found
