"""The only reader and writer of hand-edited GeoJSON (RFC 7946); what it writes is canonical."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from geo import schemas
from geo.errors import Fault, shown
from geo.files import read_text

DECIMALS = 6
"""Decimals of a degree that are kept: 0.11 m, far below any uncertainty here."""
WIDTH = 100

Json: TypeAlias = dict[str, Any]

CRS84 = frozenset({"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "EPSG:4326"})
"""Names of WGS 84 that QGIS and GDAL write into the `crs` member of older GeoJSON."""


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

    @property
    def at(self) -> schemas.At:
        """Where it stands, for messages."""
        ident = self.properties.get("id") or self.properties.get("name")
        named = f" ({shown(ident)[1:-1]})" if isinstance(ident, str) else ""
        return schemas.At(self.file, self.number, f"feature {self.number}{named}")


def read(path: Path, name: str) -> tuple[list[Feature], list[Fault]]:
    """Read a FeatureCollection; what cannot be read at all is left out and told as a fault."""
    text, faults = read_text(path, name)
    if text is None:
        return [], faults
    loaded, faults = parse(text, name)
    return ([], faults) if faults else _collection(loaded, name)


def parse(text: str, name: str) -> tuple[Any, list[Fault]]:
    """Return the value of a JSON text, or a fault that says where in the file it breaks off."""
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique), []
    except json.JSONDecodeError as error:
        at = schemas.At(name, error.lineno, f"line {error.lineno}, column {error.colno}")
        mend = "correct it there or just before; a comma or bracket is often missing or left over"
        return None, [at.fault("", "", f"the file must be valid JSON: {error.msg}", mend)]
    except (ValueError, RecursionError) as error:
        rule = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        return None, [schemas.At(name).fault("", "", rule, "correct the file")]


def _refuse(constant: str) -> None:
    message = f"{constant} is not JSON; numbers must be finite"
    raise ValueError(message)


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    """Return an object; a key that stands twice would silently lose one of its values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key {shown(twice)} stands twice in one object"
        raise ValueError(message)
    return found


def _collection(loaded: object, name: str) -> tuple[list[Feature], list[Fault]]:
    """Return the features of a parsed file, with faults of the collection and of their form."""
    at = schemas.At(name)
    if not isinstance(loaded, dict) or loaded.get("type") != "FeatureCollection":
        found = shown(loaded.get("type") if isinstance(loaded, dict) else type(loaded).__name__)
        rule = "the file must be a GeoJSON FeatureCollection"
        return [], [at.fault("type", found, rule, "export the layer as GeoJSON")]
    faults = _crs(loaded.get("crs"), at)
    items = loaded.get("features")
    if not isinstance(items, list):
        rule = "a FeatureCollection has a list of features"
        return [], [*faults, at.fault("features", shown(items), rule, "write a list, if empty")]
    features = []
    for number, item in enumerate(items, 1):
        feature, wrong = _feature(item, name, number)
        faults += wrong
        features += [feature] if feature else []
    return features, faults


def _crs(crs: object, at: schemas.At) -> list[Fault]:
    """Return a fault for any CRS but WGS 84; RFC 7946 has no other."""
    if crs is None:
        return []
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if named in CRS84:
        return []
    mend = "export it with the CRS EPSG:4326 (WGS 84); never just delete this member"
    return [at.fault("crs", shown(named or crs), "coordinates must be WGS 84 (CRS84)", mend)]


def _feature(item: object, name: str, number: int) -> tuple[Feature | None, list[Fault]]:
    at = schemas.At(name, number, f"feature {number}")
    if not isinstance(item, dict) or item.get("type") != "Feature":
        rule = "each member of features must be a Feature"
        return None, [at.fault("type", shown(item), rule, "remove it or correct its type")]
    properties = item.get("properties")
    if not isinstance(properties, dict):
        mend = 'write {"id": …, "name": …}'
        return None, [at.fault("properties", shown(properties), "it must be an object", mend)]
    given = {key: value for key, value in properties.items() if value not in (None, "")}
    geometry = item.get("geometry")
    if geometry is not None and not isinstance(geometry, dict):
        geometry = {"type": geometry}  # told by the rule on types of geometries
    feature = Feature(name, number, given, geometry, item.get("id"))
    if "geometry" in item:
        return feature, []
    rule = "a Feature has the member geometry, null where it has no position"
    return feature, [feature.at.fault("geometry", "", rule, 'write "geometry": null')]


def canonical(features: Iterable[Feature], order: tuple[str, ...]) -> str:
    """Return the canonical text of a collection: the same places always give the same bytes.

    Features by id, properties in the schema's `order` and then by name, nulls left out, the id
    mirrored, numbers without trailing zeros, one position a line, LF, a final newline.
    """
    ordered = sorted(features, key=lambda feature: str(feature.properties.get("id", "")))
    blocks = ",\n".join(_indent(_feature_text(feature, order), 4) for feature in ordered)
    body = f"[\n{blocks}\n  ]" if blocks else "[]"
    return f'{{\n  "type": "FeatureCollection",\n  "features": {body}\n}}\n'


def _feature_text(feature: Feature, order: tuple[str, ...]) -> str:
    rank = {name: place for place, name in enumerate(order)}
    names = sorted(feature.properties, key=lambda name: (rank.get(_stem(name, rank), 99), name))
    lines = [f"    {_dump(name)}: {_dump(feature.properties[name])}" for name in names]
    ident = feature.properties.get("id")
    member = f'  "id": {_dump(ident)},\n' if ident else ""
    properties = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
    geometry = _geometry_text(feature.geometry)
    head = f'{{\n  "type": "Feature",\n{member}  "properties": {properties},'
    return f'{head}\n  "geometry": {geometry}\n}}'


def _stem(name: str, rank: Mapping[str, int]) -> str:
    """Return the name without its language suffix: `name_en` stands after `name`."""
    return name if name in rank else name.rsplit("_", 1)[0]


def _geometry_text(geometry: Json | None) -> str:
    if geometry is None:
        return "null"
    rest = {key: value for key, value in geometry.items() if key != "type"}
    flat = _dump({"type": geometry.get("type"), **_rounded(rest)})
    if len(flat) <= WIDTH:
        return flat
    members = [f'    "type": {_dump(geometry.get("type"))}']
    members += [f"    {_dump(key)}: {_nested(value, 4)}" for key, value in _rounded(rest).items()]
    return "{\n" + ",\n".join(members) + "\n  }"


def _nested(value: Any, indent: int) -> str:  # noqa: ANN401  any JSON value
    """Return JSON with one position a line, however deep the lists are nested."""
    if not isinstance(value, list) or not value or not isinstance(value[0], list | dict):
        return _dump(value)
    inner = " " * (indent + 2)
    items = ",\n".join(inner + _nested(item, indent + 2) for item in value)
    return f"[\n{items}\n{' ' * indent}]"


def _rounded(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return number(value) if isinstance(value, float) else value


def number(value: float) -> float | int:
    """Return a number as the canonical form writes it: six decimals at most, no `.0`, no `-0`."""
    rounded = round(value, DECIMALS)
    return int(rounded) if math.isfinite(rounded) and rounded == int(rounded) else rounded


def _dump(value: object) -> str:
    return json.dumps(_rounded(value), ensure_ascii=False, allow_nan=False)


def _indent(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line for line in text.split("\n"))
