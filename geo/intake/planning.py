"""The plan of an import, with all that new places lack or say wrongly."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from geo import characters, schemas
from geo.containers import NONE, WITHIN
from geo.errors import BadInput, Fault, shown
from geo.geojson import Feature
from geo.intake.changes import changed
from geo.intake.draft import NEEDED, Draft, feature, note_missing, position
from geo.intake.idents import slug, unused
from geo.intake.matching import Match
from geo.intake.plan import Plan, Row
from geo.phrases import phrase
from geo.schemas import At


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
            planned.append(changed(draft, row, given, match, layer[match.place]))
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
        held.setdefault("located_by", WITHIN if "within" in held else NONE)
    else:
        held |= position(draft, given)
    note_missing(draft, row, held, drawn)
    wanted = slug(str(held.get("id") or held.get("name", "")))
    if not wanted:
        if "name" in held:
            draft.missing["id"].append(row)
        return Row(row, "")
    held["id"] = unused(wanted, draft.taken)
    return Row(row, held["id"], feature(held, drawn))


def _lacking(draft: Draft) -> Iterator[Fault]:
    """Yield one fault for each property that places lack, with what would give it."""
    for name in ("id", *NEEDED):
        rows = draft.missing.get(name)
        if rows:
            rule = phrase("import.position-incomplete", "positions that are added or moved need it")
            if name in {"id", "name", "kind", "state"}:
                rule = phrase("import.place-incomplete", "places that are added need it")
            option = NEEDED.get(name, "")
            ways = [f"say {option} for all" if option else "", draft.fields.suggestion(name)]
            if not any(ways):
                ways.append(f"name the column that has it: --map COLUMN={name}")
            mend = " or ".join(filter(None, ways))
            yield draft.given.fault(name, rule, mend, draft.given.some(rows))


def _faults(draft: Draft, row: Row) -> Iterator[Fault]:
    """Yield what breaks the contract in one place; what is missing has been told for all."""
    if row.feature is None:
        return
    held = row.feature["properties"]
    if not any(_broken(draft, held, At(draft.given.file))):  # to say where takes its time
        return
    at = replace(draft.given.at(row.row, held.get("name")), ident=str(held.get("id", "")))
    yield from (each for each in _broken(draft, held, at) if each.property not in draft.missing)


def _broken(draft: Draft, held: Mapping[str, Any], at: At) -> Iterator[Fault]:
    yield from schemas.faults("place", held, at)
    if characters.FORBIDDEN.search("".join(v for v in held.values() if isinstance(v, str))):
        yield from characters.faults(held, at)
    kind = held.get("kind")
    if isinstance(kind, str) and kind not in draft.kinds:
        rule = phrase(
            "import.kind-unknown",
            "it must be a [[kind]] of map.toml: {kinds}",
            kinds=", ".join(draft.kinds),
        )
        mend = schemas.nearest(kind, list(draft.kinds)) or "correct it, or add it to map.toml"
        yield at.fault("kind", shown(kind), rule, mend)
