"""The build: same bytes twice, all or nothing, and any county without a change to the engine."""

from dataclasses import replace
from pathlib import Path

import pytest

from geo import build
from geo.faults.fault import InputError
from geo.outputs import export_registry
from tests.support import COUNTY, HERE, ROOT, county, replaced

NAMES = {
    "moorland.html",
    "moorland.geojson",
    "moorland.csv",
    "moorland.gpkg",
    "datapackage.json",
    "embed.js",
    "embed-example.html",
    "embed-example.css",
}


def outputs(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_builds_are_equal(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path / "one")
    build.build(COUNTY, tmp_path / "two")
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")
    assert set(outputs(tmp_path / "one")) == NAMES


def test_the_page_of_another_county_names_no_other(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path)
    page = (tmp_path / "moorland.html").read_text(encoding="utf-8")
    assert "寒亭" not in page
    assert '<html lang="en">' in page


def test_the_engine_knows_no_county() -> None:
    for path in sorted((ROOT / "geo").rglob("*")):
        if path.is_file() and path.suffix in {".py", ".js", ".css", ".html", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert "寒亭" not in text, path
            assert "hanting" not in text.lower(), path


def test_faults_leave_the_last_good_output(tmp_path: Path) -> None:
    folder = county(tmp_path)
    build.build(folder, tmp_path / "maps")
    before = outputs(tmp_path / "maps")
    replaced(folder, "layers/works.geojson", '"state": "building"', '"state": "bilding"')
    with pytest.raises(InputError):
        build.build(folder, tmp_path / "maps")
    assert outputs(tmp_path / "maps") == before


def test_another_state_of_large_data_has_another_folder(tmp_path: Path) -> None:
    folder = county(tmp_path)
    replaced(folder, "map.toml", 'id = "moorland"', 'id = "moorland"\nfolder_above = 1')
    maps = tmp_path / "maps"
    build.build(folder, maps)
    (first,) = (maps / "moorland-data").iterdir()
    assert f'"moorland-data/{first.name}"' in (maps / "moorland.html").read_text(encoding="utf-8")
    build.build(folder, maps)
    assert [first] == list((maps / "moorland-data").iterdir())
    replaced(folder, "layers/works.geojson", '"state": "building"', '"state": "open"')
    build.build(folder, maps)
    (second,) = (maps / "moorland-data").iterdir()
    assert second != first
    replaced(folder, "map.toml", "folder_above = 1", "folder_above = 9")
    build.build(folder, maps)
    assert not (maps / "moorland-data").exists()


def test_a_failing_export_leaves_the_last_good_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build(COUNTY, tmp_path)
    before = outputs(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    failing = replace(export_registry.GEOPACKAGE, write_file=full)
    monkeypatch.setattr(export_registry, "EXPORTS", (*export_registry.EXPORTS[:-1], failing))
    with pytest.raises(OSError, match="No space"):
        build.build(
            replaced(county(tmp_path / "c"), "map.toml", "Moorland sites", "Other"), tmp_path
        )
    before.pop("c", None)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_a_folder_bad_in_any_way_builds_nothing(tmp_path: Path) -> None:
    # settings, a file that cannot be read, rules on rows, on typed values, on a cited text
    for name in (
        "map-broken", "json-broken", "not-utf-8", "facts-cells", "everything-at-once",
        "within-drawn-nowhere", "article-differs", "areas-wrong",
    ):  # fmt: skip
        folder = county(tmp_path / name, HERE / "bad" / name)
        with pytest.raises(InputError):
            build.build(folder, tmp_path / name / "maps")
        assert not (tmp_path / name / "maps").exists()
