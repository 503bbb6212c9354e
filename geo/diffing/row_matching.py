"""Which row of one table is which of the other: by id, and renamed ones by what they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from geo.diffing import shape_comparison
from geo.diffing.indexed_rows import IndexedRows

IDENTIFYING_COLUMNS = {"facts": ("place", "source", "start", "end"), "places": ("name",)}
"""What two rows share of which one may be the other under a new id, by section."""


@dataclass(frozen=True)
class MatchedRows:
    """The rows of two tables by what became of them."""

    old: IndexedRows
    """Rows that stand in both, in one order, renamed ones under their new id."""
    new: IndexedRows
    removed: IndexedRows
    added: IndexedRows
    renamed: Mapping[str, str]
    """Old id by new id."""


def match_rows(section: str, old: IndexedRows, new: IndexedRows) -> MatchedRows:
    """Match rows by id; then those left over that are alike, and like no others."""
    renamed = _find_renamed(section, old, new)
    back = {before: now for now, before in renamed.items()}
    index = pd.Index([back.get(ident, ident) for ident in old.cells.index], dtype="object")
    old = replace(old, cells=old.cells.set_axis(index))
    at = index.get_indexer(new.cells.index)
    left = ~np.isin(np.arange(len(old)), at)
    return MatchedRows(
        old.select_rows(at[at >= 0]),
        new.select_rows(at >= 0),
        old.select_rows(left),
        new.select_rows(at < 0),
        renamed,
    )


def _find_renamed(section: str, old: IndexedRows, new: IndexedRows) -> dict[str, str]:
    """Return old ids by new ones of rows that seem to differ in nothing but the id.

    The same geometry tells most; then the same name, or of a fact the same cited characters.
    """
    gone = old.select_rows(~old.cells.index.isin(new.cells.index))
    come = new.select_rows(~new.cells.index.isin(old.cells.index))
    found: dict[str, str] = {}
    for key in (
        _geometry_keys,
        lambda rows: _shared_value_keys(rows, IDENTIFYING_COLUMNS.get(section, ())),
    ):
        before, after = _unique_ids(key(gone)), _unique_ids(key(come))
        taken = set(found.values())
        for value in before.keys() & after.keys():
            if after[value] not in found and before[value] not in taken:
                found[after[value]] = before[value]
    return dict(sorted(found.items()))


def _geometry_keys(rows: IndexedRows) -> pd.Series:
    values = shapely.to_wkb(shape_comparison.normalise_shapes(rows.shapes))
    return pd.Series(values, index=rows.cells.index, dtype="object")


def _shared_value_keys(rows: IndexedRows, names: Sequence[str]) -> pd.Series:
    """Return what must be equal as one text per row; missing where any of it is."""
    if not names or not set(names) <= set(rows.cells.columns):
        return pd.Series(np.nan, index=rows.cells.index, dtype="object")
    given = rows.cells[list(names)]
    texts = [given[name].astype("str") for name in names]
    joined = texts[0].str.cat(texts[1:], sep="\n") if len(texts) > 1 else texts[0]
    return joined.where(given.notna().all(axis="columns"))


def _unique_ids(keys: pd.Series) -> dict[object, str]:
    """Return the id by key, of keys that only one row has."""
    kept = keys.dropna()
    kept = kept[~kept.duplicated(keep=False)]
    return dict(zip(kept, kept.index, strict=True))
