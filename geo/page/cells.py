"""Cells of a table as lists for JSON: what is missing or empty is null, empty columns left out."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.table import suffixed

Columns = dict[str, list[Any]]


def rows(table: pd.DataFrame) -> pa.Table:
    """Return a table's columns, geometries apart, as they are cut into blocks without a copy."""
    plain = table.drop(columns="geometry", errors="ignore")
    found = pa.Table.from_pandas(pd.DataFrame(plain), preserve_index=False)
    for position, field in enumerate(found.schema):
        if pa.types.is_large_string(field.type) or pa.types.is_string(field.type):
            empty = pc.equal(found.column(position), "")
            if pc.any(empty).as_py():
                text = pc.if_else(empty, None, found.column(position))
                found = found.set_column(position, field, text)
    return found


def values(table: pa.Table, name: str) -> list[Any]:
    """Return a column as plain values, `None` where one or the whole column is missing."""
    if name not in table.column_names:
        return [None] * len(table)
    found: list[Any] = table.column(name).to_pylist()
    return found


def said(name: str, cells: list[Any]) -> Columns:
    """Return a column under its name, or nothing where all its cells are empty."""
    return {name: cells} if any(cell is not None for cell in cells) else {}


def column(table: pa.Table, name: str) -> Columns:
    """Return one column of a table under its own name."""
    return said(name, values(table, name))


def texts(table: pa.Table, name: str, languages: tuple[str, ...]) -> Columns:
    """Return a text's columns as `name:zh`, `name:en` and so on."""
    return {
        key: cells
        for code, own in zip(languages, suffixed(name, {}, languages), strict=True)
        for key, cells in said(f"{name}:{code}", values(table, own)).items()
    }
