"""Files of every form: written by the real libraries, read whole, or refused with a reason."""

import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from geo.importing import file_readers
from tests import gdal
from tests.importing import (
    PLACES,
    SAID,
    csv,
    eastern,
    frame,
    metres_from,
    position,
    refused,
    taken,
    works,
)
from tests.support import ROOT

IDS = ("wind-mill", "water-mill", "paper-mill")
HEAD = "name,lon,lat\n"
ROWS = "".join(f"{name},{lon},{lat}\n" for name, lon, lat in PLACES)


def written(driver: str, **options: str) -> Callable[[gpd.GeoDataFrame, Path], None]:
    return lambda table, path: pyogrio.write_dataframe(table, path, driver=driver, **options)


def zipped(table: gpd.GeoDataFrame, path: Path) -> None:
    inner = path.parent / "inner"
    inner.mkdir()
    pyogrio.write_dataframe(table, inner / "mills.shp", driver="ESRI Shapefile")
    with zipfile.ZipFile(path, "w") as archive:
        for each in inner.iterdir():
            archive.write(each, f"survey/{each.name}")


FORMS: dict[str, Callable[[gpd.GeoDataFrame, Path], None]] = {
    "mills.geojson": written("GeoJSON"),
    "mills.gpkg": written("GPKG"),
    "mills.shp": written("ESRI Shapefile"),
    "mills.zip": zipped,
    "mills.kml": written("LIBKML"),
    "mills.kmz": written("LIBKML"),
    "mills.fgb": written("FlatGeobuf"),
    "mills.gpx": written("GPX", layer="waypoints"),
    "mills.parquet": lambda table, path: table.to_parquet(path),
    "mills.gml": written("GML"),
}


@pytest.mark.parametrize("file", FORMS)
def test_every_form_is_read(file: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    FORMS[file](frame(), tmp_path / file)
    taken(data, tmp_path / file)
    for ident, place in zip(IDS, PLACES, strict=True):
        assert metres_from(data, ident, place) < 0.2
        assert works(data)[ident].properties["source_datum"] == "WGS84"


@pytest.mark.parametrize(
    "inner", ["mills.gpkg", "mills.fgb", "mills.kml", "mills.gpx", "mills.geojson"]
)
def test_every_form_is_read_out_of_an_archive(inner: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    FORMS[inner](frame(), tmp_path / inner)
    with zipfile.ZipFile(tmp_path / "mills.zip", "w") as archive:
        archive.write(tmp_path / inner, f"a folder/{inner.upper()}")
    taken(data, tmp_path / "mills.zip")
    for ident, place in zip(IDS, PLACES, strict=True):
        assert metres_from(data, ident, place) < 0.2


TEXTS = {
    "mills.csv": HEAD + ROWS,
    "semicolon.csv": (HEAD + ROWS).replace(",", ";"),
    "bars.txt": (HEAD + ROWS).replace(",", "|"),
    "tabs.tsv": (HEAD + ROWS).replace(",", "\t"),
    "tabs.txt": (HEAD + ROWS).replace(",", "\t"),
    "wide.csv": (HEAD + ROWS).replace(",", "，"),
    "wider.csv": (HEAD + ROWS).replace(",", "；"),
    "sep.csv": "sep=;\n" + (HEAD + ROWS).replace(",", ";"),
    "titled.csv": "Mills of the county\n\n" + HEAD + ROWS,
    "quoted.csv": '"name","lon","lat"\n' + ROWS,
}


ENCODED = [
    *zip(TEXTS, itertools.cycle(["utf-8", "utf-8-sig", "utf-16"]), strict=False),
    # a mark of the order of bytes stands before what the first line begins with
    ("sep.csv", "utf-8"), ("sep.csv", "utf-16"), ("quoted.csv", "utf-8-sig"),
    ("quoted.csv", "utf-16"), ("titled.csv", "utf-8-sig"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "encoding"), ENCODED)
def test_every_text_is_read(file: str, encoding: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    taken(data, csv(tmp_path / file, TEXTS[file], encoding), "--datum", "wgs84")
    for ident, place in zip(IDS, PLACES, strict=True):
        assert metres_from(data, ident, place) < 0.2


@pytest.mark.parametrize("end", sorted(file_readers.READERS_BY_SUFFIX))
def test_every_end_of_a_name_that_is_read_is_in_the_documentation(end: str) -> None:
    named = (ROOT / "geo/importing/README.md").read_text("utf-8")
    refused_by_name = {".topojson": "TopoJSON", ".umap": "uMap"}
    spelt = {".gpkg": "GeoPackage", ".fgb": "FlatGeobuf", ".parquet": "GeoParquet"}
    spelt |= {".kml": "KML", ".kmz": "KMZ", ".gpx": "GPX"}
    assert (refused_by_name | spelt).get(end, f"`{end}`") in named


GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="a watch" xmlns="http://www.topografix.com/GPX/1/1"
  xmlns:tpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
 <metadata><time>2026-05-01T07:00:00Z</time></metadata>
 <wpt lat="36.14" lon="119.22"><ele>120</ele><name>Ford</name><sym>Flag, Blue</sym></wpt>
 <rte><name>Ferry road</name>
  <rtept lat="36.11" lon="119.20"><name>A</name></rtept><rtept lat="36.12" lon="119.21"/>
  <rtept lat="36.13" lon="119.23"/></rte>
 <trk><name>Chapel path</name><type>walking</type><trkseg>
  <trkpt lat="36.1500001" lon="119.2100001"><ele>110.5</ele><time>2026-05-01T07:00:00Z</time>
   <extensions><tpx:TrackPointExtension><tpx:hr>90</tpx:hr></tpx:TrackPointExtension></extensions>
  </trkpt><trkpt lat="36.16" lon="119.24"><ele>112</ele></trkpt>
  <trkpt lat="36.17" lon="119.245"/></trkseg></trk>
 <trk><name>Dam</name>
  <trkseg><trkpt lat="36.12" lon="119.24"/><trkpt lat="36.13" lon="119.25"/></trkseg>
  <trkseg><trkpt lat="36.14" lon="119.25"/><trkpt lat="36.15" lon="119.26"/></trkseg></trk>
</gpx>
"""
"""What a watch writes: a mark, a route that was planned, two walks of which one was interrupted."""
WALK = [[119.21, 36.15], [119.24, 36.16], [119.245, 36.17]]


def shape(data: Path, ident: str) -> tuple[str, object]:
    """Return type and coordinates of a place of the layer."""
    geometry = works(data)[ident].geometry
    assert geometry
    return geometry["type"], geometry["coordinates"]


def test_of_a_gpx_with_marks_routes_and_tracks_one_is_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "walk.gpx", GPX)
    told = refused(capsys, eastern(tmp_path), file, *SAID)
    assert "Tables: waypoints (1), routes (1), tracks (2); say --table NAME" in told


def test_tracks_come_in_as_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = eastern(tmp_path)
    taken(data, csv(tmp_path / "walk.gpx", GPX), "--table", "tracks")
    assert shape(data, "chapel-path") == ("LineString", WALK)
    parts = [[[119.24, 36.12], [119.25, 36.13]], [[119.25, 36.14], [119.26, 36.15]]]
    assert shape(data, "dam") == ("MultiLineString", parts)
    told = capsys.readouterr().out
    assert '+ dam  "Dam", MultiLineString of 2.86 km around 119.25000, 36.13500' in told
    before = (data / "layers/works.geojson").read_bytes()
    taken(data, tmp_path / "walk.gpx", "--table", "tracks")
    assert (data / "layers/works.geojson").read_bytes() == before


def test_a_route_comes_in_as_a_line(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    taken(data, csv(tmp_path / "walk.gpx", GPX), "--table", "routes")
    expected = [[119.2, 36.11], [119.21, 36.12], [119.23, 36.13]]
    assert shape(data, "ferry-road") == ("LineString", expected)


@pytest.mark.skipif(not gdal.found(), reason=gdal.WHY)
@pytest.mark.parametrize("kept_as", ["FORCE_GPX_TRACK", "FORCE_GPX_ROUTE"])
def test_lines_that_ogr2ogr_wrote_as_gpx_are_the_lines_they_were(
    kept_as: str, tmp_path: Path
) -> None:
    data = eastern(tmp_path)
    lines = gpd.GeoDataFrame({"name": ["Dike"]}, geometry=[LineString(WALK)], crs="EPSG:4326")
    lines.to_crs("EPSG:4528").to_file(tmp_path / "dike.gpkg")
    options = ("-f", "GPX", "-t_srs", "EPSG:4326", "-lco", f"{kept_as}=YES")
    gdal.convert(tmp_path / "dike.gpkg", tmp_path / "dike.gpx", *options)
    taken(data, tmp_path / "dike.gpx")
    assert shape(data, "dike") == ("LineString", WALK)


@pytest.mark.parametrize("file", [*FORMS, "mills.csv", "mills.xlsx"])
@pytest.mark.parametrize("content", [b"", b"no such thing", b"\x00\xff" * 4000])
def test_a_file_of_another_kind_is_refused(
    file: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    (tmp_path / file).write_bytes(content)
    assert file in refused(capsys, data, tmp_path / file)


@pytest.mark.parametrize("file", [f for f in FORMS if f != "mills.geojson"])
def test_a_file_cut_off_is_refused(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    many = [(f"Mill {i}", 119.2 + i / 1e5, 36.15) for i in range(600)]
    FORMS[file](frame(many), tmp_path / file)
    whole = (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(whole[: len(whole) // 2])
    assert file in refused(capsys, data, tmp_path / file)


def test_a_name_without_a_known_end_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.doc", HEAD + ROWS)
    assert ".gpkg" in refused(capsys, eastern(tmp_path), file)


@pytest.mark.parametrize("code", ["EPSG:4490", "EPSG:4528", "EPSG:4549", "EPSG:3857", "EPSG:32650"])
def test_the_coordinate_system_of_the_file_counts(code: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    pyogrio.write_dataframe(frame(crs=code), tmp_path / "mills.gpkg", driver="GPKG")
    taken(data, tmp_path / "mills.gpkg")
    assert metres_from(data, "wind-mill", PLACES[0]) < 0.5
    chinese = code in {"EPSG:4490", "EPSG:4528", "EPSG:4549"}
    expected = "CGCS2000" if chinese else "WGS84"
    assert works(data)["wind-mill"].properties["source_datum"] == expected


def test_an_older_datum_is_converted_and_called_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    pyogrio.write_dataframe(frame(crs="EPSG:4610"), tmp_path / "mills.gpkg", driver="GPKG")
    taken(data, tmp_path / "mills.gpkg")
    assert works(data)["wind-mill"].properties["source_datum"] == "unknown"
    assert "older one" in capsys.readouterr().out


def test_geojson_of_old_with_its_own_system_is_read(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    pyogrio.write_dataframe(frame(crs="EPSG:4528"), tmp_path / "mills.geojson", driver="GeoJSON")
    assert "4528" in (tmp_path / "mills.geojson").read_text()
    taken(data, tmp_path / "mills.geojson")
    assert metres_from(data, "wind-mill", PLACES[0]) < 0.5


def test_a_shapefile_without_prj_is_not_assumed_to_be_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    pyogrio.write_dataframe(frame(), tmp_path / "mills.shp", driver="ESRI Shapefile")
    (tmp_path / "mills.prj").unlink()
    told = refused(capsys, data, tmp_path / "mills.shp")
    assert "mills.shp" in told
    assert "--crs EPSG" in told
    taken(data, tmp_path / "mills.shp", "--crs", "EPSG:4490")
    assert works(data)["wind-mill"].properties["source_datum"] == "CGCS2000"


def test_metres_without_a_system_name_the_zones_that_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    pyogrio.write_dataframe(frame(crs="EPSG:4528"), tmp_path / "mills.shp", driver="ESRI Shapefile")
    (tmp_path / "mills.prj").unlink()
    assert "--crs EPSG:4528 would put them on this map" in refused(
        capsys, data, tmp_path / "mills.shp"
    )


def test_crs_against_what_the_file_says_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    FORMS["mills.gpkg"](frame(), tmp_path / "mills.gpkg")
    told = refused(capsys, eastern(tmp_path), tmp_path / "mills.gpkg", "--crs", "EPSG:4528")
    assert "WGS 84" in told


@pytest.mark.parametrize("code", ["EPSG:999999", "nonsense", "4528x"])
def test_an_unknown_system_is_told(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.csv", HEAD + ROWS)
    assert code in refused(capsys, eastern(tmp_path), file, "--crs", code)


@pytest.mark.parametrize(("word", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
def test_a_shifted_datum_is_taken_back_and_recorded(word: str, name: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "mills.csv", HEAD + ROWS)
    taken(data, file, "--datum", word)
    assert 300 < metres_from(data, "wind-mill", PLACES[0]) < 1500
    assert works(data)["wind-mill"].properties["source_datum"] == name


def test_a_text_with_separators_and_names_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "名称;经度;纬度;备注\n东磨坊;119,21;36,15;风车\n"
    file = csv(tmp_path / "mills.csv", text, "gb18030")
    taken(data, file, "--datum", "cgcs2000", "--map", "名称=name", "--map", "备注=note")
    place = works(data)["dong-mo-fang"].properties
    assert (place["name"], place["note"], place["source_datum"]) == ("东磨坊", "风车", "CGCS2000")
    assert "GBK" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("gb18030", "|"),
        ("utf-8", "\t"), ("utf-8-sig", "|"), ("utf-16", ","), ("gb18030", ";"),
    ],
)  # fmt: skip
def test_encodings_and_separators_are_found(encoding: str, separator: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = "name,x,y\n磨坊,119.21,36.15\n".replace(",", separator)
    taken(data, csv(tmp_path / "mills.csv", text, encoding), "--datum", "wgs84")
    assert works(data)["mo-fang"].properties["name"] == "磨坊"


def test_text_of_which_no_guess_makes_sense_needs_its_encoding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = tmp_path / "mills.csv"
    file.write_bytes(HEAD.encode() + b"M\x81hl\xff,119.21,36.15\n")
    assert "--encoding" in refused(capsys, data, file, "--datum", "wgs84")
    taken(data, file, "--datum", "wgs84", "--encoding", "cp437")
    assert "muhl" in works(data)


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_a_shapefile_without_cpg_is_read_in_chinese(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    table = frame([("潍河磨坊", 119.21, 36.15)])
    pyogrio.write_dataframe(table, tmp_path / "m.shp", driver="ESRI Shapefile", encoding=encoding)
    (tmp_path / "m.cpg").unlink()
    dbf = bytearray((tmp_path / "m.dbf").read_bytes())
    dbf[29] = 0  # the mark of a language, which most programs leave out
    (tmp_path / "m.dbf").write_bytes(dbf)
    taken(data, tmp_path / "m.shp")
    assert works(data)["wei-he-mo-fang"].properties["name"] == "潍河磨坊"
    assert "no .cpg" in capsys.readouterr().out


def test_wkt_is_a_geometry_too(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = 'name,wkt\nPath,"LINESTRING (119.21 36.15, 119.22 36.16)"\nNone,\n'
    taken(data, csv(tmp_path / "mills.csv", text), "--crs", "EPSG:4326")
    assert works(data)["path"].geometry == {
        "type": "LineString", "coordinates": [[119.21, 36.15], [119.22, 36.16]],
    }  # fmt: skip
    assert works(data)["none"].properties["located_by"] == "none"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Mill,119.2,nan", "finite numbers"),
        ("Mill,119.2,inf", "finite numbers"),
        ("Mill,east,36.1", '"east"'),
        ("Mill,119.2,", "both coordinates or none"),
        ("Mill,36°09'00N,119°12'36E", "belong to a latitude"),
        ("Mill,119°12'66,36°09'00", "below 60"),
        ("Mill,36.15,119.21", "look swapped"),
        ("Mill,0,0", "Atlantic"),
        ("Mill,428000,4074000", "look like metres"),
        ("Mill,12.5,41.9", "inside the map's bounds"),
        ("Mill,119.2,36.1,more", "4"),
        ('Mill,"119.2,36.1', "valid CSV"),
    ],
)
def test_coordinates_that_cannot_be_are_told(
    row: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.csv", HEAD + ROWS + row + "\n")
    told = refused(capsys, eastern(tmp_path), file, "--datum", "wgs84")
    assert expected in told


def test_positions_outside_are_counted_with_examples(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = "".join(f"Far {i},{i % 90},12\n" for i in range(500))
    file = csv(tmp_path / "mills.csv", HEAD + ROWS + far)
    told = refused(capsys, eastern(tmp_path), file, "--datum", "wgs84")
    assert "500 of 503 (line 5" in told
    assert told.count("line ") < 10


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ('{"type": "Point", "coordinates": [1e999, 36.1]}', "finite numbers"),
        ('{"type": "Point", "coordinates": ["119.2", "36.1"]}', "two finite numbers"),
        ('{"type": "LineString", "coordinates": [[119.2, 36.1], [119.3, 36.1, 5]]}', "all two or"),
        ('{"type": "Circle", "coordinates": [119.2, 36.1]}', "must be one of Point"),
        ('{"type": "Polygon", "coordinates": [[119.2, 36.1]]}', "four positions"),
        ("7", "must be one of Point"),
    ],
)
def test_geometries_that_are_none_are_told(
    geometry: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feature = f'{{"type": "Feature", "properties": {{"name": "A"}}, "geometry": {geometry}}}'
    text = f'{{"type": "FeatureCollection", "features": [{feature}]}}'
    file = csv(tmp_path / "mills.geojson", text)
    assert expected in refused(capsys, eastern(tmp_path), file, *SAID)


def test_places_may_come_without_geometry(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    feature = (
        '{"type": "Feature", "id": "lost-mill", "properties": {"name": "A"}, "geometry": null}'
    )
    text = f'{{"type": "FeatureCollection", "features": [{feature}]}}'
    taken(data, csv(tmp_path / "mills.geojson", text))
    assert works(data)["lost-mill"].properties["located_by"] == "none"


def test_an_outline_of_many_thousand_corners_fits_into_a_cell(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    circle = Point(119.2, 36.15).buffer(0.02, quad_segs=4000)
    taken(data, csv(tmp_path / "m.csv", f'name;wkt\nPond;"{circle.wkt}"\n'), "--datum", "wgs84")
    assert len((works(data)["pond"].geometry or {})["coordinates"][0]) > 10_000


def test_a_fault_of_every_row_is_told_by_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.csv", HEAD + "Mill,119.2,36.1,more\n" * 5000)
    told = refused(capsys, eastern(tmp_path), file, "--datum", "wgs84")
    assert "4,997 more of this kind" in told
    assert len(told.splitlines()) < 40


def test_a_survey_that_names_the_northing_x_is_told_and_swapped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    metres = frame(crs="EPSG:4549").geometry
    rows = "".join(
        f"{place[0]},{point.y:.2f},{point.x:.2f}\n"
        for place, point in zip(PLACES, metres, strict=True)
    )
    file = csv(tmp_path / "survey.csv", "name,x,y\n" + rows)
    assert "northing" in refused(capsys, data, file, "--crs", "EPSG:4549")
    assert "--crs EPSG:4549 --swap" in refused(capsys, data, file)
    taken(data, file, "--crs", "EPSG:4549", "--swap")
    assert metres_from(data, "wind-mill", PLACES[0]) < 0.2


def test_swap_exchanges_the_axes(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "mills.csv", "name,lon,lat\nSaw mill,36.15,119.21\n")
    taken(data, file, "--datum", "wgs84", "--swap")
    assert position(data, "saw-mill") == (119.21, 36.15)


def test_a_ring_that_crosses_itself_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bow = Polygon([(119.1, 36.1), (119.2, 36.2), (119.2, 36.1), (119.1, 36.2), (119.1, 36.1)])
    table = gpd.GeoDataFrame({"name": ["Bow"]}, geometry=[bow], crs="EPSG:4326")
    pyogrio.write_dataframe(table, tmp_path / "mills.gpkg", driver="GPKG")
    assert "Self-intersection" in refused(capsys, eastern(tmp_path), tmp_path / "mills.gpkg")


def test_kinds_of_geometry_may_stand_side_by_side(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    shapes = [
        MultiPoint([(119.21, 36.15)]),
        LineString([(119.21, 36.15), (119.22, 36.16)]),
        Polygon([(119.2, 36.1), (119.2, 36.11), (119.21, 36.11), (119.2, 36.1)]),
    ]
    table = gpd.GeoDataFrame({"name": ["One", "Two", "Three"]}, geometry=shapes, crs="EPSG:4326")
    pyogrio.write_dataframe(table, tmp_path / "mills.fgb", driver="FlatGeobuf")
    taken(data, tmp_path / "mills.fgb")
    kinds = [(works(data)[ident].geometry or {})["type"] for ident in ("one", "two", "three")]
    assert kinds == ["Point", "LineString", "Polygon"]


def test_of_several_tables_one_must_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = tmp_path / "mills.gpkg"
    pyogrio.write_dataframe(frame(), file, layer="mills", driver="GPKG")
    pyogrio.write_dataframe(frame()[:1], file, layer="others", driver="GPKG", append=True)
    assert "mills (3), others (1)" in refused(capsys, data, file)
    assert "did you mean “mills”?" in refused(capsys, data, file, "--table", "mils")
    taken(data, file, "--table", "mills")
    assert "paper-mill" in works(data)


def workbook(path: Path, rows: list[list[object]], title: str = "Mills") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return book


TABLE: list[list[object]] = [["name", "经度", "纬度"], *([*place] for place in PLACES)]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    workbook(tmp_path / "mills.xlsx", TABLE)
    taken(data, tmp_path / "mills.xlsx", "--datum", "wgs84")
    assert metres_from(data, "paper-mill", PLACES[2]) < 0.2


def test_a_workbook_says_no_datum_and_none_is_assumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook(tmp_path / "mills.xlsx", TABLE)
    assert "--datum" in refused(capsys, eastern(tmp_path), tmp_path / "mills.xlsx")


def test_a_formula_never_computed_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook(tmp_path / "mills.xlsx", [*TABLE, ["Sum mill", "=119+0.21", 36.15]])
    told = refused(capsys, eastern(tmp_path), tmp_path / "mills.xlsx", "--datum", "wgs84")
    assert "B5" in told
    assert "let it compute" in told


def test_a_computed_formula_gives_its_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    plain, file = tmp_path / "plain.xlsx", tmp_path / "mills.xlsx"
    workbook(plain, [*TABLE, ["Sum mill", "=119+0.21", 36.15]])
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():  # as Excel writes it: the value beside the formula
            held = before.read(name)
            held = held.replace(b"<f>119+0.21</f><v></v>", b"<f>119+0.21</f><v>119.21</v>")
            after.writestr(
                name, held.replace(b"<f>119+0.21</f><v />", b"<f>119+0.21</f><v>119.21</v>")
            )
    taken(data, file, "--datum", "wgs84")
    assert position(data, "sum-mill") == (119.21, 36.15)
    assert "formulas in 1 cell:" in capsys.readouterr().out


def test_merged_cells_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = workbook(tmp_path / "mills.xlsx", TABLE)
    book.active.merge_cells("A3:A4")
    book.save(tmp_path / "mills.xlsx")
    told = refused(capsys, eastern(tmp_path), tmp_path / "mills.xlsx", "--datum", "wgs84")
    assert "A3:A4" in told


def test_a_title_across_the_sheet_is_no_header(tmp_path: Path) -> None:
    data, file = eastern(tmp_path), tmp_path / "mills.xlsx"
    book = workbook(file, [["Mills of the county, 2026", None, None], *TABLE])
    book.active.merge_cells("A1:C1")
    book.save(file)
    taken(data, file, "--datum", "wgs84")
    assert "wind-mill" in works(data)


def test_of_several_sheets_one_must_be_chosen_and_a_hidden_one_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = eastern(tmp_path), tmp_path / "mills.xlsx"
    book = workbook(file, TABLE)
    book.create_sheet("Notes").append(["x"])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(["name", "lon", "lat"])
    hidden.append(["Old mill", 119.21, 36.15])
    book.save(file)
    assert "Mills, Notes, Old (hidden)" in refused(capsys, data, file, "--datum", "wgs84")
    taken(data, file, "--datum", "wgs84", "--sheet", "Old")
    assert "old-mill" in works(data)


def test_a_hidden_sheet_does_not_count(tmp_path: Path) -> None:
    data, file = eastern(tmp_path), tmp_path / "mills.xlsx"
    book = workbook(file, TABLE)
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(file)
    taken(data, file, "--datum", "wgs84")
    assert "wind-mill" in works(data)


def test_a_shapefile_alone_names_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame().to_file(tmp_path / "mills.shp")
    (tmp_path / "mills.shx").unlink()
    told = refused(capsys, eastern(tmp_path), tmp_path / "mills.shp", *SAID)
    assert ".shx must lie beside" in told
    assert "damaged" not in told
