"""Where a reader goes while a page is measured: places that stand alone, words that stand once.

`python -m tests.bench.probes DATA` prints them as JSON.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import STRtree

from tests.bench import peers

POPUPS = 3
SAMPLE = 400
LETTERS = 6
"""Letters of a name that are typed, one by one."""
PHRASE = 10
"""Characters of a fact that are pasted into the search."""


@dataclass(frozen=True)
class Probes:
    """What is done with each page of the same places."""

    alone: list[tuple[float, float, str]]
    """Latitude, longitude and name of places far from all others, for the click to a popup."""
    crowd: tuple[float, float]
    """A place in the midst of many, towards which the map is zoomed."""
    layer: int
    """Number of the layer with most places, for its switch."""
    name: str
    """Letters of a name, for the search a keystroke."""
    phrase: str
    """Characters that stand in one of the last facts and in no other."""


def find(data: Path) -> Probes:
    """Choose the probes of a folder of content, always the same ones."""
    tables = [rows for _, rows in peers.layers(data)]
    rows = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=tables[0].crs)
    points = rows[rows.geom_type == "Point"]
    middles = rows.geometry.representative_point()
    crowd = middles.iloc[_most_crowded(np.c_[middles.x, middles.y])]
    names = [part for part in " ".join(rows["names"].head(50)).split() if part.isascii()]
    return Probes(
        alone=_alone(rows, points),
        crowd=(float(crowd.y), float(crowd.x)),
        layer=int(np.argmax([len(table) for table in tables])),
        name=max(names, key=len, default="")[:LETTERS].lower(),
        phrase=_phrase(rows["facts"]),
    )


def _alone(rows: gpd.GeoDataFrame, points: gpd.GeoDataFrame) -> list[tuple[float, float, str]]:
    """Return the loneliest of some points: nothing else lies under a click on them."""
    sample = points.iloc[:: max(1, len(points) // SAMPLE)]
    lines = rows.geometry.where(rows.geom_type != "Polygon", rows.geometry.boundary)
    pairs, distances = STRtree(lines.to_numpy()).query_nearest(
        sample.geometry.to_numpy(), exclusive=True, return_distance=True, all_matches=False
    )
    loneliest = sample.iloc[pairs[0][np.argsort(-distances, kind="stable")][:POPUPS]]
    names = loneliest["names"].str.split().str[0]
    return list(zip(loneliest.geometry.y, loneliest.geometry.x, names, strict=True))


def _most_crowded(at: NDArray[np.float64]) -> int:
    """Return the number of a place in the fullest cell of a coarse grid."""
    size = np.maximum(np.ptp(at, axis=0), 1e-9)
    cells = ((at - at.min(axis=0)) / size * 200).astype(int) @ (1000, 1)
    _, first, amounts = np.unique(cells, return_index=True, return_counts=True)
    return int(first[np.argmax(amounts)])


def _phrase(facts: pd.Series) -> str:
    for text in facts.iloc[::-1]:
        phrase = text.split("<br>")[0][:PHRASE]
        if phrase and int(facts.str.contains(phrase, regex=False).sum()) == 1:
            return str(phrase)
    return ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(find(Path(sys.argv[1]))), ensure_ascii=False))
