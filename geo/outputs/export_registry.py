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

    form: str
    """What the page and the Data Package call it."""
    suffix: str
    """What stands in its name after the map's id."""
    resource: str
    """Name of the table that it holds, in the Data Package."""
    media_type: str
    write_file: Callable[[Content, Path], None]
    large: bool | None = None
    """Whether it is for maps of more than `LARGE_FROM` places, or for the others; `None`: all."""

    def file_name(self, ident: str) -> str:
        """Return the file's name for a map."""
        return f"{ident}{self.suffix}"


GEOPACKAGE = Export(
    "gpkg", ".gpkg", "places-and-facts", "application/geopackage+sqlite3", export.write_gpkg
)
"""All that a map knows, whatever its size."""
PARQUET_TYPE = "application/vnd.apache.parquet"
EXPORTS = (
    Export(
        "geojson", ".geojson", "places", "application/geo+json", export.write_geojson, large=False
    ),
    Export("csv", ".csv", "facts", "text/csv", export.write_csv, large=False),
    Export("parquet", ".parquet", "places", PARQUET_TYPE, export.write_places_parquet, large=True),
    Export(
        "facts_parquet",
        "-facts.parquet",
        "facts",
        PARQUET_TYPE,
        export.write_facts_parquet,
        large=True,
    ),
    GEOPACKAGE,
)
"""In the order in which a build tells of them."""


def iter_exports(content: Content) -> Iterator[Export]:
    """Yield the files that a map of this size gets."""
    large = len(content.tables.places) > LARGE_FROM
    return (each for each in EXPORTS if each.large in (None, large))
