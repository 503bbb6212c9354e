"""Rules on single features and rows: the schemas, and position, method and radius in agreement."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from geo.check import prefilter
from geo.check.registry import ItemRule, Rules, iter_backdrop, iter_facts, iter_places
from geo.content.containers import UNLOCATED
from geo.content.facts import FactRow
from geo.content.loader import RawContent
from geo.faults import schemas
from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.geojson import Feature

TAKE_MEMBER_ID = phrase("mend.fmt-takes-id")
REQUIRED_WITH_GEOMETRY = ("location_source", "location_licence", "source_datum", "uncertainty_m")


def _check_place_schema(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    for fault in schemas.find_violations("place", feature.properties, feature.location):
        beside = fault.property == "id" and isinstance(feature.ident, str)
        yield replace(fault, mend=TAKE_MEMBER_ID) if beside and not fault.found else fault


def _check_fact_schema(row: FactRow, _raw: RawContent) -> Iterator[Fault]:
    for fault in schemas.find_violations("fact", row.cells, row.location):
        if fault.property not in row.broken:
            yield fault


def _check_backdrop_schema(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    yield from schemas.find_violations("backdrop", feature.properties, feature.location)
    if feature.geometry is None:
        mend = phrase("mend.draw-or-remove")
        yield feature.location.make_fault("geometry", "null", phrase("backdrop.no-geometry"), mend)


def _check_position_fields(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    """Yield where geometry, method, source and radius of a place contradict each other."""
    yield from _check_unlocated(feature) if feature.geometry is None else _check_located(feature)
    yield from check_mirrored_id(feature)


def _mask_contradicting(sheet: ColumnTable, _raw: RawContent) -> Mask:
    """Mark rows in which geometry, method, source and radius do not agree."""
    drawn: Mask = ~shapely.is_missing(sheet.shapes)
    method = sheet.get_column("located_by")
    none = method.isna().to_numpy() | mask_among(method, UNLOCATED)
    lacking = np.logical_or.reduce(
        [prefilter.mask_missing(sheet, name) for name in REQUIRED_WITH_GEOMETRY]
    )
    left = ~(
        prefilter.mask_missing(sheet, "uncertainty_m")
        & prefilter.mask_missing(sheet, "source_datum")
    )
    marked: Mask = np.where(drawn, none | lacking, ~none | left)
    return marked


def _check_unlocated(feature: Feature) -> Iterator[Fault]:
    method = feature.properties.get("located_by", "none")
    if method not in UNLOCATED:
        rule = phrase("place.without-position-method")
        mend = phrase("mend.method-or-geometry")
        yield feature.location.make_fault("located_by", format_value(method), rule, mend)
    for name in ("uncertainty_m", "source_datum"):
        if name in feature.properties:
            rule = phrase("place.unlocated-with-position")
            yield feature.location.make_fault(
                name, format_value(feature.properties[name]), rule, phrase("mend.remove")
            )


def _check_located(feature: Feature) -> Iterator[Fault]:
    method = feature.properties.get("located_by")
    if method in UNLOCATED:
        rule = phrase("place.method-unlocated")
        mend = phrase("mend.name-method")
        yield feature.location.make_fault("located_by", format_value(method), rule, mend)
    for name in REQUIRED_WITH_GEOMETRY:
        if name not in feature.properties:
            mend = schemas.how_to_add(schemas.load_described_schema("place")["properties"][name])
            yield feature.location.make_fault(name, "", phrase("place.position-incomplete"), mend)


def check_mirrored_id(feature: Feature) -> Iterator[Fault]:
    """Warn of a Feature id that differs from the property, which is the one that counts."""
    ident = feature.properties.get("id")
    if ident is not None and feature.member_id not in (None, ident):
        rule = phrase("feature.id-differs", ident=ident)
        mend = phrase("mend.correct-id-member")
        yield feature.location.make_warning("(id)", format_value(feature.member_id), rule, mend)


RULES: Rules = (
    ItemRule(
        schemas.VIOLATION_CODES, iter_places, _check_place_schema,
        lambda sheet, _: prefilter.mask_schema("place", sheet),
    ),
    ItemRule(
        schemas.VIOLATION_CODES, iter_facts, _check_fact_schema,
        lambda sheet, _: prefilter.mask_schema("fact", sheet),
    ),
    ItemRule(
        (*schemas.VIOLATION_CODES, "backdrop.no-geometry"), iter_backdrop, _check_backdrop_schema
    ),
    ItemRule(
        (
            "place.without-position-method", "place.unlocated-with-position",
            "place.method-unlocated", "place.position-incomplete", "feature.id-differs",
        ),
        iter_places, _check_position_fields, _mask_contradicting,
    ),
)  # fmt: skip
