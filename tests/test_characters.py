"""Forbidden characters: the test of columns finds what the test of single texts finds."""

import pandas as pd

from geo import characters
from geo.check import suspects
from geo.sheets import Sheet


def test_columns_are_judged_as_texts_are() -> None:
    every = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
    cells = pd.DataFrame({"name": pd.Series([f"渭{each}河" for each in every], dtype="str")})
    found = suspects.unshowable(Sheet("", cells)).tolist()
    assert found == [bool(characters.FORBIDDEN.search(each)) for each in every]
