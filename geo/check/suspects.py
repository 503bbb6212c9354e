"""Fast tests over whole columns: they mark every row that a rule might find fault with.

What they do not mark is sound; what they mark is judged by the rule itself, row by row, so that
large files are told of in the words of small ones.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import characters, schemas
from geo.sheets import Mask, Sheet

PLAIN = {"description", "type", "minLength", "maxLength"}
"""What a schema says of a text of which only the length counts."""
FORBIDDEN = characters.FORBIDDEN.pattern.replace("\ud800-\udfff", "")
"""Columns are UTF-8, which has no lone surrogates, and its patterns cannot name them."""


def schema(name: str) -> Callable[[Sheet], Mask]:
    """Return the test for rows that may break a schema."""

    def suspects(sheet: Sheet) -> Mask:
        rules = schemas.schema(name)
        mask = np.zeros(len(sheet), "bool")
        for column in sheet.cells:
            node = schemas.column(name, column)
            if node is None:
                mask |= ~missing(sheet, column)
            elif node.get("type") == "string" and node.keys() <= PLAIN:
                mask |= _too_long(sheet, column, node)
            else:
                mask |= sheet.marked(column, partial(schemas.broken, name, column))
        for column in rules["required"]:
            mask |= missing(sheet, column)
        for column, others in rules.get("dependentRequired", {}).items():
            lacking = np.logical_or.reduce([missing(sheet, other) for other in others])
            mask |= ~missing(sheet, column) & lacking
        return mask

    return suspects


def _too_long(sheet: Sheet, column: str, node: dict[str, Any]) -> Mask:
    """Mark texts that are longer or shorter than a schema allows, which asks nothing else."""
    length = pc.utf8_length(pa.chunked_array(sheet.cells[column]))
    short = pc.less(length, node.get("minLength", 0))
    found = pc.or_(short, pc.greater(length, node.get("maxLength", sys.maxsize)))
    mask: Mask = pc.fill_null(found, fill_value=False).to_numpy()
    return mask


def unshowable(sheet: Sheet) -> Mask:
    """Mark rows with a text that holds a character no reader can see or trust."""
    mask = np.zeros(len(sheet), "bool")
    for name in sheet.cells:
        if isinstance(sheet.cells[name].dtype, pd.StringDtype):
            column = pa.chunked_array(sheet.cells[name])
            found = pc.match_substring_regex(column, FORBIDDEN)
            mask |= pc.fill_null(found, fill_value=False).to_numpy()
    return mask


def missing(sheet: Sheet, column: str) -> Mask:
    """Mark rows without a cell in a column."""
    found: Mask = sheet.column(column).isna().to_numpy()
    return found


def first_cells(sheet: Sheet) -> Mask:
    """Mark the first row that has a cell, for each column."""
    mask = np.zeros(len(sheet), "bool")
    for column in sheet.cells:
        given = ~missing(sheet, column)
        if given.any():
            mask[int(given.argmax())] = True
    return mask
