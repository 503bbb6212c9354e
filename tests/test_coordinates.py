"""Coordinates as people write them: read, asked about, or named; never guessed."""

import time
from pathlib import Path

import pytest

from geo.content import loader
from geo.importing.angles import parse_angle, split_pair
from tests.importing import SAID, bring, csv, eastern, refused, taken, works
from tests.support import county

AT = [119.21, 36.15]
NO_RADIUS = ("--kind", "mill", "--state", "open")


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("36°09'00\"N", 36.15, "lat"), ("119°12'36″E", 119.21, "lon"), ("N36 09.0", 36.15, "lat"),
        ("33°30'S", -33.5, "lat"), ("S 33 30", -33.5, "lat"), ("W120.5", -120.5, "lon"),
        ("３６．１５", 36.15, ""), ("36,15", 36.15, ""), ("-33.5", -33.5, ""),
        ("东经119°12′36″", 119.21, "lon"), ("36度9分0秒", 36.15, ""), ("119:12:36", 119.21, ""),
        ("西経120°30′", -120.5, "lon"), ("36.15°", 36.15, ""), ("\u221233.5", -33.5, ""),
    ],
)  # fmt: skip
def test_an_angle_has_its_degrees_and_side(text: str, degrees: float, axis: str) -> None:
    found = parse_angle(text)
    assert found is not None
    assert found.degrees == pytest.approx(degrees)
    assert found.axis == axis


@pytest.mark.parametrize(
    "text",
    ["S -33", "N 36 N", "36 61 00", "36.5 30 00", "36.812.345", "687300", "119.2 O", "Barn", "",
     "8Q7QR42F+2C", "36 09 60"],
)  # fmt: skip
def test_what_says_two_things_or_nothing_is_no_angle(text: str) -> None:
    assert parse_angle(text) is None


@pytest.mark.parametrize(
    "text",
    ["36.15, 119.21", "(36.15°, 119.21°)", "36.15 119.21 0 5", "36,15; 119,21", "（36.15，119.21）",
     "36°09'00\"N 119°12'36\"E", "N36 09.0, E119 12.6", "[36.15, 119.21]"],
)  # fmt: skip
def test_two_angles_stand_in_one_text(text: str) -> None:
    pair = split_pair(text)
    assert pair is not None
    assert [each.degrees for each in pair] == pytest.approx(AT[::-1])


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,緯度,経度", "Barn,36.15,119.21"), ("name,緯度,經度", "Barn,36.15,119.21"),
        ("name,reclat,reclong", "Barn,36.15,119.21"), ("name,POINT_X,POINT_Y", "Barn,119.21,36.15"),
        ("name,lat_wgs84,lng_wgs84", "Barn,36.15,119.21"),
        ("name;Breitengrad;Längengrad", "Barn;36,15;119,21"),
        ("name\tlat\tlon", "Barn\t36,15\t119,21"), ("name,lat,lon", 'Barn,"36,15","119,21"'),
        ("name,lat,lon", "Barn,36°09'00N,119°12'36E"),
        ("name,latitud,longitud", "Barn,N36 09.0,E119 12.6"),
        ("name,coordinates", 'Barn,"36.15, 119.21"'), ("name,坐标", 'Barn,"119.21,36.15"'),
        ("name,point", 'Barn,"(36.15°, 119.21°)"'), ("name,geopoint", "Barn,36.15 119.21 0 4"),
        ("name,wkt", "Barn,SRID=4326;POINT(119.21 36.15)"),
        ("name,geom", "Barn,POINT(119.21 36.15)"),
        ("name,geom", "Barn,0101000020E61000003D0AD7A370CD5D403333333333134240"),
        ("name,wkt", "Barn,SRID=3857;POINT(13270396.4975 4321280.8186)"),
    ],
)  # fmt: skip
def test_a_position_is_read_as_it_is_written(header: str, row: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    said = () if "3857" in row else ("--datum", "wgs84")
    taken(data, csv(tmp_path / "a.tsv", f"{header}\n{row}\n"), *said)
    geometry = works(data)["barn"].geometry
    assert geometry is not None
    assert geometry["coordinates"] == pytest.approx(AT, abs=1e-6)


@pytest.mark.parametrize(
    ("header", "row", "mend"),
    [
        ("name,gcj_lat,gcj_lng", "Barn,36.15,119.21", "--map gcj_lng=lon"),
        ("name,easting,northing", "Barn,687300,4075000", "--map easting=lon"),
        ("name,where it is", 'Barn,"36.15, 119.21"', '--map "where it is=latlon"'),
        ("name,shape text", "Barn,POINT(119.21 36.15)", '--map "shape text=wkt"'),
        ("name,code", "Barn,8Q7QR42F+2C", "--map COLUMN=lon"),
    ],
)
def test_a_table_without_coordinates_stops_where_somebody_says_how_to_read_them(
    header: str, row: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "a.csv", f"{header}\n{row}\n")
    for option in (["--datum", "wgs84"], ["--crs", "EPSG:4326"], ["--radius", "10"], ["--swap"]):
        told = refused(capsys, eastern(tmp_path / option[0]), file, *NO_RADIUS, *option)
        assert mend in told
        assert option[0] in told


def test_a_table_without_coordinates_is_places_without_position(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    assert bring(data, csv(tmp_path / "a.csv", "name\nBarn\n"), "--yes", *NO_RADIUS) == 0
    assert works(data)["barn"].geometry is None


def test_an_order_that_fits_both_ways_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = (data / "map.toml").read_text(encoding="utf-8")
    start = text.index("bounds")
    end = text.index("\n", start)
    (data / "map.toml").write_text(
        text[:start] + "bounds = [-170.0, -80.0, 170.0, 80.0]" + text[end:], encoding="utf-8"
    )
    file = csv(tmp_path / "a.csv", 'name,point\nBarn,"36.15, 37.21"\n')
    told = refused(capsys, data, file, "--datum", "wgs84", *SAID)
    assert "--map point=latlon" in told
    taken(data, file, "--datum", "wgs84", "--map", "point=lonlat")
    assert works(data)["barn"].geometry == {"type": "Point", "coordinates": [36.15, 37.21]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name,lat,lon\nBarn,119.21E,36.15N\n", "belong to a latitude"),
        ("name,wkt\nBarn,SRID=4326;POINT(119.21 36.15)\nB,SRID=3857;POINT(1 1)\n", "SRID 3857"),
        ('name,point\nBarn,"36.15, 119.21"\nB,north\n', "two coordinates"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(
    text: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, eastern(tmp_path), csv(tmp_path / "a.csv", text), "--datum", "wgs84")
    assert expected in told


def test_longitudes_beyond_180_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    for path in (data / "map.toml", *data.rglob("*.geojson")):
        text = path.read_text(encoding="utf-8").replace("119.", "-119.")
        path.write_text(text, encoding="utf-8")
    text = (data / "map.toml").read_text(encoding="utf-8")
    start = text.index("bounds")
    end = text.index("\n", start)
    (data / "map.toml").write_text(
        text[:start] + "bounds = [-120.0, 35.0, -118.0, 37.0]" + text[end:], encoding="utf-8"
    )
    file = csv(tmp_path / "a.csv", "name,lat,lon\nBarn,36.15,240.8\n")
    assert "subtract 360" in refused(capsys, data, file, "--datum", "wgs84", *SAID)


@pytest.mark.parametrize("text", ["a" + " " * 300_000, "1" * 300_000, "N 1," * 100_000])
def test_a_text_without_end_is_no_coordinate_and_seen_at_once(text: str) -> None:
    began = time.perf_counter()
    assert parse_angle(text) is None
    assert split_pair(text) is None
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("lat", "lon", "word"),
    [
        ("gcj_lat", "gcj_lng", "gcj02"), ("lat_gcj02", "lng_gcj02", "gcj02"),
        ("高德纬度", "高德经度", "gcj02"), ("bd09_lat", "bd09_lng", "bd09"),
        ("baidu_y", "baidu_x", "bd09"), ("bd_lat", "bd_lon", "bd09"),
    ],
)  # fmt: skip
def test_columns_that_say_their_datum_are_read_in_no_other(
    lat: str, lon: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "mills.csv", f"name,{lat},{lon}\nMill,36.15,119.21\n")
    mapped = ("--map", f"{lat}=lat", "--map", f"{lon}=lon")
    hint = f"--map {lat}=lat --map {lon}=lon and --datum {word}, as their names say"
    assert hint in refused(capsys, data, file, *SAID, "--datum", "wgs84")
    assert f"say --datum {word}" in refused(capsys, data, file, *SAID, *mapped)
    told = refused(capsys, data, file, *SAID, *mapped, "--datum", "wgs84")
    assert "named after another datum" in told
    assert f"say --datum {word};" in told
    assert "another datum" in refused(capsys, data, file, *SAID, *mapped, "--crs", "EPSG:4326")
    taken(data, file, *mapped, "--datum", word)


@pytest.mark.parametrize(
    ("said", "code"), [("gcj02", 1), ("bd09", 1), ("wgs84", 0), ("cgcs2000", 0)]
)
def test_columns_named_after_wgs84_are_not_taken_back_by_a_shift(
    said: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.csv", "name,wgs84_lat,wgs84_lng\nMill,36.15,119.21\n")
    assert bring(eastern(tmp_path), file, "--yes", *SAID, "--datum", said) == code
    assert ("named after another datum" in capsys.readouterr().err) == bool(code)


def test_a_column_of_several_words_is_hinted_at_in_quotation_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "mills.csv", "name,lat (deg),lon [°]\nMill,36.15,119.21\n")
    told = refused(capsys, eastern(tmp_path), file, *SAID, "--datum", "wgs84")
    assert '--map "lat (deg)=lat" --map "lon [°]=lon"' in told


@pytest.mark.parametrize("shape", ["POINT EMPTY", "POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY"])
def test_an_empty_shape_is_no_position(shape: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = f"name,wkt\nMill,POINT (119.21 36.15)\nNowhere,{shape}\n"
    taken(data, csv(tmp_path / "mills.csv", text), "--datum", "wgs84")
    assert works(data)["nowhere"].geometry is None


@pytest.mark.parametrize(
    ("lat", "lon"), [("Широта", "Долгота"), ("위도", "경도"), ("Breite", "Laenge")]
)
def test_headers_in_more_languages(lat: str, lon: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "mills.csv", f"name,{lat},{lon}\nBarn,36º9´0´´N,119.21\n")
    taken(data, file, "--datum", "wgs84")
    assert (works(data)["barn"].geometry or {})["coordinates"] == AT


def test_a_text_for_a_layer_is_a_table(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "mills.txt", "name\tlat\tlon\nBarn\t36,15\t119,21\n", "utf-16")
    taken(data, file, "--datum", "wgs84")
    assert (works(data)["barn"].geometry or {})["coordinates"] == AT


def test_examples_in_messages_lie_on_the_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    west, south, east, north = loader.read_folder(data).project.bounds
    middle = f"{(south + north) / 2:.1f}, {(west + east) / 2:.1f}"
    file = csv(tmp_path / "mills.csv", 'name,gps\nMill,"36.15, 119.21"\nBarn,here\n')
    assert f"two coordinates: {middle}" in refused(capsys, data, file, *SAID, "--datum", "wgs84")


@pytest.mark.parametrize("china", [True, False])
def test_chinese_services_are_named_on_maps_of_china_alone(
    *, china: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, lon, lat = (eastern(tmp_path), 119, 36) if china else (county(tmp_path), 8, 50)
    file = csv(tmp_path / "mills.csv", f"name,lat,lon\nMill,{lat}.15,{lon}.21\n")
    told = refused(capsys, data, file, *SAID)
    assert "--datum wgs84" in told
    assert ("AMap" in told) == china
