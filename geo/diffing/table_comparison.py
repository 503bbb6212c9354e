"""Tables compared column by column: what was added, removed, renamed, and which cells differ."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from geo.diffing import descriptions, row_matching
from geo.diffing.changes import Change, ComparisonRequest, SectionChanges
from geo.diffing.indexed_rows import IndexedRows, to_json_value
from geo.diffing.row_matching import MatchedRows
from geo.formats.column_table import Mask

FIRST_LANGUAGE_PROPERTIES = ("name", "name_short", "note", "unit")
"""Properties whose column in the first language has no suffix."""
PROPERTY_PREFIX = "property."
"""Begins the kind of a change of one property; its column follows."""

MasksByKind = dict[str, Mask]
"""Which of the rows that stand in both differ, by kind of change."""
RowChangeLister = Callable[[int], Iterator[Change]]


def compare_tables(asked: ComparisonRequest, old: IndexedRows, new: IndexedRows) -> SectionChanges:
    """Compare two tables without geometry."""
    pairs = row_matching.match_rows(asked.section, old, new)
    kinds = find_differences(pairs)

    def list_row_changes(row: int) -> Iterator[Change]:
        yield from list_rename(asked, pairs, kinds, row)
        yield from list_cell_changes(asked, pairs, kinds, row)

    return collect_changes(asked, pairs, kinds, list_row_changes)


def find_differences(pairs: MatchedRows) -> MasksByKind:
    """Return which rows have another id, and where each property differs, by name."""
    names = {*pairs.old.cells.columns, *pairs.new.cells.columns}
    renamed = pairs.new.cells.index.isin(pairs.renamed)
    properties = {
        f"{PROPERTY_PREFIX}{name}": _column_differs(pairs, name) for name in sorted(names)
    }
    return {"renamed": renamed, **properties}


def _column_differs(pairs: MatchedRows, name: str) -> Mask:
    before, after = pairs.old.get_column(name), pairs.new.get_column(name)
    if not (before.dtype == after.dtype == "float64"):
        before, after = _column_as_text(before), _column_as_text(after)
    gone, come = before.isna().to_numpy(), after.isna().to_numpy()
    mask: Mask = (gone != come) | (~gone & ~come & (before.to_numpy() != after.to_numpy()))
    return mask


def _column_as_text(column: pd.Series) -> pd.Series:
    """Return a column as text, numbers as the canonical form writes them."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.astype("object")
    return column.astype("object").map(lambda cell: f"{to_json_value(cell)}", na_action="ignore")


def list_rename(
    asked: ComparisonRequest, pairs: MatchedRows, kinds: MasksByKind, row: int
) -> Iterator[Change]:
    """Yield that a row has another id now, where it has."""
    if kinds["renamed"][row]:
        ident = str(pairs.new.cells.index[row])
        sides = {"before": pairs.renamed[ident], "after": ident}
        said = descriptions.describe_rename(asked.section, sides["before"])
        yield Change(asked.section, ident, "renamed", said, sides)


def list_cell_changes(
    asked: ComparisonRequest, pairs: MatchedRows, kinds: MasksByKind, row: int
) -> Iterator[Change]:
    """Yield the properties that differ in one row."""
    ident = str(pairs.new.cells.index[row])
    for kind, mask in kinds.items():
        if kind.startswith(PROPERTY_PREFIX) and mask[row]:
            name = kind.removeprefix(PROPERTY_PREFIX)
            stem, language = split_language(name, asked.languages)
            sides = {
                "before": pairs.old.get_cell(name, row),
                "after": pairs.new.get_cell(name, row),
            }
            detail = {"property": stem, **({"language": language} if language else {}), **sides}
            yield Change(
                asked.section, ident, "property", descriptions.describe_property(detail), detail
            )


def split_language(name: str, languages: Sequence[str]) -> tuple[str, str]:
    """Return a column's property and language, the latter empty where it has none."""
    for separator in "_.":
        stem, _, code = name.rpartition(separator)
        if stem and code in languages:
            return stem, code
    if name in languages:
        return "statement", name
    return name, languages[0] if name in FIRST_LANGUAGE_PROPERTIES and len(languages) > 1 else ""


def collect_changes(
    asked: ComparisonRequest, pairs: MatchedRows, kinds: MasksByKind, tell: RowChangeLister
) -> SectionChanges:
    """Return all counts, and the changes of those rows that are among the first of some kind."""
    limit = asked.limit
    counts = {
        "added": len(pairs.added),
        "removed": len(pairs.removed),
        **{kind: int(mask.sum()) for kind, mask in kinds.items()},
    }
    rows = {row for mask in kinds.values() for row in np.flatnonzero(mask)[:limit].tolist()}
    found = [
        *_list_whole_rows(asked, "added", pairs.added),
        *_list_whole_rows(asked, "removed", pairs.removed),
        *(change for row in sorted(rows) for change in tell(row)),
    ]
    complete = limit is None or all(count <= limit for count in counts.values())
    there = {kind: count for kind, count in counts.items() if count}
    return SectionChanges(asked.section, there, tuple(found), complete)


def _list_whole_rows(asked: ComparisonRequest, kind: str, rows: IndexedRows) -> Iterator[Change]:
    """Yield rows that only one side has, with all that stands in them."""
    for row in range(len(rows))[: asked.limit]:
        held = {name: cell for name in rows.cells if (cell := rows.get_cell(name, row)) is not None}
        ident = str(rows.cells.index[row])
        told = {
            name: cell for name, cell in held.items() if name != "name" or str(cell) not in ident
        }
        said = descriptions.describe_row(
            kind, told, asked.languages, located=rows.shapes[row] is not None
        )
        detail = {"after" if kind == "added" else "before": held}
        yield Change(asked.section, ident, kind, said, detail)
