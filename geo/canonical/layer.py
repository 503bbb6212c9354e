"""The canonical text of a layer or a file of the backdrop."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from geo.canonical import rings, values
from geo.canonical.repairs import CanonicalText, Repair, RepairCollector, RepairKind
from geo.faults import schemas
from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats import geojson, json_text, rounding
from geo.formats.geojson import Feature, Json
from geo.runtime.files import BYTE_ORDER_MARK

RESOLUTION_MEMBER = "xy_coordinate_resolution"
"""Member in which GDAL says how far it rounded."""


def canonicalise_layer(text: str, name: str, schema: str = "place") -> CanonicalText:
    """Return the canonical text of a FeatureCollection; `schema` is `place` or `backdrop`.

    `name` is the file's, for messages. A text that is no collection of features, that has a CRS
    other than WGS 84, or numbers that are not finite, is given back with faults.
    """
    loaded, faults = geojson.parse_json(text.removeprefix(BYTE_ORDER_MARK), name)
    if faults:
        return CanonicalText(text, faults=tuple(faults))
    written = _write_collection(loaded, name, schema)
    if written.faults:
        return replace(written, text=text)
    form = [*_encoding_repairs(text)]
    return replace(written, repairs=(*form, *written.repairs))


def apply_layer_edits(text: str, name: str, changes: Mapping[str, Json | None]) -> CanonicalText:
    """Return the canonical text of a layer after edits.

    `changes` has each edited place as a GeoJSON Feature under the id that it has in the text;
    `None` removes it, an id that does not stand there adds it. Foreign members that an edit does
    not bring stay. Nothing is changed where the text has faults or such an id stands twice.
    """
    loaded, faults = geojson.parse_json(text.removeprefix(BYTE_ORDER_MARK), name)
    features = [] if faults else geojson.list_features(loaded, name)[0]
    idents = Counter(feature.ident for feature in features if feature.ident in changes)
    faults += [_duplicate_id(name, str(ident)) for ident, count in idents.items() if count > 1]
    if faults:
        return CanonicalText(text, faults=tuple(faults))
    if isinstance(loaded, dict) and isinstance(loaded.get("features"), list):
        of_ident = {each.ident: each.number - 1 for each in features}
        loaded = {**loaded, "features": _replace_features(loaded["features"], of_ident, changes)}
    written = _write_collection(loaded, name, "place")
    return replace(written, text=text) if written.faults else written


def _duplicate_id(name: str, ident: str) -> Fault:
    return schemas.Location(name, ident=ident).make_fault(
        "id", format_value(ident), phrase("place.id-ambiguous"), phrase("mend.other-id-of-two")
    )


def _replace_features(
    items: list[Json], of_ident: Mapping[object, int], changes: Mapping[str, Json | None]
) -> list[object]:
    """Return the features with those of the changes in place of the ones they change."""
    found: list[object] = list(items)
    for ident, feature in changes.items():
        at = of_ident.get(ident)
        if at is None:
            found.append(feature)
        else:
            found[at] = feature and {**items[at], **feature}
    return [item for item in found if item is not None]


def _write_collection(loaded: Any, name: str, schema: str) -> CanonicalText:  # noqa: ANN401  any JSON value
    """Return the canonical text of a parsed file, which is used up; none where it has faults."""
    features, faults = geojson.list_features(loaded, name)
    faults = faults or [*_check_writable(features, loaded)]
    if faults:
        return CanonicalText("", faults=tuple(faults))
    repairs = RepairCollector()
    members = geojson.foreign_members(loaded, geojson.COLLECTION_MEMBERS)
    for key in _redundant_members(members, name):
        repairs.add([_file_repair(RepairKind.MEMBER, key, format_value(members.pop(key)))])
    if "crs" in loaded:
        repairs.add([_file_repair(RepairKind.CRS, "crs", format_value(loaded["crs"]))])
    items = loaded["features"]
    for place, feature in enumerate(features):
        # what is mended takes the place of what was read: of 200 MB both would be gigabytes
        features[place], done = _repair_feature(feature, items[place], schema)
        items[place] = None
        repairs.add(done)
    try:
        text = geojson.format_collection(
            features, schemas.list_columns(schema), members, rounded=True
        )
    except ValueError:
        return CanonicalText("", faults=tuple(_check_finite(features, members, name)))
    return CanonicalText(text, repairs.list_repairs())


def _check_writable(features: list[Feature], loaded: Json) -> Iterator[Fault]:
    """Yield what the reader leaves to other rules and the writer could not write as it stood."""
    for feature, item in zip(features, loaded["features"], strict=True):
        geometry = item["geometry"]
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        if geometry is not None and not (isinstance(geometry, dict) and isinstance(kind, str)):
            rule = phrase("geometry.not-object")
            yield feature.location.make_fault(
                "geometry", format_value(kind), rule, phrase("mend.redraw-or-null")
            )
        for held in (item, geometry if isinstance(geometry, dict) else {}):
            if "crs" in held:
                yield from geojson.check_crs(held["crs"], feature.location)


def _repair_feature(feature: Feature, item: Json, schema: str) -> tuple[Feature, list[Repair]]:
    given, member = dict(feature.properties), feature.member_id
    done = [
        _make_repair(feature, RepairKind.EMPTY, key, "null" if value is None else '""', "")
        for key, value in item["properties"].items()
        if key not in given
    ]
    for key, value in feature.properties.items():
        given[key], what = values.repair_value(schema, key, value)
        if what:
            done.append(
                _make_repair(feature, what, key, format_value(value), format_value(given[key]))
            )
    if (
        "id" in schemas.list_columns(schema)
        and "id" not in given
        and isinstance(member, str)
        and member
    ):
        given["id"] = member
        done.append(_make_repair(feature, RepairKind.IDENT, "id", "", format_value(member)))
    ident = given.get("id")
    if isinstance(ident, str) and member != ident:
        before = "" if member is None else format_value(member)
        done.append(_make_repair(feature, RepairKind.MIRROR, "(id)", before, format_value(ident)))
    done += [
        _make_repair(feature, RepairKind.CRS, "crs", format_value(held["crs"]), "")
        for held in (item, feature.geometry or {})
        if "crs" in held
    ]
    geometry, drawn = _repair_geometry(feature)
    return replace(feature, properties=given, geometry=geometry), done + drawn


def _repair_geometry(feature: Feature) -> tuple[Json | None, list[Repair]]:
    """Return a feature's geometry rounded as far as it stays valid, its rings closed and turned."""
    before = feature.geometry
    if before is None:
        return None, []
    after = rounding.round_geometry({key: value for key, value in before.items() if key != "crs"})
    done = []
    if change := _first_rounded(before.get("coordinates"), after.get("coordinates")):
        done.append(
            _make_repair(feature, RepairKind.DECIMALS, "geometry", *map(format_value, change))
        )
    done += [_make_repair(feature, what, "geometry", "", "") for what in rings.repair_rings(after)]
    return after, done


def _first_rounded(before: object, after: object) -> tuple[object, object] | None:
    """Return the first innermost list of coordinates that rounding has changed, both ways."""
    if before == after:
        return None
    if (
        isinstance(before, list)
        and isinstance(after, list)
        and any(isinstance(part, list) for part in before)
    ):
        return next(filter(None, map(_first_rounded, before, after)))
    return before, after


def _make_repair(feature: Feature, what: RepairKind, key: str, before: str, after: str) -> Repair:
    at = feature.location
    return Repair(what, at.position, at.where, key, before, after)


def _file_repair(what: RepairKind, key: str, before: str) -> Repair:
    return Repair(what, 0, "", key, before, "")


def _redundant_members(members: Json, name: str) -> Iterator[str]:
    """Yield members of the collection that repeat the file's name or the canonical precision."""
    if members.get("name") == PurePosixPath(name).stem:
        yield "name"
    told = members.get(RESOLUTION_MEMBER)
    if isinstance(told, float) and told <= 10**-json_text.DECIMALS:
        yield RESOLUTION_MEMBER


def _encoding_repairs(text: str) -> Iterator[Repair]:
    """Yield what was wrong with the file's encoding."""
    if text.startswith(BYTE_ORDER_MARK):
        yield _file_repair(RepairKind.ENCODING, "", "byte order mark")
    if "\r" in text:
        yield _file_repair(RepairKind.ENCODING, "", "CR LF")


def _check_finite(features: list[Feature], members: Json, name: str) -> Iterator[Fault]:
    """Yield a fault for each feature with a number too large for any reader."""
    rule, mend = phrase("number.not-finite"), phrase("mend.finite-number")
    for at, held in [
        (schemas.Location(name), members),
        *((each.location, [each.properties, each.geometry, each.foreign]) for each in features),
    ]:
        try:
            json_text.format_json(held)
        except ValueError:
            yield at.make_fault("", "", rule, mend)
