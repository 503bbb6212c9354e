"""Gazetteers in their real formats, made here: GeoNames, `.osm.pbf`, GeoPackage, GeoJSON, CSV."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from geo.locating import candidates
from geo.locating.candidates import Candidate
from geo.spatial import datum
from tests.importing import frame
from tests.locate import QUARRY, TRUE, china, locate
from tests.support import contents

SAID = ("--source", "a survey", "--licence", "CC0 1.0", "--origin", "surveyors")
Capture = pytest.CaptureFixture[str]


def geonames(path: Path, *places: tuple[str, str, float, float], code: str = "PPL") -> Path:
    """Write a country file of GeoNames: name, alternate names, longitude, latitude."""
    rows = []
    for number, (name, others, lon, lat) in enumerate(places, 1):
        cells = [str(number), name, name, others, f"{lat}", f"{lon}", "P", code, "CN", "", "25"]
        rows.append("\t".join([*cells, "", "", "", "0", "", "12", "Asia/Shanghai", "2020-01-01"]))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def pbf(path: Path, *places: tuple[Mapping[str, str], float, float]) -> Path:
    """Write an OpenStreetMap extract of nodes, and one way around the last of them."""
    writer = osmium.SimpleWriter(str(path))
    for number, (tags, lon, lat) in enumerate(places, 1):
        writer.add_node(Node(id=number, location=(lon, lat), tags=dict(tags)))
    writer.close()
    return path


def looked(data: Path, file: Path, *options: str) -> list[Candidate]:
    """Return the candidates that a gazetteer gives."""
    assert locate(data, "--gazetteer", str(file), *options) == 0
    return [each for each in candidates.read_candidates(data) if each.service == file.name]


def test_a_geonames_file_is_read_by_name(tmp_path: Path) -> None:
    file = geonames(
        tmp_path / "CN.txt", ("Old Quarry", "", *TRUE), ("Elsewhere", "", 119.2, 36.1),
        ("Old Quarry", "", 10.0, 50.0),
    )  # fmt: skip
    (each,) = looked(china(tmp_path), file)
    assert (each.like, each.origin, each.licence) == ("name", "GeoNames", "CC BY 4.0")
    assert (each.wgs84_lon, each.wgs84_lat) == TRUE
    assert each.record == "geonames.org/1"


def test_a_geonames_archive_is_read_without_unpacking(tmp_path: Path) -> None:
    inner = geonames(tmp_path / "CN.txt", ("Old Quarry", "", *TRUE))
    with zipfile.ZipFile(tmp_path / "CN.zip", "w") as archive:
        archive.writestr("readme.txt", "words")
        archive.write(inner, "CN.txt")
    assert looked(china(tmp_path), tmp_path / "CN.zip")


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("北辰村", "alias"), ("北辰", "stem"), ("北辰社区", "stem"), ("Beichen", "pinyin"),
        ("Beichencun", "pinyin"), ("old  QUARRY", "name"), ("Ｏｌｄ Quarry", "name"),
    ],
)  # fmt: skip
def test_names_are_matched_folded_then_without_ending_then_by_sound(
    tmp_path: Path, name: str, like: str
) -> None:
    (each,) = looked(china(tmp_path), geonames(tmp_path / "CN.txt", (name, "", *TRUE)))
    assert each.like == like


def test_a_gazetteer_of_very_many_named_things_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = geonames(tmp_path / "CN.txt", *[("Elsewhere", "", *TRUE)] * 1_801)
    data = china(tmp_path)
    assert locate(data, "--gazetteer", str(file), "--max-unpacked", "3") == 1
    assert "at most 1,800 rows" in capsys.readouterr().err
    assert locate(data, "--gazetteer", str(file), "--max-unpacked", "4") == 0


def test_traditional_names_mean_simplified_ones(tmp_path: Path) -> None:
    data = china(tmp_path)
    path = data / "layers" / "works.geojson"
    text = path.read_text(encoding="utf-8").replace("北辰村", "叶家庄")
    path.write_text(text, encoding="utf-8")
    (each,) = looked(data, geonames(tmp_path / "CN.txt", ("Yejiazhuang", "葉家莊", *TRUE)))
    assert each.like == "alias"


def test_an_osm_extract_is_read_near_the_map_only(tmp_path: Path) -> None:
    file = pbf(
        tmp_path / "area.osm.pbf",
        ({"name": "老采石场", "name:en": "Old quarry", "place": "hamlet"}, *TRUE),
        ({"name": "Old quarry", "place": "hamlet"}, 10.0, 50.0),
        ({"name": "Other", "place": "hamlet"}, 119.2, 36.15),
    )
    (each,) = looked(china(tmp_path), file)
    assert (each.record, each.kind, each.licence) == ("node/1", "place/hamlet", "ODbL 1.0")
    assert datum.distance_m(each.wgs84_lon, each.wgs84_lat, *TRUE) < 1


def test_an_osm_area_gives_its_middle_and_extent(tmp_path: Path) -> None:
    lon, lat = TRUE
    path = tmp_path / "area.osm.pbf"
    writer = osmium.SimpleWriter(str(path))
    ring = [(lon - 0.002, lat), (lon + 0.002, lat), (lon + 0.002, lat + 0.002), (lon - 0.002, lat)]
    for number, place in enumerate(ring[:3], 1):
        writer.add_node(Node(id=number, location=place))
    tags = {"name": "Old quarry", "landuse": "quarry"}
    writer.add_way(Way(id=7, nodes=[1, 2, 3, 1], tags=tags))
    writer.close()
    (each,) = looked(china(tmp_path), path)
    assert each.record == "way/7"
    assert 150 < each.extent_m < 300


def test_what_osm_copied_from_geonames_is_no_second_witness(tmp_path: Path) -> None:
    data = china(tmp_path)
    tags = {"name": "Old quarry", "place": "hamlet", "source": "GeoNames import"}
    file = pbf(tmp_path / "area.osm.pbf", (tags, *TRUE))
    (each,) = looked(data, file)
    assert "copied" in each.marks


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4528", "EPSG:3857"])
def test_a_geopackage_is_read_in_its_own_system(tmp_path: Path, crs: str) -> None:
    file = tmp_path / "places.gpkg"
    frame([("Old quarry", *TRUE), ("Old quarry", 10.0, 50.0)][:1], crs).to_file(file)
    (each,) = looked(china(tmp_path), file, *SAID)
    assert datum.distance_m(each.wgs84_lon, each.wgs84_lat, *TRUE) < 2
    assert each.source == "a survey (places.gpkg)"


def test_a_csv_gazetteer_says_its_datum_or_is_told(tmp_path: Path, capsys: Capture) -> None:
    data = china(tmp_path)
    lon, lat = datum.from_wgs84(*TRUE, "GCJ-02")
    file = tmp_path / "list.csv"
    file.write_text(f"name,lon,lat\nOld quarry,{lon},{lat}\n", encoding="utf-8")
    assert locate(data, "--gazetteer", str(file), *SAID) == 1
    assert "--datum" in capsys.readouterr().err
    (each,) = looked(data, file, *SAID, "--datum", "gcj02")
    assert datum.distance_m(each.wgs84_lon, each.wgs84_lat, *TRUE) < 1
    assert each.datum == "GCJ-02"


def test_a_geojson_gazetteer_needs_source_and_licence(tmp_path: Path, capsys: Capture) -> None:
    data = china(tmp_path)
    before = contents(data)
    file = tmp_path / "list.geojson"
    point = {"type": "Point", "coordinates": [*TRUE]}
    feature = {"type": "Feature", "properties": {"name": "北辰村"}, "geometry": point}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    file.write_text(text, encoding="utf-8")
    assert locate(data, "--gazetteer", str(file)) == 1
    told = capsys.readouterr().err
    assert "--source" in told
    assert "--licence" in told
    assert contents(data) == before
    (each,) = looked(data, file, *SAID)
    assert each.like == "alias"


BROKEN = {
    "cut.osm.pbf": b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c",
    "words.gpkg": b"SQLite format 3\x00 and nothing else",
    "half.geojson": b'{"type": "FeatureCollection", "features": [',
    "empty.csv": b"",
    "unknown.bin": b"x",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_and_changes_nothing(
    tmp_path: Path, capsys: Capture, name: str
) -> None:
    data = china(tmp_path)
    before = contents(data)
    (tmp_path / name).write_bytes(BROKEN[name])
    assert locate(data, "--gazetteer", str(tmp_path / name), *SAID) == 1
    told = capsys.readouterr().err
    assert name in told
    assert "Traceback" not in told
    assert contents(data) == before


def test_hostile_lines_of_geonames_are_passed_over(tmp_path: Path) -> None:
    file = geonames(tmp_path / "CN.txt", ("Old Quarry", "", *TRUE))
    good = file.read_text(encoding="utf-8")
    bad = good.replace("119.2111", "nan") + good.replace("36.1511", "") + "x\n" + "\t" * 18 + "\n"
    file.write_bytes((good + bad).encode() + b"\xff\xfe\x00\n")
    assert len(looked(china(tmp_path), file)) == 1


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    data = china(tmp_path)
    file = geonames(tmp_path / "CN.txt", ("Old Quarry", "", *TRUE), ("北辰", "", 119.2, 36.1))
    looked(data, file)
    first = (data / candidates.CANDIDATES_FILE).read_bytes()
    looked(data, file)
    assert (data / candidates.CANDIDATES_FILE).read_bytes() == first
    assert {each.place for each in candidates.read_candidates(data)} == {QUARRY}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_an_osm_extract_that_is_cut_off_is_refused(
    tmp_path: Path, capsys: Capture, share: float
) -> None:
    data = china(tmp_path)
    file = pbf(tmp_path / "area.osm.pbf", ({"name": "Old quarry", "place": "hamlet"}, *TRUE))
    raw = file.read_bytes()
    file.write_bytes(raw[: int(len(raw) * share)])
    assert locate(data, "--gazetteer", str(file)) == 1
    assert "cut off or damaged" in capsys.readouterr().err
    assert not (data / candidates.CANDIDATES_FILE).exists()
