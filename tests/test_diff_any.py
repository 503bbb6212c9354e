"""A difference to anything: whatever stands in a file is told or compared, no traceback."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.diffing import comparison, diff_report
from geo.faults import schemas
from geo.faults.fault import InputError
from tests.support import COUNTY, county
from tests.test_check_any import ANY as CHECKED
from tests.test_check_any import CELL, EXAMPLES, GEOMETRY, JSON, KEYS, LAYER

ANY = settings(CHECKED, max_examples=max(6, EXAMPLES // 4))
"""Few, since each reads four folders."""
FILES = ["map.toml", "facts.csv", "layers/works.geojson", "backdrop/towns.geojson"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return county(tmp_path_factory.mktemp("any"))


def answered(folder: Path) -> bool:
    """Compare a folder with the sound one, both ways; tell it in both forms."""
    for sides in ((COUNTY, folder), (folder, COUNTY)):
        try:
            found = comparison.compare_folders(*sides)
        except InputError as bad:
            return bool(bad.faults)
        lines = list(diff_report.format_report(found, "old", "new"))
        assert all(line.isprintable() for line in lines)
        told = json.loads(diff_report.report_as_json(found, "old", None, "new"))
        jsonschema_rs.validate(schemas.load_schema("diff"), told)
    return bool(lines)


@ANY
@given(properties=st.dictionaries(KEYS, JSON), geometry=GEOMETRY, number=st.integers(0, 2))
def test_any_feature_is_compared(
    folder: Path, properties: dict[str, object], geometry: object, number: int
) -> None:
    layer = json.loads(json.dumps(LAYER))
    layer["features"][number]["properties"] |= properties
    layer["features"][number]["geometry"] = geometry
    (folder / "layers/works.geojson").write_text(json.dumps(layer), encoding="utf-8")
    assert answered(folder)


@ANY
@given(cells=st.lists(CELL, min_size=1, max_size=18), line=st.integers(0, 4))
def test_any_row_is_compared(folder: Path, cells: list[str], line: int) -> None:
    lines = (COUNTY / "facts.csv").read_text(encoding="utf-8").split("\n")
    lines[line] = ",".join(cells)
    (folder / "facts.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    assert answered(folder)


@ANY
@given(data=st.data())
def test_any_damage_to_a_file_is_told(folder: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(FILES))
    raw = (COUNTY / name).read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    (folder / name).write_bytes(raw[:start] + data.draw(st.binary(max_size=8)) + raw[end:])
    try:
        assert answered(folder)
    finally:
        (folder / name).write_bytes(raw)
