"""The files for reuse that a build writes beside the page: an entry for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.content.loader import Content
from geo.outputs import export

LARGE_FROM = 10_000
"""Places from which GeoParquet takes the place of GeoJSON, which no program opens at that size."""


@dataclass(frozen=True)
class Export:
    """One file for reuse, named after the map."""

    suffix: str
    """What stands in its name after the map's id."""
    write_file: Callable[[Content, Path], None]
    large: bool | None = None
    """Whether it is for maps of more than `LARGE_FROM` places, or for the others; `None`: all."""

    def file_name(self, ident: str) -> str:
        """Return the file's name for a map."""
        return f"{ident}{self.suffix}"


GEOPACKAGE = Export(".gpkg", export.write_gpkg)
"""All that a map knows, whatever its size."""
EXPORTS = (
    Export(".geojson", export.write_geojson, large=False),
    Export(".csv", export.write_csv, large=False),
    Export(".parquet", export.write_places_parquet, large=True),
    Export("-facts.parquet", export.write_facts_parquet, large=True),
    GEOPACKAGE,
)
"""In the order in which a build tells of them."""


def iter_exports(content: Content) -> Iterator[Export]:
    """Yield the files that a map of this size gets."""
    large = len(content.tables.places) > LARGE_FROM
    return (each for each in EXPORTS if each.large in (None, large))
