"""Which form a file has, and who reads it."""

from collections.abc import Callable
from pathlib import Path

from geo.faults.fault import FaultCollector, InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.importing import csv_files, excel_files, geojson_files, gis_files
from geo.importing.source_table import ReadingChoice, SourceTable
from geo.runtime import limits
from geo.runtime.file_access import open_regular
from geo.runtime.files import unreadable_fault

READERS_BY_SUFFIX: dict[str, Callable[[Path, str, ReadingChoice], SourceTable]] = {
    **dict.fromkeys(
        (
            ".geojson",
            ".json",
            ".geojsonl",
            ".geojsons",
            ".ndjson",
            ".jsonl",
            ".js",
            ".topojson",
            ".umap",
        ),
        lambda path, name, choice: geojson_files.read_geojson(path, name, choice.encoding),
    ),
    ".parquet": lambda path, name, _: gis_files.read_geoparquet(path, name),
    ".csv": lambda path, name, choice: csv_files.read_csv(path, name, choice.encoding),
    ".tsv": lambda path, name, choice: csv_files.read_csv(path, name, choice.encoding),
    ".txt": lambda path, name, choice: csv_files.read_csv(path, name, choice.encoding),
    ".xlsx": lambda path, name, choice: excel_files.read_workbook(path, name, choice.sheet),
    ".xlsm": lambda path, name, choice: excel_files.read_workbook(path, name, choice.sheet),
    **dict.fromkeys(
        (".gpkg", ".shp", ".zip", ".kml", ".kmz", ".gpx", ".fgb", ".gml"),
        gis_files.read_with_gdal,
    ),
}
"""By the end of a file's name."""


def read_table(path: Path, choice: ReadingChoice) -> SourceTable:
    """Read a file of places; raise `InputError` where it cannot be read whole."""
    name = path.name
    reader = READERS_BY_SUFFIX.get(path.suffix.lower())
    if reader is None:
        rule = phrase("import.form-unknown", ends=", ".join(sorted(READERS_BY_SUFFIX)))
        mend = "export it in one of these forms; what a file is must show in its name"
        raise InputError([Location(name).make_fault("", path.suffix, rule, mend)])
    try:
        with open_regular(path) as file:
            empty = not file.read(1)
    except OSError as error:
        raise InputError([unreadable_fault(name, error)]) from None
    if empty:
        rule, mend = phrase("import.no-places"), "export it anew"
        raise InputError([Location(name).make_fault("", phrase("found.empty-file"), rule, mend)])
    try:
        given = reader(path, name, choice)
    except InputError as bad:
        raise InputError(FaultCollector(bad.faults).list_faults()) from None
    limits.check_rows(name, len(given))
    if not len(given):
        rule, mend = (phrase("import.no-places"), "check what was exported")
        raise InputError(
            [Location(name).make_fault("", f"no {given.unit} with content", rule, mend)]
        )
    return given
