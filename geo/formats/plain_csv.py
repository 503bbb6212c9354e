"""A large `facts.csv` as programs write it, read in columns at once.

Only what reads the same either way is read like this; everything else, and every fault, goes the
strict way of `geo.formats.facts_csv`, row by row.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow

MIN_BYTES = 1_000_000
"""Bytes from which the strict way takes longer than it must."""
CHUNK_BYTES = 1 << 20
BLOCK_BYTES = 1 << 22
"""Bytes that are put into columns together."""
QUOTE_BYTE = ord('"')
QUOTE_NEIGHBOURS = np.frombuffer(b'",\n', "u1")
"""Bytes that stand on one side of each quotation mark that opens, closes or doubles."""


def read_header(path: Path) -> list[str] | None:
    """Return the header of a file that can be read like this, or nothing for any other."""
    if path.stat().st_size < MIN_BYTES or not _is_unambiguous(path):
        return None
    try:
        with path.open(encoding="utf-8-sig") as text:
            names = [name.strip() for name in next(csv.reader(text))]
    except csv.Error:  # a cell of more than a hundred thousand characters
        return None
    return names if len(set(names)) == len(names) else None


def iter_batches(
    path: Path, names: list[str]
) -> Iterator[tuple[pa.RecordBatch, NDArray[np.int64]]]:
    """Yield some thousand rows as columns of text, with the line where each begins.

    A row with more or fewer cells than the header, or what is no UTF-8, raises `pa.ArrowInvalid`.
    """
    line = 2
    with arrow.open_csv(
        path,
        arrow.ReadOptions(
            column_names=names, skip_rows=1, use_threads=False, block_size=BLOCK_BYTES
        ),
        arrow.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    ) as file:
        for batch in file:
            inner = _count_line_ends(batch)
            yield batch, line + np.arange(len(batch)) + np.cumsum(inner) - inner
            line += len(batch) + int(inner.sum())


def _is_unambiguous(path: Path) -> bool:
    """Return whether no quotation mark and no line end could be read in two ways."""
    before = b"\n"
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            held = before + piece
            marks = np.frombuffer(held, "u1")
            quotes = np.flatnonzero(marks[1:-1] == QUOTE_BYTE) + 1
            known = np.isin(marks[quotes - 1], QUOTE_NEIGHBOURS) | np.isin(
                marks[quotes + 1], QUOTE_NEIGHBOURS
            )
            if b"\r" in piece or b"\n\n" in held or not known.all():
                return False
            before = held[-2:]
    return True


def _count_line_ends(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """Return how many line ends stand within the cells of each row."""
    found = np.zeros(len(batch), "int64")
    for column in batch.columns:
        found += pc.count_substring(column, "\n").to_numpy()
    return found
