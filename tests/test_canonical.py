"""The canonical text: one form, nothing lost but what is repaired, and each repair named."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import canonical
from geo.canonical import equivalence
from geo.canonical.repairs import CanonicalText, RepairKind
from geo.formats import facts_csv
from tests.support import COUNTY, DATA, HERE

NAME = "data/layers/works.geojson"
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12), st.sampled_from(["120", "14.50", "2026-11-23T00:00:00", "2026/1/2", ""]),
)  # fmt: skip
VALUE = st.one_of(SCALAR, st.lists(SCALAR, max_size=3), st.dictionaries(st.text(), SCALAR))
KEYS = st.one_of(
    st.sampled_from(["name", "name_en", "uncertainty_m", "photo", "checked_on", "kind", "own"]),
    st.text(max_size=6).filter(lambda key: key not in {"id", "crs"}),
)
POSITION = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)
RING = st.lists(POSITION, min_size=3, max_size=6)
GEOMETRY = st.one_of(
    st.none(),
    POSITION.map(lambda position: {"type": "Point", "coordinates": position}),
    st.lists(POSITION).map(lambda line: {"type": "LineString", "coordinates": line, "own": 0.1}),
    st.lists(RING).map(lambda area: {"type": "Polygon", "coordinates": area}),
    st.lists(st.lists(RING)).map(lambda areas: {"type": "MultiPolygon", "coordinates": areas}),
    st.builds(lambda anything: {"type": "Polygon", "coordinates": anything}, VALUE),
)
IDS = st.from_regex("[a-z]{1,8}", fullmatch=True)
MEMBERS = st.dictionaries(
    st.text(max_size=6).filter(lambda key: key not in {"type", "features", "crs", "id"}), VALUE
)


@st.composite
def features(draw: st.DrawFn) -> dict[str, Any]:
    """Return a feature as an editor might leave it."""
    ident = draw(IDS)
    held = draw(st.sampled_from(["both", "property", "member", "numbered"]))
    own = draw(MEMBERS)
    properties = draw(st.dictionaries(KEYS, VALUE, max_size=5))
    feature = {**own, "type": "Feature", "geometry": draw(GEOMETRY)}
    if held in {"both", "property"}:
        properties = {"id": ident, **properties}
    if held in {"both", "member"}:
        feature["id"] = ident if held == "member" else draw(IDS)
    if held == "numbered":
        feature["id"] = draw(st.integers())
    return {**feature, "properties": properties}


@st.composite
def layers(draw: st.DrawFn) -> str:
    """Return the text of a layer, spaced in one of many ways."""
    held = {**draw(MEMBERS), "type": "FeatureCollection", "features": draw(st.lists(features()))}
    if draw(st.booleans()):
        held["crs"] = {"type": "name", "properties": {"name": "EPSG:4326"}}
    mark, ends = draw(st.sampled_from(["", "\ufeff"])), draw(st.sampled_from(["\n", "\r\n"]))
    text = json.dumps(
        held, indent=draw(st.sampled_from([None, 1, 4])), ensure_ascii=draw(st.booleans())
    )
    return mark + text.replace("\n", ends)


CELL = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "14.0", "1,5", "+7", "2019/3/1", "2019-03", '"', "a;b", "a\tb", "x\ny"]
    ),
)
KNOWN = ["place", "value", "start", "period", "zh", "en", "note", "note_en", "topic"]
COLUMNS = st.lists(
    st.one_of(
        st.sampled_from(KNOWN),
        st.text(max_size=6).map(str.strip).filter(lambda name: name != "id"),
    ),
    unique=True, max_size=7,
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Return the text of a table, as one spreadsheet or another saves it."""
    names = draw(st.permutations(["id", *draw(COLUMNS)]))
    rows = draw(st.lists(st.lists(CELL, max_size=len(names)), max_size=5))
    apart, ends = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["\n", "\r\n"]))
    lines = [
        apart.join('"' + cell.replace('"', '""') + '"' for cell in cells)
        for cells in [names, *rows]
    ]
    return draw(st.sampled_from(["", "\ufeff"])) + ends.join([*lines, ""])


@given(layers())
def test_a_layer_has_one_canonical_text_that_loses_nothing_and_can_be_stored(text: str) -> None:
    once = canonical.canonicalise_layer(text, NAME)
    assert not once.faults
    assert canonical.canonicalise_layer(once.text, NAME) == CanonicalText(once.text)
    assert equivalence.is_same_layer(text, once.text)
    stored = once.text.encode()
    assert b"\r" not in stored
    assert stored.endswith(b"}\n")


@given(tables())
def test_a_table_has_one_canonical_text(text: str) -> None:
    once = canonical.canonicalise_facts(text, "facts.csv")
    assert once.faults or canonical.canonicalise_facts(once.text, "facts.csv") == CanonicalText(
        once.text
    )


@given(tables())
def test_nothing_of_a_table_is_lost(text: str) -> None:
    once = canonical.canonicalise_facts(text, "facts.csv")
    assert once.faults or equivalence.is_same_facts(text, once.text)


@given(st.text())
def test_any_text_is_canonical_or_given_back_with_faults(text: str) -> None:
    for made in (
        canonical.canonicalise_layer(text, NAME),
        canonical.canonicalise_facts(text, "facts.csv"),
    ):
        assert not made.faults or made.text == text


def one(properties: dict[str, Any], geometry: Any = None, **members: Any) -> str:  # noqa: ANN401
    """Return the text of a layer of one place."""
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", **members, "features": [feature]})


def area(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


RIGHT: list[list[float]] = [[0, 0], [2, 0], [2, 2], [0, 0]]
MIRROR = (RepairKind.MIRROR, "(id)")


@pytest.mark.parametrize(
    ("properties", "after", "what"),
    [
        ({"uncertainty_m": "2000"}, 2000, RepairKind.NUMBER),
        ({"uncertainty_m": "12.50"}, 12.5, RepairKind.NUMBER),
        ({"uncertainty_m": 2000.0}, 2000, RepairKind.NUMBER),
        ({"photo": "3"}, 3, RepairKind.NUMBER),
        ({"checked_on": "2026-11-23T00:00:00"}, "2026-11-23", RepairKind.DATE),
        ({"checked_on": "2026/11/23 00:00:00+00"}, "2026-11-23", RepairKind.DATE),
    ],
)
def test_what_an_editor_made_of_a_value_is_repaired(
    properties: dict[str, Any], after: object, what: RepairKind
) -> None:
    made = canonical.canonicalise_layer(one({"id": "a", **properties}), NAME)
    (key,) = properties
    assert json.loads(made.text)["features"][0]["properties"][key] == after
    assert [(each.what, each.property) for each in made.repairs] == [(what, key), MIRROR]


@pytest.mark.parametrize(
    "properties",
    [
        {"uncertainty_m": "about 5"},
        {"uncertainty_m": "0123"},
        {"uncertainty_m": "0.12345678901234567890"},
        {"name": "1030"},
        {"own": "2000"},
        {"checked_on": "2026-11-22T16:00:00Z"},
        {"checked_on": "2026-02-30"},
        {"own": 0.1234567890123},
    ],
)
def test_what_could_be_meant_otherwise_stays(properties: dict[str, Any]) -> None:
    made = canonical.canonicalise_layer(one({"id": "a", **properties}), NAME)
    assert json.loads(made.text)["features"][0]["properties"] == {"id": "a", **properties}
    assert [(each.what, each.property) for each in made.repairs] == [MIRROR]


@pytest.mark.parametrize(
    ("geometry", "after", "done"),
    [
        (area(RIGHT[::-1]), area(RIGHT), [RepairKind.WINDING]),
        (area(RIGHT[:-1]), area(RIGHT), [RepairKind.CLOSING]),
        (area(RIGHT[-2::-1]), area([RIGHT[2], RIGHT[0], RIGHT[1], RIGHT[2]]), None),
        (area(RIGHT, RIGHT), area(RIGHT, RIGHT[::-1]), [RepairKind.WINDING]),
        (area([[0, 0], [1, 1]]), area([[0, 0], [1, 1]]), []),
        (
            {"type": "Point", "coordinates": [119.12345678901, 36.5]},
            {"type": "Point", "coordinates": [119.123457, 36.5]},
            [RepairKind.DECIMALS],
        ),
    ],
)
def test_geometry_is_rounded_closed_and_turned(
    geometry: dict[str, Any], after: dict[str, Any], done: list[RepairKind] | None
) -> None:
    made = canonical.canonicalise_layer(one({"id": "a"}, geometry), NAME)
    assert json.loads(made.text)["features"][0]["geometry"] == after
    said = [each.what for each in made.repairs if each.property == "geometry"]
    assert said == ([RepairKind.CLOSING, RepairKind.WINDING] if done is None else done)


def test_members_that_nobody_knows_stay_where_they_stand() -> None:
    text = json.dumps(
        {
            "type": "FeatureCollection", "bbox": [0, 0, 1, 1], "name": "another", "own": {"a": [1]},
            "features": [
                {
                    "type": "Feature", "id": "a", "bbox": [0, 0, 0, 0], "own": 0.12345678,
                    "properties": {"id": "a"},
                    "geometry": {"type": "Point", "coordinates": [0, 0], "bbox": [0, 0, 0, 0]},
                }
            ],
        }
    )  # fmt: skip
    made = canonical.canonicalise_layer(text, NAME)
    assert json.loads(made.text) == json.loads(text)
    assert not made.repairs


def test_a_file_s_own_name_and_precision_are_not_repeated_in_it() -> None:
    made = canonical.canonicalise_layer(one({}, name="works", xy_coordinate_resolution=1e-7), NAME)
    assert list(json.loads(made.text)) == ["type", "features"]
    assert [each.what for each in made.repairs] == [RepairKind.MEMBER, RepairKind.MEMBER]


def test_the_crs_of_wgs_84_is_left_out_and_any_other_is_a_fault() -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert "crs" not in json.loads(canonical.canonicalise_layer(one({}, crs=named), NAME).text)
    named["properties"] = {"name": "urn:ogc:def:crs:EPSG::3857"}
    text = one({}, crs=named)
    made = canonical.canonicalise_layer(text, NAME)
    assert made.text == text
    assert [fault.property for fault in made.faults] == ["crs"]


def test_an_id_is_taken_from_the_feature_only_where_the_property_is_missing() -> None:
    feature = {"type": "Feature", "id": "b", "properties": {"name": "x"}, "geometry": None}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    made = canonical.canonicalise_layer(text, NAME)
    assert json.loads(made.text)["features"][0]["properties"] == {"id": "b", "name": "x"}
    assert [each.what for each in made.repairs] == [RepairKind.IDENT]
    under = canonical.canonicalise_layer(text, "data/backdrop/rail.geojson", "backdrop")
    assert json.loads(under.text)["features"][0] == feature


@pytest.mark.parametrize("number", ["1e400", "-1e400"])
def test_a_number_that_no_reader_holds_is_a_fault(number: str) -> None:
    text = one({"id": "a", "own": 7}).replace("7", number)
    made = canonical.canonicalise_layer(text, NAME)
    assert made.text == text
    assert [fault.where for fault in made.faults] == ["feature 1 (a)"]


def test_of_very_many_repairs_of_one_sort_some_are_told_with_their_number() -> None:
    places = [
        {"type": "Feature", "id": f"p{n}", "properties": {"id": f"p{n}", "note": None},
         "geometry": None}
        for n in range(1000)
    ]  # fmt: skip
    made = canonical.canonicalise_layer(
        json.dumps({"type": "FeatureCollection", "features": places}), NAME
    )
    assert sum(1 + each.more for each in made.repairs) == 1000
    assert len(made.repairs) < 10


@pytest.mark.parametrize(
    "path",
    [
        *sorted(DATA.glob("layers/*.geojson")), *sorted(COUNTY.glob("layers/*.geojson")),
        *sorted(DATA.glob("backdrop/*.geojson")), DATA / "facts.csv", COUNTY / "facts.csv",
    ],
    ids=lambda path: path.name,
)  # fmt: skip
def test_committed_files_are_in_canonical_form(path: Path) -> None:
    text = path.read_bytes().decode()
    schema = "backdrop" if path.parent.name == "backdrop" else "place"
    facts = path.name == "facts.csv"
    made = (
        canonical.canonicalise_facts(text, path.name)
        if facts
        else canonical.canonicalise_layer(text, path.name, schema)
    )
    assert made == CanonicalText(text)


def test_a_table_saved_by_a_spreadsheet_elsewhere_becomes_the_table_it_was() -> None:
    saved = (HERE / "good/saved-by-excel/facts.csv").read_bytes().decode()
    made = canonical.canonicalise_facts(saved, "facts.csv")
    assert made.text == "\ufeff" + (COUNTY / "facts.csv").read_text(encoding="utf-8")
    assert {each.what for each in made.repairs} == {
        RepairKind.ENCODING,
        RepairKind.ROWS,
        RepairKind.SEPARATOR,
    }


@given(st.lists(st.text('ab",;\t\n ', max_size=6), min_size=1, max_size=5))
def test_a_spreadsheet_that_parts_at_every_separator_reads_the_same_cells(cells: list[str]) -> None:
    written = facts_csv.format_line(["F001", *cells])
    found = re.findall(r'("(?:[^"]|"")*"|[^",;\t\n]*)[,;\t\n]', written)
    bare = [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in found]
    assert bare == ["F001", *cells]
    assert next(csv.reader(io.StringIO(written, newline=""), strict=True)) == ["F001", *cells]


def test_columns_stand_as_in_the_schema_and_unknown_ones_as_they_stood() -> None:
    text = "z1,note_en,en,id,zh,value,Aa,place,note\n1,2,3,4,5,6,7,8,9\n"
    made = canonical.canonicalise_facts(text, "facts.csv")
    assert made.text == "id,place,en,zh,value,note,note_en,z1,Aa\n4,8,3,5,6,9,2,1,7\n"
    assert [each.what for each in made.repairs] == [RepairKind.COLUMNS]


@pytest.mark.parametrize(
    ("cells", "after"),
    [
        ("F001;1,990;2019/3/1;36.0", "F001,1.99,2019-03-01,36"),
        ("F001; 007 ;2019/2020;+5", "F001,7,2019/2020,5"),
        ("F001;0,0000001;..;1e3", "F001,0.0000001,..,1e3"),
        ('F001;14 "or" so;2019-13-01;', 'F001,"14 ""or"" so",2019-13-01,'),
    ],
)
def test_cells_are_written_as_their_column_wants_them(cells: str, after: str) -> None:
    made = canonical.canonicalise_facts(f"id;value;period;start\n{cells}\n", "facts.csv")
    assert made.text == "id,value,period,start\n" + after + "\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "missing"),
        ("place,topic\na,b\n", "missing"),
        ("id,zh,zh\n1,2,3\n", "twice"),
        ("id,zh\n1,2,3\n", "cells"),
        ('id,zh\n1,"2\n', "CSV"),
    ],
)
def test_a_text_that_is_no_table_is_given_back_with_faults(text: str, word: str) -> None:
    made = canonical.canonicalise_facts(text, "facts.csv")
    assert made.text == text
    assert word in made.faults[0].rule


WORKS = (COUNTY / "layers/works.geojson").read_text(encoding="utf-8")


def ids(text: str) -> list[str]:
    return [each["id"] for each in json.loads(text)["features"]]


def test_an_edit_changes_adds_and_removes_and_nothing_else() -> None:
    changed = json.loads(WORKS)["features"][0]
    changed["properties"]["name"] = "Another"
    added = {"type": "Feature", "properties": {"id": "new"}, "geometry": None}
    first, second, third = ids(WORKS)
    made = canonical.apply_layer_edits(WORKS, NAME, {first: changed, "new": added, second: None})
    assert ids(made.text) == sorted([first, "new", third])
    before, after = (
        {each["id"]: each for each in json.loads(text)["features"]} for text in (WORKS, made.text)
    )
    assert after[first] == changed
    assert after[third] == before[third]


def test_an_edit_keeps_members_that_it_does_not_bring() -> None:
    held = json.loads(one({"id": "a", "name": "n"}))
    held["features"][0]["own"] = 1
    bare = {"type": "Feature", "properties": {"id": "a", "name": "m"}, "geometry": None}
    made = canonical.apply_layer_edits(json.dumps(held), NAME, {"a": bare})
    feature = json.loads(made.text)["features"][0]
    assert (feature["own"], feature["properties"]["name"]) == (1, "m")


def test_an_edit_of_an_id_that_stands_twice_changes_nothing() -> None:
    held = json.loads(WORKS)
    held["features"].append(held["features"][0])
    text = json.dumps(held)
    made = canonical.apply_layer_edits(text, NAME, {ids(WORKS)[0]: None})
    assert made.text == text
    assert made.faults


def test_an_edit_of_facts_changes_adds_and_removes_and_nothing_else() -> None:
    text = (COUNTY / "facts.csv").read_text(encoding="utf-8")
    changes = {"F001": {"value": "16"}, "F002": None, "F009": {"place": "old-quarry"}}
    lines = canonical.apply_fact_edits(text, "facts.csv", changes).text.splitlines()
    was = text.splitlines()
    assert lines[1] == was[1].replace(",14,", ",16,")
    assert [lines[0], *lines[2:4]] == [was[0], *was[3:5]]
    assert lines[4].startswith("F009,old-quarry,,")


def test_an_edit_adds_the_first_fact() -> None:
    made = canonical.apply_fact_edits("", "facts.csv", {"F001": {"place": "a", "zh": "句"}})
    assert made.text == "id,place,zh\nF001,a,句\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Chapel path"', '"Chapel"'),
        ("8.21", "8.22"),
        ('"kind": "path",', ""),
        ("[8.21, 50.15],", ""),
    ],
)
def test_the_proof_sees_what_a_layer_has_lost(old: str, new: str) -> None:
    assert old in WORKS
    assert equivalence.is_same_layer(WORKS, WORKS)
    assert not equivalence.is_same_layer(WORKS, WORKS.replace(old, new, 1))


@pytest.mark.parametrize(("old", "new"), [(",14,", ",15,"), ("F003", "F004"), ("Fußweg", "")])
def test_the_proof_sees_what_a_table_has_lost(old: str, new: str) -> None:
    text = (COUNTY / "facts.csv").read_text(encoding="utf-8")
    assert old in text
    assert equivalence.is_same_facts(text, text)
    assert not equivalence.is_same_facts(text, text.replace(old, new, 1))
    assert not equivalence.is_same_facts(text, text.rsplit("\n", 2)[0])
