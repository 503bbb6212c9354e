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

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.damaged_files import COPY_AGAIN
from geo.runtime import limits

SQLITE_HEADER = b"SQLite format 3\0"
APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")
"""What a GeoPackage says at this offset that it is; 1.0 and 1.1 had words of their own."""
APPLICATION_ID_OFFSET = 68
MAX_CONDITIONS = 500
"""Columns that are asked for at once: SQLite takes a thousand conditions."""
MIN_ROW_BYTES = 4
"""Bytes that a row takes in a file at least."""
PROGRESS_STEPS = 100_000
"""Steps of SQLite between two looks at the clock."""
RTREE_PATTERN = re.compile(
    r'CREATE VIRTUAL TABLE (?:"(?:[^"]|"")*"|\w+) USING rtree\s*\(', re.IGNORECASE
)
"""The one kind of virtual table that reads nothing but tables of its own file."""
LIST_OBJECTS_SQL = """
SELECT type, name, coalesce(sql, ''), rootpage FROM sqlite_master WHERE type IN ('table', 'view')
"""
LIST_VIEWS_SQL = "SELECT name FROM sqlite_master WHERE type = 'view'"
WRITABLE_SCHEMA_SQL = "PRAGMA writable_schema = ON"
DELETE_VIEWS_SQL = "DELETE FROM sqlite_master WHERE type IN ('view', 'trigger')"
CONTENT_TABLES = ("gpkg_geometry_columns", "gpkg_contents")
"""Tables in which a GeoPackage says what it holds."""
MISSING_TABLE_SQL = (
    "lower(table_name) NOT IN (SELECT lower(name) FROM sqlite_master WHERE type = 'table')"
)


def check_geopackage(path: Path, name: str) -> None:
    """Raise `InputError` for a file with virtual tables, or with more than it may hold.

    What SQLite says of a damaged file is raised as `sqlite3.DatabaseError`.
    """
    deadline = limits.Deadline(name)
    with _open_read_only(path) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.current_limits().value)
        database.set_progress_handler(deadline.is_over, PROGRESS_STEPS)
        try:
            faults = [*_find_faults(database, path, name)]
        except sqlite3.OperationalError:
            if not deadline.is_over():
                raise
            faults = [deadline.make_fault()]
    if faults:
        raise InputError(faults)


def list_views(path: Path) -> tuple[str, ...]:
    """Return the names of the views of a GeoPackage."""
    with _open_read_only(path) as database:
        found = database.execute(LIST_VIEWS_SQL).fetchall()
    return tuple(name for (name,) in found)


def copy_tables(path: Path, target: Path, name: str) -> None:
    """Copy a GeoPackage without its views and triggers; none of them runs meanwhile.

    Raises `InputError` where the file is larger than what may be unpacked.
    """
    if path.stat().st_size > limits.current_limits().memory:
        text = phrase("limit.with-views", most=limits.current_limits().megabytes)
        raise InputError([limits.limit_fault(name, text)])
    with _open_read_only(path) as whole, closing(sqlite3.connect(target)) as copy:
        whole.backup(copy)
        copy.execute(WRITABLE_SCHEMA_SQL)
        copy.execute(DELETE_VIEWS_SQL)
        copy.commit()
    with closing(sqlite3.connect(target)) as copy:
        for table in CONTENT_TABLES:
            copy.execute(f"DELETE FROM {table} WHERE {MISSING_TABLE_SQL}")  # noqa: S608  fixed words
        copy.commit()


@contextmanager
def _open_read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database in which nothing is written and the schema calls no function that acts."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        yield database


def _find_faults(database: sqlite3.Connection, path: Path, name: str) -> Iterator[Fault]:
    most = limits.current_limits().members
    found = database.execute(f"{LIST_OBJECTS_SQL} LIMIT {most + 1}").fetchall()
    limits.check_members(name, len(found))
    for sort, held, statement, page in found:
        if sort == "table" and not page and not RTREE_PATTERN.match(statement):
            yield _plain_table_fault(name, held)
        elif page:
            yield from _check_table(database, held, path.stat().st_size, name)


def _plain_table_fault(name: str, held: str) -> Fault:
    rule = phrase("geopackage.not-plain")
    mend = phrase("mend.plain-geopackage")
    return Location(name).make_fault(format_value(held)[1:-1], "", rule, mend)


def _check_table(database: sqlite3.Connection, table: str, size: int, name: str) -> Iterator[Fault]:
    """Yield what is wrong with a table: columns that are computed, more rows than bytes."""
    quoted = table.replace('"', '""')
    columns = database.execute(f'PRAGMA table_xinfo("{quoted}")').fetchall()
    limits.check_columns(name, len(columns))
    if any(hidden for *_, hidden in columns):
        yield _plain_table_fault(name, table)
        return
    most = size // MIN_ROW_BYTES
    counting = f'SELECT count(*) FROM (SELECT 1 FROM "{quoted}" LIMIT {most + 1})'  # noqa: S608
    if database.execute(counting).fetchone()[0] > most:
        rule = phrase("geopackage.rows-beyond-file")
        yield Location(name).make_fault(format_value(table)[1:-1], "", rule, COPY_AGAIN)
    if size > limits.current_limits().value and _has_long_value(database, quoted, columns):
        yield _long_value_fault(name, table)


def _has_long_value(database: sqlite3.Connection, quoted: str, columns: list[Any]) -> bool:
    """Return whether a value is longer than one may be; a longer one is never read into memory."""
    most = limits.current_limits().value
    named = [column.replace('"', '""') for _, column, *_ in columns]
    for some in (named[at : at + MAX_CONDITIONS] for at in range(0, len(named), MAX_CONDITIONS)):
        long = " OR ".join(f'length("{column}") > {most}' for column in some)
        try:
            if database.execute(f'SELECT 1 FROM "{quoted}" WHERE {long} LIMIT 1').fetchone():  # noqa: S608
                return True
        except sqlite3.DataError:  # a text, which is read for its length
            return True
    return False


def _long_value_fault(name: str, table: str) -> Fault:
    most = limits.current_limits().value // limits.MB
    limit = phrase("limit.value", most=most)
    return replace(limits.limit_fault(name, limit), property=format_value(table)[1:-1])


def is_geopackage(begins: bytes) -> bool:
    """Return whether the first bytes of a file are those of a GeoPackage."""
    said = begins[APPLICATION_ID_OFFSET : APPLICATION_ID_OFFSET + 4]
    return begins.startswith(SQLITE_HEADER) and said in APPLICATION_IDS


def application_fault(name: str, begins: bytes) -> Fault:
    """Return the fault of an SQLite file that is no GeoPackage."""
    found = format_value(begins[APPLICATION_ID_OFFSET : APPLICATION_ID_OFFSET + 4])
    rule = phrase("file.other-form", form=phrase("form.geopackage"))
    return Location(name).make_fault(
        "application_id", found, rule, phrase("mend.export-geopackage")
    )
