"""How much of a file is taken: one limit on memory, from which all others follow.

`--max-unpacked` raises it for one run. Each check asks before memory is asked for.
"""

import argparse
import time

from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location, format_numbered
from geo.faults.translation import phrase

MB = 1_000_000
DEFAULT_MB = 512
MAX_MB = 1_000_000
MAX_UNPACKED_OPTION = "--max-unpacked"


class Limits:
    """What one file may hold, in proportion to the memory that its content may take."""

    def __init__(self, megabytes: int = DEFAULT_MB) -> None:
        """Work out all limits from the megabytes of memory that the content may take."""
        self.megabytes = megabytes
        self.memory = megabytes * MB
        """Bytes of memory that the content of a file may take."""
        self.columns = megabytes * 4
        """Columns of one table: some two thousand by default."""
        self.rows = megabytes * 600
        """Rows of one import: each is matched with the places that are there, one by one."""
        self.between_tags = megabytes * 20_000
        """Bytes between two tags of XML, which its parsers keep in one piece."""
        self.value = self.memory // 8
        """Bytes of one value of a database: SQLite, GDAL, Arrow and Python each keep a copy."""
        self.entry = megabytes * 2_000
        """Bytes of one entry of OpenStreetMap's PBF, which takes a thousand times that: a megabyte.
        A relation of 32,000 members, the most that OpenStreetMap takes, has a third of it."""
        self.entries = megabytes * 250
        """Entries of a block of it, which usually has 8,000."""
        self.members = megabytes * 20
        """Files in one archive, sheets of a workbook, tables of a GeoPackage."""
        self.tables = megabytes * 8
        """Tables of a text of settings: kinds, layers and what else a map has several of."""
        self.layers = megabytes // 2
        """Files of an archive that are opened, one by one."""
        self.seconds = megabytes / 20
        """Seconds that a file may take before its first row is given."""


class _Current:
    """The limits of this process; a command line sets them once, before anything is read."""

    limits = Limits()


def current_limits() -> Limits:
    """Return the limits that hold now."""
    return _Current.limits


def set_limits(megabytes: int) -> None:
    """Let each file take so many megabytes from now on, in this process."""
    _Current.limits = Limits(megabytes)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that raises all limits together to a command."""
    parser.add_argument(
        MAX_UNPACKED_OPTION, dest="max_unpacked", type=parse_megabytes, default=DEFAULT_MB,
        metavar="MB",
        help=f"megabytes of memory that the content of one file may take ({DEFAULT_MB})",
    )  # fmt: skip


def parse_megabytes(text: str) -> int:
    """Return a number of megabytes; argparse tells what is none."""
    value = int(text)
    if not 0 < value <= MAX_MB:
        refusal = f"{text!r} is no number of megabytes from 1 to {MAX_MB:,}"
        raise argparse.ArgumentTypeError(refusal)
    return value


def check_memory(name: str, needed: float, *, at_least: int = 0, found: str = "") -> None:
    """Raise `InputError` where the content of a file would take more memory than it may.

    `at_least` is the size of a file that is stored as it is: what lies on the disk may be read.
    """
    if needed > max(current_limits().memory, at_least):
        limit = phrase("limit.content", most=current_limits().megabytes)
        raise InputError([limit_fault(name, limit, found)])


def check_columns(name: str, count: int) -> None:
    """Raise `InputError` for a table with more columns than one may have."""
    most = current_limits().columns
    if count > most:
        found = phrase("found.columns", count=count)
        raise InputError([limit_fault(name, phrase("limit.columns", most=most), found)])


def check_rows(name: str, count: int) -> None:
    """Raise `InputError` for a file of more rows than one import may bring."""
    most = current_limits().rows
    if count > most:
        found = phrase("found.rows", count=count)
        raise InputError([limit_fault(name, phrase("limit.rows", most=most), found)])


def check_members(name: str, count: int) -> None:
    """Raise `InputError` for an archive, workbook or database of more parts than one may have."""
    most = current_limits().members
    if count > most:
        raise InputError([limit_fault(name, phrase("limit.members", most=most))])


def check_layers(name: str, count: int) -> None:
    """Raise `InputError` for an archive of more files to be opened than one may have."""
    most = current_limits().layers
    if count > most:
        raise InputError([limit_fault(name, phrase("limit.layers", most=most))])


def check_tables(name: str, count: int) -> None:
    """Raise `InputError` for a text of settings with more tables than one may have."""
    most = current_limits().tables
    if count > most:
        raise InputError([limit_fault(name, phrase("limit.tables", most=most))])


class Deadline:
    """A moment until which a file must have been read."""

    def __init__(self, name: str) -> None:
        """Begin to count for the file of this name."""
        self.name = name
        self._ends = time.monotonic() + current_limits().seconds

    def is_over(self) -> bool:
        """Return whether it has passed."""
        return time.monotonic() > self._ends

    def make_fault(self) -> Fault:
        """Return the fault of a file that is not read by then."""
        return limit_fault(self.name, phrase("limit.seconds", most=current_limits().seconds))


def limit_fault(name: str, limit: str, found: str = "", line: int = 0) -> Fault:
    """Return the fault of a file that holds more than it may; it says which option raises that."""
    at = Location(name, line, format_numbered("line", line)) if line else Location(name)
    rule = phrase("file.too-large", limit=limit)
    mend = phrase("mend.max-unpacked", more=current_limits().megabytes * 4)
    return at.make_fault("", found, rule, mend)
