"""Parquet, looked at before it is read: what its footer claims, and what a value repeated becomes.

Nothing of a Parquet file shows in its size: a value that a million rows share stands in it once.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import BadInput, shown
from geo.formats import limits
from geo.formats.opening import open_regular
from geo.phrases import phrase
from geo.schemas import At

MAGIC = b"PAR1"
CELL, ROW = 8, 300
"""Bytes of memory of a cell, a number or where a text ends, and of a row with its geometry."""
FOOTER = 8
"""Bytes at the end: the length of the footer, and the magic again."""
FACTOR = 16
"""How often a file may take its own size in memory, whatever the limit: it is compressed."""
SHARED_BEGINNINGS = "DELTA_BYTE_ARRAY"
"""An encoding in which each text may have the whole one before it as its beginning."""


def check_parquet(path: Path, name: str) -> None:
    """Raise `BadInput` where the rows of a file would take more memory than they may.

    What Arrow says of a damaged file is raised as Arrow has it.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    size = path.stat().st_size
    _check_footer(path, name, size)
    with pq.ParquetFile(path, pre_buffer=False) as file:
        footer = file.metadata
        limits.check_columns(name, footer.num_columns)
        taken = _Taken(name, size * FACTOR)
        widths = [file.schema.column(at).length or 0 for at in range(footer.num_columns)]
        taken.add(footer.num_rows * (ROW + sum(max(CELL, width) for width in widths)))
        chunks = [*_chunks(footer)]
        taken.add(sum(chunk.total_uncompressed_size for _, chunk in chunks))
    suspects = [
        (group, chunk)
        for group, chunk in chunks
        if chunk.physical_type == "BYTE_ARRAY"
        and chunk.num_values * chunk.total_uncompressed_size > taken.left
    ]
    if suspects:
        _check_repeated(path, suspects, taken)


class _Taken:
    """Bytes of memory that a file is known to take so far."""

    def __init__(self, name: str, at_least: int) -> None:
        self.name, self.at_least, self.bytes = name, at_least, 0

    @property
    def left(self) -> int:
        """Bytes that it may still take."""
        return max(limits.current().memory, self.at_least) - self.bytes

    def add(self, more: int) -> None:
        """Count more of them; raise `BadInput` where that is too much."""
        self.bytes += more
        limits.check_memory(self.name, self.bytes, at_least=self.at_least)


def _check_footer(path: Path, name: str, size: int) -> None:
    """Raise `BadInput` where the footer alone is more than a file's content may be."""
    with open_regular(path) as file:
        file.seek(max(0, size - FOOTER))
        length = int.from_bytes(file.read(4), "little")
    # Arrow makes objects of some ten times the footer's size
    limits.check_memory(name, min(length, size) * 10)


def _chunks(footer: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401  of pyarrow
    """Yield the number of the group of rows and what the footer says, for each column in it."""
    for group in range(footer.num_row_groups):
        held = footer.row_group(group)
        for column in range(footer.num_columns):
            yield group, held.column(column)


def _check_repeated(path: Path, suspects: list[tuple[int, Any]], taken: _Taken) -> None:
    """Raise `BadInput` where values that stand once and mean many rows would take too much."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    columns = sorted({chunk.path_in_schema for _, chunk in suspects})
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=columns) as file:
        for group, chunk in suspects:
            if SHARED_BEGINNINGS in chunk.encodings:
                taken.add(chunk.num_values * chunk.total_uncompressed_size)
            column = chunk.path_in_schema
            repeated = chunk.num_values * _longest(file, group, column, taken.name)
            taken.add(repeated if repeated <= taken.left else _expanded(file, group, column))


def _longest(file: Any, group: int, column: str, name: str) -> int:  # noqa: ANN401  of pyarrow
    """Return the bytes of the longest value that a column of a group of rows repeats."""
    batches = file.iter_batches(
        batch_size=1, row_groups=[group], columns=[column], use_threads=False
    )
    first = next(batches, None)
    if first is None:
        return 0
    held = first.column(0)  # a dictionary, unless it is within a list or a structure
    if not pa.types.is_dictionary(held.type):
        rule = phrase(
            "parquet.text-nested",
            "texts must stand in columns of their own, not within lists or structures",
        )
        mend = phrase("mend.plain-columns", "export the table with plain columns")
        raise BadInput([At(name).fault(shown(column)[1:-1], "", rule, mend)])
    return pc.max(pc.binary_length(held.dictionary)).as_py() or 0


def _expanded(file: Any, group: int, column: str) -> int:  # noqa: ANN401  of pyarrow
    """Return the bytes of all values of a column of a group of rows."""
    total = 0
    for batch in file.iter_batches(row_groups=[group], columns=[column], use_threads=False):
        held = batch.column(0)
        lengths = pc.binary_length(held.dictionary).take(held.indices)
        total += pc.sum(lengths).as_py() or 0
    return total
