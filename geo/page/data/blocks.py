"""The rest of the page's data, in blocks of some places each, read when they are needed.

`js/data/data.js` reads what is written here; a change to one is a change to both. A block holds
columns, each a list with one value a place; a column that is empty throughout is left out. Columns
of Arrow's become JSON when the block is written (see `cells`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from geo.formats import rounding
from geo.formats.geojson import Json
from geo.page.data import json_columns
from geo.page.data.fact_columns import FactFormatter

NAMES_PER_BLOCK = IDS_PER_BLOCK = 4096
"""Places whose ids, names, aliases and kinds are one block."""
DETAILS_PER_BLOCK = 2048
"""Places whose notes, sources and facts are one block: large ones deflate better, and are still
read in some ten milliseconds."""
VERTICES_PER_BLOCK = 4096
"""Vertices of lines and areas after which a block of shapes ends."""

Block: TypeAlias = Json

DETAIL_COLUMNS = ("photo", "located_by", "location_source", "location_licence", "source_datum",
        "checked_on", "within_source")  # fmt: skip


@dataclass(frozen=True)
class BlockSeries:
    """A row of blocks and, by its first item, what each holds."""

    starts: list[int]
    blocks: Iterator[Block]
    """Made one by one when they are written, so that only one is in memory."""
    more: dict[str, object] = field(default_factory=dict)
    """What the page needs to know beside `starts` to find the right block."""


def name_blocks(places: pa.Table, languages: tuple[str, ...], kinds: list[str]) -> BlockSeries:
    """Return ids, names, aliases and kinds: what lists, labels and the search of names need.

    A short name stands under `short`. A kind is its number among `kinds`.
    """
    aliases = json_columns.map_distinct(places["aliases"].combine_chunks(), _split_aliases)
    split = places.append_column("split", aliases)
    split = split.append_column(
        "sort", json_columns.map_distinct(places["kind"].combine_chunks(), kinds.index)
    )

    def make_block(_: int, part: pa.Table) -> Block:
        named = json_columns.text_columns(part, "name", languages)
        named |= json_columns.text_columns(part, "name_short", languages, "short")
        coded = json_columns.nonempty_column(
            "aliases", part["split"]
        ) | json_columns.nonempty_column("kind", part["sort"])
        return {**json_columns.table_column(part, "id"), **named, **coded}

    return _cut_blocks(split, NAMES_PER_BLOCK, make_block)


def id_blocks(ids: pa.ChunkedArray, owners: NDArray[np.int64]) -> BlockSeries:
    """Return ids in ascending order with the numbers of their places, for links to one of them."""
    order = pc.sort_indices(ids).to_numpy()
    starts = list(range(0, len(order), IDS_PER_BLOCK))
    parts = (order[start : start + IDS_PER_BLOCK] for start in starts)
    blocks = ({"id": _pick_ids(ids, at), "place": owners[at].tolist()} for at in parts)
    return BlockSeries(starts, blocks, {"firsts": _pick_ids(ids, order[starts])})


def _pick_ids(ids: pa.ChunkedArray, at: NDArray[np.uint64]) -> list[str]:
    return [str(each) for each in ids.take(pa.array(at)).to_pylist()]


def shape_blocks(geometry: NDArray[np.object_]) -> BlockSeries:
    """Return the lines and areas as GeoJSON geometries, a block ending at so many vertices."""
    if not len(geometry):
        return BlockSeries([], iter(()))
    before = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(geometry))[:-1]])
    starts = np.flatnonzero(np.diff(before // VERTICES_PER_BLOCK, prepend=-1)).tolist()
    ends = [*starts[1:], len(geometry)]
    blocks = (
        {"geometry": _to_geojson(geometry[start:end])}
        for start, end in zip(starts, ends, strict=True)
    )
    return BlockSeries(starts, blocks)


def _to_geojson(geometry: NDArray[np.object_]) -> list[Any]:
    drawn = rounding.round_shapes(geometry, rounding.round_roughly)
    return [json.loads(text) for text in shapely.to_geojson(drawn)]


@dataclass(frozen=True)
class NumberedFacts:
    """The facts in the order of their places, without a copy of what they say."""

    rows: pa.Table
    """All of them, in the order of the table, with what is told of them (see `told`)."""
    order: NDArray[np.intp]
    """Their positions there, place by place."""
    owners: NDArray[np.int64]
    """The number of each one's place, ascending."""
    sorted_by_id: bool
    """Whether their ids tell the order of the table; else a column `row` does."""

    @classmethod
    def number_facts(
        cls, places: pa.Table, facts: pd.DataFrame, told: FactFormatter
    ) -> "NumberedFacts":
        """Return the facts of a map, numbered."""
        rows = json_columns.block_columns(facts)
        number = pc.index_in(rows["place"], value_set=places["id"]).to_numpy().astype("i8")
        order = np.argsort(number, kind="stable")
        return cls(
            told.add_formatted_columns(rows), order, number[order], _is_ascending(rows["id"])
        )

    def owners_by_row(self) -> NDArray[np.int64]:
        """Return the number of each one's place, in the order of the table."""
        found = np.empty_like(self.owners)
        found[self.order] = self.owners
        return found

    def select_facts(self, start: int, end: int) -> pa.Table:
        """Return some of them, with the `length` of what they cite."""
        order = self.order[start:end]
        part = self.rows.take(pa.array(order))
        part = part.append_column("length", pc.subtract(part["end"], part["start"]))
        return part if self.sorted_by_id else part.append_column("row", pa.array(order))


def _is_ascending(ids: pa.ChunkedArray) -> bool:
    """Return whether ids are in order; pandas would make an object of each."""
    return (
        pc.all(pc.less_equal(ids.slice(0, max(len(ids) - 1, 0)), ids.slice(1))).as_py() is not False
    )


def detail_blocks(
    places: pa.Table, facts: NumberedFacts, told: FactFormatter, within: pa.Array
) -> BlockSeries:
    """Return what the popup tells of each place; `within` are the alternatives of each.

    See `geo.page.data.container_data`.
    """
    kin = _PartOfIndex.build(places)
    until = np.searchsorted(facts.owners, np.arange(len(places)), side="right")

    def make_block(start: int, part: pa.Table) -> Block:
        end = start + len(part)
        first = int(until[start - 1]) if start else 0
        columns: Block = {}
        for name in DETAIL_COLUMNS:
            columns |= json_columns.table_column(part, name)
        return {
            **columns,
            **json_columns.text_columns(part, "note", told.languages),
            **kin.make_columns(start, end),
            **json_columns.nonempty_column("within", within.slice(start, len(part))),
            "facts_from": first,
            "facts_to": (until[start:end] - first).tolist(),
            "facts": told.fact_columns(facts.select_facts(first, int(until[end - 1]))),
        }

    found = _cut_blocks(places, DETAILS_PER_BLOCK, make_block)
    first_facts = [int(until[start - 1]) if start else 0 for start in found.starts]
    return BlockSeries(found.starts, found.blocks, {"facts": first_facts})


@dataclass(frozen=True)
class _PartOfIndex:
    """What each place lies in, and what lies in it, by number."""

    whole: NDArray[np.int64]
    """-1 where a place lies in none."""
    parts: Mapping[int, list[int]]

    @classmethod
    def build(cls, places: pa.Table) -> "_PartOfIndex":
        number = pc.index_in(places["part_of"], value_set=places["id"])
        whole = pc.fill_null(number, -1).to_numpy().astype("i8")
        inside = np.flatnonzero(whole >= 0)
        parts: dict[int, list[int]] = {}
        for child, parent in zip(inside.tolist(), whole[inside].tolist(), strict=True):
            parts.setdefault(parent, []).append(child)
        return cls(whole, parts)

    def make_columns(self, start: int, end: int) -> Block:
        whole = [None if each < 0 else each for each in self.whole[start:end].tolist()]
        parts = [self.parts.get(each) for each in range(start, end)]
        return {
            **json_columns.nonempty_column("part_of", whole),
            **json_columns.nonempty_column("parts", parts),
        }


def _cut_blocks(
    places: pa.Table, size: int, block: Callable[[int, pa.Table], Block]
) -> BlockSeries:
    starts = list(range(0, len(places), size))
    return BlockSeries(starts, (block(start, places.slice(start, size)) for start in starts))


def _split_aliases(aliases: str) -> list[str] | None:
    found = [each.strip() for each in aliases.split(";") if each.strip()]
    return found or None
