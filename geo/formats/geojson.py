"""The only reader and writer of hand-edited GeoJSON (RFC 7946); what it writes is canonical."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from geo.faults import excerpt, schemas
from geo.faults.fault import Fault, FaultCollector, InputError, format_value
from geo.faults.translation import phrase, quote_library
from geo.formats import json_text, rounding
from geo.runtime import limits
from geo.runtime.files import read_text

MAX_LINE_WIDTH = 100

Json: TypeAlias = dict[str, Any]

WGS84_CRS_NAMES = frozenset(
    {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326"}
)
"""Names of WGS 84 that QGIS and GDAL write into the `check_crs` member of older GeoJSON."""

OBJECT_BYTES = {"[": 80, "{": 200, '"': 36, ",": 32}
"""Bytes of memory that Python takes for what each of these begins, measured."""
COLLECTION_MEMBERS = frozenset({"type", "features", "crs"})
FEATURE_MEMBERS = frozenset({"type", "id", "properties", "geometry", "crs"})
"""Members that the writer writes itself or, as the second CRS that RFC 7946 forbids, leaves out."""


@dataclass(frozen=True)
class Feature:
    """One feature as it stands in a file, not yet trusted."""

    file: str
    number: int
    """Position in the file, from 1."""
    properties: Json
    geometry: Json | None
    member_id: object = None
    """The Feature's own `id` member, which should mirror the property."""
    foreign: Json = field(default_factory=dict)
    """Members that the engine does not know (RFC 7946 §6.1), as they stand."""

    @property
    def ident(self) -> object:
        """The id that the feature goes by: the property, else the Feature's own."""
        return self.properties.get("id") or self.member_id

    @property
    def location(self) -> schemas.Location:
        """Where it stands, for messages."""
        ident = self.properties.get("id") or self.properties.get("name")
        where = schemas.format_numbered("feature", self.number, ident)
        held = self.ident
        return schemas.Location(
            self.file, self.number, where, held if isinstance(held, str) else ""
        )


def read_features(path: Path, name: str) -> tuple[list[Feature], list[Fault]]:
    """Read a FeatureCollection; what cannot be read at all is left out and told as a fault."""
    text, faults = read_text(path, name)
    if text is None:
        return [], faults
    loaded, faults = parse_json(text, name)
    return ([], faults) if faults else list_features(loaded, name)


def parse_json(text: str, name: str) -> tuple[object, list[Fault]]:
    """Return the value of a JSON text, or a fault that says where in the file it breaks off."""
    try:
        limits.check_memory(
            name, sum(text.count(mark) * size for mark, size in OBJECT_BYTES.items())
        )
        loaded = json.loads(text, parse_constant=_reject_constant, object_pairs_hook=_unique_keys)
    except InputError as bad:
        return None, list(bad.faults)
    except json.JSONDecodeError as error:
        at = schemas.Location(name, error.lineno, schemas.format_column(error.lineno, error.colno))
        mend = phrase("mend.json")
        rule = phrase("json.invalid", reason=quote_library("json", error.msg))
        return None, [at.make_syntax_fault(rule, mend, excerpt.format_excerpt(text, error.pos))]
    except ValueError as error:
        return None, [
            schemas.Location(name).make_fault(
                "", "", json_text.explain_refusal(error), phrase("mend.correct-file")
            )
        ]
    except RecursionError:
        return None, [nesting_fault(name)]
    return (None, [nesting_fault(name)]) if json_text.is_too_deep(loaded) else (loaded, [])


def nesting_fault(name: str) -> Fault:
    """Return the fault of a file whose lists and objects lie too deep in each other."""
    return schemas.Location(name).make_fault(
        "", "", phrase("json.too-deep"), phrase("mend.correct-file")
    )


def _reject_constant(constant: str) -> None:
    message = phrase("json.not-finite", constant=constant)
    raise ValueError(message)


def _unique_keys(pairs: list[tuple[str, object]]) -> Json:
    """Return an object; a key that stands twice would silently lose one of its values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = Counter(key for key, _ in pairs)
        twice = next(key for key, count in seen.items() if count > 1)
        message = phrase("json.key-twice", key=format_value(twice))
        raise ValueError(message)
    return found


def list_features(loaded: object, name: str) -> tuple[list[Feature], list[Fault]]:
    """Return the features of a parsed file, with faults of the collection and of their form."""
    at = schemas.Location(name)
    if not isinstance(loaded, dict) or loaded.get("type") != "FeatureCollection":
        found = format_value(
            loaded.get("type") if isinstance(loaded, dict) else type(loaded).__name__
        )
        rule = phrase("collection.type")
        return [], [at.make_fault("type", found, rule, phrase("mend.export-geojson"))]
    faults = FaultCollector(check_crs(loaded.get("crs"), at))
    items = loaded.get("features")
    if not isinstance(items, list):
        rule = phrase("collection.features")
        faults.add(
            [at.make_fault("features", format_value(items), rule, phrase("mend.write-list"))]
        )
        return [], faults.list_faults()
    features = []
    for number, item in enumerate(items, 1):
        feature, wrong = _parse_feature(item, name, number)
        faults.add(wrong)
        features += [feature] if feature else []
    return features, faults.list_faults()


def check_crs(given: object, at: schemas.Location) -> list[Fault]:
    """Return a fault for any CRS but WGS 84; RFC 7946 has no other."""
    if given is None:
        return []
    properties = given.get("properties") if isinstance(given, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if named in WGS84_CRS_NAMES:
        return []
    mend = phrase("mend.export-wgs84")
    return [at.make_fault("crs", format_value(named or given), phrase("collection.crs"), mend)]


def _parse_feature(item: object, name: str, number: int) -> tuple[Feature | None, list[Fault]]:
    at = schemas.Location(name, number, schemas.format_numbered("feature", number))
    if not isinstance(item, dict) or item.get("type") != "Feature":
        rule = phrase("feature.type")
        return None, [at.make_fault("type", format_value(item), rule, phrase("mend.correct-type"))]
    properties = item.get("properties")
    if not isinstance(properties, dict):
        mend = phrase("mend.write-properties")
        return None, [
            at.make_fault("properties", format_value(properties), phrase("value.not-object"), mend)
        ]
    given = {key: value for key, value in properties.items() if value not in (None, "")}
    geometry = item.get("geometry")
    if geometry is not None and not isinstance(geometry, dict):
        geometry = {"type": geometry}  # told by the rule on types of geometries
    feature = Feature(
        name, number, given, geometry, item.get("id"), foreign_members(item, FEATURE_MEMBERS)
    )
    if "geometry" in item:
        return feature, []
    rule = phrase("feature.geometry-missing")
    return feature, [
        feature.location.make_fault("geometry", "", rule, phrase("mend.write-null-geometry"))
    ]


def foreign_members(item: Mapping[str, object], known: frozenset[str]) -> Json:
    """Return the members of a collection or a feature that are not known, as they stand."""
    return {key: value for key, value in item.items() if key not in known}


def format_collection(
    features: Iterable[Feature],
    order: tuple[str, ...],
    members: Mapping[str, object] | None = None,
    *,
    rounded: bool = False,
) -> str:
    """Return the canonical text of a collection: the same places always give the same bytes.

    Features by id, properties in the schema's `order` and then by name, the id mirrored,
    coordinates as `rounding` has them, numbers without trailing zeros, one position a line, LF, a
    final newline. `members` are the collection's foreign ones; they and those of features are kept.
    `rounded` says that the coordinates are already, of which there may be millions.
    """
    ordered = sorted(features, key=lambda feature: str(feature.properties.get("id", "")))
    blocks = ",\n".join(
        _indent_lines(_format_feature(feature if rounded else _round_feature(feature), order), 4)
        for feature in ordered
    )
    body = f"[\n{blocks}\n  ]" if blocks else "[]"
    kept = _format_members(members or {}, "  ")
    return f'{{\n  "type": "FeatureCollection",\n{kept}  "features": {body}\n}}\n'


def _format_members(members: Mapping[str, object], indent: str) -> str:
    """Return foreign members, one a line."""
    dump = json_text.format_json
    return "".join(f"{indent}{dump(key)}: {dump(value)},\n" for key, value in members.items())


def _round_feature(feature: Feature) -> Feature:
    geometry = feature.geometry
    return replace(feature, geometry=geometry and rounding.round_geometry(geometry))


@lru_cache
def _order_names(names: tuple[str, ...], order: tuple[str, ...]) -> list[str]:
    """Return the names of properties as they are written; most features have the same."""
    rank = {name: place for place, name in enumerate(order)}
    return sorted(names, key=lambda name: (rank.get(_strip_language(name, rank), len(rank)), name))


@lru_cache
def _property_name_json(name: str) -> str:
    """Return the name of a property as JSON."""
    return json_text.format_json(name)


def _format_feature(feature: Feature, order: tuple[str, ...]) -> str:
    dump, given = json_text.format_json, feature.properties
    names = _order_names(tuple(given), order)
    lines = [f"    {_property_name_json(name)}: {dump(given[name])}" for name in names]
    ident = given.get("id")
    ident = ident if isinstance(ident, str) else feature.member_id
    member = f'  "id": {dump(ident)},\n' if ident is not None else ""
    properties = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
    geometry = _format_geometry(feature.geometry)
    head = f'{{\n  "type": "Feature",\n{member}{_format_members(feature.foreign, "  ")}'
    return f'{head}  "properties": {properties},\n  "geometry": {geometry}\n}}'


def _strip_language(name: str, rank: Mapping[str, int]) -> str:
    """Return the name without its language suffix: `name_en` stands after `name`."""
    return name if name in rank else name.rsplit("_", 1)[0]


def _format_geometry(geometry: Json | None) -> str:
    if geometry is None:
        return "null"
    members = {"type": geometry.get("type")} | geometry
    if (
        json_text.has_at_most(geometry, MAX_LINE_WIDTH)
        and len(flat := json_text.format_json(members)) <= MAX_LINE_WIDTH
    ):
        return flat
    lines = [
        f"    {json_text.format_json(k)}: {json_text.format_nested(v, 4)}"
        for k, v in members.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n  }"


def _indent_lines(text: str, spaces: int) -> str:
    inner = " " * spaces
    return inner + text.replace("\n", f"\n{inner}")
