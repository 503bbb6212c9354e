"""When two sources may place a site without a person: only where nothing at all speaks against it.

A wrong position that looks certain is worse than none, so every doubt leaves the place to review.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from geo.locate.candidates import REJECTED, Candidate
from geo.locate.names import SURE, Likeness
from geo.locate.pairs import apart_m, independent
from geo.locate.scoring import FOREIGN, PART_OF_M, SWAPPED
from geo.locate.terms import GEONAMES, OSM

MOST_M = 2000
"""Metres beyond which two sources do not agree, whatever is asked."""
FLOORS = {OSM: 300, GEONAMES: 1000}
"""Radius in metres that a position of a source has at least, by whose data it is."""
FLOOR = 500
ALONE = 2
"""How many times larger the radius is where nothing independent agrees."""
STEP = 50


@dataclass(frozen=True)
class Agreement:
    """Two candidates that may place a site, or why none may."""

    chosen: Candidate | None = None
    other: Candidate | None = None
    why: str = ""


def agreement(group: Sequence[Candidate], within_m: float) -> Agreement:
    """Return the candidate of one place that an independent one bears out within some metres.

    `group` has all that was found for it, also what may only be looked at: that can speak against
    a position, never for one.
    """
    alive = [each for each in group if each.verdict != REJECTED]
    able = [each for each in alive if _able(each)]
    limit = min(within_m, MOST_M)
    pairs = [
        (one, other)
        for one, other in combinations(able, 2)
        if independent(one, other) and apart_m(one, other) <= limit
    ]
    if not pairs:
        return Agreement(why=_lacking(able))
    one, other = min(pairs, key=lambda pair: (apart_m(*pair), pair[0].key, pair[1].key))
    chosen, borne_by = sorted((one, other), key=lambda each: (floor_m(each), each.key))
    against = [each for each in alive if _counts(each) and apart_m(each, chosen) > limit]
    if against:
        worst = max(against, key=lambda each: apart_m(each, chosen))
        told = f"{worst.service} has “{worst.name}” {apart_m(worst, chosen):,.0f} m away"
        return Agreement(why=told)
    return Agreement(chosen, borne_by)


def _able(each: Candidate) -> bool:
    """Return whether a candidate may stand for its place without a person's look."""
    near = each.part_of_m is None or each.part_of_m <= PART_OF_M
    return bool(each.licence) and Likeness(each.like) in SURE and not each.marks and near


def _counts(each: Candidate) -> bool:
    """Return whether a candidate speaks against others: it bears the name and lies in reach."""
    marks = each.marks.split(";")
    named = Likeness(each.like) in SURE or Likeness(each.like) is Likeness.STEM
    return named and FOREIGN not in marks and SWAPPED not in marks and not each.outside_m


def _lacking(able: Sequence[Candidate]) -> str:
    if not able:
        return "nothing without a doubt bears its name and may be kept"
    origins = sorted({each.origin or "an unknown origin" for each in able})
    return f"no two independent sources agree (only {', '.join(origins)})"


def floor_m(each: Candidate) -> float:
    """Return the radius that a candidate has at least, however well others agree."""
    return max(FLOORS.get(each.origin, FLOOR), each.extent_m)


def radius_m(each: Candidate, others: Sequence[Candidate]) -> float:
    """Return the radius of 95 % of a candidate: its floor, and how far those that agree lie off.

    Twice that where nothing independent lies within `MOST_M`. What may only be looked at is passed
    over: a radius from it would keep something of it.
    """
    able = [other for other in others if other.licence and independent(each, other)]
    apart = [apart_m(each, other) for other in able]
    near = [metres for metres in apart if metres <= MOST_M]
    radius = max([floor_m(each), *near]) if near else ALONE * floor_m(each)
    return math.ceil(radius / STEP) * STEP
