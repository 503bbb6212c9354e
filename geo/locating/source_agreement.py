"""When two sources may place a site without a person: only where nothing at all speaks against it.

A wrong position that looks certain is worse than none, so every doubt leaves the place to review.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from geo.locating.candidates import REJECTED, Candidate
from geo.locating.corroboration import are_independent, distance_between_m
from geo.locating.name_matching import EXACT_LIKENESSES, Likeness
from geo.locating.scoring import NEAR_CONTAINER_M, OUTSIDE_BOUNDS_MARK, SWAPPED_MARK
from geo.locating.service import GEONAMES, OSM

MAX_AGREEMENT_M = 2000
"""Metres beyond which two sources do not agree, whatever is asked."""
MIN_RADIUS_BY_ORIGIN = {OSM: 300, GEONAMES: 1000}
"""Radius in metres that a position of a source has at least, by whose data it is."""
DEFAULT_MIN_RADIUS_M = 500
UNCORROBORATED_FACTOR = 2
"""How many times larger the radius is where nothing independent agrees."""
RADIUS_STEP_M = 50


@dataclass(frozen=True)
class Agreement:
    """Two candidates that may place a site, or why none may."""

    chosen: Candidate | None = None
    other: Candidate | None = None
    why: str = ""


def find_agreement(group: Sequence[Candidate], within_m: float) -> Agreement:
    """Return the candidate of one place that an independent one bears out within some metres.

    `group` has all that was found for it, also what may only be looked at: that can speak against
    a position, never for one.
    """
    alive = [each for each in group if each.verdict != REJECTED]
    able = [each for each in alive if _is_acceptable(each)]
    limit = min(within_m, MAX_AGREEMENT_M)
    pairs = [
        (one, other)
        for one, other in combinations(able, 2)
        if are_independent(one, other) and distance_between_m(one, other) <= limit
    ]
    if not pairs:
        return Agreement(why=_explain_disagreement(able))
    one, other = min(pairs, key=lambda pair: (distance_between_m(*pair), pair[0].key, pair[1].key))
    chosen, borne_by = sorted((one, other), key=lambda each: (min_radius_m(each), each.key))
    against = [
        each
        for each in alive
        if _is_contradicting(each) and distance_between_m(each, chosen) > limit
    ]
    if against:
        worst = max(against, key=lambda each: distance_between_m(each, chosen))
        told = f"{worst.service} has “{worst.name}” {distance_between_m(worst, chosen):,.0f} m away"
        return Agreement(why=told)
    return Agreement(chosen, borne_by)


def _is_acceptable(each: Candidate) -> bool:
    """Return whether a candidate may stand for its place without a person's look."""
    near = each.part_of_m is None or each.part_of_m <= NEAR_CONTAINER_M
    return (
        bool(each.licence) and Likeness(each.like) in EXACT_LIKENESSES and not each.marks and near
    )


def _is_contradicting(each: Candidate) -> bool:
    """Return whether a candidate speaks against others: it bears the name and lies in reach."""
    marks = each.marks.split(";")
    named = Likeness(each.like) in EXACT_LIKENESSES or Likeness(each.like) is Likeness.STEM
    return (
        named
        and OUTSIDE_BOUNDS_MARK not in marks
        and SWAPPED_MARK not in marks
        and not each.outside_m
    )


def _explain_disagreement(able: Sequence[Candidate]) -> str:
    if not able:
        return "nothing without a doubt bears its name and may be kept"
    origins = sorted({each.origin or "an unknown origin" for each in able})
    return f"no two independent sources agree (only {', '.join(origins)})"


def min_radius_m(each: Candidate) -> float:
    """Return the radius that a candidate has at least, however well others agree."""
    return max(MIN_RADIUS_BY_ORIGIN.get(each.origin, DEFAULT_MIN_RADIUS_M), each.extent_m)


def estimate_radius_m(each: Candidate, others: Sequence[Candidate]) -> float:
    """Return the radius of 95 % of a candidate: its floor, and how far those that agree lie off.

    Twice that where nothing independent lies within `MAX_AGREEMENT_M`. What may only be looked at
    is passed over: a radius from it would keep something of it.
    """
    able = [other for other in others if other.licence and are_independent(each, other)]
    apart = [distance_between_m(each, other) for other in able]
    near = [metres for metres in apart if metres <= MAX_AGREEMENT_M]
    radius = (
        max([min_radius_m(each), *near]) if near else UNCORROBORATED_FACTOR * min_radius_m(each)
    )
    return math.ceil(radius / RADIUS_STEP_M) * RADIUS_STEP_M
