"""What one side may hold in a file that could not be read: nobody can call it added or removed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo.content.loader import RawContent
from geo.diffing.indexed_rows import ComparisonSide, IndexedRows

LOSING_PROPERTIES = frozenset({"", "type", "properties", "features"})
"""Properties told by faults with which a row or all of a file is left out."""
FACTS_STEM = "facts"


def drop_unreadable(
    side: ComparisonSide, other: ComparisonSide, other_raw: RawContent
) -> ComparisonSide:
    """Return a side less what the other one may have too, in files that it could not read."""
    files = {fault.file for fault in other_raw.faults if fault.property in LOSING_PROPERTIES}
    files |= {fault.file for fault in other_raw.faults if fault.file in _empty_files(other_raw)}
    lost = {name.partition("/")[2] for name in files}
    layers = {layer.id for layer in other_raw.project.layers if layer.file in lost}
    stems = {Path(name).stem for name in lost}
    places = _drop_lost_rows(
        side.places, other.places, layers, lambda rows: rows.get_column("layer")
    )
    areas = Path(other_raw.project.areas).stem
    facts = _drop_lost_rows(
        side.facts, other.facts, stems, lambda rows: _constant_column(rows, FACTS_STEM)
    )
    regions = _drop_lost_rows(
        side.areas, other.areas, stems, lambda rows: _constant_column(rows, areas)
    )
    under = _drop_lost_rows(side.backdrop, other.backdrop, stems, _backdrop_file)
    words = {code: held for code, held in side.words.items() if code not in stems - {*other.words}}
    return replace(side, places=places, areas=regions, facts=facts, backdrop=under, words=words)


def _empty_files(raw: RawContent) -> set[str]:
    """Return the files of which nothing at all was read."""
    files = {
        f"{raw.folder}/{layer.file}"
        for layer in raw.project.layers
        if not len(raw.layers[layer.id])
    }
    return files if len(raw.facts) else {*files, raw.facts.sheet.file}


def _drop_lost_rows(
    rows: IndexedRows, other: IndexedRows, lost: set[str], group: Callable[[IndexedRows], pd.Series]
) -> IndexedRows:
    if not lost:
        return rows
    gone = group(rows).isin(lost).to_numpy() & ~rows.cells.index.isin(other.cells.index)
    return rows.select_rows(~gone)


def _backdrop_file(rows: IndexedRows) -> pd.Series:
    """Return the file's name with which ids of the backdrop begin."""
    return rows.cells.index.to_series().str.partition("/")[0]


def _constant_column(rows: IndexedRows, name: str) -> pd.Series:
    return pd.Series(name, index=rows.cells.index)
