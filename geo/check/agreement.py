"""Rules on single features and rows: the schemas, and position, method and radius in agreement."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from geo import schemas
from geo.check import suspects
from geo.containers import UNLOCATED
from geo.content import Raw
from geo.errors import Fault, shown
from geo.geojson import Feature
from geo.phrases import phrase
from geo.sheets import Mask, Sheet, among

BESIDE = phrase(
    "mend.fmt-takes-id", "run fmt: it takes the id that QGIS and GDAL write beside the properties"
)
WITH_GEOMETRY = ("location_source", "location_licence", "source_datum", "uncertainty_m")


def properties(raw: Raw) -> Iterator[Fault]:
    """Yield what breaks the schema of places."""
    for feature in raw.features(suspects.schema("place")):
        for fault in schemas.faults("place", feature.properties, feature.at):
            beside = fault.property == "id" and isinstance(feature.ident, str)
            yield replace(fault, mend=BESIDE) if beside and not fault.found else fault


def rows(raw: Raw) -> Iterator[Fault]:
    """Yield what breaks the schema of facts."""
    for row in raw.facts.rows(suspects.schema("fact")):
        for fault in schemas.faults("fact", row.cells, row.at):
            if fault.property not in row.broken:
                yield fault


def backdrop(raw: Raw) -> Iterator[Fault]:
    """Yield what breaks the schema of the backdrop."""
    for _, feature in raw.backdrop:
        yield from schemas.faults("backdrop", feature.properties, feature.at)
        if feature.geometry is None:
            mend = phrase("mend.draw-or-remove", "remove the feature or draw it")
            yield feature.at.fault(
                "geometry",
                "null",
                phrase("backdrop.no-geometry", "a backdrop feature has a geometry"),
                mend,
            )


def position(raw: Raw) -> Iterator[Fault]:
    """Yield where geometry, method, source and radius of a place contradict each other."""
    for feature in raw.features(_contradicting):
        yield from _unlocated(feature) if feature.geometry is None else _located(feature)
        yield from mirrored(feature)


def _contradicting(sheet: Sheet) -> Mask:
    """Mark rows in which geometry, method, source and radius do not agree."""
    drawn: Mask = ~shapely.is_missing(sheet.shapes)
    method = sheet.column("located_by")
    none = method.isna().to_numpy() | among(method, UNLOCATED)
    lacking = np.logical_or.reduce([suspects.missing(sheet, name) for name in WITH_GEOMETRY])
    left = ~(suspects.missing(sheet, "uncertainty_m") & suspects.missing(sheet, "source_datum"))
    marked: Mask = np.where(drawn, none | lacking, ~none | left)
    return marked


def _unlocated(feature: Feature) -> Iterator[Fault]:
    method = feature.properties.get("located_by", "none")
    if method not in UNLOCATED:
        rule = phrase(
            "place.without-position-method",
            "a place without geometry has located_by within, no-site or none",
        )
        mend = phrase(
            "mend.method-or-geometry", "write one of them, or give the place its geometry back"
        )
        yield feature.at.fault("located_by", shown(method), rule, mend)
    for name in ("uncertainty_m", "source_datum"):
        if name in feature.properties:
            rule = phrase("place.unlocated-with-position", "a place without geometry has none")
            yield feature.at.fault(
                name, shown(feature.properties[name]), rule, phrase("mend.remove", "remove it")
            )


def _located(feature: Feature) -> Iterator[Fault]:
    method = feature.properties.get("located_by")
    if method in UNLOCATED:
        rule = phrase("place.method-unlocated", "a place with a geometry says how it was located")
        mend = phrase(
            "mend.name-method",
            "write dataset, intersection, village, subdistrict, described or hand; or geometry "
            "null",
        )
        yield feature.at.fault("located_by", shown(method), rule, mend)
    for name in WITH_GEOMETRY:
        if name not in feature.properties:
            mend = schemas.added(schemas.described("place")["properties"][name])
            yield feature.at.fault(
                name,
                "",
                phrase("place.position-incomplete", "a place with a geometry has it"),
                mend,
            )


def mirrored(feature: Feature) -> Iterator[Fault]:
    """Warn of a Feature id that differs from the property, which is the one that counts."""
    ident = feature.properties.get("id")
    if ident is not None and feature.member_id not in (None, ident):
        rule = phrase(
            "feature.id-differs",
            "the Feature's own id mirrors the property id ({ident})",
            ident=ident,
        )
        mend = phrase(
            "mend.correct-id-member",
            "correct or remove it (fmt does); the property is the one that counts",
        )
        yield feature.at.warning("(id)", shown(feature.member_id), rule, mend)
