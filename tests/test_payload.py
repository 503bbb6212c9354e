"""The page's data: complete, and safe inside a script element whatever they say."""

import json
import re
import sys
import zlib
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.content import loader, place_geometry
from geo.content.loader import Content
from geo.outputs import export
from geo.page.data import blocks, json_columns
from geo.page.data.fact_columns import FactFormatter
from geo.page.data.packing import CHUNK_BYTES, dump_json, encode_base91, pack_value, to_json
from geo.page.data.payload import Payload, build_payload, count_coverage
from tests.support import COUNTY, unwritten

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Script(HTMLParser):
    """Collects what a browser takes for the text of a script element, and anything beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.text = ""
        self.beside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self.inside:
            self.beside.append(tag)
        self.inside = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data
        elif data.strip():
            self.beside.append(data)


@given(JSON)
def test_escaping_is_total_and_loses_nothing(value: object) -> None:
    text = to_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value
    page = Script()
    page.feed(f'<script type="application/json">{text}</script>')
    page.close()
    assert page.beside == []
    assert json.loads(page.text) == value


@given(JSON)
def test_packing_loses_nothing_and_is_inert_in_html(value: object) -> None:
    text = pack_value(value)
    assert not re.search(r"[^!-~]|[<>&]", text)
    assert json.loads(zlib.decompress(unwritten(text))) == value


@pytest.mark.parametrize("rest", range(14))
def test_many_bytes_become_digits_in_pieces(rest: int) -> None:
    data = bytes(range(256)) * (CHUNK_BYTES // 128) + bytes(rest)
    assert unwritten(encode_base91(data)) == data


@given(st.binary())
def test_bytes_come_back_from_their_text_whole(data: bytes) -> None:
    assert unwritten(encode_base91(data)) == data


@pytest.fixture
def moorland() -> Content:
    return loader.build_content(loader.read_folder(COUNTY))


@pytest.fixture(params=["few", "many"])
def made(
    request: pytest.FixtureRequest, moorland: Content, monkeypatch: pytest.MonkeyPatch
) -> Payload:
    """Return the payload of one small county, as one block of each series or as many."""
    if request.param == "many":
        for size in ("NAMES_PER_BLOCK", "DETAILS_PER_BLOCK", "VERTICES_PER_BLOCK"):
            monkeypatch.setattr(blocks, size, 2)
    return build_payload(moorland)


def joined(made: Payload, name: str, column: str) -> list[Any]:
    """Return one column of all blocks of a series."""
    found: list[Any] = []
    for block in made.series[name].blocks:
        found += read(block).get(column, [])
    return found


def read(block: blocks.Block) -> Any:  # noqa: ANN401  JSON
    """Return a block as the page reads it."""
    return json.loads(dump_json(block))


def test_every_place_is_in_the_blocks_once(made: Payload, moorland: Content) -> None:
    ids = joined(made, "names", "id")
    assert sorted(ids) == sorted(place.id for place in moorland.places)
    assert made.head["count"] == len(ids)


def test_few_places_stay_in_the_order_of_the_files(moorland: Content) -> None:
    assert joined(build_payload(moorland), "names", "id") == [place.id for place in moorland.places]


def test_names_are_at_hand_for_a_first_picture_that_shows_them(
    moorland: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"names-0", "shapes-0"} <= {
        name for name, _ in build_payload(moorland).iter_plain_parts()
    }
    monkeypatch.setattr(sys.modules[Payload.__module__], "MAX_GLYPH_PLACES", 1)
    crowded = build_payload(moorland)
    assert [name for name, _ in crowded.iter_plain_parts()] == ["overview"]
    assert {"names-0", "shapes-0"} <= {name for name, _ in crowded.iter_deferred_parts()}


def test_every_fact_stands_with_its_place(made: Payload, moorland: Content) -> None:
    ids = joined(made, "names", "id")
    of_place = export.group_by_place(moorland.facts)
    for number, (start, block) in enumerate(
        zip(made.series["details"].starts, map(read, made.series["details"].blocks), strict=True)
    ):
        assert made.head["blocks"]["details"]["facts"][number] == block["facts_from"]
        before = 0
        for place, until in zip(ids[start:], block["facts_to"], strict=False):
            told = block["facts"].get("id", [])[before:until]
            assert told == [fact.id for fact in of_place.get(place, ())]
            before = until


def test_columns_hold_positions_to_a_millionth_of_a_degree(
    made: Payload, moorland: Content
) -> None:
    ids = joined(made, "names", "id")
    count, shapes = made.head["count"], made.head["shapes"]
    planes = np.frombuffer(made.columns, "u1", 8 * count).reshape(2, 4, count)
    folded = planes.transpose(0, 2, 1).copy().view(">u4")[..., 0].astype("i8")
    lon, lat = np.where(folded & 1, ~(folded >> 1), folded >> 1).cumsum(axis=1) / 1e6
    form = np.frombuffer(made.columns, "u1")[-3 * count : -2 * count]
    assert len(made.columns) == count * (4 + 4 + 8 + 2 + 2 + 1 + 2) + 16 * shapes
    anchors = place_geometry.anchor_points(moorland.tables.places.set_index("id").geometry)
    for number, ident in enumerate(ids):
        anchor = anchors[ident]
        assert (form[number] == 0) == (anchor is None)
        if anchor is not None:
            assert (lon[number], lat[number]) == pytest.approx((anchor.x, anchor.y), abs=6e-7)


def test_groups_say_layer_state_and_certainty(made: Payload, moorland: Content) -> None:
    ids = joined(made, "names", "id")
    head, count = made.head, made.head["count"]
    after = count * 16 + 16 * head["shapes"]
    groups = np.frombuffer(made.columns[after : after + 2 * count], "<u2")
    of_id = {place.id: place for place in moorland.places}
    for ident, group in zip(ids, groups.tolist(), strict=True):
        rest, sure = divmod(group, len(head["certainties"]))
        layer, state = divmod(rest, len(head["states"]))
        place = of_id[ident]
        told = (head["layers"][layer]["id"], head["states"][state], head["certainties"][sure])
        assert told == (place.layer, place.state, str(place.certainty))


def test_a_folder_has_an_index_of_ids(moorland: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "IDS_PER_BLOCK", 2)
    made = build_payload(moorland, folder=True)
    ids = joined(made, "names", "id")
    series = [read(block) for block in made.series["ids"].blocks]
    assert made.head["blocks"]["ids"]["firsts"] == [block["id"][0] for block in series]
    found = {
        ident: n for each in series for ident, n in zip(each["id"], each["place"], strict=True)
    }
    assert list(found) == sorted(ids)
    assert all(ids[number] == ident for ident, number in found.items())
    owners = moorland.tables.facts.set_index("id")["place"]
    told = [read(block) for block in made.series["fact_ids"].blocks]
    assert made.head["blocks"]["fact_ids"]["firsts"] == [block["id"][0] for block in told]
    pairs = [pair for each in told for pair in zip(each["id"], each["place"], strict=True)]
    assert [ident for ident, _ in pairs] == sorted(owners.index)
    assert all(ids[number] == owners[ident] for ident, number in pairs)


def test_shapes_come_in_the_order_of_their_places(made: Payload, moorland: Content) -> None:
    ids = joined(made, "names", "id")
    drawn = {
        p.id: p.geometry for p in moorland.places if p.geometry and p.geometry.geom_type != "Point"
    }
    geometries = joined(made, "shapes", "geometry")
    assert [each["type"] for each in geometries] == [
        drawn[ident].geom_type for ident in ids if ident in drawn
    ]


def test_coverage_counts_every_place_once(moorland: Content) -> None:
    count = count_coverage(moorland.tables)
    assert count["places"] == count["located"] + count["area_known"] + count["not_located"]
    assert count["located"] == count["certain"] + count["less_certain"] + count["uncertain"]
    assert sum(count["ways"].values()) == count["places"]


def test_quotes_stand_where_the_article_is_at_hand(moorland: Content) -> None:
    block = read(next(iter(build_payload(moorland).series["details"].blocks)))["facts"]
    quoted = dict(zip(block["id"], block["quote"], strict=True))
    assert quoted[moorland.facts[3].id] == "old quarry"


@pytest.mark.parametrize("sorted_by", ["id", "place"])
def test_the_order_of_the_table_is_kept_where_ids_do_not_tell_it(
    moorland: Content, sorted_by: str
) -> None:
    table = moorland.tables
    facts = table.facts.sort_values(sorted_by, ascending=sorted_by == "id").reset_index(drop=True)
    words = FactFormatter(moorland)
    told = blocks.NumberedFacts.number_facts(
        json_columns.block_columns(table.places), facts, words
    ).select_facts(0, len(facts))
    if sorted_by == "id":
        assert "row" not in told.column_names
    else:
        ids = told["id"].to_pylist()
        assert [ids[n] for n in np.argsort(told["row"].to_numpy())] == facts["id"].tolist()
