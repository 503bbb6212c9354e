"""GeoJSON: the canonical form is one form, loses nothing, and reads back as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import schemas
from geo.formats import geojson
from tests.support import COUNTY, DATA

ORDER = schemas.list_columns("place")
POSITION = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)
GEOMETRY = st.one_of(
    st.none(),
    POSITION.map(lambda position: {"type": "Point", "coordinates": position}),
    st.lists(POSITION, min_size=2).map(lambda line: {"type": "LineString", "coordinates": line}),
    st.lists(POSITION, min_size=3).map(
        lambda ring: {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    ),
)
VALUE = st.one_of(
    st.text(min_size=1),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
)
PROPERTIES = st.dictionaries(st.text(min_size=1), VALUE)
FEATURES = st.lists(st.tuples(st.from_regex("[a-z]{1,8}", fullmatch=True), PROPERTIES, GEOMETRY))


def written(features: list[tuple[str, dict[str, Any], Any]]) -> str:
    made = [
        geojson.Feature("", number, {**properties, "id": ident}, geometry)
        for number, (ident, properties, geometry) in enumerate(features)
    ]
    return geojson.format_collection(made, ORDER)


@given(FEATURES)
def test_canonical_form_is_idempotent(
    tmp_path_factory: pytest.TempPathFactory, features: list[tuple[str, dict[str, Any], Any]]
) -> None:
    once = written(features)
    path = tmp_path_factory.mktemp("canonical") / "a.geojson"
    path.write_bytes(once.encode("utf-8", "surrogatepass"))
    if any(0xD800 <= ord(char) <= 0xDFFF for char in once):
        return
    again, faults = geojson.read_features(path, "a.geojson")
    assert not faults
    assert geojson.format_collection(again, ORDER) == once


@given(FEATURES)
def test_canonical_form_is_json_that_ends_with_a_line(
    features: list[tuple[str, dict[str, Any], Any]],
) -> None:
    text = written(features)
    assert text.endswith("}\n")
    assert "\r" not in json.dumps(json.loads(text)["type"])
    assert len(json.loads(text)["features"]) == len(features)


def test_unknown_properties_are_kept_after_the_known() -> None:
    text = written([("a", {"zz": 1, "name": "n", "name_en": "m", "kind": "k"}, None)])
    kept = json.loads(text)["features"][0]["properties"]
    assert list(kept) == ["id", "name", "name_en", "kind", "zz"]


def test_coordinates_have_six_decimals_and_no_minus_zero() -> None:
    text = written([("a", {}, {"type": "Point", "coordinates": [119.123456789, -0.00000001]})])
    assert json.loads(text)["features"][0]["geometry"]["coordinates"] == [119.123457, 0]
    assert "-0" not in text


def test_features_stand_in_the_order_of_their_ids() -> None:
    text = written([("b", {}, None), ("a", {}, None)])
    assert [feature["id"] for feature in json.loads(text)["features"]] == ["a", "b"]


@pytest.mark.parametrize(
    "path",
    [*sorted(DATA.glob("layers/*.geojson")), *sorted(COUNTY.glob("layers/*.geojson"))],
    ids=lambda path: path.name,
)
def test_committed_layers_are_in_canonical_form(path: Path) -> None:
    features, faults = geojson.read_features(path, path.name)
    assert not faults
    assert path.read_text(encoding="utf-8") == geojson.format_collection(features, ORDER)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([[8.0, -0.0], [1e-9, 50]], "[8, 0], [0, 50]"),
        ([[8.12345649, 50.5], [8.1234565001, 1e16]], "[8.123456, 50.5], [8.123457, 1e+16]"),
        ([[8.5, 50.5, 12.0], [8.5, 50.5]], "[8.5, 50.5, 12], [8.5, 50.5]"),
        ([[8.5, True], [8.5, 50.0]], "[8.5, true], [8.5, 50]"),
        ([[8.5, 50.0], []], "[8.5, 50], []"),
        ([[8.5, "50.0, "], [None, [50.0]]], '[8.5, "50.0, "], [null, [50]]'),
    ],
)
def test_positions_are_written_short_whatever_stands_among_them(
    line: list[Any], expected: str
) -> None:
    long = {"type": "LineString", "coordinates": [*line, *[[8.25, 50.25]] * 20]}
    flat = " ".join(written([("a", {}, long)]).split())
    assert f'"coordinates": [ {expected}, [8.25, 50.25]' in flat
