"""The plan of an import, with all that new places lack or say wrongly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from geo.content.containers import NOT_KNOWN, WITHIN
from geo.faults import schemas
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.geojson import Feature
from geo.importing.import_plan import ImportPlan, PlannedRow
from geo.importing.place_changes import plan_change
from geo.importing.place_ids import make_slug, make_unused_id
from geo.importing.plan_input import (
    REQUIRED_OPTIONS,
    PlanInput,
    make_feature,
    note_missing,
    position_properties,
    unknown_kind_fault,
)
from geo.importing.row_matching import Match
from geo.text import characters


def make_plan(
    draft: PlanInput, rows: Sequence[dict[str, object]], means: Sequence[Match],
    layer: Mapping[str, Feature],
) -> ImportPlan:  # fmt: skip
    """Return what is to be done.

    Raise `InputError` with all that is missing or wrong in new places.

    `layer` has the places that are there, by id.
    """
    planned = []
    for row, (given, match) in enumerate(zip(rows, means, strict=True)):
        if match.unclear:
            planned.append(PlannedRow(row, "", left=(match.unclear,)))
        elif match.place:
            planned.append(plan_change(draft, row, given, match, layer[match.place]))
        else:
            planned.append(_plan_addition(draft, row, given))
    draft.found.add(_missing_faults(draft))
    for each in planned:
        if each.feature and (each.by is None or each.changes or each.moved):
            draft.found.add(_check_row(draft, each))
    if draft.found.stopping:
        raise InputError(draft.found.list_faults())
    return ImportPlan(tuple(planned))


def _plan_addition(draft: PlanInput, row: int, given: dict[str, object]) -> PlannedRow:
    """Return a new place."""
    drawn = draft.positions.shapes[row]
    held = {name: draft.options[name] for name in ("kind", "state") if name in draft.options}
    held |= given
    if drawn is None:
        held.setdefault("located_by", WITHIN if "within" in held else NOT_KNOWN)
    else:
        held |= position_properties(draft, given)
    note_missing(draft, row, held, drawn)
    if "name" not in held and "id" not in held:
        return PlannedRow(row, "")
    wanted = make_slug(str(held.get("id") or held["name"])) or make_slug(str(held.get("kind")))
    held["id"] = make_unused_id(wanted, draft.taken)
    return PlannedRow(row, held["id"], make_feature(held, drawn))


def _missing_faults(draft: PlanInput) -> Iterator[Fault]:
    """Yield one fault for each property that places lack, with what would give it."""
    for name in REQUIRED_OPTIONS:
        rows = draft.missing.get(name)
        if rows:
            rule = phrase("import.position-incomplete")
            if name in {"name", "kind", "state"}:
                rule = phrase("import.place-incomplete")
            option = REQUIRED_OPTIONS.get(name, "")
            ways = [f"say {option} for all" if option else "", draft.fields.suggest_option(name)]
            if name == "name":
                ways.append('say --name "Place {#}" to number them')
            if not any(ways):
                ways.append(f"name the column that has it: --map COLUMN={name}")
            mend = " or ".join(filter(None, ways))
            yield draft.given.file_fault(name, rule, mend, draft.given.describe_rows(rows))


def _check_row(draft: PlanInput, row: PlannedRow) -> Iterator[Fault]:
    """Yield what breaks the contract in one place; what is missing has been told for all."""
    if row.feature is None:
        return
    held = row.feature["properties"]
    if not any(
        _check_properties(draft, held, Location(draft.given.file))
    ):  # to say where takes its time
        return
    at = replace(draft.given.row_location(row.row, held.get("name")), ident=str(held.get("id", "")))
    yield from (
        each for each in _check_properties(draft, held, at) if each.property not in draft.missing
    )


def _check_properties(
    draft: PlanInput, held: Mapping[str, object], at: Location
) -> Iterator[Fault]:
    yield from schemas.find_violations("place", held, at)
    if characters.FORBIDDEN_PATTERN.search("".join(v for v in held.values() if isinstance(v, str))):
        yield from characters.find_forbidden(held, at)
    kind = held.get("kind")
    if isinstance(kind, str) and kind not in draft.kinds:
        yield unknown_kind_fault(at, kind, draft.kinds, "correct it, or add it to map.toml")
