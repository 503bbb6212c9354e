"""Candidates of `locate` shown and decided on the map: the terminal's review for the edit mode.

What is read, refused, written and noted is the business of `geo.locating`; here stands what a
browser needs of it. As with `editing`, a browser sends what it has seen beside what it decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.content.places import is_name_column
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase, phrase_with_words
from geo.formats.geojson import Feature, Json
from geo.locating import acceptance, candidates
from geo.locating.acceptance import METHODS, AcceptanceOptions, AcceptanceRefusedError
from geo.locating.candidates import CANDIDATES_FILE, MAX_TEXT_LENGTH, REJECTED, Candidate
from geo.locating.locate_session import (
    LocateSession,
    located_message,
    noted_message,
    rejected_message,
)
from geo.locating.targets import GeocodingTarget, container_ids, list_targets
from geo.serving import containers_at, editing
from geo.serving.editing import EditConflictError
from geo.serving.service_search import ServiceSearch

ACCEPT, REJECT, REOPEN, NOTE = "accept", "reject", "reopen", "note"
MAX_CANDIDATES = 200
"""Candidates of one place that are told at a time; their radii are compared with all others."""


MAX_RADIUS_M = 20_000_000
"""Metres beyond which no radius says anything."""


@dataclass(frozen=True)
class Decision:
    """What a person says of one candidate."""

    act: str
    seen: Json
    """The candidate as the person saw it."""
    base: Json | None
    """The place as the person saw it; only accepting changes it."""
    word: AcceptanceOptions
    note: str = ""


def list_waiting(seeker: ServiceSearch, worse_than: float | None) -> Json:
    """Return the places that have candidates nobody has decided on, the best first.

    Those without a position, and with `worse_than` those with a larger radius. Also the ids in the
    file of candidates that are no place of the map.
    """
    if not seeker.look_only and not candidates.read_candidates(seeker.data):
        return {"places": [], "lost": [], "total": 0}  # without reading all the places
    desk = seeker.begin_session()
    held, raw = desk.held, desk.raw
    told = [*_iter_waiting(held, list_targets(raw, [], worse_than))]
    known = {str(ident) for ident in raw.place_ids}
    lost = sorted({each.place for each in held} - known)
    places = sorted(told, key=lambda each: -each["score"])
    return {"places": places, "lost": lost, "total": len(held)}


def _iter_waiting(held: Sequence[Candidate], places: Sequence[GeocodingTarget]) -> Iterator[Json]:
    known = candidates.group_by_place(found for found in held if found.verdict != REJECTED)
    for each in places:
        group = known.get(each.id)
        if group:
            best, given = group[0], each.feature.properties
            yield {
                "id": each.id,
                "layer": each.layer,
                "names": _name_properties(given),
                "count": len(group),
                "located": each.feature.geometry is not None,
                "score": best.score,
                "marks": best.marks,
                "apart_m": best.apart_m,
            }


def _name_properties(given: Json) -> Json:
    """Return the names of a place, one per language, as its properties say them."""
    return {name: given[name] for name in given if is_name_column(name)}


def id_and_names(given: Json) -> Json:
    """Return the id and the names of a place or a reference area."""
    return {"id": given.get("id")} | _name_properties(given)


def candidates_of_place(
    seeker: ServiceSearch, ident: str, most: int, word: AcceptanceOptions
) -> Json:
    """Return a place's candidates, the best first, each with what accepting it would write.

    A place that stands in no layer that is edited by hand has none that could be accepted.
    """
    data = seeker.data
    group = candidates.candidates_of_place(seeker.list_candidates(), ident)
    found = editing.find_place(data, ident) if group else None
    if not found:
        return {"candidates": [], "total": 0, "part_of": {}}
    held = found[1].items[ident]
    place = Feature(found[1].file, 0, held["properties"], held["geometry"])
    told = [
        _candidate_json(each, group, place, word) for each in group[: min(most, MAX_CANDIDATES)]
    ]
    holders = container_ids(place)
    names = _name_properties(containers_at.find_properties(data, holders[0])) if holders else {}
    return {"candidates": told, "total": len(group), "part_of": names}


def _candidate_json(
    each: Candidate, group: Sequence[Candidate], place: Feature, word: AcceptanceOptions
) -> Json:
    after = acceptance.position_properties(each, group, word)
    refused = ""
    try:
        acceptance.accept_candidate(place, each, after)
    except AcceptanceRefusedError as why:
        refused = str(why.code)
    return {**asdict(each), "would": after, "refused": refused}


def apply_decision(seeker: ServiceSearch, decision: Decision) -> tuple[Json, list[Fault]]:
    """Make a decision stand; return the place as it is then and the warnings of the content.

    Raises `EditConflictError` where candidate or place are not as the person saw them, `InputError`
    where it cannot stand: nothing is written then.
    """
    desk, data = seeker.begin_session(), seeker.data
    each = _find_seen(desk, decision.seen)
    place = read_place(data, each.place)
    if decision.act == ACCEPT:
        if place != decision.base:
            raise EditConflictError(place)
        warnings = _accept_candidate(desk, each, decision.word)
    else:
        warnings = desk.save_changes({}, _record_decision(desk, each, decision))
    seeker.end_session(desk)
    return read_place(data, each.place), warnings


def read_place(data: Path, ident: str) -> Json:
    """Return a place as it stands in its file; raise `InputError` where it stands in none."""
    found = editing.find_place(data, ident)
    if not found:
        rule, mend = (phrase("candidate.place-not-editable"), phrase("mend.reload"))
        raise InputError(
            [
                Location(f"{data.name}/{CANDIDATES_FILE}", ident=ident).make_fault(
                    "place", format_value(ident), rule, mend
                )
            ]
        )
    return found[1].items[ident]


def _accept_candidate(desk: LocateSession, each: Candidate, word: AcceptanceOptions) -> list[Fault]:
    """Let a candidate be its place's position; return the warnings of the content."""
    [it] = list_targets(desk.raw, [each.place], None)
    try:
        made = desk.accept_candidate(it, each, word)
    except AcceptanceRefusedError as why:
        mend = phrase("mend.other-candidate")
        rule = phrase_with_words(f"candidate.{why.code}", str(why))
        raise InputError(
            [
                _candidate_location(desk.data, each).make_fault(
                    "", format_value(each.name), rule, mend
                )
            ]
        ) from None
    return desk.save_changes({each.place: (it, made)}, located_message(each))


def _candidate_location(data: Path, each: Candidate) -> Location:
    name, key = f"{data.name}/{CANDIDATES_FILE}", ", ".join(each.key)
    return Location(name, 0, f"({key})", each.place)


def _find_seen(desk: LocateSession, seen: Mapping[str, object]) -> Candidate:
    """Return the candidate that a person saw, where it still is what it was."""
    key = tuple(seen.get(name) for name in ("place", "service", "record"))
    now = next((each for each in desk.held if each.key == key), None)
    if not now or any(seen.get(name) != value for name, value in asdict(now).items()):
        raise EditConflictError(asdict(now) if now else None, of="candidate")
    return now


def _record_decision(desk: LocateSession, each: Candidate, decision: Decision) -> Phrase:
    """Note a decision that changes no place; return what it is, for the history."""
    if decision.act == NOTE:
        desk.record_decision(each, note=decision.note)
        return noted_message(each.place)
    if decision.act == REJECT:
        desk.record_decision(each, verdict=REJECTED)
        return rejected_message(each.place)
    desk.record_decision(each, verdict="")
    return phrase("history.taken-up", id=each.place)


def parse_decision(asked: Mapping[str, Any], day: str) -> Decision | None:
    """Return what a request says, or nothing where it says nothing that can be meant."""
    seen, base, note = asked.get("seen"), asked.get("base"), asked.get("note", "")
    radius, by = asked.get("radius_m"), asked.get("located_by", METHODS[0])
    act, lower = asked.get("act"), asked.get("lower", False)
    sound = (
        act in (ACCEPT, REJECT, REOPEN, NOTE)  # what was sent may have no hash
        and isinstance(seen, dict)
        and (base is None or isinstance(base, dict))
        and isinstance(note, str)
        and len(note) <= MAX_TEXT_LENGTH
        and by in METHODS
        and (radius is None or is_radius(radius))
        and isinstance(lower, bool)
    )
    if not sound:
        return None
    return Decision(
        str(act), dict(seen or {}), base, AcceptanceOptions(day, by, radius, lower), note
    )


def is_radius(value: object) -> bool:
    """Return whether a value is a radius in metres."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= MAX_RADIUS_M
