"""Rules on geometry: RFC 7946 structure, degrees inside the map, valid shapes."""

import math
from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry import shape

from geo.check.registry import ContentRule, ItemRule, Rules, iter_backdrop, iter_places
from geo.content import place_geometry
from geo.content.loader import Content, RawContent
from geo.content.places import flatten_and_orient
from geo.faults.fault import Fault, format_value
from geo.faults.translation import Phrase, phrase, quote_library
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.geojson import Feature
from geo.runtime import limits
from geo.spatial.datum import area_km2
from geo.text.figures import to_square_metres

COORDINATE_DEPTH = {
    "Point": 0, "MultiPoint": 1, "LineString": 1,
    "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
"""How deep positions lie in the coordinates of each type."""
POINT_TYPE = shapely.GeometryType.POINT
GEOMETRY_TYPE_IDS = [shapely.GeometryType[kind.upper()] for kind in COORDINATE_DEPTH]
MIN_RING_POSITIONS = 4
MAX_AREA_RATIO = 1.5
"""Told areas are round and outlines generalised; beyond this one of the two is wrong."""
POSITION_LENGTHS = (2, 3)
POSITION_BYTES, PART_BYTES = 340, 1200
"""Memory that looking at a shape takes for a position and for a part, measured; twice that, since
the text of its file takes as much again."""

Bounds: TypeAlias = tuple[float, float, float, float]
Problem: TypeAlias = tuple[str, Phrase, str]
"""What was found, the rule and how to mend it."""
WORLD_BOUNDS: Bounds = (-180.0, -90.0, 180.0, 90.0)


def _mask_unsound(sheet: ColumnTable, bounds: Bounds) -> Mask:
    """Mark rows that do not lie inside the map's bounds, or are no point and not sound."""
    west, south, east, north = bounds
    shapes = sheet.shapes
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    inside = (low_x >= west) & (low_y >= south) & (high_x <= east) & (high_y <= north)
    mask: Mask = ~inside & ~shapely.is_missing(shapes)
    drawn = np.flatnonzero(inside & (shapely.get_type_id(shapes) != POINT_TYPE))
    others = shapes[drawn]
    sound = np.isin(shapely.get_type_id(others), GEOMETRY_TYPE_IDS) & shapely.is_valid(others)
    mask[drawn] = ~(
        sound & shapely.equals_exact(shapely.force_2d(others), flatten_and_orient(others))
    )
    return mask


def _check_drawn_geometry(feature: Feature, bounds: Bounds) -> Iterator[Fault]:
    """Yield what is wrong with the geometry of a feature that has one."""
    if feature.geometry is not None:
        yield from check_geometry(feature, feature.geometry, bounds)


def _warn_outside_subject(content: Content, raw: RawContent) -> Iterator[Fault]:
    """Warn of places that lie outside the subject's outline by more than their own radius."""
    found = place_geometry.find_outside(content.tables.places, content.project.subject)
    metres = dict(zip(found["id"], found["metres"], strict=True))
    if not metres:
        return

    mend = phrase("mend.position-or-note")
    for feature in raw.iter_features(lambda sheet: mask_among(sheet.get_column("id"), metres)):
        far = metres.get(feature.properties["id"])
        if far is not None:
            rule = phrase("place.outside-subject", metres=far, subject=content.project.subject)
            yield feature.location.make_warning("geometry", "", rule, mend)


def _warn_stated_area(content: Content, raw: RawContent) -> Iterator[Fault]:
    """Warn of areas drawn that differ from the area a fact gives by more than `MAX_AREA_RATIO`."""
    facts, places = content.tables.facts, content.tables.places
    told = ((facts["measure"] == "area") & facts["value"].notna()).to_numpy()
    of_facts = places[mask_among(places["id"], facts.loc[told, "place"])]
    areas = of_facts[of_facts.geom_type.str.endswith("Polygon").fillna(value=False).astype("bool")]
    drawn = dict(zip(areas["id"], areas.geometry.map(area_km2), strict=True))
    for row in raw.facts.iter_rows(lambda _: told):
        cells = row.cells
        stated = to_square_metres(
            float(cells["value"]), cells.get("unit", ""), content.project.languages[0]
        )
        square_km = drawn.get(cells["place"])
        if not stated or square_km is None:
            continue
        if not 1 / MAX_AREA_RATIO < square_km * 1e6 / stated < MAX_AREA_RATIO:
            rule = phrase("fact.area-differs", place=cells["place"])
            found = phrase("found.areas", drawn=square_km, told=stated / 1e6)
            yield row.location.make_warning("value", found, rule, phrase("mend.check-area"))


def check_geometry(
    feature: Feature, geometry: dict[str, object], bounds: Bounds
) -> Iterator[Fault]:
    """Yield the first structural fault of a geometry or, where there is none, all others."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if not isinstance(kind, str) or kind not in COORDINATE_DEPTH:
        rule = phrase("geometry.type", types=", ".join(COORDINATE_DEPTH))
        yield feature.location.make_fault(
            "geometry.type", format_value(kind), rule, phrase("mend.split-or-redraw")
        )
        return
    if problem := _find_structure_fault(kind, coordinates):
        found, rule, mend = problem
        yield feature.location.make_fault("geometry.coordinates", found, rule, mend)
        return
    outside = _find_outside_fault(_flatten_positions(coordinates, COORDINATE_DEPTH[kind]), bounds)
    if outside:
        yield feature.location.make_fault("geometry.coordinates", *outside)
        return
    yield from _check_validity(feature, geometry)


def _find_structure_fault(kind: str, coordinates: object) -> Problem | None:
    """Return found value, rule and mend of the first break of RFC 7946 §3.1, if there is one."""
    depth = COORDINATE_DEPTH[kind]
    level: list[Any] = [coordinates]
    parts = 0
    for _ in range(depth):
        for item in level:
            if not isinstance(item, list) or not item:
                rule = phrase("geometry.coordinates", kind=kind)
                return format_value(item), rule, phrase("mend.redraw")
        if _ == depth - 1 and (problem := _find_part_fault(kind, level)):
            return problem
        parts = len(level)
        level = list(chain.from_iterable(level))
    if problem := _find_size_fault(len(level), len(level) if kind == "MultiPoint" else parts):
        return problem
    for position in level:
        if not _is_position(position):
            rule = phrase("geometry.position")
            return format_value(position), rule, phrase("mend.write-position")
    return None


def _find_size_fault(positions: int, parts: int) -> Problem | None:
    """Return the fault of a shape that would take more memory than a file's content may."""
    if positions * POSITION_BYTES + parts * PART_BYTES <= limits.current_limits().memory:
        return None
    found = phrase("found.positions", positions=positions, parts=parts)
    limit = phrase("limit.content", most=limits.current_limits().megabytes)
    fault = limits.limit_fault("", limit, found)
    return fault.found, fault.rule, fault.mend


def _find_part_fault(kind: str, parts: list[list[object]]) -> Problem | None:
    """Return the fault of lines too short and of rings too short or open."""
    for part in parts:
        if "LineString" in kind and not part[1:]:
            return format_value(part), phrase("geometry.line-too-short"), phrase("mend.add-end")
        if "Polygon" in kind and (len(part) < MIN_RING_POSITIONS or part[0] != part[-1]):
            return (
                f"{format_value(part[0])} … {format_value(part[-1])}",
                phrase("geometry.ring-open"),
                phrase("mend.close-ring"),
            )
    return None


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list)
        and len(position) in POSITION_LENGTHS
        and all(
            isinstance(part, int | float) and not isinstance(part, bool) and _is_finite(part)
            for part in position
        )
    )


def _is_finite(part: float) -> bool:
    """Return whether a number is finite as a float; JSON may hold integers of any size."""
    try:
        return math.isfinite(part)
    except OverflowError:
        return False


def _flatten_positions(coordinates: object, depth: int) -> list[list[float]]:
    level: list[Any] = [coordinates]
    for _ in range(depth):
        level = list(chain.from_iterable(level))
    return level


def _find_outside_fault(positions: list[list[float]], bounds: Bounds) -> Problem | None:
    """Return the fault of the first position outside; swapped axes and metres are told as such."""
    for position in positions:
        lon, lat = position[:2]
        if _is_inside(lon, lat, bounds):
            continue
        if _is_inside(lat, lon, bounds) and bounds != WORLD_BOUNDS:
            rule = phrase("geometry.axes-swapped")
            return format_value(position), rule, phrase("mend.write-swapped", lon=lat, lat=lon)
        if not _is_inside(lon, lat, WORLD_BOUNDS):
            rule = phrase("geometry.not-degrees")
            return format_value(position), rule, phrase("mend.export-degrees")
        return format_value(position), bounds_rule(bounds), phrase("mend.position-or-bounds")
    return None


def bounds_rule(bounds: Bounds) -> Phrase:
    """Return the rule that a position lies inside the map's bounds, in degrees of WGS 84."""
    west, south, east, north = bounds
    return phrase("geometry.outside-bounds", west=west, east=east, south=south, north=north)


def _is_inside(lon: float, lat: float, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def _check_validity(feature: Feature, geometry: dict[str, object]) -> Iterator[Fault]:
    """Yield what shapely finds invalid, with its reason; warn of rings wound the wrong way."""
    if geometry["type"] == "Point":
        return
    drawn = shape(geometry)
    if not drawn.is_valid:
        mend = phrase("mend.redraw-there")
        reason = _explain_invalid(shapely.is_valid_reason(drawn))
        rule = phrase("geometry.invalid", reason=reason)
        yield feature.location.make_fault("geometry", "", rule, mend)
    elif not shapely.force_2d(drawn).equals_exact(shapely.orient_polygons(shapely.force_2d(drawn))):
        rule = phrase("geometry.winding")
        yield feature.location.make_warning("geometry", "", rule, phrase("mend.reverse-ring"))


def _explain_invalid(told: str) -> Phrase:
    """Return what makes a shape invalid: GEOS says `Self-intersection[119.2 36.8]`."""
    reason, _, place = told.partition("[")
    said, where = quote_library("geos", reason), place.removesuffix("]")
    if not where:
        return said
    return phrase("found.reason-at", reason=said, where=where)


GEOMETRY_CODES = (
    "geometry.type", "geometry.coordinates", "geometry.position", "geometry.line-too-short",
    "geometry.ring-open", "geometry.axes-swapped", "geometry.not-degrees",
    "geometry.outside-bounds", "geometry.invalid", "geometry.winding", "file.too-large",
)  # fmt: skip
"""Codes of what `check_geometry` finds."""
RULES: Rules = (
    ItemRule(
        GEOMETRY_CODES, iter_places, _check_drawn_geometry, _mask_unsound,
        lambda raw: raw.project.bounds,
    ),
    ItemRule(
        GEOMETRY_CODES, iter_backdrop, _check_drawn_geometry, prepare=lambda _: WORLD_BOUNDS
    ),
)  # fmt: skip
CONTENT_RULES = (
    ContentRule(("place.outside-subject",), _warn_outside_subject),
    ContentRule(("fact.area-differs",), _warn_stated_area),
)
