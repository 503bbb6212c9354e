"""What a row changes of a place that is there; its certainty is never lowered unasked."""

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from geo.content import places
from geo.content.containers import NOT_KNOWN, UNLOCATED, WITHIN
from geo.content.places import POSITION_PROPERTIES
from geo.faults import schemas
from geo.formats import json_text
from geo.formats.geojson import Feature, Json
from geo.importing.import_plan import PlannedRow, PropertyChange
from geo.importing.plan_input import (
    PlanInput,
    make_feature,
    note_missing,
    position_properties,
)
from geo.importing.row_matching import ALIASES, Match, MatchedBy, split_aliases
from geo.spatial import datum

METHODS_BY_CERTAINTY = (
    "dataset", "hand", "intersection", "village", "subdistrict", "described", *UNLOCATED,
)  # fmt: skip
"""Methods from the surest to the vaguest; the first two are equally sure."""
EQUALLY_SURE_METHODS = 2
CONTAINER_PROPERTIES = ("within", "within_source")


def plan_change(
    draft: PlanInput, row: int, given: dict[str, object], match: Match, old: Feature
) -> PlannedRow:
    """Return a place with what the row changes; an empty cell changes nothing."""
    drawn = draft.positions.shapes[row]
    moves = drawn is not None and not _is_same_shape(drawn, old.geometry)
    newly = (
        "within" in given and old.geometry is None and old.properties.get("located_by") == NOT_KNOWN
    )
    held = _merge_properties(given, match, old.properties)
    after = _new_position_properties(draft, given, moves=moves, newly=newly)
    if not after:
        return _make_row(row, match, old, held)
    was = places.to_geometry(old.geometry)
    less = [*list_downgrades(old.properties, was, drawn if moves else was, after)]
    if less and not draft.lower:
        told = f"position kept: {'; '.join(less)} (--lower takes it all the same)"
        return _make_row(row, match, old, held, left=(told,))
    lost = bool(less) and not moves and after.get("located_by") in UNLOCATED
    if lost and after["located_by"] == NOT_KNOWN:
        held = {
            name: value
            for name, value in held.items()
            if name not in CONTAINER_PROPERTIES or name in given
        }
    if moves or lost:
        held = {name: value for name, value in held.items() if name not in POSITION_PROPERTIES}
    if moves:
        note_missing(draft, row, {**held, **after}, drawn)
    return _make_row(row, match, old, held | after, drawn if moves else None, lost=lost)


def _merge_properties(
    given: Mapping[str, object], match: Match, before: Mapping[str, object]
) -> dict[str, object]:
    """Return the properties of a place with those of a row, its position apart.

    A name by which it was found is one that it has already; aliases only come to those it has.
    """
    held = {
        **before,
        **{name: v for name, v in given.items() if name not in {"id", *POSITION_PROPERTIES}},
    }
    if match.by is not MatchedBy.ID and "name" in before:
        held["name"] = before["name"]
    if ALIASES in given:
        had = split_aliases(before.get(ALIASES))
        every = dict.fromkeys([*had, *split_aliases(given[ALIASES])])
        held[ALIASES] = ";".join(every) if len(every) > len(had) else before.get(ALIASES)
    return held


def _new_position_properties(
    draft: PlanInput, given: Mapping[str, object], *, moves: bool, newly: bool
) -> dict[str, object]:
    """Return what is said of the position: options speak only of one that is new.

    `newly` says that a place of which nothing was known is told to lie in something.
    """
    if moves:
        return position_properties(draft, given)
    said = {name: given[name] for name in POSITION_PROPERTIES if name in given}
    return {"located_by": WITHIN} | said if newly else said


def list_downgrades(
    before: Mapping[str, object], was: BaseGeometry | None, now: BaseGeometry | None,
    after: Mapping[str, object],
) -> Iterator[str]:  # fmt: skip
    """Yield in which ways a position would become less certain."""
    if was is None:
        if before.get("located_by") == WITHIN and after.get("located_by") == NOT_KNOWN:
            yield "it would no longer be known what it lies in"
        return
    old, new = before.get("uncertainty_m"), after.get("uncertainty_m")
    if isinstance(old, int | float) and isinstance(new, int | float) and new > old:
        yield f"the radius would grow from {old:,} to {new:,} m"
    old, new = before.get("located_by"), after.get("located_by")
    if (
        old in METHODS_BY_CERTAINTY
        and new in METHODS_BY_CERTAINTY
        and _method_rank(new) > _method_rank(old)
    ):
        yield f"located_by would fall from {old} to {new}"
    if now is not None and shapely.get_dimensions(now) < shapely.get_dimensions(was):
        yield f"the {was.geom_type} would become a {now.geom_type}"


def _method_rank(method: str) -> int:
    return max(METHODS_BY_CERTAINTY.index(method), EQUALLY_SURE_METHODS - 1)


def _is_same_shape(drawn: BaseGeometry, old: Json | None) -> bool:
    """Return whether a shape is drawn like the one that is there, as far as layers write it."""
    if old is None or old.get("type") != drawn.geom_type:
        return False
    near = 10**-json_text.DECIMALS / 2
    if drawn.geom_type == "Point":
        return all(
            abs(a - b) < near for a, b in zip(drawn.coords[0], old["coordinates"][:2], strict=True)
        )
    return bool(shapely.equals_exact(drawn, places.to_geometry(old), near, normalize=True))


def _make_row(  # noqa: PLR0913  what a row says
    row: int, match: Match, old: Feature, held: dict[str, object],
    drawn: BaseGeometry | None = None, *, lost: bool = False, left: tuple[str, ...] = (),
) -> PlannedRow:  # fmt: skip
    """Return a changed place with what differs."""
    before = old.properties
    held = {name: value for name, value in held.items() if value is not None}
    names = sorted(
        (n for n in {**before, **held} if before.get(n) != held.get(n)), key=_property_order
    )
    changes = tuple(PropertyChange(name, before.get(name), held.get(name)) for name in names)
    moved = "position removed" if lost and old.geometry else ""
    if drawn is not None:
        moved = _describe_move(places.to_geometry(old.geometry), drawn)
    made = make_feature(held, drawn)
    if drawn is None and not lost:
        made["geometry"] = old.geometry
    return PlannedRow(row, match.place, made, match.by, changes, moved, left)


def _property_order(name: str) -> tuple[int, str]:
    known = schemas.list_columns("place")
    stem = name if name in known else name.rsplit("_", 1)[0]
    return known.index(stem) if stem in known else len(known), name


def _describe_move(was: BaseGeometry | None, now: BaseGeometry) -> str:
    """Return how a position changes, in words."""
    if was is None:
        return f"located at {now.centroid.x:.5f}, {now.centroid.y:.5f}"
    metres, azimuth = datum.distance_and_azimuth(
        was.centroid.x, was.centroid.y, now.centroid.x, now.centroid.y
    )
    told = f"moved {metres:,.0f} m {datum.compass_direction(azimuth)}" if metres >= 1 else "redrawn"
    return told if was.geom_type == now.geom_type else f"{was.geom_type} → {now.geom_type}, {told}"
