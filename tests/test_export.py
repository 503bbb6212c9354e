"""Exports: what is written can be read back, and says what the page says."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest

from geo import build, cli
from geo.content import loader
from geo.content.loader import Content
from geo.outputs import export, export_registry
from tests import hostile
from tests.support import COUNTY, county, replaced


@pytest.fixture(scope="module")
def moorland() -> Content:
    return loader.build_content(loader.read_folder(COUNTY))


def test_geojson_holds_every_place_with_its_facts(moorland: Content) -> None:
    loaded = json.loads(export.to_geojson(moorland))
    by_id = {feature["id"]: feature for feature in loaded["features"]}
    assert set(by_id) == {place.id for place in moorland.places}
    mill = by_id["upper-ferry-mill"]["properties"]
    assert [fact["id"] for fact in mill["facts"]] == ["F001", "F002"]
    assert (mill["layer"], mill["certainty"]) == ("works", "certain")
    assert by_id["old-quarry"]["geometry"] is None


def test_geojson_is_read_by_geopandas(moorland: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(export.to_geojson(moorland), encoding="utf-8")
    frame = gpd.read_file(path)
    assert len(frame) == len(moorland.places)
    assert frame.crs.to_epsg() == 4326


def test_csv_opens_in_a_spreadsheet_with_every_fact(moorland: Content) -> None:
    text = "".join(export.iter_csv(moorland))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert [row["id"] for row in rows] == [fact.id for fact in moorland.facts]
    assert rows[0]["place_name_de"] == "Mühle an der Oberfähre"
    assert rows[2]["value"] == "2.5"


def test_csv_never_holds_a_formula(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "facts.csv", "Mill runs 14 looms again", "=1+1")
    text = "".join(export.iter_csv(loader.build_content(loader.read_folder(folder))))
    row = next(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert row["en"] == "'=1+1"


def test_geopackage_holds_places_and_facts(moorland: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export.write_gpkg(moorland, path)
    places = gpd.read_file(path, layer="places")
    facts = gpd.read_file(path, layer="facts")
    assert list(places["id"]) == [place.id for place in moorland.places]
    assert places.geometry.isna().sum() == 1
    assert list(facts["place"]) == [fact.place for fact in moorland.facts]
    assert facts["place_name_de"].iloc[0] == "Mühle an der Oberfähre"
    assert list(facts["certainty"]) == ["certain", "certain", "less-certain", "none"]


def test_geopackage_has_the_day_of_the_map_and_no_clock(moorland: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export.write_gpkg(moorland, path)
    with sqlite3.connect(path) as database:
        days = database.execute("SELECT last_change FROM gpkg_contents").fetchall()
    assert days == [("2026-11-23T00:00:00.000Z",)] * 2


@pytest.mark.parametrize("value", hostile.VALUES.values(), ids=hostile.VALUES)
def test_hostile_text_survives_every_export(value: str, tmp_path: Path) -> None:
    folder = county(tmp_path)
    layer = json.loads((folder / "layers/works.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["properties"]["note"] = value
    (folder / "layers/works.geojson").write_text(json.dumps(layer), encoding="utf-8")
    typed = loader.build_content(loader.read_folder(folder))
    loaded = json.loads(export.to_geojson(typed))
    assert loaded["features"][0]["properties"]["note"] == value
    export.write_gpkg(typed, tmp_path / "a.gpkg")
    assert gpd.read_file(tmp_path / "a.gpkg", layer="places")["note"].iloc[0] == value


def test_an_entry_is_all_that_a_further_export_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write_names(_content: Content, path: Path) -> None:
        path.write_text("names", encoding="utf-8")

    names = export_registry.Export("-names.txt", write_names)
    monkeypatch.setattr(export_registry, "EXPORTS", (*export_registry.EXPORTS, names))
    data, maps = county(tmp_path), tmp_path / "maps"
    assert cli.main(["--data", str(data), "--out", str(maps)]) == 0
    assert (maps / "moorland-names.txt").read_text(encoding="utf-8") == "names"
    assert "moorland-names.txt" in capsys.readouterr().out


def test_a_map_that_has_grown_large_loses_the_files_of_small_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, maps = county(tmp_path), tmp_path / "maps"
    build.build(data, maps)
    before = {path.suffix for path in maps.iterdir()}
    monkeypatch.setattr(export_registry, "LARGE_FROM", 1)
    build.build(data, maps)
    after = {path.suffix for path in maps.iterdir()}
    assert (before - after, after - before) == ({".geojson", ".csv"}, {".parquet"})
