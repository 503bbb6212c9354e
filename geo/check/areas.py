"""Rules on reference areas: their properties, their shapes, and ids that no place has."""

from collections.abc import Iterator

import pandas as pd

from geo.check import geometry, property_rules
from geo.check.registry import FolderRule, ItemRule, Rules, iter_areas
from geo.content.loader import RawContent
from geo.faults import schemas
from geo.faults.fault import Fault, format_value
from geo.faults.translation import phrase
from geo.formats.column_table import mask_among
from geo.formats.geojson import Feature

AREA_TYPES = ("Polygon", "MultiPolygon", "Point")


def _check_area_schema(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    yield from schemas.find_violations("area", feature.properties, feature.location)
    yield from property_rules.check_mirrored_id(feature)


def _check_area_shape(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    """Yield the fault of an area that is not drawn, or drawn as what has no area."""
    drawn = feature.geometry
    kind = drawn and drawn.get("type")
    known = isinstance(kind, str) and kind in geometry.COORDINATE_DEPTH
    if drawn is None or (known and kind not in AREA_TYPES):
        mend = phrase("mend.draw-area")
        yield feature.location.make_fault(
            "geometry", format_value(kind) if drawn else "null", phrase("area.shape"), mend
        )
    else:
        yield from geometry.check_geometry(feature, drawn, geometry.WORLD_BOUNDS)


def _check_area_ids(raw: RawContent) -> Iterator[Fault]:
    """Yield ids of areas that stand twice, or that a place has too."""
    own = [feature.properties.get("id") for feature in raw.areas]
    known = pd.Series([each for each in own if isinstance(each, str)], dtype="str")
    places = raw.place_ids.dropna()
    taken = {*places[mask_among(places, known)]} if len(known) else set()
    seen: set[str] = set()
    for feature, ident in zip(raw.areas, own, strict=True):
        if not isinstance(ident, str):
            continue
        if ident in taken or ident in seen:
            other = phrase("found.a-place") if ident in taken else phrase("found.another-area")
            rule = phrase("area.id-taken", other=other)
            yield feature.location.make_fault(
                "id", format_value(ident), rule, phrase("mend.other-area-id")
            )
        seen.add(ident)


RULES: Rules = (
    ItemRule((*schemas.VIOLATION_CODES, "feature.id-differs"), iter_areas, _check_area_schema),
    ItemRule(("area.shape", *geometry.GEOMETRY_CODES), iter_areas, _check_area_shape),
    FolderRule(("area.id-taken",), _check_area_ids),
)
