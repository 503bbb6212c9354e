"""One door for files: JSON in all its shapes, archives, shapes of several kinds."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geo import cli
from tests.importing import SAID, bring, csv, eastern, frame, refused, taken, works

POINT = {"type": "Point", "coordinates": [119.21, 36.15]}
BARN = {"type": "Feature", "properties": {"name": "Barn"}, "geometry": POINT}
SHED = {"type": "Feature", "properties": {"name": "Shed"}, "geometry": POINT}
BOTH = {"type": "FeatureCollection", "features": [BARN, SHED]}


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("a.geojson", dumped(BARN), "utf-8"), ("a.json", dumped([BARN, SHED]), "utf-8-sig"),
        ("a.geojson", dumped(BARN), "utf-8-sig"), ("a.geojson", dumped(BARN), "utf-16"),
        ("a.geojson", f"{dumped(BARN)}\n{dumped(SHED)}\n", "utf-16"),
        ("a.geojsonl", f"{dumped(BARN)}\r\n\r\n{dumped(SHED)}", "utf-8-sig"),
        ("a.geojsons", f"\x1e{dumped(BARN)}\n\x1e{dumped(SHED)}\n", "utf-8-sig"),
        ("a.js", f"var json_barns_1 = {dumped(BOTH)};\n", "utf-8"),
        ("a.geojson", f"const barns={dumped(BOTH)}", "utf-16"),
        ("a.js", f'// barns\n"use strict";\nexport const barns = {dumped(BOTH)};', "utf-8-sig"),
        ("a.js", f"/* barns */ export default {dumped(BOTH)}", "utf-16"),
        ("a.js", f"callback({dumped(BOTH)});\n", "utf-8"),
    ],
)  # fmt: skip
def test_geojson_is_read_in_all_its_shapes(
    name: str, text: str, encoding: str, tmp_path: Path
) -> None:
    data, file = eastern(tmp_path), tmp_path / name
    file.write_bytes(text.encode(encoding))
    taken(data, file)
    assert works(data)["barn"].geometry == POINT
    assert ("shed" in works(data)) == ("Shed" in text)
    before = (data / "layers/works.geojson").read_bytes()
    assert cli.main(["fmt", "--check", "--data", str(data)]) == 0
    assert bring(data, file, "--yes") == 0
    assert (data / "layers/works.geojson").read_bytes() == before


def test_geojson_in_gbk_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, file = eastern(tmp_path), tmp_path / "a.geojson"
    file.write_bytes(dumped(BARN).replace("Barn", "潍河磨坊").encode("gbk"))
    taken(data, file)
    assert "GBK, guessed" in capsys.readouterr().out
    assert works(data)["wei-he-mo-fang"].properties["name"] == "潍河磨坊"


@pytest.mark.parametrize(
    ("value", "called", "way"),
    [
        ({"version": 0.6, "elements": []}, "Overpass", "osmtogeojson"),
        ({"spatialReference": {"wkid": 4326}, "features": []}, "Esri", "f=geojson"),
        ({"features": [{"attributes": {}, "geometry": {}}]}, "Esri", "f=geojson"),
        ({"type": "Topology", "objects": {}, "arcs": []}, "TopoJSON", "mapshaper"),
        ([{"lat": "1", "lon": "1", "display_name": "x"}], "Nominatim", "format=geojson"),
        ({"type": "umap", "layers": []}, "uMap", "Share"),
        ({"locations": []}, "timeline", "saved places"),
        ([{"name": "Barn", "lat": 36.15, "lng": 119.21}], "a table in JSON", "CSV"),
        ({"type": "Feature"}, "properties", "write"),
        ([], "FeatureCollection", "export"),
        ("text", "FeatureCollection", "export"),
    ],
)
def test_what_is_no_geojson_is_named_with_the_way_to_convert_it(
    value: object, called: str, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.json"
    file.write_text(dumped(value), encoding="utf-8")
    told = refused(capsys, eastern(tmp_path), file)
    assert called in told
    assert way in told


AREA = {
    "type": "Polygon",
    "coordinates": [[[119.21, 36.14], [119.22, 36.14], [119.22, 36.15], [119.21, 36.14]]],
}
FAR = {"type": "Polygon", "coordinates": [
    [[119.23, 36.14], [119.24, 36.14], [119.24, 36.15], [119.23, 36.14]]]}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[119.21, 36.14], [119.22, 36.14]]}


@pytest.mark.parametrize(
    ("parts", "kind", "told"),
    [
        ([AREA, POINT], "Polygon", True), ([AREA, FAR], "MultiPolygon", False),
        ([POINT, LINE], "LineString", True), ([AREA], "Polygon", False),
        ([{"type": "GeometryCollection", "geometries": [AREA]}, LINE, FAR], "MultiPolygon", True),
    ],
)  # fmt: skip
def test_of_shapes_of_several_kinds_the_largest_is_taken_and_told(
    *, parts: list[Any], kind: str, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = eastern(tmp_path), tmp_path / "a.geojson"
    collection = {"type": "GeometryCollection", "geometries": parts}
    file.write_text(dumped({**BARN, "geometry": collection}))
    taken(data, file)
    assert (works(data)["barn"].geometry or {})["type"] == kind
    out = capsys.readouterr().out
    assert ("only the largest kind is taken: 1 of 1 (feature 1)" in out) == told
    areas = sum("Polygon" in dumped(each) for each in parts)
    assert ("the parts of one collection are one place" in out) == (areas > 1)


BOW = {"type": "Polygon", "coordinates": [
    [[119.21, 36.14], [119.22, 36.15], [119.22, 36.14], [119.21, 36.15], [119.21, 36.14]],
]}  # fmt: skip
NEAR = {"type": "Polygon", "coordinates": [
    [[119.22, 36.14], [119.23, 36.14], [119.22, 36.15], [119.22, 36.14]]]}  # fmt: skip


def test_areas_of_a_collection_that_touch_are_one_area(tmp_path: Path) -> None:
    data, file = eastern(tmp_path), tmp_path / "a.geojson"
    collection = {"type": "GeometryCollection", "geometries": [AREA, NEAR, AREA]}
    file.write_text(dumped({**BARN, "geometry": collection}))
    taken(data, file)
    assert (works(data)["barn"].geometry or {})["type"] == "Polygon"


def test_areas_of_a_collection_that_cross_themselves_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.geojson"
    collection = {"type": "GeometryCollection", "geometries": [BOW, FAR]}
    file.write_text(dumped({**BARN, "geometry": collection}))
    assert "must be valid" in refused(capsys, eastern(tmp_path), file, *SAID)


def packed(path: Path, inner: Path, folder: str, *, upper: bool = False) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(inner.iterdir()):
            name = each.name.upper() if upper else each.name
            archive.write(each, f"{folder}{name}")
            archive.writestr(f"__MACOSX/{folder}._{name}", b"\0\5\26\7" + bytes(20))
    return path


@pytest.mark.parametrize("folder", ["", "places/", "a/b/"])
@pytest.mark.parametrize("upper", [False, True])
def test_an_archive_of_a_mac_is_read(folder: str, tmp_path: Path, *, upper: bool) -> None:
    data, inner = eastern(tmp_path), tmp_path / "inner"
    inner.mkdir()
    frame([("Barn", 119.21, 36.15)]).to_file(inner / "places.shp")
    taken(data, packed(tmp_path / "a.zip", inner, folder, upper=upper))
    assert works(data)["barn"].geometry == POINT


def test_of_several_files_in_an_archive_one_is_chosen_by_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name><Placemark>'
    kml += "<name>{}</name><Point><coordinates>119.21,36.15</coordinates></Point></Placemark>"
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        for name in ("Red", "Blue"):
            archive.writestr(f"files/{name}.kml", f"{kml.format(f'{name} barn')}</Document></kml>")
    told = refused(capsys, data, tmp_path / "a.kmz")
    assert "files/Red.kml:D (1), files/Blue.kml:D (1)" in told
    taken(data, tmp_path / "a.kmz", "--table", "files/Red.kml:D")
    taken(data, tmp_path / "a.kmz", "--table", "files/Blue.kml")
    assert {"red-barn", "blue-barn"} <= works(data).keys()


SEGMENT = "<trkseg>{}</trkseg>"
TRACK_POINT = '<trkpt lat="36.{}" lon="119.21"><ele>3</ele></trkpt>'
GPX = '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'


def walk(name: str, *segments: int) -> str:
    """Return a track of some segments, each of as many points."""
    drawn = [
        SEGMENT.format("".join(TRACK_POINT.format(140 + k * 10 + each) for each in range(count)))
        for k, count in enumerate(segments)
    ]
    return f"<trk><name>{name}</name>{''.join(drawn)}</trk>"


def test_segments_of_one_point_are_left_out_of_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    tracks = walk("Walk", 3, 1) + walk("Stub", 1) + walk("Way", 2, 1, 2) + walk("Path", 2)
    file = csv(tmp_path / "walks.gpx", GPX.format(tracks))
    taken(data, file)
    told = capsys.readouterr().out
    assert (
        "segments of one point are left out: 2 features (feature 1 (Walk), feature 3 (Way))" in told
    )
    assert "left out, since no shape can be made: 1 feature (feature 2 (Stub))" in told
    drawn = {name: works(data)[name].geometry for name in ("walk", "way", "path")}
    assert drawn["walk"] == {
        "type": "LineString", "coordinates": [[119.21, 36.14], [119.21, 36.141], [119.21, 36.142]],
    }  # fmt: skip
    assert drawn["way"]
    assert drawn["way"]["coordinates"] == [
        [[119.21, 36.14], [119.21, 36.141]], [[119.21, 36.16], [119.21, 36.161]],
    ]  # fmt: skip
    assert "stub" not in works(data)


def test_a_file_of_lines_of_one_point_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "walks.gpx", GPX.format(walk("Stub", 1)))
    told = refused(capsys, eastern(tmp_path), file, *SAID)
    assert "found  feature 1 (Stub)" in told
    assert "damaged" not in told


KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>D</name>{}</Document></kml>"""
PLACEMARK = "<Placemark><name>{}</name>{}</Placemark>"
POLYGON = "<Polygon><outerBoundaryIs>{}</outerBoundaryIs></Polygon>"
CORNERS = ("119.21,36.14", "119.22,36.14", "119.22,36.15", "119.21,36.15")


def ring(*corners: str) -> str:
    return f"<LinearRing><coordinates>{' '.join(corners)}</coordinates></LinearRing>"


def test_rings_of_kml_are_closed_or_told_and_nothing_else_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    drawn = {
        "Open": POLYGON.format(ring(*CORNERS)),
        "Two": POLYGON.format(ring(*CORNERS[:2])),
        "Round": ring(*CORNERS, CORNERS[0]),
        "Stub": ring(*CORNERS[:2]),
        "Nowhere": "",
        "Empty": POLYGON.format(ring()),
        "Both": f"<MultiGeometry><Point><coordinates>119.21,36.14</coordinates></Point>"
        f"{POLYGON.format(ring(*CORNERS))}</MultiGeometry>",
    }
    marks = "".join(PLACEMARK.format(name, shape) for name, shape in drawn.items())
    taken(data, csv(tmp_path / "rings.kml", KML.format(marks)))
    told = capsys.readouterr().out
    assert (
        "read as closed rings: 3 features (feature 1 (Open), feature 3 (Round), feature 7 (Both))"
        in told
    )
    assert "no shape can be made: 2 features (feature 2 (Two), feature 4 (Stub))" in told
    assert "only the largest kind is taken: 1 of 5 (feature 7)" in told
    kinds = {name: (each.geometry or {}).get("type") for name, each in works(data).items()}
    expected = {"open": "Polygon", "round": "LineString", "nowhere": None, "empty": None}
    assert kinds.items() >= {**expected, "both": "Polygon"}.items()
    assert not {"two", "stub"} & kinds.keys()
    shape = works(data)["round"].geometry or {}
    assert shape["coordinates"][0] == shape["coordinates"][-1]


def test_a_ring_that_stands_alone_is_a_closed_line(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    mark = PLACEMARK.format("Ring", ring(*CORNERS, CORNERS[0]))
    taken(data, csv(tmp_path / "ring.kml", KML.format(mark).replace("<name>D<", '<name>a"\\b<')))
    assert (works(data)["ring"].geometry or {})["type"] == "LineString"
