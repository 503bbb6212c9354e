"""GeoPackages: SQLite files of plain tables, in which nothing runs and nothing reaches out.

A virtual table can read any file, so a file with one is refused. A view can be endless, and GDAL
runs each as it lists the tables: a file with views is read from a copy without them. Triggers run
when something is written, and a file that comes from elsewhere is only read.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import BadInput, Fault, shown
from geo.formats import limits
from geo.phrases import phrase
from geo.schemas import At

HEADER = b"SQLite format 3\0"
APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
"""What a GeoPackage says at this offset that it is; 1.0 and 1.1 had words of their own."""
APPLICATION_AT = 68
CONDITIONS = 500
"""Columns that are asked for at once: SQLite takes a thousand conditions."""
SMALLEST_ROW = 4
"""Bytes that a row takes in a file at least."""
STEPS = 100_000
"""Steps of SQLite between two looks at the clock."""
RTREE = re.compile(r'CREATE VIRTUAL TABLE (?:"(?:[^"]|"")*"|\w+) USING rtree\s*\(', re.IGNORECASE)
"""The one kind of virtual table that reads nothing but tables of its own file."""
OBJECTS = """
SELECT type, name, coalesce(sql, ''), rootpage FROM sqlite_master WHERE type IN ('table', 'view')
"""
VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"
WRITABLE = "PRAGMA writable_schema = ON"
TAKE_OUT = "DELETE FROM sqlite_master WHERE type IN ('view', 'trigger')"
LISTING = ("gpkg_geometry_columns", "gpkg_contents")
"""Tables in which a GeoPackage says what it holds."""
MISSING = "lower(table_name) NOT IN (SELECT lower(name) FROM sqlite_master WHERE type = 'table')"


def check_geopackage(path: Path, name: str) -> None:
    """Raise `BadInput` for a file with virtual tables, or with more than it may hold.

    What SQLite says of a damaged file is raised as `sqlite3.DatabaseError`.
    """
    deadline = limits.Deadline(name)
    with _reading(path) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.current().value)
        database.set_progress_handler(deadline.is_over, STEPS)
        try:
            faults = [*_faults(database, path, name)]
        except sqlite3.OperationalError:
            if not deadline.is_over():
                raise
            faults = [deadline.fault()]
    if faults:
        raise BadInput(faults)


def list_views(path: Path) -> tuple[str, ...]:
    """Return the names of the views of a GeoPackage."""
    with _reading(path) as database:
        found = database.execute(VIEWS).fetchall()
    return tuple(name for (name,) in found)


def copy_tables(path: Path, target: Path, name: str) -> None:
    """Copy a GeoPackage without its views and triggers; none of them runs meanwhile.

    Raises `BadInput` where the file is larger than what may be unpacked.
    """
    if path.stat().st_size > limits.current().memory:
        text = phrase(
            "limit.with-views",
            "{most:,} MB where it holds views",
            most=limits.current().megabytes,
        )
        raise BadInput([limits.exceeded(name, text)])
    with _reading(path) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)
        copy.execute(WRITABLE)
        copy.execute(TAKE_OUT)
        copy.commit()
    with closing(sqlite3.connect(target)) as copy:
        for table in LISTING:
            copy.execute(f"DELETE FROM {table} WHERE {MISSING}")  # noqa: S608  fixed words
        copy.commit()


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database in which nothing is written and the schema calls no function that acts."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        yield database


def _faults(database: sqlite3.Connection, path: Path, name: str) -> Iterator[Fault]:
    most = limits.current().members
    found = database.execute(f"{OBJECTS} LIMIT {most + 1}").fetchall()
    limits.check_members(name, len(found))
    for sort, held, statement, page in found:
        if sort == "table" and not page and not RTREE.match(statement):
            yield _reaching(name, held)
        elif page:
            yield from _table_faults(database, held, path.stat().st_size, name)


def _reaching(name: str, held: str) -> Fault:
    rule = phrase(
        "geopackage.not-plain",
        "a GeoPackage may hold plain tables only: no virtual table, no computed column",
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
    if size > limits.current().value and _has_long_value(database, quoted, columns):
        yield _too_long(name, table)


def _has_long_value(database: sqlite3.Connection, quoted: str, columns: list[Any]) -> bool:
    """Return whether a value is longer than one may be; a longer one is never read into memory."""
    most = limits.current().value
    named = [column.replace('"', '""') for _, column, *_ in columns]
    for some in (named[at : at + CONDITIONS] for at in range(0, len(named), CONDITIONS)):
        long = " OR ".join(f'length("{column}") > {most}' for column in some)
        try:
            if database.execute(f'SELECT 1 FROM "{quoted}" WHERE {long} LIMIT 1').fetchone():  # noqa: S608
                return True
        except sqlite3.DataError:  # a text, which is read for its length
            return True
    return False


def _too_long(name: str, table: str) -> Fault:
    most = limits.current().value // limits.MB
    limit = phrase("limit.value", "{most:,} MB in one value", most=most)
    return replace(limits.exceeded(name, limit), property=shown(table)[1:-1])


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
