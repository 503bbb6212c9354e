"""Which column of a file holds what: our own names, the usual ones of coordinates, `--map`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.faults import schemas
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.formats import json_text
from geo.importing.angles import split_pair
from geo.importing.source_table import SourceTable

LON_NAMES = (
    "lon", "lng", "long", "longitude", "x", "经度", "东经", "經度", "東經", "経度", "東経",
    "longitud", "längengrad", "laengengrad", "länge", "laenge", "долгота", "경도",
    "lonx", "point_x", "x_coord", "xcoord",
    "reclong", "decimallongitude", "geo_lon", "gps_lon", "gps_longitude", "经度坐标",
    "x_wgs84", "lon_wgs84", "lng_wgs84", "long_wgs84", "wgs84_lon", "wgs84_lng", "wgs84_x",
)  # fmt: skip
LAT_NAMES = (
    "lat", "latitude", "y", "纬度", "北纬", "緯度", "北緯", "latitud", "breitengrad", "breite",
    "широта", "위도",
    "laty", "point_y", "y_coord", "ycoord", "reclat", "decimallatitude", "geo_lat", "gps_lat",
    "gps_latitude", "纬度坐标", "y_wgs84", "lat_wgs84", "wgs84_lat", "wgs84_y",
)  # fmt: skip
WKT_NAMES = ("wkt", "the_geom", "geom_wkt", "geom", "geometry", "wkb", "wkb_geometry", "geom_wkb")
LATLON = ("latlon", "latlng", "lat_lon", "lat_lng", "lat,lon", "geopoint", "geo_point_2d")
LONLAT = ("lonlat", "lnglat", "lon_lat", "lng_lat", "lon,lat", "经纬度")
PAIR = (
    "coordinates", "coordinate", "coords", "coord", "坐标", "座標", "point", "position", "location",
    "gps", "koordinaten", "coordenadas",
)  # fmt: skip
"""Columns of two numbers, of which only the map's bounds can tell the order."""
COORDINATE_NAMES = {
    "lon": LON_NAMES,
    "lat": LAT_NAMES,
    "wkt": WKT_NAMES,
    "latlon": LATLON,
    "lonlat": LONLAT,
}
PAIRS = ("latlon", "lonlat", "pair")
"""Names by which columns of coordinates are found; a person may name them with `--map` instead."""
NUMBER_PATTERN = re.compile(r"^[-+]?[0-9]{1,15}(\.[0-9]{0,15})?$")
SHAPE = re.compile(
    r"\s*(?:(?:srid=\d+;)?\s*(?:multi)?(?:point|linestring|polygon)\b|0[01][0-9a-f]{16,}\s*\Z)",
    re.IGNORECASE,
)
"""How a shape in WKT, EWKT or hexadecimal WKB begins."""
PLAIN_WORD = re.compile(r"[\w.=-]+")
"""What a shell takes as one word without quotation marks."""
HINTS = {
    "lon": re.compile(r"lon|lng|经|經|経|easting|rechtswert|^e$|(^|_)x($|_)"),
    "lat": re.compile(r"lat|纬|緯|northing|hochwert|^n$|(^|_)y($|_)"),
}
"""Names that only look like coordinates: never taken without being told to."""
USUAL_NAMES = {
    "name": ("名称", "名字", "地名", "title", "label", "站名", "村名"),
    "aliases": ("别名", "曾用名", "alias", "altname", "alternatenames", "alt_name", "old_name"),
    "kind": ("类型", "类别", "type", "category", "class", "fclass"),
    "state": ("状态", "status"),
    "note": ("备注", "说明", "描述", "description", "desc", "remark", "comment", "cmt", "notes"),
    "id": ("编号", "编码", "代码", "code", "osm_id", "geonameid", "uuid", "fid"),
    "uncertainty_m": ("精度", "误差", "accuracy", "precision", "radius"),
    "location_source": ("来源", "source", "src"),
    "location_licence": ("许可", "licence", "license"),
    "checked_on": ("日期", "核对日期", "date", "updated"),
    "part_of": ("所属", "parent"),
    "within": ("所在区域", "位于", "located_in"),
}
"""Names that probably mean a property of ours: suggested, never taken without being told to."""
DBF_NAME_WIDTH = 10
"""Characters to which a Shapefile cuts the names of its columns."""


@dataclass(frozen=True)
class ColumnMapping:
    """Columns of a file by what they are for."""

    properties: Mapping[str, str]
    """Column by property of a place."""
    coordinates: Mapping[str, str]
    """Column by `lon`, `lat` or `wkt`."""
    left: Mapping[str, str]
    """Columns left out, each with the property that it could be, or nothing."""

    def suggest_option(self, name: str) -> str:
        """Return the option that would take a column for a property, where one looks like it."""
        found = next((column for column, like in self.left.items() if like == name), "")
        return format_mapping(found, name) if found else ""


def map_columns(
    given: SourceTable, mapped: Mapping[str, str], languages: Sequence[str] = ()
) -> ColumnMapping:
    """Return what each column is for; `mapped` is what `--map` says, by column.

    `languages` are those beside the first of the map: `name_de` is a name where German is one.

    Raises `InputError` where it names a column or a property that does not exist.
    """
    chosen, faults = _chosen_columns(given, mapped)
    taken = set(chosen.values())
    for column in given.columns:
        own = _own_property(column, given, languages)
        if column not in chosen and own and own not in taken:
            chosen[column] = own
            taken.add(own)
    if given.shapes is None and not taken & {"wkt", *PAIRS}:
        _find_coordinates(given, chosen, taken)
    if faults:
        raise InputError(faults)
    used = {target: column for column, target in chosen.items() if target}
    drawn = {*COORDINATE_NAMES, *PAIRS}
    return ColumnMapping(
        {name: column for name, column in used.items() if name not in drawn},
        {name: column for name, column in used.items() if name in drawn},
        {column: _similar_property(column) for column in given.columns if column not in chosen},
    )


def are_blank(given: SourceTable) -> bool:
    """Return whether a table has columns for coordinates, in which nothing stands."""
    usual = {_column_key(name) for names in COORDINATE_NAMES.values() for name in names}
    return any(_column_key(column) in usual for column in given.blank)


def _find_coordinates(given: SourceTable, chosen: dict[str, str], taken: set[str]) -> None:
    """Choose the columns of coordinates by their names, those in one column by its cells too."""
    free = [column for column in given.columns if column not in chosen]
    for target in ("lon", "lat") if taken & {"lon", "lat"} else ("lon", "lat", "wkt"):
        named = (
            column for column in find_columns(given, COORDINATE_NAMES[target]) if column in free
        )
        found = next((each for each in named if target != "wkt" or _is_wkt(given, each)), "")
        if target not in taken and found:
            chosen[found] = target
    if {*chosen.values()} & {"lon", "lat", "wkt"}:
        return
    for target, names in (("latlon", LATLON), ("lonlat", LONLAT), ("pair", PAIR)):
        found = next(
            (c for c in find_columns(given, names) if c in free and are_pairs(given, c)), ""
        )
        if found:
            chosen[found] = target
            return


def _is_wkt(given: SourceTable, column: str) -> bool:
    """Return whether a column holds shapes as text; many call other things `geometry` too."""
    cell = next((cell for cell in given.columns[column] if cell is not None), "")
    return _column_key(column) in WKT_NAMES[:2] or SHAPE.match(str(cell)) is not None


def are_pairs(given: SourceTable, column: str) -> bool:
    """Return whether the first cell of a column holds two coordinates."""
    cell = next((cell for cell in given.columns[column] if cell is not None), "")
    return split_pair(str(cell)) is not None


def format_mapping(column: str, target: str) -> str:
    """Return the option that takes a column for a property, as it can be typed."""
    said = f"{column}={target}"
    return f"--map {said}" if PLAIN_WORD.fullmatch(said) else f'--map "{said}"'


def look_like_coordinates(given: SourceTable) -> list[str]:
    """Return the options that would take columns for coordinates which look like them."""
    found = []
    for column in given.columns:
        key = _column_key(column)
        target = next((each for each, hint in HINTS.items() if hint.search(key)), "")
        if _is_wkt(given, column) and target == "":
            found.append(format_mapping(column, "wkt"))
        elif are_pairs(given, column):
            found.append(f"{format_mapping(column, 'latlon')} (or =lonlat)")
        elif target:
            found.append(format_mapping(column, target))
    return found


def _chosen_columns(
    given: SourceTable, mapped: Mapping[str, str]
) -> tuple[dict[str, str], list[Fault]]:
    """Return what a person says of columns, and what is wrong with that."""
    chosen: dict[str, str] = {}
    faults: list[Fault] = []
    for theirs, ours in mapped.items():
        column = next(find_columns(given, (theirs,)), "")
        faults += _check_mapping(given, theirs, ours, column)
        if ours and ours in chosen.values():
            rule, mend = (phrase("import.property-twice"), "leave one --map out")
            faults.append(given.file_fault(f"--map {theirs}={ours}", rule, mend))
        chosen[column] = ours
    return chosen, faults


def _check_mapping(given: SourceTable, theirs: str, ours: str, column: str) -> Iterator[Fault]:
    option = f"--map {theirs}={ours}"
    if not column:
        yield unknown_column_fault(given, option, theirs)
    if ours and ours not in COORDINATE_NAMES and schemas.column_schema("place", ours) is None:
        known = [*schemas.list_columns("place"), *COORDINATE_NAMES]
        rule = phrase("import.property-unknown")
        yield given.file_fault(
            option, rule, schemas.suggest_nearest(ours, known) or "data/README.md lists them"
        )


def unknown_column_fault(given: SourceTable, option: str, theirs: str) -> Fault:
    """Return the fault of an option that names a column which a file does not have."""
    rule = phrase("import.column-unknown", columns=", ".join(given.columns) or "none")
    mend = schemas.suggest_nearest(theirs, list(given.columns)) or "name one of these"
    return given.file_fault(option, rule, mend)


def find_columns(given: SourceTable, names: tuple[str, ...]) -> Iterator[str]:
    """Yield columns with one of some names, whatever their case and width, best name first."""
    by_key = {_column_key(column): column for column in reversed(given.columns)}
    yield from (by_key[_column_key(name)] for name in names if _column_key(name) in by_key)


def _own_property(column: str, given: SourceTable, languages: Sequence[str]) -> str:
    """Return the property that a column bears the name of, nothing where it bears none.

    `name_len` is one only where the map has a language of that code.
    An `id` of numbers alone counts the rows of some other file: it is nobody's stable name.
    """
    key = _column_key(column)
    known = schemas.list_columns("place")
    cut = [name for name in known if len(key) == DBF_NAME_WIDTH and name.startswith(key)]
    own = (
        key if schemas.column_schema("place", key) is not None else cut[0] if len(cut) == 1 else ""
    )
    if own == "id" and all(str(cell).isdecimal() for cell in given.columns[column] if cell):
        return ""
    if own and own not in known and own.rpartition("_")[2] not in languages:
        return ""
    return own


def _similar_property(column: str) -> str:
    return next((ours for ours, names in USUAL_NAMES.items() if _column_key(column) in names), "")


def is_usual(title: str) -> bool:
    """Return whether a title is one of ours, or a usual one for places."""
    key = _column_key(title)
    every = (*COORDINATE_NAMES.values(), *USUAL_NAMES.values())
    return schemas.column_schema("place", key) is not None or any(key in names for names in every)


def _column_key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def read_cells(given: SourceTable, fields: ColumnMapping) -> list[dict[str, object]]:
    """Return the properties that each row gives, as the contract types them."""
    columns = {
        name: [_typed_cell(name, cell) for cell in given.columns[column]]
        for name, column in fields.properties.items()
    }
    return [
        {name: cells[row] for name, cells in columns.items() if cells[row] is not None}
        for row in range(len(given))
    ]


def _typed_cell(name: str, cell: object) -> object:
    """Return a cell with the type of a property; one that cannot have it stays for the schema."""
    wanted = (schemas.column_schema("place", name) or {}).get("type", "string")
    if wanted not in {"number", "integer"}:
        return cell if cell is None or isinstance(cell, str) else str(cell)
    return (
        json_text.round_number(float(cell))
        if isinstance(cell, str) and NUMBER_PATTERN.match(cell)
        else cell
    )
