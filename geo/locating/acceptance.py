"""What accepting a candidate makes of a place, and why it may be refused.

Pure: who accepts, and what is written, is the session's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry import Point

from geo.content.places import POSITION_PROPERTIES
from geo.formats import json_text
from geo.formats.geojson import Feature, Json
from geo.importing.place_changes import list_downgrades
from geo.importing.plan_input import make_feature
from geo.locating.candidates import REJECTED, Candidate
from geo.locating.scoring import OUTSIDE_BOUNDS_MARK, SWAPPED_MARK
from geo.locating.source_agreement import estimate_radius_m
from geo.locating.targets import parse_geometry

METHODS = ("dataset", "intersection", "village", "subdistrict", "described", "hand")
"""How a person may say that a candidate stands for its place."""


class RefusalCode(StrEnum):
    """Why a candidate may not be accepted."""

    LOOK_ONLY = "look-only"
    REJECTED = "rejected"
    OUTSIDE = "outside"
    BETTER = "better"
    """The position that is there is surer."""


class AcceptanceRefusedError(Exception):
    """Raised with the reason why a candidate may not be accepted."""

    def __init__(self, code: RefusalCode, told: str) -> None:
        """Keep the reason by its word, and in words."""
        self.code = code
        super().__init__(told)


@dataclass(frozen=True)
class AcceptanceOptions:
    """What is said in accepting a candidate."""

    day: str
    located_by: str = "dataset"
    radius_m: float | None = None
    allow_downgrade: bool = False
    corroborated_by: Candidate | None = None


def position_properties(
    each: Candidate, others: Sequence[Candidate], word: AcceptanceOptions
) -> dict[str, object]:
    """Return what a place says of its position where a candidate of it is accepted.

    `others` are all candidates of the place: those that agree make the radius smaller.
    """
    alive = [other for other in others if other.verdict != REJECTED]
    source = f"{each.source}, {each.record}"
    if word.corroborated_by:
        source += f"; borne out by {word.corroborated_by.source}, {word.corroborated_by.record}"
    radius = word.radius_m or estimate_radius_m(each, alive)
    return {
        "located_by": word.located_by,
        "location_source": source,
        "location_licence": each.licence,
        "source_datum": each.datum,
        "uncertainty_m": json_text.round_number(radius),
        "checked_on": word.day,
    }


def accept_candidate(
    place: Feature, each: Candidate, after: Mapping[str, object], *, lower: bool = False
) -> Json:
    """Return a place with the position of a candidate, of which `after` is said.

    Raise `AcceptanceRefusedError` where its terms do not allow to keep it, where it was rejected or
    lies outside the map, or where the position that is there is better and `lower` is not said.
    """
    if not each.licence:
        told = f"the terms of {each.service} do not allow to keep it: only to look at"
        raise AcceptanceRefusedError(RefusalCode.LOOK_ONLY, told)
    if each.verdict == REJECTED:
        raise AcceptanceRefusedError(
            RefusalCode.REJECTED, "it has been rejected; empty its verdict first"
        )
    if {OUTSIDE_BOUNDS_MARK, SWAPPED_MARK} & {*each.marks.split(";")}:
        told = "it lies outside the bounds of map.toml, where no place may lie"
        raise AcceptanceRefusedError(RefusalCode.OUTSIDE, told)
    point = Point(json_text.round_number(each.wgs84_lon), json_text.round_number(each.wgs84_lat))
    before = place.properties
    if not lower and (less := [*list_downgrades(before, parse_geometry(place), point, after)]):
        raise AcceptanceRefusedError(
            RefusalCode.BETTER, f"{'; '.join(less)} (--lower takes it all the same)"
        )
    held = {name: value for name, value in before.items() if name not in POSITION_PROPERTIES}
    return make_feature({**held, **after}, point)
