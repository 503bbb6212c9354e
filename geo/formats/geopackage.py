"""GeoPackages: SQLite files of plain tables, in which nothing runs and nothing reaches out.

A view can be endless, and a virtual table can read any file. Triggers stay where they are: they
run when something is written, and a file that comes from elsewhere is only read.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from geo.errors import BadInput, Fault, shown
from geo.formats import limits
from geo.phrases import phrase
from geo.schemas import At

HEADER = b"SQLite format 3\0"
APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
"""What a GeoPackage says at this offset that it is; 1.0 and 1.1 had words of their own."""
APPLICATION_AT = 68
SMALLEST_ROW = 4
"""Bytes that a row takes in a file at least."""
STEPS = 100_000
"""Steps of SQLite between two looks at the clock."""
RTREE = re.compile(r'CREATE VIRTUAL TABLE (?:"(?:[^"]|"")*"|\w+) USING rtree\s*\(', re.IGNORECASE)
"""The one kind of virtual table that reads nothing but tables of its own file."""
OBJECTS = """
SELECT type, name, coalesce(sql, ''), rootpage FROM sqlite_master WHERE type IN ('table', 'view')
"""


def check_geopackage(path: Path, name: str) -> None:
    """Raise `BadInput` for a file with views, virtual tables, or more than it may hold.

    What SQLite says of a damaged file is raised as `sqlite3.DatabaseError`.
    """
    deadline = limits.Deadline(name)
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.set_progress_handler(deadline.is_over, STEPS)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        try:
            faults = [*_faults(database, path, name)]
        except sqlite3.OperationalError:
            if not deadline.is_over():
                raise
            faults = [deadline.fault()]
    if faults:
        raise BadInput(faults)


def _faults(database: sqlite3.Connection, path: Path, name: str) -> Iterator[Fault]:
    most = limits.current().members
    found = database.execute(f"{OBJECTS} LIMIT {most + 1}").fetchall()
    limits.check_members(name, len(found))
    for sort, held, statement, page in found:
        if sort == "view" or (not page and not RTREE.match(statement)):
            yield _reaching(name, held)
        elif page:
            yield from _table_faults(database, held, path.stat().st_size, name)


def _reaching(name: str, held: str) -> Fault:
    rule = phrase(
        "geopackage.not-plain",
        "a GeoPackage may hold plain tables only: no view, virtual table or computed column",
    )
    mend = phrase(
        "mend.plain-geopackage",
        "export what is meant into a GeoPackage of its own (QGIS: Export > Save Features As)",
    )
    return At(name).fault(shown(held)[1:-1], "", rule, mend)


def _table_faults(
    database: sqlite3.Connection, table: str, size: int, name: str
) -> Iterator[Fault]:
    """Yield what is wrong with a table: columns that are computed, more rows than bytes."""
    quoted = table.replace('"', '""')
    columns = database.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
    limits.check_columns(name, len(columns))
    if any(hidden for *_, hidden in columns):
        yield _reaching(name, table)
        return
    most = size // SMALLEST_ROW
    counting = f'SELECT count(*) FROM (SELECT 1 FROM "{quoted}" LIMIT {most + 1})'  # noqa: S608
    if database.execute(counting).fetchone()[0] > most:
        rule = phrase(
            "geopackage.rows-beyond-file",
            "a table cannot hold more rows than its file has room for",
        )
        mend = phrase(
            "mend.copy-again",
            "it is cut off, damaged or of another kind: copy it again or export it anew",
        )
        yield At(name).fault(shown(table)[1:-1], "", rule, mend)


def is_geopackage(begins: bytes) -> bool:
    """Return whether the first bytes of a file are those of a GeoPackage."""
    said = begins[APPLICATION_AT : APPLICATION_AT + 4]
    return begins.startswith(HEADER) and said in APPLICATIONS


def application_fault(name: str, begins: bytes) -> Fault:
    """Return the fault of an SQLite file that is no GeoPackage."""
    found = shown(begins[APPLICATION_AT : APPLICATION_AT + 4])
    rule = phrase(
        "file.other-form",
        "the file must be {form}, as its name says",
        form=phrase("form.geopackage", "a GeoPackage"),
    )
    return At(name).fault(
        "application_id", found, rule, phrase("mend.export-geopackage", "export it as a GeoPackage")
    )
