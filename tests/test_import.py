"""`import`: what it adds, changes and leaves, what it asks, and what it never does."""

import io
import json
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from geo import cli
from geo.edits import saving
from geo.spatial import datum
from tests.importing import (
    LAYER,
    PLACES,
    SAID,
    bring,
    csv,
    eastern,
    position,
    refused,
    taken,
    works,
)
from tests.support import contents, county, replaced

HEAD = "name,lon,lat\n"
NEW = HEAD + "Wind mill,119.21,36.15\n"
MILL = "upper-ferry-mill"


def table(tmp_path: Path, text: str) -> Path:
    return csv(tmp_path / "mills.csv", text)


def test_what_places_need_and_nobody_says_is_asked_for_all_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, eastern(tmp_path), table(tmp_path, NEW), "--datum", "wgs84")
    for option in SAID[::2]:
        assert f"say {option} for all" in told


def test_the_file_says_more_than_the_options(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = "name,lon,lat,kind,uncertainty_m,note\nWind mill,119.21,36.15,path,75.5,by the pond\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    place = works(data)["wind-mill"].properties
    assert (place["kind"], place["uncertainty_m"], place["note"]) == ("path", 75.5, "by the pond")
    assert (place["state"], place["location_source"]) == ("open", "a survey")


def test_the_same_import_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, HEAD + "".join(f"{n},{x},{y}\n" for n, x, y in PLACES))
    taken(data, file, "--datum", "gcj02")
    once = (data / LAYER).read_bytes()
    capsys.readouterr()
    taken(data, file, "--datum", "gcj02")
    assert (data / LAYER).read_bytes() == once
    assert "unchanged 3\nNothing to change." in capsys.readouterr().out


def test_an_import_is_undone_like_any_edit(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    before = works(data)
    taken(data, table(tmp_path, NEW), "--datum", "wgs84")
    entry = saving.undo_edit(data)
    assert entry
    assert entry.why == "import of mills.csv into works"
    assert works(data) == before


def test_a_known_place_is_changed_property_by_property(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = f"id,name,lon,lat,state\n{MILL},Upper mill,119.2011,36.1409,planned\n"
    said = ("--source", "GPS", "--licence", "MIT", "--radius", "30", "--located-by", "hand")
    file = table(tmp_path, text)
    assert bring(data, file, "--datum", "wgs84", "--yes", *said, "--checked-on", "2026-11-26") == 0
    told = capsys.readouterr().out
    assert "moved 141 m north-east" in told
    assert 'state: "open" → "planned"' in told
    assert 'name: "Upper Ferry mill" → "Upper mill"' in told
    assert "uncertainty_m: 120 → 30" in told
    place = works(data)[MILL].properties
    assert (place["aliases"], place["kind"]) == ("Ferry mill;Mill", "mill")
    assert position(data, MILL) == (119.2011, 36.1409)


def test_an_empty_cell_takes_nothing_away(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    before = works(data)
    text = f"id,name,lon,lat,aliases,state\n{MILL},,,,,\n"
    assert bring(data, table(tmp_path, text), "--datum", "wgs84", "--yes") == 0
    assert works(data) == before


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("Upper Ferry mill", "name"),
        ("UPPER  FERRY MILL", "name"),
        ("Ｕｐｐｅｒ Ferry mill", "name"),
        ("Mühle an der Oberfähre", "name"),
        ("ferry mill", "alias"),
    ],
)
def test_a_place_is_found_by_name_or_alias_however_written(
    name: str, by: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, f"name,lon,lat\n{name},119.2011,36.1409\n")
    taken(data, file, "--datum", "wgs84")
    assert f"{MILL} (found by {by})" in capsys.readouterr().out
    assert works(data)[MILL].properties["name"] == "Upper Ferry mill"


def test_traditional_characters_are_the_same_name(tmp_path: Path) -> None:
    data = replaced(eastern(tmp_path), LAYER, '"Upper Ferry mill"', '"潍坊磨坊"')
    taken(data, table(tmp_path, HEAD + "濰坊磨坊,119.2011,36.1409\n"), "--datum", "wgs84")
    assert position(data, MILL) == (119.2011, 36.1409)


def test_two_rows_for_one_place_are_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = HEAD + "Ferry mill,119.21,36.15\nUpper Ferry mill,119.22,36.16\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    assert capsys.readouterr().out.count(f"2 rows mean {MILL}") == 2
    assert position(data, MILL) == (119.2, 36.14)


def test_a_bare_list_is_told_to_take_a_heading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    before = contents(data)
    given = table(tmp_path, "Ferry mill\nUpper Ferry mill\n")
    assert cli.main(["import", str(given), "--data", str(data), "--layer", "works", "--yes"]) == 1
    assert "write name above the list" in capsys.readouterr().err
    assert contents(data) == before


def test_a_row_that_fits_two_places_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = replaced(eastern(tmp_path), LAYER, '"Old quarry"', '"Upper Ferry mill"')
    taken(data, table(tmp_path, HEAD + "Upper Ferry mill,119.21,36.15\n"), "--datum", "wgs84")
    assert f"it fits 2 places by name (old-quarry, {MILL})" in capsys.readouterr().out
    assert position(data, MILL) == (119.2, 36.14)


@pytest.mark.parametrize(
    ("one", "other", "is_han"),
    [("ABC厂", "ＡＢＣ厂", True), ("Cannon Bay", "CANNON  BAY", False)],
)
def test_names_that_differ_only_in_width_or_case_are_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], one: str, other: str, *, is_han: bool
) -> None:
    data = eastern(tmp_path)
    text = HEAD + f"{one},119.21,36.15\n{other},119.22,36.16\nOther,119.23,36.14\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    told = capsys.readouterr().out
    assert told.count("2 rows have this name") == 2
    assert ("繁" in told) == is_han
    assert {*works(data)} >= {"other"}
    assert len(works(data)) == 4


def test_an_id_twice_in_the_file_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "id,name,lon,lat\nnew-a,A,119.21,36.15\nnew-a,B,119.22,36.16\nnew-b,A,119.23,36.1\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    assert capsys.readouterr().out.count("2 rows have the id new-a") == 2
    assert "new-b" in works(data)


def test_a_place_of_another_layer_is_told_and_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "id,name,lon,lat\nmoorland,X,119.21,36.15\n,Moorland,119.22,36.16\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    told = capsys.readouterr().out
    assert "moorland is a place of the layer county" in told
    assert "moorland of the layer county has this name" in told
    assert len(works(data)) == 3


def test_ids_are_the_files_own_or_how_the_name_sounds(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = (
        "id,name,lon,lat\nOSM/Way 12,A,119.21,36.15\n,潍河大桥,119.22,36.16\n"
        ",维河大桥,119.23,36.14\n,Mühle Nº 3,119.24,36.13\n"
    )
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    expected = {"osm-way-12", "wei-he-da-qiao", "wei-he-da-qiao-2", "muhle-no-3"}
    assert {*works(data)} >= expected


def test_numbers_are_no_ids_unless_told(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, "id,name,lon,lat\n7,Wind mill,119.21,36.15\n")
    taken(data, file, "--datum", "wgs84")
    assert "wind-mill" in works(data)
    saving.undo_edit(data)
    taken(data, file, "--datum", "wgs84", "--map", "id=id")
    assert works(data)["7"].properties["name"] == "Wind mill"


def test_certainty_is_never_lowered_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, f"id,lon,lat,note\n{MILL},119.25,36.15,seen\n")
    vague = ("--datum", "wgs84", "--radius", "900", "--located-by", "village")
    taken(data, file, *vague)
    told = capsys.readouterr().out
    assert "the radius would grow from 120 to 900 m" in told
    assert "located_by would fall from dataset to village" in told
    assert position(data, MILL) == (119.2, 36.14)
    assert works(data)[MILL].properties["note"] == "seen"
    taken(data, file, *vague, "--lower")
    assert position(data, MILL) == (119.25, 36.15)


def test_a_line_does_not_become_a_point_unless_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, "id,lon,lat\nchapel-path,119.21,36.15\n")
    taken(data, file, "--datum", "wgs84")
    assert "the LineString would become a Point" in capsys.readouterr().out


def test_a_position_is_lost_only_where_that_is_said_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, f"id,located_by\n{MILL},none\n")
    assert bring(data, file, "--yes") == 0
    assert "located_by would fall from dataset to none" in capsys.readouterr().out
    assert works(data)[MILL].geometry
    assert bring(data, file, "--yes", "--lower") == 0
    place = works(data)[MILL]
    assert place.geometry is None
    assert "uncertainty_m" not in place.properties


def test_a_place_without_position_gets_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    taken(data, table(tmp_path, HEAD + "Old quarry,119.21,36.15\n"), "--datum", "wgs84")
    assert "located at 119.21000, 36.15000" in capsys.readouterr().out
    assert works(data)["old-quarry"].properties["located_by"] == "hand"


def test_other_columns_are_listed_and_the_usual_ones_suggested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "name,lon,lat,备注,owner\nWind mill,119.21,36.15,old,Smith\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    assert 'columns left out: "备注" (--map 备注=note?), "owner"' in capsys.readouterr().out
    assert "note" not in works(data)["wind-mill"].properties


def test_a_file_without_names_is_told_how_to_map_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, "名称,lon,lat\n磨坊,119.21,36.15\n磨坊二,119.22,36.15\n")
    told = refused(capsys, eastern(tmp_path), file)
    assert "--map 名称=name" in told
    assert "--datum" in told


def test_a_column_can_be_left_out_by_name(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = table(tmp_path, "name,lon,lat,note\nWind mill,119.21,36.15,old\n")
    taken(data, file, "--datum", "wgs84", "--map", "note=")
    assert "note" not in works(data)["wind-mill"].properties


def test_names_cut_by_a_shapefile_are_known_again(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = "name,lon,lat,location_s,uncertaint\nWind mill,119.21,36.15,cut,12\n"
    taken(data, table(tmp_path, text), "--datum", "wgs84")
    place = works(data)["wind-mill"].properties
    assert (place["location_source"], place["uncertainty_m"]) == ("cut", 12)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--map", "nmae=name"), "did you mean “name”?"),
        (("--map", "name=nmae"), "did you mean “name”?"),
        (("--map", "name=note", "--map", "lat=note"), "one column only"),
        (("--kind", "mil"), "did you mean “mill”?"),
        (("--state", "opne"), "did you mean “open”?"),
        (("--located-by", "guess"), "dataset, intersection"),
        (("--radius", "-5"), "uncertainty_m"),
        (("--checked-on", "yesterday"), "checked_on"),
        (("--datum", "cgcs2000", "--crs", "EPSG:4610"), "another datum"),
    ],
)
def test_options_that_cannot_be_are_told(
    options: tuple[str, ...], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, NEW)
    assert expected in refused(capsys, eastern(tmp_path), file, "--datum", "wgs84", *options)


def test_a_layer_that_is_none_is_told_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, eastern(tmp_path), table(tmp_path, NEW), "--layer", "work")
    assert "did you mean “works”?" in told


def test_a_layer_with_faults_is_mended_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    (data / LAYER).write_text("{", encoding="utf-8")
    assert "valid JSON" in refused(capsys, data, table(tmp_path, NEW), "--datum", "wgs84", *SAID)


def test_values_outside_the_contract_name_their_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "name,lon,lat,kind,state\nWind mill,119.21,36.15,mil,opened\n"
    told = refused(capsys, eastern(tmp_path), table(tmp_path, text), "--datum", "wgs84", *SAID)
    assert "line 2 (Wind mill), kind" in told
    assert "line 2 (Wind mill), state" in told


def test_without_a_terminal_and_without_yes_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = eastern(tmp_path)
    before = (data / LAYER).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert bring(data, table(tmp_path, NEW), "--datum", "wgs84", *SAID) == 1
    told = capsys.readouterr()
    assert "+ wind-mill" in told.out
    assert "say --yes" in told.err
    assert (data / LAYER).read_bytes() == before


class Terminal(io.StringIO):
    """A person who answers at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("是", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_a_person_is_asked(
    answer: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = eastern(tmp_path)
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    assert bring(data, table(tmp_path, NEW), "--datum", "wgs84", *SAID) == code
    assert ("wind-mill" in works(data)) is (code == 0)


def test_a_change_while_a_person_thinks_is_a_conflict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = eastern(tmp_path)

    def answered(_: str) -> str:
        replaced(data, LAYER, '"Old quarry"', '"Older quarry"')
        return "y"

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("builtins.input", answered)
    assert bring(data, table(tmp_path, NEW), "--datum", "wgs84", *SAID) == 1
    assert "run the import again" in capsys.readouterr().err
    assert works(data)["old-quarry"].properties["name"] == "Older quarry"
    assert "wind-mill" not in works(data)


def test_a_layer_of_another_program_is_left_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    layer = gpd.read_file(data / LAYER)
    layer.to_file(data / "layers" / "works.gpkg", driver="GPKG")
    replaced(data, "map.toml", "layers/works.geojson", "layers/works.gpkg")
    told = refused(capsys, data, table(tmp_path, NEW), "--datum", "wgs84")
    assert "only layers in GeoJSON" in told


def test_a_dry_run_shows_all_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    before = (data / LAYER).read_bytes()
    file = table(tmp_path, NEW)
    assert bring(data, file, "--datum", "wgs84", *SAID, "--dry-run", "--yes") == 0
    assert "+ wind-mill" in capsys.readouterr().out
    assert (data / LAYER).read_bytes() == before


def test_a_fault_that_only_the_whole_folder_shows_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "name,lon,lat,part_of\nWind mill,119.21,36.15,nowhere\n"
    file = table(tmp_path, text)
    data = eastern(tmp_path)
    for more in ((), ("--dry-run",)):
        told = refused(capsys, data, file, "--datum", "wgs84", *SAID, *more)
        assert "the id of a place" in told


def test_what_the_layer_holds_beside_places_stays(tmp_path: Path) -> None:
    data = replaced(
        eastern(tmp_path), LAYER, '"type": "FeatureCollection",',
        '"type": "FeatureCollection", "author": "us",',
    )  # fmt: skip
    taken(data, table(tmp_path, NEW), "--datum", "wgs84")
    assert json.loads((data / LAYER).read_text(encoding="utf-8"))["author"] == "us"


def known(data: Path, count: int, seed: int = 1) -> np.ndarray:
    """Put many places with good positions into the layer; return where they are."""
    chance = np.random.default_rng(seed)
    points = np.column_stack(
        [chance.uniform(119.12, 119.28, count), chance.uniform(36.11, 36.19, count)]
    )
    rows = "".join(f"Place {i},{x:.6f},{y:.6f}\n" for i, (x, y) in enumerate(points))
    taken(data, csv(data.parent / "known.csv", HEAD + rows), "--datum", "wgs84")
    return points


def shifted(points: np.ndarray, name: str) -> str:
    moved = [datum.from_wgs84(x, y, name) for x, y in points]
    return HEAD + "".join(f"Place {i},{x:.6f},{y:.6f}\n" for i, (x, y) in enumerate(moved))


@pytest.mark.parametrize(("word", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
def test_the_guard_names_the_datum_that_fits_and_stops_what_no_person_sees(
    word: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    points = known(data, 12)
    file = csv(tmp_path / "theirs.csv", shifted(points, name))
    told = refused(capsys, data, file, "--crs", "EPSG:4326", *SAID)
    assert f"look like {name}, not WGS84" in told
    assert "12 of 12 places" in told
    assert f"say --datum {word}" in told
    taken(data, file, "--datum", word)
    assert datum.distance_m(*position(data, "place-3"), *points[3]) < 1


def test_a_person_who_names_the_datum_is_warned_and_believed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    points = known(data, 12)
    taken(data, csv(tmp_path / "theirs.csv", shifted(points, "GCJ-02")), "--datum", "wgs84")
    assert "look like GCJ-02" in capsys.readouterr().err


def test_points_beyond_the_outline_of_the_map_tell_a_shift(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = replaced(
        eastern(tmp_path), "layers/county.geojson", '"uncertainty_m": 500', '"uncertainty_m": 20'
    )
    chance = np.random.default_rng(4)
    points = np.column_stack([chance.uniform(119.1, 119.3, 900), chance.uniform(36.1, 36.2, 900)])
    file = csv(tmp_path / "theirs.csv", shifted(points, "GCJ-02"))
    told = refused(capsys, data, file, "--crs", "EPSG:4326", *SAID)
    assert "points lie outside the area they belong to" in told
    assert "say --datum gcj02" in told


def test_four_places_are_too_few_to_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    points = known(data, 4)
    taken(data, csv(tmp_path / "theirs.csv", shifted(points, "GCJ-02")), "--datum", "wgs84")
    assert "look like" not in capsys.readouterr().err


def test_many_rows_on_one_point_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"Place {i},119.2,36.15\n" for i in range(9))
    taken(eastern(tmp_path), csv(tmp_path / "m.csv", HEAD + rows), "--datum", "wgs84")
    assert "9 of 9 at 119.20000, 36.15000" in capsys.readouterr().err


def test_many_places_are_told_by_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = county(tmp_path)
    rows = "".join(f"Place {i},{8.12 + i / 1e5:.5f},50.15\n" for i in range(3000))
    taken(data, csv(tmp_path / "m.csv", HEAD + rows), "--datum", "wgs84")
    told = capsys.readouterr().out
    assert "… and 2,980 more" in told
    assert "works: 3,000 added, 0 changed." in told
    assert len(told.splitlines()) < 40
