"""What is valid stays valid: rounding, canonical form, import."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape

from geo import canonical, cli
from geo.canonical import equivalence
from geo.diffing import shape_comparison as compared
from geo.formats import json_text, rounding
from geo.formats.column_table import tuples_to_lists
from geo.spatial.datum import shapes_to_wgs84
from tests.importing import bring, eastern, taken, works

SPIKE = [[119.1, 36.8], [119.2, 36.8], [119.2, 36.9], [119.15, 36.8000002], [119.1, 36.9],
         [119.1, 36.8]]  # fmt: skip
MANY = settings(max_examples=100, deadline=None)


def layer(geometry: dict[str, Any]) -> str:
    feature = {"type": "Feature", "properties": {"id": "a"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def drawn(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)["features"][0]["geometry"]
    return found


@st.composite
def nearly_touching(draw: st.DrawFn) -> shapely.Geometry:
    """Return a valid area whose rings come as near to each other as some digits beyond the sixth.

    Corners on a coarse grid, each moved by less than a millionth: rounding brings them back to
    where rings touch and cross.
    """
    size = draw(st.sampled_from([1e-6, 1e-5, 1e-3, 0.1]))
    corner = st.tuples(st.integers(0, 6), st.integers(0, 6), *[st.integers(-40, 40)] * 2)
    rings = draw(st.lists(st.lists(corner, min_size=3, max_size=8), min_size=1, max_size=3))
    areas = [
        shapely.polygons([(119 + x * size + a * 1e-8, 36 + y * size + b * 1e-8)
                          for x, y, a, b in ring])
        for ring in rings
    ]  # fmt: skip
    sound = [shapely.make_valid(area) for area in areas]
    whole = sound[0]
    for area in sound[1:]:
        join = shapely.difference if draw(st.booleans()) else shapely.union
        whole = shapely.make_valid(join(whole, area))
    parts = [
        part
        for part in shapely.get_parts(whole)
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    if not parts:
        return shapely.box(119, 36, 119.1, 36.1)
    many = shapely.multipolygons(parts)
    return many if many.is_valid and len(parts) > 1 else parts[0]


def geometry(area: shapely.Geometry) -> dict[str, Any]:
    flat = mapping(area)
    return {"type": flat["type"], "coordinates": tuples_to_lists(flat["coordinates"])}


@MANY
@given(nearly_touching())
def test_a_valid_shape_stays_valid_in_canonical_form(area: shapely.Geometry) -> None:
    before = layer(geometry(area))
    written = canonical.canonicalise_layer(before, "a.geojson")
    after = shape(drawn(written.text))
    assert not area.is_valid or after.is_valid
    assert after.hausdorff_distance(area) < 1e-6
    assert equivalence.is_same_layer(before, written.text)
    assert canonical.canonicalise_layer(written.text, "a.geojson").text == written.text


@MANY
@given(nearly_touching(), st.sampled_from(["WGS84", "GCJ-02", "BD-09"]))
def test_a_valid_shape_stays_valid_when_it_is_converted(area: shapely.Geometry, datum: str) -> None:
    source = np.array([area], "object")
    sound, _ = rounding.mend_converted(source, shapes_to_wgs84(source, datum))
    after = rounding.round_shapes(sound)[0]
    assert not area.is_valid or after.is_valid or after.area < 1e-12


def test_rounding_says_what_it_did_and_keeps_what_it_must() -> None:
    area = {"type": "Polygon", "coordinates": [SPIKE]}
    written = canonical.canonicalise_layer(layer(area), "a.geojson")
    assert drawn(written.text)["coordinates"] == [SPIKE]
    assert not [each for each in written.repairs if each.what is canonical.RepairKind.DECIMALS]
    ring = [SPIKE[0], [119.20000004, 36.8], SPIKE[2], SPIKE[4], SPIKE[0]]
    simple = {"type": "Polygon", "coordinates": [ring]}
    written = canonical.canonicalise_layer(layer(simple), "a.geojson")
    assert drawn(written.text)["coordinates"][0][1] == [119.2, 36.8]
    assert [each for each in written.repairs if each.what is canonical.RepairKind.DECIMALS]


def test_a_shape_that_is_invalid_before_is_rounded_all_the_same() -> None:
    crossing = [[0.00000049, 0], [1, 1], [1, 0], [0, 1], [0.00000049, 0]]
    found = rounding.round_geometry({"type": "Polygon", "coordinates": [crossing]})
    assert found["coordinates"][0][0] == [0, 0]


def test_a_line_shorter_than_the_last_decimal_stays_a_line() -> None:
    line = {"type": "LineString", "coordinates": [[119.1, 36.8], [119.1000001, 36.8]]}
    assert rounding.round_geometry(line) == line


def test_a_sliver_is_turned_by_its_exact_area() -> None:
    ring = [[0, 0], [0.5, 1e-8], [1, 0], [0, 0]]
    text = canonical.canonicalise_layer(
        layer({"type": "Polygon", "coordinates": [ring]}), "a.geojson"
    ).text
    assert shapely.is_ccw(shape(drawn(text)).exterior)


def test_difference_sees_digits_that_hold_a_shape_together() -> None:
    whole = np.array([shapely.polygons(SPIKE)], "object")
    near = np.array([shapely.transform(whole[0], rounding.round_as_python)], "object")
    assert not near[0].is_valid
    assert compared.find_changed_shapes(whole, near)[0]
    assert not compared.find_changed_shapes(whole, whole.copy())[0]


def test_what_is_no_shape_is_left_to_the_rules() -> None:
    every: list[Any] = ["x", [], [[]], [[["a", 1]]], [[[1e400, 1]]], None]
    for odd in every:
        given = {"type": "Polygon", "coordinates": odd}
        assert rounding.round_geometry(given) == json_text.round_geometry(given)


AREAS = {
    "spike": {"type": "Polygon", "coordinates": [[[119.2 + (x - 119.1) / 9, 36.14 + (y - 36.8) / 9]
                                                  for x, y in SPIKE]]},
    "parts": {"type": "MultiPolygon", "coordinates": [
        [[[119.2, 36.14], [119.21, 36.14], [119.21, 36.149999999999995], [119.2, 36.14]]],
        [[[119.22, 36.14], [119.22, 36.15], [119.23, 36.15], [119.22, 36.14]]],
    ]},
    "lines": {"type": "MultiLineString", "coordinates": [
        [[119.2, 36.14], [119.21, 36.14]], [[119.22, 36.14], [119.22, 36.15]],
    ]},
}  # fmt: skip


@pytest.mark.parametrize("name", AREAS)
def test_what_is_imported_is_canonical_and_stays_valid(name: str, tmp_path: Path) -> None:
    data, file = eastern(tmp_path), tmp_path / "areas.geojson"
    feature = {"type": "Feature", "properties": {"name": "Mill field"}, "geometry": AREAS[name]}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    taken(data, file)
    assert shape(works(data)["mill-field"].geometry).is_valid
    for command in (["check"], ["fmt", "--check"], ["fmt"], ["check"]):
        assert cli.main([*command, "--data", str(data)]) == 0
    before = (data / "layers/works.geojson").read_bytes()
    assert bring(data, file, "--yes", "--kind", "mill") == 0
    assert (data / "layers/works.geojson").read_bytes() == before
