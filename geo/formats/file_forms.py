"""The one table of forms: what a file is by the end of its name, and must be by its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import flatgeobuf, geojson, geopackage, parquet, xml_files
from geo.runtime import limits
from geo.runtime.file_access import open_regular
from geo.runtime.files import read_text

Check = Callable[[Path, str], None]
"""Raises `InputError` where the content of a file is not what it should be, or too much."""
NAMED_CRS_TYPES = frozenset({"name"})
SIGNATURE_BYTES = 128
"""Bytes of a file in which it says what it is."""


@dataclass(frozen=True)
class FileForm:
    """A format, the bytes that each file of it begins with, and the drivers of GDAL that read it.

    No drivers: it is read without GDAL.
    """

    name: str
    begins: tuple[bytes, ...] = ()
    """One of these; empty for a text, which its own check looks through."""
    drivers: tuple[str, ...] = ()
    check: Check | None = None
    inner: tuple[str, ...] = ()
    """Ends of the names that are looked for in an archive."""


def _check_kml(path: Path, name: str) -> None:
    xml_files.check_markup(path, name, frozenset({"kml"}))


def _check_gpx(path: Path, name: str) -> None:
    xml_files.check_markup(path, name, frozenset({"gpx"}))


def _check_geojson(path: Path, name: str) -> None:
    """Refuse what GDAL would take for another form, and a CRS that it would fetch."""
    text, faults = read_text(path, name)
    loaded, wrong = geojson.parse_json(text, name) if text is not None else (None, [])
    faults += wrong
    member = loaded.get("crs") if isinstance(loaded, dict) else None
    if isinstance(member, dict) and member.get("type") not in NAMED_CRS_TYPES:
        rule, mend = (phrase("collection.crs-unnamed"), "export it in EPSG:4326")
        faults.append(Location(name).make_fault("crs", format_value(str(member)), rule, mend))
    if faults:
        raise InputError(faults)


ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
FORMS = {
    ".gpkg": FileForm(
        phrase("form.geopackage"),
        (geopackage.SQLITE_HEADER,),
        ("GPKG",),
        geopackage.check_geopackage,
    ),
    ".fgb": FileForm(
        flatgeobuf.FLATGEOBUF, (flatgeobuf.MAGIC,), ("FlatGeobuf",), flatgeobuf.check_flatgeobuf
    ),
    ".parquet": FileForm(phrase("form.geoparquet"), (parquet.MAGIC,), (), parquet.check_parquet),
    ".shp": FileForm("a Shapefile", (b"\x00\x00\x27\x0a",), ("ESRI Shapefile",)),
    ".kml": FileForm("KML", (), ("LIBKML", "KML"), _check_kml),
    ".gpx": FileForm("GPX", (), ("GPX",), _check_gpx),
    ".gml": FileForm("GML", (), ("GML",), xml_files.check_gml),
    ".geojson": FileForm("GeoJSON", (), ("GeoJSON",), _check_geojson),
    ".json": FileForm("GeoJSON", (), ("GeoJSON",), _check_geojson),
    ".zip": FileForm(
        "a zipped Shapefile",
        ZIP_SIGNATURES,
        inner=(".shp", ".gpkg", ".kml", ".gpx", ".fgb", ".geojson"),
    ),
    ".kmz": FileForm("KMZ", ZIP_SIGNATURES, inner=(".kml",)),
    ".osm.pbf": FileForm("OpenStreetMap's PBF", (b"\x00\x00\x00",), ("OSM",)),
}
"""By the end of a file's name, in small letters."""


def form_of(path: Path) -> FileForm | None:
    """Return the form that a file has by the end of its name."""
    name = path.name.lower()
    return FORMS.get(".osm.pbf" if name.endswith(".osm.pbf") else path.suffix.lower())


def check_form(path: Path, name: str, form: FileForm) -> None:
    """Raise `InputError` unless a file is what its name says, by its content, and within limits.

    A file that cannot be opened, or is no regular one, raises `OSError`.
    """
    with open_regular(path) as file:
        begins = file.read(SIGNATURE_BYTES)
    if form.begins and not begins.startswith(form.begins):
        raise InputError([_form_fault(name, form, begins)])
    if form.drivers == ("GPKG",) and not geopackage.is_geopackage(begins):
        raise InputError([geopackage.application_fault(name, begins)])
    if form.check:
        form.check(path, name)
    if beside := BESIDE.get(form.drivers):
        check_shapefile_parts(path, name, beside)


def _form_fault(name: str, form: FileForm, begins: bytes) -> Fault:
    held = begins[: max(map(len, form.begins))]
    rule = phrase("file.other-form", form=form.name)
    mend = phrase("mend.export-as", form=form.name)
    return Location(name).make_fault(
        "", format_value(held) if held else phrase("found.empty-file"), rule, mend
    )


def check_shapefile_parts(path: Path, name: str, ends: frozenset[str]) -> None:
    """Raise `InputError` where a file beside another is missing, a link, or has too many lines.

    GDAL reads those that say a coordinate system, an encoding or a schema into memory, whole.
    """
    most = limits.current_limits().megabytes * SIDECAR_BYTES_PER_MB
    beside = [each for each in sorted(path.parent.iterdir()) if each.stem == path.stem]
    if ".shx" in ends and ".shx" not in {each.suffix.lower() for each in beside}:
        rule = phrase("shapefile.part-missing")
        mend = phrase("mend.all-of-shapefile")
        raise InputError([Location(name).make_fault("", "", rule, mend)])
    for each in beside:
        end = each.suffix.lower()
        if end not in ends:
            continue
        if each.is_symlink() or not each.is_file():
            rule = phrase("shapefile.not-files")
            mend = phrase("mend.put-file-there")
            raise InputError([Location(name).make_fault(each.name, "", rule, mend)])
        if end in TEXT_SIDECARS and each.stat().st_size > most:
            limit = phrase("limit.beside", most=most // 1000, end=end)
            raise InputError([limits.limit_fault(name, limit)])


SIDECAR_BYTES_PER_MB = 2_000
"""Bytes of a file beside another, for each megabyte of `limits`: one megabyte by default."""
TEXT_SIDECARS = frozenset({".prj", ".qpj", ".cpg", ".gfs", ".xsd"})
BESIDE: Mapping[tuple[str, ...], frozenset[str]] = {
    ("ESRI Shapefile",): frozenset(
        {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".idm", ".ind", ".qpj"}
    ),
    ("GML",): frozenset({".gfs", ".xsd"}),
}
"""What GDAL opens beside a file of a form, by the drivers of that."""
