"""Which form a file has, and who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInput, Findings
from geo.files import unreadable
from geo.formats.opening import open_regular
from geo.intake import csvtable, features, vectors, workbook
from geo.intake.given import Given
from geo.phrases import phrase
from geo.schemas import At


@dataclass(frozen=True)
class Choice:
    """What a person says about how a file is to be read."""

    table: str = ""
    """Table of a file that has several."""
    sheet: str = ""
    encoding: str = ""
    """Encoding of the text, where the file does not say it or says it wrongly."""


READERS: dict[str, Callable[[Path, str, Choice], Given]] = {
    ".geojson": lambda path, name, _: features.read(path, name),
    ".json": lambda path, name, _: features.read(path, name),
    ".parquet": lambda path, name, _: vectors.parquet(path, name),
    ".csv": lambda path, name, choice: csvtable.read(path, name, choice.encoding),
    ".tsv": lambda path, name, choice: csvtable.read(path, name, choice.encoding),
    ".txt": lambda path, name, choice: csvtable.read(path, name, choice.encoding),
    ".xlsx": lambda path, name, choice: workbook.read(path, name, choice.sheet),
    ".xlsm": lambda path, name, choice: workbook.read(path, name, choice.sheet),
    **dict.fromkeys(
        (".gpkg", ".shp", ".zip", ".kml", ".kmz", ".gpx", ".fgb"),
        lambda path, name, choice: vectors.by_gdal(path, name, choice.table, choice.encoding),
    ),
}
"""By the end of a file's name."""


def read(path: Path, choice: Choice) -> Given:
    """Read a file of places; raise `BadInput` where it cannot be read whole."""
    name = path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        rule = phrase(
            "import.form-unknown",
            "the name must end in one of {ends}",
            ends=", ".join(sorted(READERS)),
        )
        mend = "export it in one of these forms; what a file is must show in its name"
        raise BadInput([At(name).fault("", path.suffix, rule, mend)])
    try:
        with open_regular(path) as file:
            empty = not file.read(1)
    except OSError as error:
        raise BadInput([unreadable(name, error)]) from None
    if empty:
        rule, mend = phrase("import.no-places", "the file must hold places"), "export it anew"
        raise BadInput(
            [At(name).fault("", phrase("found.empty-file", "an empty file"), rule, mend)]
        )
    try:
        given = reader(path, name, choice)
    except BadInput as bad:
        raise BadInput(Findings(bad.faults).all()) from None
    if not len(given):
        rule, mend = (
            phrase("import.no-places", "the file must hold places"),
            "check what was exported",
        )
        raise BadInput([At(name).fault("", f"no {given.unit} with content", rule, mend)])
    return given
