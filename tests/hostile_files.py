"""Files that want more than to be read: made by the tests, small on the disk, large in memory."""

import json
import os
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import Point

SECRET = "kingfisher-at-dawn"  # noqa: S105  no password
"""Stands in a file that nothing may read; must stand in no output."""
MEGABYTE = 1_000_000
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>a</name><Point><coordinates>119.2,36.1</coordinates></Point></Placemark>"


def vrt(source: str) -> str:
    """Return a file that has GDAL read another one, whatever its own name."""
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        f'<SrcDataSource relativeToVRT="0">{source}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def archive(path: Path, member: str, text: str) -> Path:
    """Pack one file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(member, text)
    return path


def zeros(path: Path, member: str, megabytes: int, begin: bytes = b"", end: bytes = b"") -> Path:
    """Pack a file of very many blanks."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(member, "w", force_zip64=True) as file,
    ):
        file.write(begin)
        for _ in range(megabytes):
            file.write(b" " * MEGABYTE)
        file.write(end)
    return path


def geopackage(path: Path, *statements: str) -> Path:
    """Write a GeoPackage of one place, and what statements of SQL make of it."""
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(119.2, 36.1)], crs=4326).to_file(
        path, driver="GPKG", layer="places", engine="pyogrio"
    )
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path


CONTENTS = (
    "INSERT INTO gpkg_contents SELECT '{0}', data_type, '{0}', '', last_change, 0, 0, 0, 0, srs_id "
    "FROM gpkg_contents WHERE table_name = 'places'"
)
GEOMETRY = "INSERT INTO gpkg_geometry_columns VALUES ('{0}', 'geom', 'POINT', 4326, 0, 0)"


def listed(name: str, *statements: str) -> tuple[str, ...]:
    """Return statements and those that make GDAL see their table."""
    return (*statements, CONTENTS.format(name), GEOMETRY.format(name))


ENDLESS = listed(
    "endless",
    "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) "
    "SELECT n.fid AS fid, geom, name FROM n, places",
)


def virtual(module: str, *arguments: str) -> tuple[str, ...]:
    """Return statements that put a virtual table into the schema without loading its module."""
    sql = f"CREATE VIRTUAL TABLE reach USING {module}({', '.join(arguments)})"
    quoted = sql.replace("'", "''")
    return listed(
        "reach",
        "PRAGMA writable_schema = ON",
        f"INSERT INTO sqlite_master VALUES ('table', 'reach', 'reach', 0, '{quoted}')",  # noqa: S608
    )


OFFICE = "http://schemas.openxmlformats.org"
MAIN = f"{OFFICE}/spreadsheetml/2006/main"
OF_DOCUMENT = f"{OFFICE}/officeDocument/2006/relationships"
OF_PACKAGE = f"{OFFICE}/package/2006/relationships"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
BOOK = {
    "[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{OF_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OF_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OF_DOCUMENT}"><sheets>'
    '<sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{OF_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OF_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OF_DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}


def workbook(path: Path, rows: str, shared: str = "", blanks_mb: int = 0, after: str = "") -> Path:
    """Write a workbook with one sheet of these rows."""
    parts = {**BOOK, "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>'}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{rows}'.encode())
            for _ in range(blanks_mb):
                sheet.write(b" " * MEGABYTE)
            sheet.write(f"</sheetData>{after}</worksheet>".encode())
    return path


def geoparquet(path: Path, texts: pa.Array, **written: object) -> Path:
    """Write GeoParquet of places at one position, with these names."""
    column = {"encoding": "WKB", "geometry_types": []}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    shapes = pa.array([Point(119.2, 36.1).wkb] * len(texts))
    table = pa.table({"name": texts, "geometry": shapes})
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo)}), path, **written)
    return path


def repeated(path: Path, rows: int, long: int) -> Path:
    """Write Parquet in which one long text stands once and means very many rows."""
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * long])
    return geoparquet(path, text.cast(pa.string()) if long < 2 else text)


def claiming(path: Path, features: int) -> Path:
    """Write FlatGeobuf whose header claims so many features."""
    gpd.GeoDataFrame({"name": ["a"] * 9}, geometry=[Point(119.2, 36.1)] * 9, crs=4326).to_file(
        path, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO"
    )
    held = bytearray(path.read_bytes())
    held = held.replace(struct.pack("<Q", 9), struct.pack("<Q", features), 1)
    path.write_bytes(held)
    return path


def pipe(path: Path) -> Path:
    """Make a pipe to which nobody writes."""
    os.mkfifo(path)
    return path


def collection(*features: object, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **members})


Maker = Callable[[Path], Path]
Linked = Callable[[str], str]
"""What makes a text that names an address."""


def endless(path: Path) -> Path:
    """Make a link to a device that never ends."""
    path.symlink_to("/dev/zero")
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def text(path: Path, held: str) -> Path:
    """Write a file of this text."""
    path.write_text(held, encoding="utf-8")
    return path


def sparse(path: Path) -> Path:
    """Make a file of a terabyte that takes no room."""
    with path.open("wb") as file:
        file.truncate(10**12)
    return path


def compressed(path: Path) -> Path:
    """Write Parquet of ninety megabytes of one letter."""
    texts = pa.array(["a" * MEGABYTE] * 90)
    return geoparquet(path, texts, compression="zstd", use_dictionary=False)


def growing(path: Path, most: int = 11_500) -> Path:
    """Write Parquet in which each text is the one before it and one letter more."""
    texts = pa.array(["a" * long for long in range(most)])
    encodings = {"name": "DELTA_BYTE_ARRAY", "geometry": "PLAIN"}
    return geoparquet(path, texts, use_dictionary=False, column_encoding=encodings)


def large_beside(end: str) -> Maker:
    """Return what writes a Shapefile with one file beside it that is far too large."""

    def make(path: Path) -> Path:
        frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(119.2, 36.1)], crs=4326)
        frame.to_file(path, engine="pyogrio")
        sparse(path.with_suffix(end))
        return path

    return make


def many_layers(path: Path) -> Path:
    """Pack files of KML, of which none is large."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(300):
            packed.writestr(f"{number}.kml", KML.format(MARK))
    return path


def wide_parquet(path: Path) -> Path:
    pq.write_table(pa.table({f"c{number}": [1] for number in range(2_500)}), path)
    return path


def crowded(path: Path) -> Path:
    """Pack very many empty files."""
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(2_500):
            packed.writestr(f"{number}.kml", "")
    return path


def nested_wkb(levels: int) -> bytes:
    """Return collections in collections, which end with nothing."""
    return struct.pack("<BII", 1, 7, 1) * (levels - 1) + struct.pack("<BII", 1, 7, 0)


def nested_geopackage(path: Path) -> Path:
    held = f"47500001E6100000{nested_wkb(60_000).hex()}"
    return changed(path, f"UPDATE places SET geom = x'{held}'")  # noqa: S608


def changed(path: Path, *statements: str) -> Path:
    """Write a GeoPackage whose places other statements change."""
    triggers = [f'DROP TRIGGER "{name}"' for name in shape_triggers()]
    return geopackage(path, *triggers, *statements)


def shape_triggers() -> list[str]:
    """Return the triggers of a GeoPackage that call functions which SQLite itself does not have."""
    held = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(geopackage(Path(folder) / "a.gpkg"))) as database,
    ):
        return [name for (name,) in database.execute(held)]


def nested_geoparquet(path: Path) -> Path:
    geoparquet(path, pa.array(["a"]))
    table = pq.read_table(path).set_column(1, "geometry", pa.array([nested_wkb(60_000)]))
    pq.write_table(table, path)
    return path


def lying_pages(path: Path, claimed: int) -> Path:
    """Write GeoParquet whose first page says that it unpacks to two gigabytes."""
    geoparquet(path, pa.array([f"name {number}" for number in range(2_000)]), compression="zstd",
               use_dictionary=False)  # fmt: skip
    held = path.read_bytes()
    # after the magic: field 1, its number of one byte, field 2, the number that is replaced
    at = 7
    end = next(place for place in range(at, len(held)) if held[place] < MORE) + 1
    assert held[6] == I32
    path.write_bytes(held[:at] + varint(claimed * 2) + held[end:])
    return path


MORE, I32 = 0x80, 0x15


def varint(value: int) -> bytes:
    """Return a number as protobuf and Thrift have it."""
    digits = []
    while value >= MORE:
        digits.append(value % MORE | MORE)
        value //= MORE
    return bytes([*digits, value])


def protobuf(number: int, value: int | bytes) -> bytes:
    """Return a field of protobuf."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def osm(path: Path, group: bytes = b"", /, *, unpacked: int = 0, size: int = 0) -> Path:
    """Write an `.osm.pbf` of one group of entries, whose second block can lie about its sizes."""

    def block(kind: bytes, body: bytes, unpacked: int, size: int) -> bytes:
        held = protobuf(2, unpacked or len(body)) + protobuf(3, zlib.compress(body))
        header = protobuf(1, kind) + protobuf(3, size or len(held))
        return struct.pack(">I", len(header)) + header + held

    strings = protobuf(1, protobuf(1, b"")) + protobuf(2, group)
    head = block(b"OSMHeader", protobuf(4, b"OsmSchema-V0.6"), 0, 0)
    path.write_bytes(head + block(b"OSMData", strings, unpacked, size))
    return path


def relation(members: int) -> bytes:
    """Return a relation of one way, again and again."""
    roles, idents, kinds = bytes(members), b"\2" + bytes(members - 1), b"\1" * members
    return protobuf(
        4, protobuf(1, 1) + protobuf(8, roles) + protobuf(9, idents) + protobuf(10, kinds)
    )


def rows(count: int, cells: str) -> str:
    return f"<row>{cells}</row>" * count


CELL = "<c><v>1</v></c>"
TABLE = "name,lon,lat\n"
GPX = '<gpx><wpt lat="36.1" lon="119.2"><name>{}</name></wpt></gpx>'
LARGE: dict[str, tuple[str, Maker]] = {
    "a cell at the end of a sheet": ("a.xlsx", lambda path: workbook(
        path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "a wide row and many rows": ("a.xlsx", lambda path: workbook(
        path, rows(1, CELL * 16_000) + rows(60_000, CELL))),
    "a value without end in a GeoPackage": ("a.gpkg", lambda path: changed(
        path, "ALTER TABLE places ADD COLUMN b BLOB",
        "UPDATE places SET b = zeroblob(70000000)")),
    "very many marks": ("a.kml", lambda path: text(path, KML.format("<Placemark/>" * 1_000_000))),
    "very many extensions": ("a.gpx", lambda path: text(path, "<gpx><wpt><extensions>" + "".join(
        f"<e{number}>1</e{number}>" for number in range(200_000)) + "</extensions></wpt></gpx>")),
    "text repeated in Parquet": ("a.parquet", lambda path: repeated(path, 100_000, 90_000)),
    "columns of Parquet": ("a.parquet", wide_parquet),
    "features that FlatGeobuf claims": ("a.fgb", lambda path: claiming(path, 2**40)),
    "a text without end in KML": ("a.kml", lambda path: text(
        path, KML.format(f"<Placemark><name>{'x' * 20_000_000}</name></Placemark>"))),
    "a text without end in GPX": ("a.gpx", lambda path: text(path, GPX.format("x" * 20_000_000))),
    "an attribute without end": ("a.gpx", lambda path: text(
        path, f"<gpx><wpt a='{'x' * 20_000_000}'/></gpx>")),
    "very many positions in KML": ("a.kml", lambda path: text(path, KML.format(
        f"<Placemark><LineString><coordinates>{'1,1 ' * 2_000_000}</coordinates></LineString>"
        "</Placemark>" * 4))),
    "a coordinate system of a terabyte": ("a.shp", large_beside(".prj")),
    "an encoding of a terabyte": ("a.shp", large_beside(".cpg")),
    "many files of places": ("a.zip", many_layers),
    "very many columns": ("a.csv", lambda path: text(
        path, ",".join(f"c{each}" for each in range(200_000)))),
    "short rows of a wide table": ("a.csv", lambda path: text(
        path, ",".join(f"c{each}" for each in range(2_000)) + "\n" + "1\n" * 1_000_000)),
    "a terabyte of CSV": ("a.csv", sparse),
    "a terabyte of GeoJSON": ("a.geojson", sparse),
    "very many objects": ("a.geojson", lambda path: text(path, "[" + "{}," * 4_000_000 + "{}]")),
    "a property of its own in each place": ("a.geojson", lambda path: text(path, collection(*(
        {"type": "Feature", "geometry": None, "properties": {f"k{place}_{each}": 1
         for each in range(50)}} for place in range(300))))),
}  # fmt: skip
"""Files that are small, or could be, and what they would come to."""
LESS_MB = 64
LARGE_FOR_LESS: dict[str, tuple[str, Maker]] = {
    "very many cells": ("a.xlsx", lambda path: workbook(path, rows(750_000, CELL))),
    "a long text in very many cells": ("a.xlsx", lambda path: workbook(
        path, '<row><c t="s"><v>0</v></c></row>' * 12_500, f"<si><t>{'x' * 30_000}</t></si>")),
    "very many cells that are merged": ("a.xlsx", lambda path: workbook(
        path, "", after='<mergeCell ref="A1:B2"/>' * 90_000)),
    "a workbook of blanks": ("a.xlsx", lambda path: workbook(path, "", blanks_mb=75)),
    "a KMZ of blanks": ("a.kmz", lambda path: zeros(path, "doc.kml", 75, b"<kml>")),
    "a zip of blanks": ("a.zip", lambda path: zeros(path, "a.gpkg", 75)),
    "very many files": ("a.zip", crowded),
    "a text without end in a GeoPackage": ("a.gpkg", lambda path: changed(
        path, "UPDATE places SET name = printf('%.*c', 9000000, 'x')")),
    "very many fields": ("a.kml", lambda path: text(path, KML.format("".join(
        f'<Schema><SimpleField name="f{number}"/></Schema>' for number in range(25_000))))),
    "rows of nothing in Parquet": ("a.parquet", lambda path: repeated(path, 625_000, 1)),
    "one letter in Parquet": ("a.parquet", compressed),
    "beginnings shared in Parquet": ("a.parquet", growing),
    "many fields in many marks": ("a.kml", lambda path: text(path, KML.format("".join(
        f'<Placemark><ExtendedData><Data name="k{number % 240}"><value>v</value></Data>'
        "</ExtendedData></Placemark>" for number in range(11_000))))),
    "very many rows": ("a.csv", lambda path: text(path, TABLE + "a,119.2,36.1\n" * 39_000)),
    "a shape of very many parts": ("a.geojson", lambda path: text(path, collection({
        "type": "Feature", "properties": {"name": "a"},
        "geometry": {"type": "MultiPoint", "coordinates": [[119.2, 36.1]] * 50_000}}))),
    "a long text shared by very many marks": ("a.parquet", lambda path: geoparquet(
        path, pa.array(["a" * 50_000] * 1_000), use_dictionary=False,
        column_encoding={"name": "DELTA_BYTE_ARRAY", "geometry": "PLAIN"})),
    "a header of commas": ("a.csv", lambda path: text(path, "," * 6_300_000)),
    "a row of commas": ("a.csv", lambda path: text(path, TABLE + "," * 6_300_000)),
    "very many lists": ("a.geojson", lambda path: text(path, "[" + "[]," * 1_250_000 + "[]]")),
}  # fmt: skip
"""The same for an eighth of the memory that files may take: else it is their making that lasts."""
