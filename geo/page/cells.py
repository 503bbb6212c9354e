"""Cells of a table as lists for JSON: missing ones are null, empty columns left out."""

from typing import Any

import pandas as pd

from geo.table import suffixed

Columns = dict[str, list[Any]]


def values(table: pd.DataFrame, name: str) -> list[Any]:
    """Return a column as plain values, `None` where one or the whole column is missing."""
    if name not in table.columns:
        return [None] * len(table)
    cells = table[name].astype("object")
    found: list[Any] = cells.where(cells.notna() & (cells != ""), None).tolist()
    return found


def said(name: str, cells: list[Any]) -> Columns:
    """Return a column under its name, or nothing where all its cells are empty."""
    return {name: cells} if any(cell is not None for cell in cells) else {}


def column(table: pd.DataFrame, name: str) -> Columns:
    """Return one column of a table under its own name."""
    return said(name, values(table, name))


def texts(table: pd.DataFrame, name: str, languages: tuple[str, ...]) -> Columns:
    """Return a text's columns as `name:zh`, `name:en` and so on."""
    return {
        key: cells
        for code, own in zip(languages, suffixed(name, {}, languages), strict=True)
        for key, cells in said(f"{name}:{code}", values(table, own)).items()
    }
