"""The one table of forms: what a file is by the end of its name, and must be by its content."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo import geojson
from geo.errors import BadInput, Fault, shown
from geo.files import read_text
from geo.formats import flatgeobuf, geopackage, markup, parquet
from geo.formats.opening import open_regular
from geo.phrases import phrase
from geo.schemas import At

Check = Callable[[Path, str], None]
"""Raises `BadInput` where the content of a file is not what it should be, or too much."""
PLAIN_CRS = frozenset({"name"})
BEGINNING = 128
"""Bytes of a file in which it says what it is."""


@dataclass(frozen=True)
class Form:
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
    markup.check_markup(path, name, frozenset({"kml"}))


def _check_gpx(path: Path, name: str) -> None:
    markup.check_markup(path, name, frozenset({"gpx"}))


def _check_geojson(path: Path, name: str) -> None:
    """Refuse what GDAL would take for another form, and a CRS that it would fetch."""
    text, faults = read_text(path, name)
    loaded, wrong = geojson.parse(text, name) if text is not None else (None, [])
    faults += wrong
    member = loaded.get("crs") if isinstance(loaded, dict) else None
    if isinstance(member, dict) and member.get("type") not in PLAIN_CRS:
        rule, mend = (
            phrase("collection.crs-unnamed", "its coordinate system must be named by its code"),
            "export it in EPSG:4326",
        )
        faults.append(At(name).fault("crs", shown(str(member)), rule, mend))
    if faults:
        raise BadInput(faults)


ZIP = (b"PK\x03\x04", b"PK\x05\x06")
FORMS = {
    ".gpkg": Form(
        phrase("form.geopackage", "a GeoPackage"),
        (geopackage.HEADER,),
        ("GPKG",),
        geopackage.check_geopackage,
    ),
    ".fgb": Form(
        phrase("form.flatgeobuf", "FlatGeobuf"),
        (flatgeobuf.MAGIC,),
        ("FlatGeobuf",),
        flatgeobuf.check_flatgeobuf,
    ),
    ".parquet": Form(
        phrase("form.geoparquet", "GeoParquet"), (parquet.MAGIC,), (), parquet.check_parquet
    ),
    ".shp": Form("a Shapefile", (b"\x00\x00\x27\x0a",), ("ESRI Shapefile",)),
    ".kml": Form("KML", (), ("LIBKML", "KML"), _check_kml),
    ".gpx": Form("GPX", (), ("GPX",), _check_gpx),
    ".gml": Form("GML", (), ("GML",), markup.check_gml),
    ".geojson": Form("GeoJSON", (), ("GeoJSON",), _check_geojson),
    ".json": Form("GeoJSON", (), ("GeoJSON",), _check_geojson),
    ".zip": Form("a zipped Shapefile", ZIP, inner=(".shp", ".gpkg", ".kml", ".gpx", ".fgb")),
    ".kmz": Form("KMZ", ZIP, inner=(".kml",)),
    ".osm.pbf": Form("OpenStreetMap's PBF", (b"\x00\x00\x00",), ("OSM",)),
}
"""By the end of a file's name, in small letters."""


def form_of(path: Path) -> Form | None:
    """Return the form that a file has by the end of its name."""
    name = path.name.lower()
    return FORMS.get(".osm.pbf" if name.endswith(".osm.pbf") else path.suffix.lower())


def check_form(path: Path, name: str, form: Form) -> None:
    """Raise `BadInput` unless a file is what its name says, by its content, and within limits.

    A file that cannot be opened, or is no regular one, raises `OSError`.
    """
    with open_regular(path) as file:
        begins = file.read(BEGINNING)
    if form.begins and not begins.startswith(form.begins):
        raise BadInput([_another(name, form, begins)])
    if form.drivers == ("GPKG",) and not geopackage.is_geopackage(begins):
        raise BadInput([geopackage.application_fault(name, begins)])
    if form.check:
        form.check(path, name)
    if form.drivers == ("ESRI Shapefile",):
        check_beside(path, name)


def _another(name: str, form: Form, begins: bytes) -> Fault:
    held = begins[: max(map(len, form.begins))]
    rule = phrase("file.other-form", "the file must be {form}, as its name says", form=form.name)
    mend = phrase("mend.export-as", "export it as {form}, or correct the name", form=form.name)
    return At(name).fault(
        "", shown(held) if held else phrase("found.empty-file", "an empty file"), rule, mend
    )


def check_beside(path: Path, name: str) -> None:
    """Raise `BadInput` where a file that belongs to a Shapefile is none of its own, but a link."""
    for each in sorted(path.parent.iterdir()):
        belongs = each.stem == path.stem and each.suffix.lower() in OF_SHAPEFILE
        if belongs and (each.is_symlink() or not each.is_file()):
            rule = phrase(
                "shapefile.not-files",
                "the files of a Shapefile must be files: no link, no folder, no pipe",
            )
            raise BadInput(
                [
                    At(name).fault(
                        each.name,
                        "",
                        rule,
                        phrase("mend.put-file-there", "put the file itself there"),
                    )
                ]
            )


OF_SHAPEFILE = frozenset({
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".idm", ".ind", ".qpj",
})  # fmt: skip
"""What GDAL opens beside a Shapefile."""
