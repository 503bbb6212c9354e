"""Fast tests over whole columns: they mark every row that a rule might find fault with.

What they do not mark is sound; what they mark is judged by the rule itself, row by row, so that
large files are told of in the words of small ones.
"""

import sys
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.faults import schemas
from geo.formats.column_table import ColumnTable, Mask
from geo.text import characters

LENGTH_ONLY_KEYWORDS = {"description", "type", "minLength", "maxLength"}
"""What a schema says of a text of which only the length counts."""
FORBIDDEN_RE2 = characters.FORBIDDEN_PATTERN.pattern.replace("\ud800-\udfff", "")
"""Columns are UTF-8, which has no lone surrogates, and its patterns cannot name them."""


def mask_schema(name: str, sheet: ColumnTable) -> Mask:
    """Mark rows that may break a schema."""
    rules = schemas.load_schema(name)
    mask = np.zeros(len(sheet), "bool")
    for column in sheet.cells:
        node = schemas.column_schema(name, column)
        if node is None:
            mask |= ~mask_missing(sheet, column)
        elif node.get("type") == "string" and node.keys() <= LENGTH_ONLY_KEYWORDS:
            mask |= _mask_length(sheet, column, node)
        else:
            mask |= sheet.mask_values(column, partial(schemas.find_invalid, name, column))
    for column in rules["required"]:
        mask |= mask_missing(sheet, column)
    for column, others in rules.get("dependentRequired", {}).items():
        lacking = np.logical_or.reduce([mask_missing(sheet, other) for other in others])
        mask |= ~mask_missing(sheet, column) & lacking
    return mask


def _mask_length(sheet: ColumnTable, column: str, node: dict[str, object]) -> Mask:
    """Mark texts that are longer or shorter than a schema allows, which asks nothing else."""
    length = pc.utf8_length(pa.chunked_array(sheet.cells[column]))
    short = pc.less(length, node.get("minLength", 0))
    found = pc.or_(short, pc.greater(length, node.get("maxLength", sys.maxsize)))
    mask: Mask = pc.fill_null(found, fill_value=False).to_numpy()
    return mask


def mask_forbidden(sheet: ColumnTable) -> Mask:
    """Mark rows with a text that holds a character no reader can see or trust."""
    mask = np.zeros(len(sheet), "bool")
    for name in sheet.cells:
        if isinstance(sheet.cells[name].dtype, pd.StringDtype):
            column = pa.chunked_array(sheet.cells[name])
            found = pc.match_substring_regex(column, FORBIDDEN_RE2)
            mask |= pc.fill_null(found, fill_value=False).to_numpy()
    return mask


def mask_missing(sheet: ColumnTable, column: str) -> Mask:
    """Mark rows without a cell in a column."""
    found: Mask = sheet.get_column(column).isna().to_numpy()
    return found


def mask_first_cells(sheet: ColumnTable) -> Mask:
    """Mark the first row that has a cell, for each column."""
    mask = np.zeros(len(sheet), "bool")
    for column in sheet.cells:
        given = ~mask_missing(sheet, column)
        if given.any():
            mask[int(given.argmax())] = True
    return mask
