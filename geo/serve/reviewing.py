"""Candidates of `locate` shown and decided on the map: the terminal's review for the edit mode.

What is read, refused, written and noted is the business of `geo.locate`; here stands what a browser
needs of it. As with `editing`, a browser sends what it has seen beside what it decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo.errors import BadInput, Fault, shown
from geo.geojson import Feature, Json
from geo.locate import accepting, candidates
from geo.locate.accepting import METHODS, Refused, Word
from geo.locate.candidates import FILE, LONGEST, REJECTED, Candidate
from geo.locate.session import Session, located, noted, rejected
from geo.locate.wanted import Wanted, lies_in, wanted
from geo.phrases import Phrase, phrase
from geo.places import is_name
from geo.schemas import At
from geo.serve import editing, holding
from geo.serve.editing import Disagreement
from geo.serve.seeking import Seeker

ACCEPT, REJECT, REOPEN, NOTE = "accept", "reject", "reopen", "note"
MOST = 200
"""Candidates of one place that are told at a time; their radii are compared with all others."""


EARTH_M = 20_000_000
"""Metres beyond which no radius says anything."""


@dataclass(frozen=True)
class Decision:
    """What a person says of one candidate."""

    act: str
    seen: Json
    """The candidate as the person saw it."""
    base: Json | None
    """The place as the person saw it; only accepting changes it."""
    word: Word
    note: str = ""


def waiting(seeker: Seeker, worse_than: float | None) -> Json:
    """Return the places that have candidates nobody has decided on, the best first.

    Those without a position, and with `worse_than` those with a larger radius. Also the ids in the
    file of candidates that are no place of the map.
    """
    if not seeker.looked and not candidates.read(seeker.data):
        return {"places": [], "lost": [], "total": 0}  # without reading all the places
    desk = seeker.begin()
    held, raw = desk.held, desk.raw
    told = [*_waiting(held, wanted(raw, [], worse_than))]
    known = {str(ident) for ident in raw.column("id")}
    lost = sorted({each.place for each in held} - known)
    places = sorted(told, key=lambda each: -each["score"])
    return {"places": places, "lost": lost, "total": len(held)}


def _waiting(held: Sequence[Candidate], places: Sequence[Wanted]) -> Iterator[Json]:
    known = candidates.by_place(found for found in held if found.verdict != REJECTED)
    for each in places:
        group = known.get(each.id)
        if group:
            best, given = group[0], each.feature.properties
            yield {
                "id": each.id, "layer": each.layer, "names": _names(given), "count": len(group),
                "located": each.feature.geometry is not None, "score": best.score,
                "marks": best.marks, "apart_m": best.apart_m,
            }  # fmt: skip


def _names(given: Json) -> Json:
    """Return the names of a place, one per language, as its properties say them."""
    return {name: given[name] for name in given if is_name(name)}


def named(given: Json) -> Json:
    """Return the id and the names of a place or a reference area."""
    return {"id": given.get("id")} | _names(given)


def of_place(seeker: Seeker, ident: str, most: int, word: Word) -> Json:
    """Return a place's candidates, the best first, each with what accepting it would write.

    A place that stands in no layer that is edited by hand has none that could be accepted.
    """
    data = seeker.data
    group = candidates.of(seeker.held(), ident)
    found = editing.find(data, ident) if group else None
    if not found:
        return {"candidates": [], "total": 0, "part_of": {}}
    held = found[1].items[ident]
    place = Feature(found[1].file, 0, held["properties"], held["geometry"])
    told = [_told(each, group, place, word) for each in group[: min(most, MOST)]]
    holders = lies_in(place)
    names = _names(holding.named(data, holders[0])) if holders else {}
    return {"candidates": told, "total": len(group), "part_of": names}


def _told(each: Candidate, group: Sequence[Candidate], place: Feature, word: Word) -> Json:
    after = accepting.said(each, group, word)
    refused = ""
    try:
        accepting.accepted(place, each, after)
    except Refused as why:
        refused = str(why.code)
    return {**asdict(each), "would": after, "refused": refused}


def decide(seeker: Seeker, decision: Decision) -> tuple[Json, list[Fault]]:
    """Make a decision stand; return the place as it is then and the warnings of the content.

    Raises `Disagreement` where candidate or place are not as the person saw them, `BadInput` where
    it cannot stand: nothing is written then.
    """
    desk, data = seeker.begin(), seeker.data
    each = _seen(desk, decision.seen)
    place = standing(data, each.place)
    if decision.act == ACCEPT:
        if place != decision.base:
            raise Disagreement(place)
        warnings = _accepted(desk, each, decision.word)
    else:
        warnings = desk.save({}, _noted(desk, each, decision))
    seeker.end(desk)
    return standing(data, each.place), warnings


def standing(data: Path, ident: str) -> Json:
    """Return a place as it stands in its file; raise `BadInput` where it stands in none."""
    found = editing.find(data, ident)
    if not found:
        rule, mend = (
            phrase("candidate.place-not-editable", "it must be a place in a GeoJSON layer"),
            phrase("mend.reload", "reload the page"),
        )
        raise BadInput(
            [At(f"{data.name}/{FILE}", ident=ident).fault("place", shown(ident), rule, mend)]
        )
    return found[1].items[ident]


def _accepted(desk: Session, each: Candidate, word: Word) -> list[Fault]:
    """Let a candidate be its place's position; return the warnings of the content."""
    [it] = wanted(desk.raw, [each.place], None)
    try:
        made = desk.accept(it, each, word)
    except Refused as why:
        mend = phrase(
            "mend.other-candidate", "choose another candidate, or set the position by hand"
        )
        rule = phrase(f"candidate.{why.code}", str(why))
        raise BadInput([_at(desk.data, each).fault("", shown(each.name), rule, mend)]) from None
    return desk.save({each.place: (it, made)}, located(each))


def _at(data: Path, each: Candidate) -> At:
    name, key = f"{data.name}/{FILE}", ", ".join(each.key)
    return At(name, 0, f"({key})", each.place)


def _seen(desk: Session, seen: Mapping[str, Any]) -> Candidate:
    """Return the candidate that a person saw, where it still is what it was."""
    key = tuple(seen.get(name) for name in ("place", "service", "record"))
    now = next((each for each in desk.held if each.key == key), None)
    if not now or any(seen.get(name) != value for name, value in asdict(now).items()):
        raise Disagreement(asdict(now) if now else None, of="candidate")
    return now


def _noted(desk: Session, each: Candidate, decision: Decision) -> Phrase:
    """Note a decision that changes no place; return what it is, for the history."""
    if decision.act == NOTE:
        desk.decide(each, note=decision.note)
        return noted(each.place)
    if decision.act == REJECT:
        desk.decide(each, verdict=REJECTED)
        return rejected(each.place)
    desk.decide(each, verdict="")
    return phrase("history.taken-up", "candidates of {id} taken up again", id=each.place)


def decision(asked: Mapping[str, Any], day: str) -> Decision | None:
    """Return what a request says, or nothing where it says nothing that can be meant."""
    seen, base, note = asked.get("seen"), asked.get("base"), asked.get("note", "")
    radius, by = asked.get("radius_m"), asked.get("located_by", METHODS[0])
    act, lower = asked.get("act"), asked.get("lower", False)
    sound = (
        act in (ACCEPT, REJECT, REOPEN, NOTE)  # what was sent may have no hash
        and isinstance(seen, dict)
        and (base is None or isinstance(base, dict))
        and isinstance(note, str)
        and len(note) <= LONGEST
        and by in METHODS
        and (radius is None or metres(radius))
        and isinstance(lower, bool)
    )
    if not sound:
        return None
    return Decision(str(act), dict(seen or {}), base, Word(day, by, radius, lower), note)


def metres(value: object) -> bool:
    """Return whether a value is a radius in metres."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= EARTH_M
