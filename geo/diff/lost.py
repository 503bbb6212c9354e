"""What one side may hold in a file that could not be read: nobody can call it added or removed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo.content import Raw
from geo.diff.tables import Rows, Side

LOSING = frozenset({"", "type", "properties", "features"})
"""Properties told by faults with which a row or all of a file is left out."""
FACTS = "facts"


def without(side: Side, other: Side, other_raw: Raw) -> Side:
    """Return a side less what the other one may have too, in files that it could not read."""
    files = {fault.file for fault in other_raw.faults if fault.property in LOSING}
    files |= {fault.file for fault in other_raw.faults if fault.file in _empty(other_raw)}
    lost = {name.partition("/")[2] for name in files}
    layers = {layer.id for layer in other_raw.project.layers if layer.file in lost}
    stems = {Path(name).stem for name in lost}
    places = _kept(side.places, other.places, layers, lambda rows: rows.column("layer"))
    areas = Path(other_raw.project.areas).stem
    facts = _kept(side.facts, other.facts, stems, lambda rows: _all(rows, FACTS))
    regions = _kept(side.areas, other.areas, stems, lambda rows: _all(rows, areas))
    under = _kept(side.backdrop, other.backdrop, stems, _file)
    words = {code: held for code, held in side.words.items() if code not in stems - {*other.words}}
    return replace(side, places=places, areas=regions, facts=facts, backdrop=under, words=words)


def _empty(raw: Raw) -> set[str]:
    """Return the files of which nothing at all was read."""
    files = {
        f"{raw.folder}/{layer.file}"
        for layer in raw.project.layers
        if not len(raw.layers[layer.id])
    }
    return files if len(raw.facts) else {*files, raw.facts.sheet.file}


def _kept(rows: Rows, other: Rows, lost: set[str], group: Callable[[Rows], pd.Series]) -> Rows:
    if not lost:
        return rows
    gone = group(rows).isin(lost).to_numpy() & ~rows.cells.index.isin(other.cells.index)
    return rows.take(~gone)


def _file(rows: Rows) -> pd.Series:
    """Return the file's name with which ids of the backdrop begin."""
    return rows.cells.index.to_series().str.partition("/")[0]


def _all(rows: Rows, name: str) -> pd.Series:
    return pd.Series(name, index=rows.cells.index)
