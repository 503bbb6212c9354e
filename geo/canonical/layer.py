"""The canonical text of a layer or a file of the backdrop."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from geo import geojson, jsontext, schemas
from geo.canonical import rings, values
from geo.canonical.repairs import Canonical, Repair, Repairs, What
from geo.errors import Fault, shown
from geo.files import MARK
from geo.geojson import Feature, Json
from geo.phrases import phrase

RESOLUTION = "xy_coordinate_resolution"
"""Member in which GDAL says how far it rounded."""


def layer(text: str, name: str, schema: str = "place") -> Canonical:
    """Return the canonical text of a FeatureCollection; `schema` is `place` or `backdrop`.

    `name` is the file's, for messages. A text that is no collection of features, that has a CRS
    other than WGS 84, or numbers that are not finite, is given back with faults.
    """
    loaded, faults = geojson.parse(text.removeprefix(MARK), name)
    if faults:
        return Canonical(text, faults=tuple(faults))
    written = _written(loaded, name, schema)
    if written.faults:
        return replace(written, text=text)
    form = [*_form(text)]
    return replace(written, repairs=(*form, *written.repairs))


def edited(text: str, name: str, changes: Mapping[str, Json | None]) -> Canonical:
    """Return the canonical text of a layer after edits.

    `changes` has each edited place as a GeoJSON Feature under the id that it has in the text;
    `None` removes it, an id that does not stand there adds it. Foreign members that an edit does
    not bring stay. Nothing is changed where the text has faults or such an id stands twice.
    """
    loaded, faults = geojson.parse(text.removeprefix(MARK), name)
    features = [] if faults else geojson.collection(loaded, name)[0]
    idents = Counter(feature.ident for feature in features if feature.ident in changes)
    faults += [_twice(name, str(ident)) for ident, count in idents.items() if count > 1]
    if faults:
        return Canonical(text, faults=tuple(faults))
    if isinstance(loaded, dict) and isinstance(loaded.get("features"), list):
        of_ident = {each.ident: each.number - 1 for each in features}
        loaded = {**loaded, "features": _changed(loaded["features"], of_ident, changes)}
    written = _written(loaded, name, "place")
    return replace(written, text=text) if written.faults else written


def _twice(name: str, ident: str) -> Fault:
    rule = phrase("place.id-ambiguous", "an id belongs to one place only")
    return schemas.At(name, ident=ident).fault(
        "id", shown(ident), rule, phrase("mend.other-id-of-two", "give one of them another id")
    )


def _changed(
    items: list[Any], of_ident: Mapping[object, int], changes: Mapping[str, Json | None]
) -> list[Any]:
    """Return the features with those of the changes in place of the ones they change."""
    found: list[Any] = list(items)
    for ident, feature in changes.items():
        at = of_ident.get(ident)
        if at is None:
            found.append(feature)
        else:
            found[at] = feature and {**items[at], **feature}
    return [item for item in found if item is not None]


def _written(loaded: Any, name: str, schema: str) -> Canonical:  # noqa: ANN401  any JSON value
    """Return the canonical text of a parsed file, which is used up; none where it has faults."""
    features, faults = geojson.collection(loaded, name)
    faults = faults or [*_unreadable(features, loaded)]
    if faults:
        return Canonical("", faults=tuple(faults))
    repairs = Repairs()
    members = geojson.foreign(loaded, geojson.OF_COLLECTION)
    for key in _said_twice(members, name):
        repairs.add([_of_file(What.MEMBER, key, shown(members.pop(key)))])
    if "crs" in loaded:
        repairs.add([_of_file(What.CRS, "crs", shown(loaded["crs"]))])
    items = loaded["features"]
    for place, feature in enumerate(features):
        # what is mended takes the place of what was read: of 200 MB both would be gigabytes
        features[place], done = _mended(feature, items[place], schema)
        items[place] = None
        repairs.add(done)
    try:
        text = geojson.canonical(features, schemas.columns(schema), members, rounded=True)
    except ValueError:
        return Canonical("", faults=tuple(_not_finite(features, members, name)))
    return Canonical(text, repairs.all())


def _unreadable(features: list[Feature], loaded: Any) -> Iterator[Fault]:  # noqa: ANN401
    """Yield what the reader leaves to other rules and the writer could not write as it stood."""
    for feature, item in zip(features, loaded["features"], strict=True):
        geometry = item["geometry"]
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        if geometry is not None and not (isinstance(geometry, dict) and isinstance(kind, str)):
            rule = phrase("geometry.not-object", "a geometry is an object with a type, or null")
            yield feature.at.fault(
                "geometry",
                shown(kind),
                rule,
                phrase("mend.redraw-or-null", "redraw it or write null"),
            )
        for held in (item, geometry if isinstance(geometry, dict) else {}):
            if "crs" in held:
                yield from geojson.crs(held["crs"], feature.at)


def _mended(feature: Feature, item: Json, schema: str) -> tuple[Feature, list[Repair]]:
    """Return a feature with its repairs made."""
    given, member = dict(feature.properties), feature.member_id
    done = [
        _repair(feature, What.EMPTY, key, "null" if value is None else '""', "")
        for key, value in item["properties"].items()
        if key not in given
    ]
    for key, value in feature.properties.items():
        given[key], what = values.repaired(schema, key, value)
        if what:
            done.append(_repair(feature, what, key, shown(value), shown(given[key])))
    if "id" in schemas.columns(schema) and "id" not in given and isinstance(member, str) and member:
        given["id"] = member
        done.append(_repair(feature, What.IDENT, "id", "", shown(member)))
    ident = given.get("id")
    if isinstance(ident, str) and member != ident:
        before = "" if member is None else shown(member)
        done.append(_repair(feature, What.MIRROR, "(id)", before, shown(ident)))
    done += [
        _repair(feature, What.CRS, "crs", shown(held["crs"]), "")
        for held in (item, feature.geometry or {})
        if "crs" in held
    ]
    geometry, drawn = _geometry(feature)
    return replace(feature, properties=given, geometry=geometry), done + drawn


def _geometry(feature: Feature) -> tuple[Json | None, list[Repair]]:
    """Return a feature's geometry rounded, its rings closed and turned."""
    before = feature.geometry
    if before is None:
        return None, []
    after = jsontext.rounded({key: value for key, value in before.items() if key != "crs"})
    done = []
    if change := _first_change(before.get("coordinates"), after.get("coordinates")):
        done.append(_repair(feature, What.DECIMALS, "geometry", *map(shown, change)))
    done += [_repair(feature, what, "geometry", "", "") for what in rings.mended(after)]
    return after, done


def _first_change(before: Any, after: Any) -> tuple[Any, Any] | None:  # noqa: ANN401  nested
    """Return the first innermost list of coordinates that rounding has changed, both ways."""
    if before == after:
        return None
    if isinstance(before, list) and any(isinstance(part, list) for part in before):
        return next(filter(None, map(_first_change, before, after)))
    return before, after


def _repair(feature: Feature, what: What, key: str, before: str, after: str) -> Repair:
    at = feature.at
    return Repair(what, at.position, at.where, key, before, after)


def _of_file(what: What, key: str, before: str) -> Repair:
    return Repair(what, 0, "", key, before, "")


def _said_twice(members: Json, name: str) -> Iterator[str]:
    """Yield members of the collection that repeat the file's name or the canonical precision."""
    if members.get("name") == PurePosixPath(name).stem:
        yield "name"
    told = members.get(RESOLUTION)
    if isinstance(told, float) and told <= 10**-jsontext.DECIMALS:
        yield RESOLUTION


def _form(text: str) -> Iterator[Repair]:
    """Yield what was wrong with the file's encoding."""
    if text.startswith(MARK):
        yield _of_file(What.ENCODING, "", "byte order mark")
    if "\r" in text:
        yield _of_file(What.ENCODING, "", "CR LF")


def _not_finite(features: list[Feature], members: Json, name: str) -> Iterator[Fault]:
    """Yield a fault for each feature with a number too large for any reader."""
    rule, mend = (
        phrase("number.not-finite", "numbers must be finite"),
        phrase("mend.finite-number", "correct the number; 1e400 is more than a reader holds"),
    )
    for at, held in [
        (schemas.At(name), members),
        *((each.at, [each.properties, each.geometry, each.foreign]) for each in features),
    ]:
        try:
            jsontext.dump(held)
        except ValueError:
            yield at.fault("", "", rule, mend)
