"""What an import would add, change and leave, place by place."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo import characters, datum, jsontext, places, schemas
from geo.errors import BadInput, Fault, Findings, shown
from geo.geojson import Feature, Json
from geo.intake.fields import Fields
from geo.intake.given import Given
from geo.intake.idents import slug, unused
from geo.intake.matching import ALIASES, By, Match, split
from geo.intake.positions import Positions
from geo.schemas import At
from geo.sheets import lists

OF_POSITION = (
    "located_by", "location_source", "location_licence", "source_datum", "uncertainty_m",
    "checked_on",
)  # fmt: skip
"""Properties that belong to a position: with a new one the old ones say nothing any more."""
NEEDED = {
    "name": "", "kind": "--kind", "state": "--state", "located_by": "--located-by",
    "location_source": "--source", "location_licence": "--licence", "uncertainty_m": "--radius",
    "checked_on": "--checked-on",
}  # fmt: skip
"""What a place must have that an import adds or moves, and the option that says it for all."""
VAGUER = ("dataset", "hand", "intersection", "village", "subdistrict", "described", "none")
"""Methods from the surest to the vaguest; the first two are equally sure."""
SURE = 2
NUMBER = re.compile(r"^[-+]?[0-9]{1,15}(\.[0-9]{0,15})?$")


@dataclass(frozen=True)
class Change:
    """One property of a place before and after; `None` where there is none."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Row:
    """What an import does with one row of the file."""

    row: int
    place: str
    """Id of the place; empty where the row is left whole."""
    feature: Json | None = None
    """The place as it would be."""
    by: By | None = None
    """How an existing place was found; a new one was not."""
    changes: tuple[Change, ...] = ()
    moved: str = ""
    """Whereto and how far the position moves, in words."""
    left: tuple[str, ...] = ()
    """What is left of it, and why."""


@dataclass(frozen=True)
class Plan:
    """The whole of an import."""

    rows: tuple[Row, ...]

    @property
    def added(self) -> list[Row]:
        """Rows that become new places."""
        return [row for row in self.rows if row.feature and row.by is None]

    @property
    def changed(self) -> list[Row]:
        """Rows that change a place."""
        return [row for row in self.rows if row.by and (row.changes or row.moved)]

    @property
    def left(self) -> list[Row]:
        """Rows of which something is left."""
        return [row for row in self.rows if row.left]

    @property
    def features(self) -> dict[str, Json]:
        """The places to write, by id."""
        return {row.place: row.feature for row in (*self.added, *self.changed) if row.feature}


@dataclass
class Draft:
    """What a plan is made from and what is found wrong in making it."""

    given: Given
    fields: Fields
    positions: Positions
    options: Mapping[str, Any]
    """Properties that options say for all rows that do not say them."""
    kinds: tuple[str, ...]
    """Kinds of places that map.toml names."""
    taken: set[str]
    """Ids of all places of the map."""
    lower: bool
    """Whether positions may become less certain."""
    missing: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Rows that lack a property, by property."""
    found: Findings = field(default_factory=Findings)


def cells(given: Given, fields: Fields) -> list[dict[str, Any]]:
    """Return the properties that each row gives, as the contract types them."""
    columns = {
        name: [_typed(name, cell) for cell in given.columns[column]]
        for name, column in fields.properties.items()
    }
    return [
        {name: cells[row] for name, cells in columns.items() if cells[row] is not None}
        for row in range(len(given))
    ]


def _typed(name: str, cell: Any) -> Any:  # noqa: ANN401  text, number or truth value
    """Return a cell with the type of a property; one that cannot have it stays for the schema."""
    wanted = (schemas.column("place", name) or {}).get("type", "string")
    if wanted not in {"number", "integer"}:
        return cell if cell is None or isinstance(cell, str) else str(cell)
    return jsontext.number(float(cell)) if isinstance(cell, str) and NUMBER.match(cell) else cell


def plan(
    draft: Draft, rows: Sequence[dict[str, Any]], means: Sequence[Match],
    layer: Mapping[str, Feature],
) -> Plan:  # fmt: skip
    """Return what is to be done; raise `BadInput` with all that is missing or wrong in new places.

    `layer` has the places that are there, by id.
    """
    planned = []
    for row, (given, match) in enumerate(zip(rows, means, strict=True)):
        if match.unclear:
            planned.append(Row(row, "", left=(match.unclear,)))
        elif match.place:
            planned.append(_changed(draft, row, given, match, layer[match.place]))
        else:
            planned.append(_added(draft, row, given))
    draft.found.add(_lacking(draft))
    for each in planned:
        if each.feature and (each.by is None or each.changes or each.moved):
            draft.found.add(_faults(draft, each))
    if draft.found.stopping:
        raise BadInput(draft.found.all())
    return Plan(tuple(planned))


def _added(draft: Draft, row: int, given: dict[str, Any]) -> Row:
    """Return a new place."""
    drawn = draft.positions.shapes[row]
    held = {name: draft.options[name] for name in ("kind", "state") if name in draft.options}
    held |= given
    if drawn is None:
        held.setdefault("located_by", "none")
    else:
        held |= _position(draft, given)
    _note_missing(draft, row, held, drawn)
    wanted = slug(str(held.get("id") or held.get("name", "")))
    if not wanted:
        if "name" in held:
            draft.missing["id"].append(row)
        return Row(row, "")
    held["id"] = unused(wanted, draft.taken)
    return Row(row, held["id"], _feature(held, drawn))


def _note_missing(
    draft: Draft, row: int, held: Mapping[str, Any], drawn: BaseGeometry | None
) -> None:
    for name in NEEDED:
        if name not in held and (drawn is not None or name not in OF_POSITION):
            draft.missing[name].append(row)


def _position(draft: Draft, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new position says of itself: the file first, then the options."""
    said = {name: draft.options[name] for name in OF_POSITION if name in draft.options}
    said |= {name: given[name] for name in OF_POSITION if name in given}
    read_as = draft.positions.datum
    if read_as in datum.SHIFTED or "source_datum" not in said:
        said["source_datum"] = read_as
    return said


def _changed(draft: Draft, row: int, given: dict[str, Any], match: Match, old: Feature) -> Row:
    """Return a place with what the row changes; an empty cell changes nothing."""
    drawn = draft.positions.shapes[row]
    moves = drawn is not None and not _same(drawn, old.geometry)
    held, after = _named(given, match, old.properties), _said_anew(draft, given, moves=moves)
    if not after:
        return _result(row, match, old, held)
    was = places.to_geometry(old.geometry)
    lowered = [*_lowered(old.properties, was, drawn if moves else was, after)]
    if lowered and not draft.lower:
        told = f"position kept: {'; '.join(lowered)} (--lower takes it all the same)"
        return _result(row, match, old, held, left=(told,))
    lost = bool(lowered) and not moves and after.get("located_by") == "none"
    if moves or lost:
        held = {name: value for name, value in held.items() if name not in OF_POSITION}
    if moves:
        _note_missing(draft, row, {**held, **after}, drawn)
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
        held[ALIASES] = ";".join(every) if len(every) > len(had) else before[ALIASES]
    return held


def _said_anew(draft: Draft, given: Mapping[str, Any], *, moves: bool) -> dict[str, Any]:
    """Return what is said of the position: options speak only of one that is new."""
    if moves:
        return _position(draft, given)
    return {name: given[name] for name in OF_POSITION if name in given}


def _lowered(
    before: Mapping[str, Any], was: BaseGeometry | None, now: BaseGeometry | None,
    after: Mapping[str, Any],
) -> Iterator[str]:  # fmt: skip
    """Yield in which ways a position would become less certain."""
    if was is None:
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
    names = sorted((n for n in {**before, **held} if before.get(n) != held.get(n)), key=_order)
    changes = tuple(Change(name, before.get(name), held.get(name)) for name in names)
    moved = "position removed" if lost else ""
    if drawn is not None:
        moved = _moved(places.to_geometry(old.geometry), drawn)
    feature = _feature(held, drawn)
    if drawn is None and not lost:
        feature["geometry"] = old.geometry
    return Row(row, match.place, feature, match.by, changes, moved, left)


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


def _feature(held: Mapping[str, Any], drawn: BaseGeometry | None) -> Json:
    geometry = None
    if drawn is not None:
        flat = mapping(drawn)
        geometry = {"type": flat["type"], "coordinates": lists(flat["coordinates"])}
    return {"type": "Feature", "id": held["id"], "properties": dict(held), "geometry": geometry}


def _lacking(draft: Draft) -> Iterator[Fault]:
    """Yield one fault for each property that places lack, with what would give it."""
    for name in ("id", *NEEDED):
        rows = draft.missing.get(name)
        if rows:
            what = "places that are added" if name in {"id", "name", "kind", "state"} else (
                "positions that are added or moved"
            )  # fmt: skip
            option = NEEDED.get(name, "")
            ways = [f"say {option} for all" if option else "", draft.fields.suggestion(name)]
            if not any(ways):
                ways.append(f"name the column that has it: --map COLUMN={name}")
            mend = " or ".join(filter(None, ways))
            yield draft.given.fault(name, f"{what} need it", mend, draft.given.some(rows))


def _faults(draft: Draft, row: Row) -> Iterator[Fault]:
    """Yield what breaks the contract in one place; what is missing has been told for all."""
    if row.feature is None:
        return
    held = row.feature["properties"]
    if not any(_broken(draft, held, At(draft.given.file))):  # to say where takes its time
        return
    at = draft.given.at(row.row, held.get("name"))
    yield from (each for each in _broken(draft, held, at) if each.property not in draft.missing)


def _broken(draft: Draft, held: Mapping[str, Any], at: At) -> Iterator[Fault]:
    yield from schemas.faults("place", held, at)
    if any(isinstance(text, str) and characters.FORBIDDEN.search(text) for text in held.values()):
        yield from characters.faults(held, at)
    kind = held.get("kind")
    if isinstance(kind, str) and kind not in draft.kinds:
        rule = f"it must be a [[kind]] of map.toml: {', '.join(draft.kinds)}"
        mend = schemas.nearest(kind, list(draft.kinds)) or "correct it, or add it to map.toml"
        yield at.fault("kind", shown(kind), rule, mend)


def tally(plan: Plan) -> Counter[str]:
    """Return how many rows are added, changed, left and as they are."""
    counts = Counter(
        {"added": len(plan.added), "changed": len(plan.changed), "left": len(plan.left)}
    )
    counts["same"] = sum(
        1 for row in plan.rows if row.by and not (row.changes or row.moved or row.left)
    )
    return counts
