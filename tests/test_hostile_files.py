"""Files that a stranger made: they reach nothing but themselves, and take no more than they may."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from shapely.geometry import Point, box

from geo import cli
from geo.faults.fault import InputError, Severity
from geo.formats import columnar_files, facts_csv, geojson, geopackage, nesting, vector_file
from geo.formats.file_forms import FORMS
from geo.locating import osm_pbf
from geo.runtime import file_access, limits
from tests import forked
from tests import hostile_files as hostile
from tests.forked import Outcome
from tests.hostile_files import SECRET, Maker
from tests.importing import SAID, bring, eastern, works
from tests.locate import locate
from tests.support import replaced

IMPORTED = (
    ".gpkg", ".shp", ".kml", ".gpx", ".fgb", ".geojson", ".json", ".parquet", ".csv", ".tsv",
    ".txt", ".xlsx", ".xlsm", ".zip", ".kmz",
)  # fmt: skip
OUTLINES = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".fgb", ".gml")
GAZETTEERS = (".gpkg", ".fgb", ".kml", ".gpx", ".shp", ".osm.pbf", ".zip", ".txt")
LAYERS = (".gpkg", ".fgb", ".parquet", ".geojson")
PACKED = ("doc.kml", "a.gpx", "a.shp", "a.gpkg", "a.fgb")
PEAK_MB = 700
LESS_PEAK_MB = 300
"""Of which the libraries are most."""
BOX = json.dumps(box(119.2, 36.1, 119.3, 36.2).__geo_interface__)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return eastern(tmp_path)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file of places that nobody has asked for."""
    path = tmp_path / "secret.geojson"
    frame = gpd.GeoDataFrame(
        {"name": [SECRET]}, geometry=[box(119.2, 36.1, 119.3, 36.2)], crs="EPSG:4326"
    )
    frame.to_file(path, driver="GeoJSON", engine="pyogrio")
    return path


@pytest.fixture
def heard() -> Iterator[tuple[str, list[str]]]:
    """Yield an address on this machine, and who has called there."""
    calls: list[str] = []
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        door.settimeout(0.02)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    call, _ = door.accept()
                except TimeoutError:
                    continue
                calls.append(call.recv(200).decode(errors="replace"))
                call.close()

        ear = threading.Thread(target=listen)
        ear.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/x.geojson", calls
        ended.set()
        ear.join()


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def held(folder: Path, apart: Path) -> bytes:
    """Return all that a command has left in a folder, some files apart."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    return b"".join(each.read_bytes() for each in files if each.parent != apart)


def outline(path: Path, target: Path) -> int:
    """Run `new` with an outline."""
    return cli.main(["new", str(target), "--title", "T", "--outline", str(path)])


# reaches nothing else


@pytest.mark.parametrize("end", IMPORTED)
def test_an_import_reads_no_other_file(
    data: Path, secret: Path, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"a{end}", hostile.vrt(str(secret)))
    assert bring(data, path, "--yes", *SAID, "--datum", "wgs84") == 1
    assert SECRET not in "".join(capsys.readouterr())
    assert SECRET.encode() not in held(data, tmp_path)


@pytest.mark.parametrize("member", PACKED)
def test_an_import_reads_no_other_file_from_an_archive(
    data: Path, secret: Path, member: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.archive(tmp_path / "a.zip", member, hostile.vrt(str(secret)))
    assert bring(data, path, "--yes", *SAID, "--datum", "wgs84") == 1
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("end", OUTLINES)
def test_an_outline_reads_no_other_file(
    secret: Path, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"a{end}", hostile.vrt(str(secret)))
    assert outline(path, tmp_path / "new") == 1
    assert SECRET not in "".join(capsys.readouterr())
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("member", PACKED)
def test_an_outline_reads_no_other_file_from_an_archive(
    secret: Path, member: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.archive(tmp_path / "a.zip", member, hostile.vrt(str(secret)))
    assert outline(path, tmp_path / "new") == 1
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("end", GAZETTEERS)
def test_a_gazetteer_reads_no_other_file(
    data: Path, secret: Path, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"a{end}", hostile.vrt(str(secret)))
    said = ("--source", "s", "--licence", "MIT", "--datum", "wgs84")
    assert locate(data, "--gazetteer", str(path), *said) == 1
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "command", [["check"], ["build", "--out", "{data}/out"]], ids=lambda words: words[0]
)
@pytest.mark.parametrize("end", LAYERS)
def test_a_layer_reads_no_other_file(
    data: Path, secret: Path, end: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    written(data / f"layers/works{end}", hostile.vrt(str(secret)))
    if end != ".geojson":
        replaced(data, "map.toml", "layers/works.geojson", f"layers/works{end}")
    said = [word.format(data=data) for word in command]
    assert cli.main([*said, "--data", str(data)]) == 1
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("end", [end for end, form in FORMS.items() if form.drivers])
def test_gdal_has_no_driver_for_what_a_form_is_not(secret: Path, end: str, tmp_path: Path) -> None:
    path = written(tmp_path / f"a{end}", hostile.vrt(str(secret)))
    with pytest.raises(vector_file.READ_ERRORS):  # not even where the signature were passed over
        vector_file.list_tables(vector_file.Source(path, path.name, FORMS[end]))


def test_all_drivers_are_there_again_after_a_file_was_read(tmp_path: Path) -> None:
    before = pyogrio.list_drivers()
    path = hostile.geopackage(tmp_path / "a.gpkg")
    with vector_file.open_sources(path, path.name) as (source,):
        assert [table for table, _ in vector_file.list_tables(source)] == ["places"]
    assert pyogrio.list_drivers() == before


LINKED = {
    "GeoJSON whose CRS is a link": ("a.geojson", lambda to: hostile.collection(
        {"type": "Feature", "properties": {}, "geometry": json.loads(BOX)},
        crs={"type": "link", "properties": {"href": to, "type": "ogcwkt"}})),
    "GML whose schema is elsewhere": ("a.gml", lambda to: (
        '<FeatureCollection xmlns="http://www.opengis.net/gml" xmlns:o="http://o" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://o {to}"><featureMember><o:p/></featureMember>'
        "</FeatureCollection>")),
    "GML whose CRS is an address": ("a.gml", lambda to: (
        '<FeatureCollection xmlns="http://www.opengis.net/gml"><featureMember><p><g>'
        f'<Point srsName="{to}"><pos>1 2</pos></Point></g></p></featureMember>'
        "</FeatureCollection>")),
    "KML of links": ("a.kml", lambda to: hostile.KML.format(
        f"<NetworkLink><Link><href>{to}</href></Link></NetworkLink>")),
    "KML with an entity": ("a.kml", lambda to: (
        f'<!DOCTYPE kml [<!ENTITY a SYSTEM "{to}">]>' + hostile.KML.format("<name>&a;</name>"))),
    "a VRT": ("a.kml", lambda to: hostile.vrt(f"/vsicurl/{to}")),
}  # fmt: skip


@pytest.mark.parametrize("row", LINKED.values(), ids=LINKED)
def test_no_outline_opens_the_network(
    row: tuple[str, hostile.Linked], heard: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, calls = heard
    name, text = row
    assert outline(written(tmp_path / name, text(address)), tmp_path / "new") == 1
    assert calls == []


@pytest.mark.parametrize("row", LINKED.values(), ids=LINKED)
def test_gdal_opens_no_network_even_where_a_check_is_passed_over(
    row: tuple[str, hostile.Linked], heard: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, calls = heard
    name, text = row
    path = written(tmp_path / name, text(address))
    source = vector_file.Source(path, name, FORMS[path.suffix])
    try:
        for table, _ in vector_file.list_tables(source):
            vector_file.read_frame(source, table)
    except vector_file.READ_ERRORS:
        pass
    assert calls == []


REACHING = {
    "GDAL in SQLite": hostile.virtual("VirtualOGR", "'{secret}'"),
    "SpatiaLite's shapes": hostile.virtual("VirtualShape", "'{secret}'", "UTF-8", "4326"),
    "SpatiaLite's text": hostile.virtual("VirtualText", "'{secret}'", "UTF-8"),
    "a file of CSV": hostile.virtual("csv", "filename='{secret}'"),
    "a module named like a tree": hostile.virtual('"rtree("', "'{secret}'"),
    "a column that is computed": (
        "ALTER TABLE places ADD COLUMN c BLOB GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL",
    ),
}  # fmt: skip


@pytest.mark.parametrize("statements", REACHING.values(), ids=REACHING)
def test_a_geopackage_holds_plain_tables_only(
    data: Path, secret: Path, statements: tuple[str, ...], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    filled = [each.replace("{secret}", str(secret)) for each in statements]
    path = hostile.geopackage(tmp_path / "a.gpkg", *filled)
    assert bring(data, path, "--yes", *SAID) == 1
    told = "".join(capsys.readouterr())
    assert "plain tables only" in told
    assert SECRET not in told


VIEWS = {
    "a plain one": ("CREATE VIEW v AS SELECT * FROM places",),
    "one that is listed": hostile.listed("v", "CREATE VIEW v AS SELECT * FROM places"),
    "an endless one": hostile.ENDLESS,
    "one that never gives a row": hostile.listed(
        "v", "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT count(*) AS fid, (SELECT geom FROM places) AS geom FROM n"),
    "one that calls what GDAL has": hostile.listed(
        "v", "CREATE VIEW v AS SELECT ogr_datasource_load_layers('{secret}') AS fid, geom "
        "FROM places"),
    "one with a trigger on the list": (
        *hostile.listed("v", "CREATE VIEW v AS SELECT * FROM places"),
        "CREATE TRIGGER t AFTER DELETE ON gpkg_contents BEGIN UPDATE places SET name = 't'; END"),
}  # fmt: skip


@pytest.mark.parametrize("statements", VIEWS.values(), ids=VIEWS)
def test_views_of_a_geopackage_are_left_out_and_told(
    data: Path, secret: Path, statements: tuple[str, ...], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    filled = [each.replace("{secret}", str(secret)) for each in statements]
    path = hostile.geopackage(tmp_path / "a.gpkg", *filled)
    before = path.read_bytes()
    assert bring(data, path, "--yes", *SAID) == 0
    told = "".join(capsys.readouterr())
    assert "is left out: only plain tables are read" in told
    assert SECRET not in told
    assert works(data)["a"].properties["name"] == "a"
    assert path.read_bytes() == before


def test_a_layer_with_a_view_is_read_and_warned_of(data: Path) -> None:
    needed = ("id", "kind", "located_by", "state")
    columns = (f"ALTER TABLE places ADD COLUMN {name} TEXT DEFAULT 'a'" for name in needed)
    path = hostile.geopackage(data / "layers/a.gpkg", *columns, hostile.ENDLESS[0])
    sheet, faults = columnar_files.read_places(path, "a.gpkg")
    assert sheet is not None
    assert len(sheet) == 1
    assert [(fault.where, fault.severity) for fault in faults] == [("", Severity.WARNING)]
    assert columnar_files.read_places(path, "a.gpkg", "places")[1] == []
    sheet, faults = columnar_files.read_places(path, "a.gpkg", "endless")
    assert sheet is None
    assert "the table that map.toml names" in faults[0].rule


def test_an_outline_beside_a_view_is_read_and_the_view_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg", *hostile.ENDLESS)
    frame = gpd.GeoDataFrame(geometry=[box(119.2, 36.1, 119.3, 36.2)], crs=4326)
    frame.to_file(path, layer="areas", driver="GPKG", engine="pyogrio")
    assert outline(path, tmp_path / "new") == 0
    assert 'the view "endless" is left out' in "".join(capsys.readouterr())


def test_triggers_of_a_geopackage_do_not_run(data: Path, tmp_path: Path) -> None:
    path = hostile.geopackage(
        tmp_path / "a.gpkg",
        "CREATE TRIGGER t AFTER INSERT ON places BEGIN UPDATE places SET name = 'triggered'; END",
    )
    before = path.read_bytes()
    assert bring(data, path, "--yes", *SAID) == 0
    assert path.read_bytes() == before


def test_an_sqlite_file_without_the_id_of_a_geopackage_is_none(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg", "PRAGMA application_id = 0")
    assert bring(data, path, "--yes", *SAID) == 1
    assert "application_id" in capsys.readouterr().err


@pytest.mark.parametrize("end", [".dbf", ".prj", ".cpg", ".shx"])
def test_what_lies_beside_a_shapefile_may_be_no_link(
    data: Path, secret: Path, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shape = tmp_path / "a.shp"
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(119.2, 36.1)], crs=4326)
    frame.to_file(shape, engine="pyogrio")
    shape.with_suffix(end).unlink(missing_ok=True)
    shape.with_suffix(end).symlink_to(secret)
    assert bring(data, shape, "--yes", *SAID) == 1
    told = capsys.readouterr().err
    assert "no link" in told
    assert SECRET not in told


@pytest.mark.parametrize("name", ["secret.gpkg;a.gpkg", "a!secret.gpkg", "sec\nret.gpkg"])
def test_a_name_that_means_another_file_is_refused(
    data: Path, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.geopackage(tmp_path / "a.gpkg").rename(tmp_path / name)
    assert bring(data, path, "--yes", *SAID) == 1
    assert "no “!”, “;”" in capsys.readouterr().err


@pytest.mark.parametrize("end", [".kml", ".gpx", ".gml"])
def test_xml_may_have_no_document_type(end: str, tmp_path: Path) -> None:
    root = {".gml": "FeatureCollection"}.get(end, end[1:])
    path = written(tmp_path / f"a{end}", f'<!DOCTYPE {root} SYSTEM "/etc/passwd"><{root}/>')
    with (
        pytest.raises(InputError, match="no document type"),
        vector_file.open_sources(path, path.name),
    ):
        pass


def test_a_document_type_hides_behind_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_bytes('<?xml version="1.0"?><!DOCTYPE kml><kml/>'.encode("utf-16"))
    with (
        pytest.raises(InputError, match="no document type"),
        vector_file.open_sources(path, path.name),
    ):
        pass


# takes no more than it may


SPECIAL = {"a pipe": hostile.pipe, "endless": hostile.endless, "a folder": hostile.folder}


@pytest.mark.parametrize("end", [*IMPORTED, ".osm.pbf"])
@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
def test_only_regular_files_are_read(
    data: Path, make: Maker, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / f"a{end}")
    said = ("--source", "s", "--licence", "MIT", "--datum", "wgs84")
    assert locate(data, "--gazetteer", str(path), *said) == 1
    told = capsys.readouterr().err
    assert "Not a regular file" in told or "Is a directory" in told


@pytest.mark.parametrize(
    "file", ["map.toml", "facts.csv", "layers/works.geojson", "strings/en.json"]
)
@pytest.mark.parametrize("make", SPECIAL.values(), ids=SPECIAL)
def test_only_regular_files_of_a_folder_are_read(
    data: Path, make: Maker, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / file).parent.mkdir(exist_ok=True)
    (data / file).unlink(missing_ok=True)
    make(data / file)
    assert cli.main(["check", "--data", str(data)]) == 1
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("row", hostile.LARGE.values(), ids=hostile.LARGE)
def test_what_is_too_large_is_refused_in_little_memory(
    data: Path, row: tuple[str, Maker], tmp_path: Path
) -> None:
    done = brought(data, row, tmp_path)
    assert 0 < done.peak_mb < PEAK_MB
    assert "--max-unpacked 2048" in done.text or "more than the file holds" in done.text


@pytest.mark.parametrize("row", hostile.LARGE_FOR_LESS.values(), ids=hostile.LARGE_FOR_LESS)
def test_what_is_too_large_for_less_is_refused_in_less(
    data: Path, row: tuple[str, Maker], tmp_path: Path
) -> None:
    done = brought(data, row, tmp_path, "--max-unpacked", hostile.LESS_MB)
    assert 0 < done.peak_mb < LESS_PEAK_MB
    assert f"--max-unpacked {4 * hostile.LESS_MB}" in done.text


def brought(data: Path, row: tuple[str, Maker], folder: Path, *more: object) -> Outcome:
    """Return what an import of a file comes to that may not succeed."""
    name, make = row
    command = ("import", make(folder / name), "--layer", "works", "--data", data, "--yes", *SAID)
    done = forked.run(*command, "--datum", "wgs84", *more)
    assert done.code == 1
    assert "Traceback" not in done.text
    return done


NESTED = {
    "WKT": ("a.csv", lambda path: hostile.text(
        path, f'name,wkt\na,"{"GEOMETRYCOLLECTION(" * 50_000}POINT(1 2){")" * 50_000}"\n')),
    "a GeoPackage": ("a.gpkg", hostile.nested_geopackage),
    "GeoParquet": ("a.parquet", hostile.nested_geoparquet),
}  # fmt: skip


@pytest.mark.parametrize("row", NESTED.values(), ids=NESTED)
def test_shapes_in_shapes_do_not_end_the_process(
    data: Path, row: tuple[str, Maker], tmp_path: Path
) -> None:
    name, make = row
    path = make(tmp_path / name)
    done = forked.run("import", path, "--layer", "works", "--data", data, "--yes", *SAID)
    assert done.code == 1
    assert "32 deep in each other" in done.text


@pytest.mark.parametrize(
    "shape",
    [
        "POINT (1 2)", "POINT Z (1 2 3)", "LINESTRING (1 2, 3 4)", "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "MULTIPOINT (1 2, 3 4)", "MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavor", ["extended", "iso"])
def test_the_depth_of_a_shape_is_seen_behind_any_other(
    shape: str, order: int, flavor: Literal["extended", "iso"]
) -> None:
    before = shapely.to_wkb(shapely.from_wkt(shape), byte_order=order, flavor=flavor)
    many = struct.pack("<BII", 1, 7, 601) + before * 600
    nesting.check_wkb(pa.array([before, many + before]), "a")
    with pytest.raises(InputError, match="deep in each other"):
        nesting.check_wkb(pa.array([many + hostile.nested_wkb(600)]), "a")


@pytest.mark.parametrize("claimed", [2**31 - 1, 2**30])
def test_pages_of_parquet_that_lie_are_told(data: Path, claimed: int, tmp_path: Path) -> None:
    path = hostile.lying_pages(tmp_path / "a.parquet", claimed)
    done = forked.run("import", path, "--layer", "works", "--data", data, "--yes", *SAID)
    assert done.code == 1
    assert "read to its end" in done.text
    assert 0 < done.peak_mb < PEAK_MB


@pytest.mark.parametrize("geo", [b"[]", b"5", b"{}", b"x", b"[" * 9_000, b'{"columns": 5}'])
def test_metadata_of_geoparquet_of_another_form_are_told(
    data: Path, geo: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = hostile.geoparquet(tmp_path / "a.parquet", pa.array(["a"]))
    pq.write_table(pq.read_table(path).replace_schema_metadata({b"geo": geo}), path)
    assert bring(data, path, "--yes", *SAID) == 1
    assert "read to its end" in capsys.readouterr().err


@pytest.mark.parametrize(
    "lie", [{"unpacked": 2**31 - 1}, {"unpacked": 60_000_000}, {"size": 60_000_000}, {"size": 1}]
)
def test_blocks_of_openstreetmap_that_lie_are_told(lie: dict[str, int], tmp_path: Path) -> None:
    assert osm_pbf.is_complete(hostile.osm(tmp_path / "a.osm.pbf"))
    assert not osm_pbf.is_complete(hostile.osm(tmp_path / "a.osm.pbf", **lie))


def test_blocks_of_openstreetmap_that_take_much_more_memory_are_told(tmp_path: Path) -> None:
    for limit, group in {
        "1,024 kB in one entry": hostile.relation(400_000),
        "128,000 entries in one block": hostile.protobuf(3, hostile.protobuf(1, 1)) * 300_000,
    }.items():
        with pytest.raises(InputError, match=limit):
            osm_pbf.is_complete(hostile.osm(tmp_path / "a.osm.pbf", group))


def test_a_large_block_of_openstreetmap_is_read(tmp_path: Path) -> None:
    ways = hostile.protobuf(3, hostile.protobuf(8, b"\2" * 150)) * 8_000
    assert osm_pbf.is_complete(hostile.osm(tmp_path / "a.osm.pbf", hostile.relation(32_000) + ways))


def test_a_number_of_openstreetmap_without_end_is_told(tmp_path: Path) -> None:
    path = hostile.osm(tmp_path / "a.osm.pbf", b"\xff" * 2_000_000)
    assert not osm_pbf.is_complete(path)


@pytest.mark.parametrize(("long", "told"), [(1_120_000, False), (1_130_000, True)])
@pytest.mark.parametrize("made", ["zeroblob({})", "printf('%.*c', {}, 'x')"])
def test_the_bound_of_a_value_is_kept(
    made: str, long: int, *, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._Current, "limits", limits.Limits(9))  # noqa: SLF001
    values = made.format(1_100_000), made.format(long)
    insert = f"INSERT INTO more VALUES ({', '.join(values)})"  # noqa: S608
    path = hostile.geopackage(tmp_path / "a.gpkg", "CREATE TABLE more(a, b)", insert)
    with pytest.raises(InputError, match="in one value") if told else nullcontext():
        geopackage.check_geopackage(path, "a.gpkg")


@pytest.mark.parametrize("letter", ["a", "长", "😀"])
def test_the_bound_of_a_text_is_the_one_that_is_told(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._Current, "limits", limits.Limits(9))  # noqa: SLF001
    most = {"a": 3, "长": 1, "😀": 1}[letter]
    size = {"a": 3_000_000, "长": 1_800_000, "😀": 1_000_000}[letter]
    path = written(tmp_path / "a.csv", letter * (size // len(letter.encode())))
    assert len(file_access.read_bytes(path, "a.csv")) <= size
    path.write_bytes(path.read_bytes() + letter.encode())
    with pytest.raises(InputError, match=f"{most} MB of such text"):
        file_access.read_bytes(path, "a.csv")


def test_a_row_of_facts_without_end_is_told_by_its_line(data: Path) -> None:
    path = data / "facts.csv"
    header = path.read_text(encoding="utf-8").partition("\n")[0]
    written(path, f"{header}\n" + "a,b\n" * 3 + "x" * 6_000_000)
    (fault,) = facts_csv.read_csv(path, "facts.csv").faults
    assert (fault.where, fault.rule) == ("line 5", "a row has at most 5,000,000 characters")


SETTINGS = {
    "a key of very many parts": (".".join(["a"] * 20_000) + " = 1\n", "nested too deeply"),
    "a quoted one": (" . ".join(['"a"'] * 20_000) + " = 1\n", "nested too deeply"),
    "a table of very many parts": ("[" + ".".join(["a"] * 20_000) + "]\n", "nested too deeply"),
    "very many tables": ("\n" + "[[kind]]\n" * 50_000, "4,096 tables"),
    "lists in lists": ("a = " + "[" * 50_000 + "]" * 50_000 + "\n", "nested too deeply"),
    "a word without end": ("a" * 900_000 + "\n", "line 1, column"),
    "a text without end": ('a = "' + "b " * 450_000 + '"\n', "unknown property"),
}  # fmt: skip


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
def test_settings_take_no_longer_than_they_may(data: Path, row: tuple[str, str]) -> None:
    settings, told = row
    path = data / "map.toml"
    written(path, settings + path.read_text(encoding="utf-8"))
    done = forked.run("check", "--data", data, seconds=20)
    assert done.code == 1
    assert told in done.text
    assert 0 < done.peak_mb < PEAK_MB


def test_a_key_that_stands_twice_is_found_among_very_many(tmp_path: Path) -> None:
    keys = ",".join(f'"k{number}":1' for number in range(200_000))
    path = written(tmp_path / "a.geojson", f'{{{keys},"k199999":1}}')
    began = time.monotonic()
    (fault,) = geojson.read_features(path, "a.geojson")[1]
    assert "stands twice" in fault.rule
    assert time.monotonic() - began < 20


JUNK = {
    "a.csv": ("name,lon,lat\na,119.2,36.1\n{}\n", "line 3"),
    "a.geojson": ('{{"type": "FeatureCollection",\n"features": [{}]}}', "line 2, column 14"),
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_below_the_bound_is_told_by_what_is_wrong_in_it(
    data: Path, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, where = JUNK[name]
    path = written(tmp_path / name, text.format("x" * 20_000_000))
    assert bring(data, path, "--yes", *SAID, "--datum", "wgs84") == 1
    told = capsys.readouterr().err
    assert where in told
    assert "max-unpacked" not in told
    assert len(told) < 2_000


def test_an_option_raises_all_limits(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "a.csv", "name,lon,lat\n" + "a,119.2,36.1\n" * 20_000)
    said = ("--yes", *SAID, "--datum", "wgs84", "--max-unpacked")
    assert bring(data, path, *said, "3") == 1
    assert "run again with --max-unpacked 12" in capsys.readouterr().err
    assert bring(data, path, *said, "60", "--dry-run") == 0


@pytest.mark.parametrize("given", ["0", "-1", "none", "1e9", "99999999"])
def test_the_option_takes_megabytes(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["check", "--max-unpacked", given])
    assert "--max-unpacked" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["build"], ["check"], ["fmt"], ["import", "a.csv", "--layer", "works"], ["locate"],
        ["diff"], ["new"], ["serve"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_has_the_option(words: list[str]) -> None:
    given = cli.make_parser(words[0]).parse_args([*words, "--max-unpacked", "7"])
    assert given.max_unpacked == 7
