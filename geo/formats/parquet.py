"""Parquet, looked at before it is read: what its footer claims, and what a value repeated becomes.

Nothing of a Parquet file shows in its size: a value that a million rows share stands in it once.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.compute as pc

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import nesting
from geo.runtime import limits
from geo.runtime.file_access import open_regular

MAGIC = b"PAR1"
CELL_BYTES, ROW_BYTES = 8, 300
"""Bytes of memory of a cell, a number or where a text ends, and of a row with its geometry."""
FOOTER_BYTES = 8
"""Bytes at the end: the length of the footer, and the magic again."""
TEXT_COPIES = 2
"""How often a text stands in memory: as Arrow has it, and as the cell that is made of it."""
MAX_EXPANSION = 16
"""How often a file may take its own size in memory, whatever the limit: it is compressed."""
PREFIX_ENCODING = "DELTA_BYTE_ARRAY"
"""An encoding in which each text may have the whole one before it as its beginning."""


def check_parquet(path: Path, name: str) -> None:
    """Raise `InputError` where the rows of a file would take more memory than they may.

    What Arrow says of a damaged file is raised as Arrow has it.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    size = path.stat().st_size
    _check_footer(path, name, size)
    with pq.ParquetFile(path, pre_buffer=False) as file:
        footer = file.metadata
        limits.check_columns(name, footer.num_columns)
        taken = _MemoryBudget(name, size * MAX_EXPANSION)
        widths = [file.schema.column(at).length or 0 for at in range(footer.num_columns)]
        taken.spend(footer.num_rows * (ROW_BYTES + sum(max(CELL_BYTES, width) for width in widths)))
        chunks = [*_column_chunks(footer)]
        taken.spend(TEXT_COPIES * sum(chunk.total_uncompressed_size for _, chunk in chunks))
    suspects = [
        (group, chunk)
        for group, chunk in chunks
        if chunk.physical_type == "BYTE_ARRAY"
        and TEXT_COPIES * chunk.num_values * chunk.total_uncompressed_size > taken.remaining
    ]
    if suspects:
        _check_repeated(path, suspects, taken)


def read_places(path: Path, name: str) -> gpd.GeoDataFrame:
    """Read GeoParquet that has been checked; `ValueError` where its metadata have another form."""
    try:
        _check_shapes(path, name)
        return gpd.read_parquet(path, use_threads=False, pre_buffer=False)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None


def _check_shapes(path: Path, name: str) -> None:
    """Raise `InputError` where the parts of a shape lie too deep in each other."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    with pq.ParquetFile(path, pre_buffer=False) as file:
        told = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b'{"columns": {}}'))
        for column in told["columns"]:
            if not _is_binary(file.schema_arrow.field(column).type):
                continue  # positions in lists, which cannot lie deep
            for batch in file.iter_batches(columns=[column], use_threads=False):
                nesting.check_wkb(batch.column(0), name)


def _is_binary(kind: pa.DataType) -> bool:
    """Return whether a column can hold shapes in WKB; text would hold them in hexadecimal."""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
        message = phrase("found.shapes-in-text")
        raise TypeError(message)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


class _MemoryBudget:
    """Bytes of memory that a file is known to take so far."""

    def __init__(self, name: str, at_least: int) -> None:
        self.name, self.at_least, self.bytes = name, at_least, 0

    @property
    def remaining(self) -> int:
        """Bytes that it may still take."""
        return max(limits.current_limits().memory, self.at_least) - self.bytes

    def spend(self, more: int) -> None:
        """Count more of them; raise `InputError` where that is too much."""
        self.bytes += more
        limits.check_memory(self.name, self.bytes, at_least=self.at_least)


def _check_footer(path: Path, name: str, size: int) -> None:
    """Raise `InputError` where the footer alone is more than a file's content may be."""
    with open_regular(path) as file:
        file.seek(max(0, size - FOOTER_BYTES))
        length = int.from_bytes(file.read(4), "little")
    # Arrow makes objects of some ten times the footer's size
    limits.check_memory(name, min(length, size) * 10)


def _column_chunks(footer: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401  of pyarrow
    """Yield the number of the group of rows and what the footer says, for each column in it."""
    for group in range(footer.num_row_groups):
        held = footer.row_group(group)
        for column in range(footer.num_columns):
            yield group, held.column(column)


def _check_repeated(path: Path, suspects: list[tuple[int, Any]], taken: _MemoryBudget) -> None:
    """Raise `InputError` where values that stand once and mean many rows would take too much."""
    import pyarrow.parquet as pq  # noqa: PLC0415  loads slowly: only where it is needed

    columns = sorted({chunk.path_in_schema for _, chunk in suspects})
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=columns) as file:
        for group, chunk in suspects:
            if PREFIX_ENCODING in chunk.encodings:
                taken.spend(TEXT_COPIES * chunk.num_values * chunk.total_uncompressed_size)
            column = chunk.path_in_schema
            repeated = (
                TEXT_COPIES
                * chunk.num_values
                * _longest_value_bytes(file, group, column, taken.name)
            )
            if repeated > taken.remaining:
                repeated = TEXT_COPIES * _expanded_bytes(file, group, column)
            taken.spend(repeated)


def _longest_value_bytes(file: Any, group: int, column: str, name: str) -> int:  # noqa: ANN401  of pyarrow
    """Return the bytes of the longest value that a column of a group of rows repeats."""
    batches = file.iter_batches(
        batch_size=1, row_groups=[group], columns=[column], use_threads=False
    )
    first = next(batches, None)
    if first is None:
        return 0
    held = first.column(0)  # a dictionary, unless it is within a list or a structure
    if not pa.types.is_dictionary(held.type):
        rule = phrase("parquet.text-nested")
        mend = phrase("mend.plain-columns")
        raise InputError([Location(name).make_fault(format_value(column)[1:-1], "", rule, mend)])
    return pc.max(pc.binary_length(held.dictionary)).as_py() or 0


def _expanded_bytes(file: Any, group: int, column: str) -> int:  # noqa: ANN401  of pyarrow
    """Return the bytes of all values of a column of a group of rows."""
    total = 0
    for batch in file.iter_batches(row_groups=[group], columns=[column], use_threads=False):
        held = batch.column(0)
        lengths = pc.binary_length(held.dictionary).take(held.indices)
        total += pc.sum(lengths).as_py() or 0
    return total
