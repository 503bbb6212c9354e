"""Columns of a table as JSON lists: what is missing or empty is null, empty columns left out.

Columns stay Arrow's until the JSON of their block is made: of a large map only the cells of a few
blocks are objects of Python at a time.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.content.content_tables import suffixed_columns
from geo.formats import json_text

Columns: TypeAlias = dict[str, object]
"""By name: a column of Arrow's, or a list."""

Coordinates: TypeAlias = "float | Iterable[Coordinates]"
"""Nested to any depth."""
NULL = b"null"


def block_columns(table: pd.DataFrame) -> pa.Table:
    """Return a table's columns, geometries apart, as they are cut into blocks without a copy."""
    plain = table.drop(columns="geometry", errors="ignore")
    found = pa.Table.from_pandas(pd.DataFrame(plain), preserve_index=False)
    for position, field in enumerate(found.schema):
        if is_text_type(field.type):
            empty = pc.equal(found.column(position), "")
            if pc.any(empty).as_py():
                text = pc.if_else(empty, None, found.column(position))
                found = found.set_column(position, field, text)
    return found.combine_chunks()  # rows are taken from one piece much faster than from several


def is_text_type(kind: pa.DataType) -> bool:
    """Return whether a column holds text."""
    return bool(pa.types.is_large_string(kind) or pa.types.is_string(kind))


def encode_text_columns(rows: pa.Table, but: Iterable[str]) -> pa.Table:
    """Return a table whose columns of text, those named apart, hold each distinct text once."""
    apart = set(but)
    for position, field in enumerate(rows.schema):
        if is_text_type(field.type) and field.name not in apart:
            found = rows.column(position).combine_chunks().dictionary_encode()
            rows = rows.set_column(position, field.name, found)
    return rows


def map_distinct(column: pa.Array, word: Callable[[Any], Any]) -> pa.Array:
    """Return a column whose values are put into words, whatever JSON holds; each distinct one once.

    A column that is coded stays so.
    """
    found = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = map(word, found.dictionary.to_pylist())
    # a copy, since what orjson gives takes up some kilobytes however short it is
    told = [None if each is None else b"%b" % orjson.dumps(each) for each in words]
    return dictionary_column(found.indices, told)


def dictionary_column(number: pa.Array, words: list[Any]) -> pa.Array:
    """Return a column of texts, or of JSON as bytes, of which each row has one by its number."""
    return pa.DictionaryArray.from_arrays(number, pa.array(words))


def number_distinct_rows(columns: list[pa.Array]) -> tuple[pa.Array, NDArray[np.intp]]:
    """Return a number for each row, the same for rows that are alike, and the first row of each."""
    number = np.zeros(len(columns[0]), "i8")
    for column in columns:
        found = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        own = found.indices.fill_null(len(found.dictionary)).to_numpy().astype("i8")
        together = pa.array(number * (len(found.dictionary) + 1) + own)
        number = together.dictionary_encode().indices.to_numpy().astype("i8")
    first = np.zeros(int(number.max(initial=-1)) + 1, "intp")
    first[number[::-1]] = np.arange(len(number))[::-1]
    return pa.array(number, pa.int32()), first


def nonempty_column(name: str, column: object) -> Columns:
    """Return a column under its name, or nothing where all its cells are empty."""
    if isinstance(column, list):
        return {name: column} if any(cell is not None for cell in column) else {}
    plain = decode_column(column)
    return {name: plain} if plain.null_count < len(plain) else {}


def decode_column(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one piece, each cell with its own value."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole.dictionary_decode() if pa.types.is_dictionary(whole.type) else whole


def table_column(table: pa.Table, name: str) -> Columns:
    """Return one column of a table under its own name; one that is not there is empty."""
    return nonempty_column(name, table.column(name)) if name in table.column_names else {}


def text_columns(table: pa.Table, name: str, languages: tuple[str, ...], told: str = "") -> Columns:
    """Return a text's columns as `name:zh`, `name:en` and so on, or under the name `told`."""
    return {
        f"{told or name}:{code}": cells
        for code, own in zip(languages, suffixed_columns(name, {}, languages), strict=True)
        for cells in table_column(table, own).values()
    }


def geometry_json(geometry: BaseGeometry) -> dict[str, object]:
    """Return a geometry as GeoJSON with as many decimals as are kept."""
    shape = mapping(geometry)
    return {"type": shape["type"], "coordinates": _round_coordinates(shape["coordinates"])}


def _round_coordinates(coordinates: Coordinates) -> Coordinates:
    if isinstance(coordinates, float):
        return json_text.round_number(coordinates)
    return [_round_coordinates(part) for part in coordinates]


def column_as_json(column: pa.Array) -> bytes:
    """Return the cells of a column as a JSON list; bytes in it are JSON already."""
    if is_text_type(column.type):
        return orjson.dumps(column.to_pylist())
    words = (
        column if pa.types.is_binary(column.type) else column.cast(pa.string()).cast(pa.binary())
    )
    return b"[%b]" % join_texts(words.fill_null(NULL), b",")


def join_texts(column: pa.Array, between: str | bytes) -> bytes:
    """Return the texts of a column, of which none is missing, as one."""
    whole = pa.ListArray.from_arrays([0, len(column)], column)
    text: bytes = pc.binary_join(whole, pa.scalar(between, column.type))[0].as_buffer().to_pybytes()
    return text
