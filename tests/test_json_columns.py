"""Columns of Arrow's as JSON: what they say, whatever it is, and each thing worded once."""

import json

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.page.data import json_columns


@given(st.lists(st.none() | st.text(), min_size=1))
def test_any_text_comes_back_from_its_json(texts: list[str | None]) -> None:
    for kind in (pa.string(), pa.large_string()):
        assert json.loads(json_columns.column_as_json(pa.array(texts, kind))) == texts


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_any_number_comes_back_from_its_json(numbers: list[float | None]) -> None:
    assert json.loads(json_columns.column_as_json(pa.array(numbers, pa.float64()))) == numbers


@pytest.mark.parametrize("coded", [False, True])
def test_each_distinct_cell_is_worded_once(coded: bool) -> None:  # noqa: FBT001
    asked: list[str] = []

    def word(text: str) -> list[str]:
        asked.append(text)
        return text.split(";")

    column = pa.array(["a;b", None, "a;b", "c"])
    worded = json_columns.map_distinct(column.dictionary_encode() if coded else column, word)
    assert json.loads(json_columns.column_as_json(json_columns.decode_column(worded))) == [
        ["a", "b"],
        None,
        ["a", "b"],
        ["c"],
    ]
    assert asked == ["a;b", "c"]


def test_rows_that_are_alike_have_one_number() -> None:
    columns = [pa.array([1.0, None, 1.0, 1.0]), pa.array(["a", "a", "a", None])]
    number, first = json_columns.number_distinct_rows(columns)
    assert number.to_pylist() == [0, 1, 0, 2]
    assert first.tolist() == [0, 1, 3]


def test_an_empty_column_is_left_out() -> None:
    table = json_columns.block_columns(
        pd.DataFrame({"id": ["a", "b"], "note": ["", ""]}, dtype="str")
    )
    coded = json_columns.encode_text_columns(table, but=("id",))
    assert {
        **json_columns.table_column(coded, "id"),
        **json_columns.table_column(coded, "note"),
    }.keys() == {"id"}
    assert json_columns.table_column(coded, "kind") == {}
