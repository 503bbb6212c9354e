"""Places and the backdrop compared: rows, and what lies on the map."""

from collections.abc import Iterator
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


def compare(asked: Asked, old: Rows, new: Rows) -> Changes:
    """Compare two tables of what has a geometry."""
    pairs = match.paired(asked.section, old, new)
    kinds = _kinds(pairs)

    def tell(row: int) -> Iterator[Change]:
        yield from rows.rename(asked, pairs, kinds, row)
        yield from _on_the_map(asked, pairs, kinds, row)
        yield from rows.cells(asked, pairs, kinds, row)

    return rows.told(asked, pairs, kinds, tell)


def _kinds(pairs: Pairs) -> Kinds:
    """Return what differs: position first, then how sure it is, then properties."""
    old, new = pairs.old, pairs.new
    had, has = shapes.dimension(old.shapes), shapes.dimension(new.shapes)
    differ = shapes.differ(old.shapes, new.shapes) & ~old.broken & ~new.broken
    drawn = differ & (had >= POINT) & (has >= POINT)
    before, after = _sureness(old), _sureness(new)
    known = (before >= 0) & (after >= 0)
    properties = rows.differing(pairs)
    never = np.zeros(len(new), "bool")
    located, unlocated = differ & (had < POINT), differ & (has < POINT)
    for name in POSITION:  # told with the position where there is a new one or none any more
        if (kind := f"{PROPERTY}{name}") in properties:
            properties[kind] = properties[kind] & ~located & ~unlocated
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


def _sureness(side: Rows) -> NDArray[np.int64]:
    """Return how surely each row is located, from 0; -1 where it is not or nobody knows."""
    radius = pd.to_numeric(side.column("uncertainty_m"), errors="coerce").astype("float64")
    found: NDArray[np.int64] = pd.Index(SURE).get_indexer(certainty(radius, side.shapes))
    return found


def _on_the_map(asked: Asked, pairs: Pairs, kinds: Kinds, row: int) -> Iterator[Change]:
    """Yield what has changed of one row beside its properties."""
    ident = str(pairs.new.cells.index[row])
    for kind, mask in kinds.items():
        if mask[row] and kind != "renamed" and not kind.startswith(PROPERTY):
            detail = _detail(kind, pairs, row)
            yield Change(asked.section, ident, kind, words.of_place(kind, detail), detail)


def _detail(kind: str, pairs: Pairs, row: int) -> dict[str, Any]:
    """Return a change for programs."""
    old, new = pairs.old.shapes[row], pairs.new.shapes[row]
    sides = {"before": pairs.old, "after": pairs.new}
    if kind == "moved":
        return shapes.moved(old, new)
    if kind == "reshaped":
        return shapes.measured(old, new)
    if kind == "redrawn":
        return {"before": old.geom_type, "after": new.geom_type}
    if kind in {"located", "unlocated"}:
        located = pairs.new if kind == "located" else pairs.old
        known = {name: located.cell(name, row) for name in POSITION}
        return {name: value for name, value in known.items() if value is not None}
    if kind.startswith("certainty-"):
        one = np.array([row])
        return {side: str(SURE[_sureness(held.take(one))[0]]) for side, held in sides.items()}
    name = "uncertainty_m" if kind == "radius" else kind
    return {side: held.cell(name, row) for side, held in sides.items()}
