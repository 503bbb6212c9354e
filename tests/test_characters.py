"""Forbidden characters: the test of columns finds what the test of single texts finds."""

import pandas as pd

from geo.check import prefilter
from geo.formats.column_table import ColumnTable
from geo.text import characters


def test_columns_are_judged_as_texts_are() -> None:
    every = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
    cells = pd.DataFrame({"name": pd.Series([f"渭{each}河" for each in every], dtype="str")})
    found = prefilter.mask_forbidden(ColumnTable("", cells)).tolist()
    assert found == [bool(characters.FORBIDDEN_PATTERN.search(each)) for each in every]
