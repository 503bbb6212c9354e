"""How much of a file is taken: one limit on memory, from which all others follow.

`--max-unpacked` raises it for one run. Each check asks before memory is asked for.
"""

import argparse
import time
from dataclasses import dataclass

from geo.errors import BadInput, Fault
from geo.phrases import phrase
from geo.schemas import At

MB = 1_000_000
DEFAULT_MB = 512
LARGEST_MB = 1_000_000
OPTION = "--max-unpacked"


@dataclass(frozen=True)
class Limits:
    """What one file may hold, in proportion to the memory that its content may take."""

    megabytes: int = DEFAULT_MB

    @property
    def memory(self) -> int:
        """Bytes of memory that the content of a file may take."""
        return self.megabytes * MB

    @property
    def text(self) -> int:
        """Bytes of a text, which stands in memory twice while it is decoded."""
        return self.memory // 2

    @property
    def columns(self) -> int:
        """Columns of one table: some two thousand by default."""
        return self.megabytes * 4

    @property
    def members(self) -> int:
        """Files in one archive, sheets of a workbook, tables of a GeoPackage."""
        return self.megabytes * 20

    @property
    def seconds(self) -> float:
        """Seconds that a file may take before its first row is given."""
        return self.megabytes / 20


class _Current:
    """The limits of this process; a command line sets them once, before anything is read."""

    limits = Limits()


def current() -> Limits:
    """Return the limits that hold now."""
    return _Current.limits


def set_limits(megabytes: int) -> None:
    """Let each file take so many megabytes from now on, in this process."""
    _Current.limits = Limits(megabytes)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that raises all limits together to a command."""
    parser.add_argument(
        OPTION, dest="max_unpacked", type=parse_megabytes, default=DEFAULT_MB, metavar="MB",
        help=f"megabytes of memory that the content of one file may take ({DEFAULT_MB})",
    )  # fmt: skip


def parse_megabytes(text: str) -> int:
    """Return a number of megabytes; argparse tells what is none."""
    value = int(text)
    if not 0 < value <= LARGEST_MB:
        refusal = f"{text!r} is no number of megabytes from 1 to {LARGEST_MB:,}"
        raise argparse.ArgumentTypeError(refusal)
    return value


def check_memory(name: str, needed: float, *, at_least: int = 0, found: str = "") -> None:
    """Raise `BadInput` where the content of a file would take more memory than it may.

    `at_least` is the size of a file that is stored as it is: what lies on the disk may be read.
    """
    if needed > max(current().memory, at_least):
        limit = phrase("limit.content", "{most:,} MB of content", most=current().megabytes)
        raise BadInput([exceeded(name, limit, found)])


def check_columns(name: str, count: int) -> None:
    """Raise `BadInput` for a table with more columns than one may have."""
    most = current().columns
    if count > most:
        found = phrase("found.columns", "{count:,} columns", count=count)
        raise BadInput(
            [exceeded(name, phrase("limit.columns", "{most:,} columns", most=most), found)]
        )


def check_members(name: str, count: int) -> None:
    """Raise `BadInput` for an archive, workbook or database of more parts than one may have."""
    most = current().members
    if count > most:
        raise BadInput(
            [exceeded(name, phrase("limit.members", "{most:,} files, sheets or tables", most=most))]
        )


class Deadline:
    """A moment until which a file must have been read."""

    def __init__(self, name: str) -> None:
        """Begin to count for the file of this name."""
        self.name = name
        self._ends = time.monotonic() + current().seconds

    def is_over(self) -> bool:
        """Return whether it has passed."""
        return time.monotonic() > self._ends

    def fault(self) -> Fault:
        """Return the fault of a file that is not read by then."""
        return exceeded(
            self.name,
            phrase("limit.seconds", "{most:,.0f} seconds of reading", most=current().seconds),
        )


def exceeded(name: str, limit: str, found: str = "") -> Fault:
    """Return the fault of a file that holds more than it may; it says which option raises that."""
    rule = phrase("file.too-large", "a file may hold at most {limit}", limit=limit)
    mend = phrase(
        "mend.max-unpacked",
        "is it what it should be? where you trust it, run again with --max-unpacked {more}",
        more=current().megabytes * 4,
    )
    return At(name).fault("", found, rule, mend)
