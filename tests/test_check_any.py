"""Rules over anything: whatever stands in a file, the answer is faults or success.

`MAP_EXAMPLES=1000 python3 -m tests -k any` tries so many of each sort; without it some tens.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.check import rules
from geo.content import loader
from geo.faults.fault import InputError
from tests.support import COUNTY, county

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["id", "name", "kind", "part_of", "uncertainty_m", "state", "note", "located_by", "nonsense"]
)
TYPES = st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "MultiPoint", "Curve"])
GEOMETRY = st.one_of(JSON, st.fixed_dictionaries({"type": TYPES, "coordinates": JSON}))
EXAMPLES = int(os.environ.get("MAP_EXAMPLES", "30"))
ANY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
CELL = st.text(max_size=20)
LAYER = json.loads((COUNTY / "layers/works.geojson").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county(tmp_path_factory.mktemp("any"))


def answered(folder: Path) -> bool:
    """Check a folder; anything but success or faults is an error of the engine."""
    try:
        rules.check_content(loader.read_folder(folder))
    except InputError as bad:
        return bool(bad.faults)
    return True


@ANY
@given(properties=st.dictionaries(KEYS, JSON), geometry=GEOMETRY, number=st.integers(0, 2))
def test_any_feature_is_answered(
    folder: Path, properties: dict[str, object], geometry: object, number: int
) -> None:
    layer = json.loads(json.dumps(LAYER))
    layer["features"][number]["properties"] |= properties
    layer["features"][number]["geometry"] = geometry
    (folder / "layers/works.geojson").write_text(json.dumps(layer), encoding="utf-8")
    assert answered(folder)


@ANY
@given(cells=st.lists(CELL, min_size=1, max_size=18), line=st.integers(0, 4))
def test_any_row_is_answered(folder: Path, cells: list[str], line: int) -> None:
    lines = (COUNTY / "facts.csv").read_text(encoding="utf-8").split("\n")
    lines[line] = ",".join(cells)
    (folder / "facts.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    assert answered(folder)


@ANY
@given(data=st.data())
def test_any_damage_to_a_file_is_answered(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["map.toml", "facts.csv", "layers/works.geojson"]))
    raw = (COUNTY / name).read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    (folder / name).write_bytes(raw[:start] + data.draw(st.binary(max_size=8)) + raw[end:])
    try:
        assert answered(folder)
    finally:
        (folder / name).write_bytes(raw)
