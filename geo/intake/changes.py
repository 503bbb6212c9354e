"""What a row changes of a place that is there; its certainty is never lowered unasked."""

from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo import datum, jsontext, places, schemas
from geo.containers import NONE, UNLOCATED, WITHIN
from geo.geojson import Feature, Json
from geo.intake.draft import OF_POSITION, Draft, feature, note_missing, position
from geo.intake.matching import ALIASES, By, Match, split
from geo.intake.plan import Change, Row

VAGUER = (
    "dataset", "hand", "intersection", "village", "subdistrict", "described", *UNLOCATED,
)  # fmt: skip
"""Methods from the surest to the vaguest; the first two are equally sure."""
SURE = 2
HOLDER = ("within", "within_source")


def changed(draft: Draft, row: int, given: dict[str, Any], match: Match, old: Feature) -> Row:
    """Return a place with what the row changes; an empty cell changes nothing."""
    drawn = draft.positions.shapes[row]
    moves = drawn is not None and not _same(drawn, old.geometry)
    newly = "within" in given and old.geometry is None and old.properties.get("located_by") == NONE
    held = _named(given, match, old.properties)
    after = _said_anew(draft, given, moves=moves, newly=newly)
    if not after:
        return _result(row, match, old, held)
    was = places.to_geometry(old.geometry)
    less = [*lowered(old.properties, was, drawn if moves else was, after)]
    if less and not draft.lower:
        told = f"position kept: {'; '.join(less)} (--lower takes it all the same)"
        return _result(row, match, old, held, left=(told,))
    lost = bool(less) and not moves and after.get("located_by") in UNLOCATED
    if lost and after["located_by"] == NONE:
        held = {name: value for name, value in held.items() if name not in HOLDER or name in given}
    if moves or lost:
        held = {name: value for name, value in held.items() if name not in OF_POSITION}
    if moves:
        note_missing(draft, row, {**held, **after}, drawn)
    return _result(row, match, old, held | after, drawn if moves else None, lost=lost)


def _named(given: Mapping[str, Any], match: Match, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a place with those of a row, its position apart.

    A name by which it was found is one that it has already; aliases only come to those it has.
    """
    held = {**before, **{name: v for name, v in given.items() if name not in {"id", *OF_POSITION}}}
    if match.by is not By.ID and "name" in before:
        held["name"] = before["name"]
    if ALIASES in given:
        had = split(before.get(ALIASES))
        every = dict.fromkeys([*had, *split(given[ALIASES])])
        held[ALIASES] = ";".join(every) if len(every) > len(had) else before.get(ALIASES)
    return held


def _said_anew(
    draft: Draft, given: Mapping[str, Any], *, moves: bool, newly: bool
) -> dict[str, Any]:
    """Return what is said of the position: options speak only of one that is new.

    `newly` says that a place of which nothing was known is told to lie in something.
    """
    if moves:
        return position(draft, given)
    said = {name: given[name] for name in OF_POSITION if name in given}
    return {"located_by": WITHIN} | said if newly else said


def lowered(
    before: Mapping[str, Any], was: BaseGeometry | None, now: BaseGeometry | None,
    after: Mapping[str, Any],
) -> Iterator[str]:  # fmt: skip
    """Yield in which ways a position would become less certain."""
    if was is None:
        if before.get("located_by") == WITHIN and after.get("located_by") == NONE:
            yield "it would no longer be known what it lies in"
        return
    old, new = before.get("uncertainty_m"), after.get("uncertainty_m")
    if isinstance(old, int | float) and isinstance(new, int | float) and new > old:
        yield f"the radius would grow from {old:,} to {new:,} m"
    old, new = before.get("located_by"), after.get("located_by")
    if old in VAGUER and new in VAGUER and _rank(new) > _rank(old):
        yield f"located_by would fall from {old} to {new}"
    if now is not None and shapely.get_dimensions(now) < shapely.get_dimensions(was):
        yield f"the {was.geom_type} would become a {now.geom_type}"


def _rank(method: str) -> int:
    return max(VAGUER.index(method), SURE - 1)


def _same(drawn: BaseGeometry, old: Json | None) -> bool:
    """Return whether a shape is drawn like the one that is there, as far as layers write it."""
    if old is None or old.get("type") != drawn.geom_type:
        return False
    near = 10**-jsontext.DECIMALS / 2
    if drawn.geom_type == "Point":
        return all(
            abs(a - b) < near for a, b in zip(drawn.coords[0], old["coordinates"][:2], strict=True)
        )
    return bool(shapely.equals_exact(drawn, places.to_geometry(old), near, normalize=True))


def _result(  # noqa: PLR0913  what a row says
    row: int, match: Match, old: Feature, held: dict[str, Any],
    drawn: BaseGeometry | None = None, *, lost: bool = False, left: tuple[str, ...] = (),
) -> Row:  # fmt: skip
    """Return a changed place with what differs."""
    before = old.properties
    held = {name: value for name, value in held.items() if value is not None}
    names = sorted((n for n in {**before, **held} if before.get(n) != held.get(n)), key=_order)
    changes = tuple(Change(name, before.get(name), held.get(name)) for name in names)
    moved = "position removed" if lost and old.geometry else ""
    if drawn is not None:
        moved = _moved(places.to_geometry(old.geometry), drawn)
    made = feature(held, drawn)
    if drawn is None and not lost:
        made["geometry"] = old.geometry
    return Row(row, match.place, made, match.by, changes, moved, left)


def _order(name: str) -> tuple[int, str]:
    known = schemas.columns("place")
    stem = name if name in known else name.rsplit("_", 1)[0]
    return known.index(stem) if stem in known else len(known), name


def _moved(was: BaseGeometry | None, now: BaseGeometry) -> str:
    """Return how a position changes, in words."""
    if was is None:
        return f"located at {now.centroid.x:.5f}, {now.centroid.y:.5f}"
    metres, azimuth = datum.movement(was.centroid.x, was.centroid.y, now.centroid.x, now.centroid.y)
    told = f"moved {metres:,.0f} m {datum.compass(azimuth)}" if metres >= 1 else "redrawn"
    return told if was.geom_type == now.geom_type else f"{was.geom_type} → {now.geom_type}, {told}"
