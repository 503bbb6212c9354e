"""What accepting a candidate makes of a place, and why it may be refused.

Pure: who accepts, and what is written, is the session's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shapely.geometry import Point

from geo import jsontext
from geo.geojson import Feature, Json
from geo.intake.changes import lowered
from geo.intake.draft import OF_POSITION, feature
from geo.locate.agreeing import radius_m
from geo.locate.candidates import REJECTED, Candidate
from geo.locate.scoring import FOREIGN, SWAPPED
from geo.locate.wanted import drawn

METHODS = ("dataset", "intersection", "village", "subdistrict", "described", "hand")
"""How a person may say that a candidate stands for its place."""


class Why(StrEnum):
    """Why a candidate may not be accepted."""

    LOOK_ONLY = "look-only"
    REJECTED = "rejected"
    OUTSIDE = "outside"
    BETTER = "better"
    """The position that is there is surer."""


class Refused(Exception):  # noqa: N818  what it is
    """Raised with the reason why a candidate may not be accepted."""

    def __init__(self, code: Why, told: str) -> None:
        """Keep the reason by its word, and in words."""
        self.code = code
        super().__init__(told)


@dataclass(frozen=True)
class Word:
    """What is said in accepting a candidate."""

    day: str
    located_by: str = "dataset"
    radius_m: float | None = None
    lower: bool = False
    borne_by: Candidate | None = None


def said(each: Candidate, others: Sequence[Candidate], word: Word) -> dict[str, Any]:
    """Return what a place says of its position where a candidate of it is accepted.

    `others` are all candidates of the place: those that agree make the radius smaller.
    """
    alive = [other for other in others if other.verdict != REJECTED]
    source = f"{each.source}, {each.record}"
    if word.borne_by:
        source += f"; borne out by {word.borne_by.source}, {word.borne_by.record}"
    radius = word.radius_m or radius_m(each, alive)
    return {
        "located_by": word.located_by,
        "location_source": source,
        "location_licence": each.licence,
        "source_datum": each.datum,
        "uncertainty_m": jsontext.number(radius),
        "checked_on": word.day,
    }


def accepted(
    place: Feature, each: Candidate, after: Mapping[str, Any], *, lower: bool = False
) -> Json:
    """Return a place with the position of a candidate, of which `after` is said.

    Raise `Refused` where its terms do not allow to keep it, where it was rejected or lies outside
    the map, or where the position that is there is better and `lower` is not said.
    """
    _allow(each)
    point = Point(jsontext.number(each.wgs84_lon), jsontext.number(each.wgs84_lat))
    before = place.properties
    if not lower and (less := [*lowered(before, drawn(place), point, after)]):
        raise Refused(Why.BETTER, f"{'; '.join(less)} (--lower takes it all the same)")
    held = {name: value for name, value in before.items() if name not in OF_POSITION}
    return feature({**held, **after}, point)


def _allow(each: Candidate) -> None:
    if not each.licence:
        told = f"the terms of {each.service} do not allow to keep it: only to look at"
        raise Refused(Why.LOOK_ONLY, told)
    if each.verdict == REJECTED:
        raise Refused(Why.REJECTED, "it has been rejected; empty its verdict first")
    if {FOREIGN, SWAPPED} & {*each.marks.split(";")}:
        told = "it lies outside the bounds of map.toml, where no place may lie"
        raise Refused(Why.OUTSIDE, told)
