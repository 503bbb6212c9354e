"""Tables compared column by column: what was added, removed, renamed, and which cells differ."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from geo.diff import match, words
from geo.diff.changes import Asked, Change, Changes
from geo.diff.match import Pairs
from geo.diff.tables import Rows, plain
from geo.sheets import Mask

LOCALISED = ("name", "name_short", "note", "unit")
"""Properties whose column in the first language has no suffix."""
PROPERTY = "property."
"""Begins the kind of a change of one property; its column follows."""

Kinds = dict[str, Mask]
"""Which of the rows that stand in both differ, by kind of change."""
Teller = Callable[[int], Iterator[Change]]


def compare(asked: Asked, old: Rows, new: Rows) -> Changes:
    """Compare two tables without geometry."""
    pairs = match.paired(asked.section, old, new)
    kinds = differing(pairs)

    def tell(row: int) -> Iterator[Change]:
        yield from rename(asked, pairs, kinds, row)
        yield from cells(asked, pairs, kinds, row)

    return told(asked, pairs, kinds, tell)


def differing(pairs: Pairs) -> Kinds:
    """Return which rows have another id, and where each property differs, by name."""
    names = {*pairs.old.cells.columns, *pairs.new.cells.columns}
    renamed = pairs.new.cells.index.isin(pairs.renamed)
    properties = {f"{PROPERTY}{name}": _differs(pairs, name) for name in sorted(names)}
    return {"renamed": renamed, **properties}


def _differs(pairs: Pairs, name: str) -> Mask:
    before, after = pairs.old.column(name), pairs.new.column(name)
    if not (before.dtype == after.dtype == "float64"):
        before, after = _as_text(before), _as_text(after)
    gone, come = before.isna().to_numpy(), after.isna().to_numpy()
    mask: Mask = (gone != come) | (~gone & ~come & (before.to_numpy() != after.to_numpy()))
    return mask


def _as_text(column: pd.Series) -> pd.Series:
    """Return a column as text, numbers as the canonical form writes them."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.astype("object")
    return column.astype("object").map(lambda cell: f"{plain(cell)}", na_action="ignore")


def rename(asked: Asked, pairs: Pairs, kinds: Kinds, row: int) -> Iterator[Change]:
    """Yield that a row has another id now, where it has."""
    if kinds["renamed"][row]:
        ident = str(pairs.new.cells.index[row])
        sides = {"before": pairs.renamed[ident], "after": ident}
        said = words.of_rename(asked.section, sides["before"])
        yield Change(asked.section, ident, "renamed", said, sides)


def cells(asked: Asked, pairs: Pairs, kinds: Kinds, row: int) -> Iterator[Change]:
    """Yield the properties that differ in one row."""
    ident = str(pairs.new.cells.index[row])
    for kind, mask in kinds.items():
        if kind.startswith(PROPERTY) and mask[row]:
            name = kind.removeprefix(PROPERTY)
            stem, language = localised(name, asked.languages)
            sides = {"before": pairs.old.cell(name, row), "after": pairs.new.cell(name, row)}
            detail = {"property": stem, **({"language": language} if language else {}), **sides}
            yield Change(asked.section, ident, "property", words.of_property(detail), detail)


def localised(name: str, languages: Sequence[str]) -> tuple[str, str]:
    """Return a column's property and language, the latter empty where it has none."""
    for separator in "_.":
        stem, _, code = name.rpartition(separator)
        if stem and code in languages:
            return stem, code
    if name in languages:
        return "statement", name
    return name, languages[0] if name in LOCALISED and len(languages) > 1 else ""


def told(asked: Asked, pairs: Pairs, kinds: Kinds, tell: Teller) -> Changes:
    """Return all counts, and the changes of those rows that are among the first of some kind."""
    limit = asked.limit
    counts = {
        "added": len(pairs.added),
        "removed": len(pairs.removed),
        **{kind: int(mask.sum()) for kind, mask in kinds.items()},
    }
    rows = {row for mask in kinds.values() for row in np.flatnonzero(mask)[:limit].tolist()}
    found = [
        *_whole(asked, "added", pairs.added),
        *_whole(asked, "removed", pairs.removed),
        *(change for row in sorted(rows) for change in tell(row)),
    ]
    complete = limit is None or all(count <= limit for count in counts.values())
    there = {kind: count for kind, count in counts.items() if count}
    return Changes(asked.section, there, tuple(found), complete)


def _whole(asked: Asked, kind: str, rows: Rows) -> Iterator[Change]:
    """Yield rows that only one side has, with all that stands in them."""
    for row in range(len(rows))[: asked.limit]:
        held = {name: cell for name in rows.cells if (cell := rows.cell(name, row)) is not None}
        ident = str(rows.cells.index[row])
        told = {name: cell for name, cell in held.items() if name != "name" or cell not in ident}
        said = words.of_row(kind, told, asked.languages, located=rows.shapes[row] is not None)
        detail = {"after" if kind == "added" else "before": held}
        yield Change(asked.section, ident, kind, said, detail)
