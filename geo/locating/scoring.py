"""What speaks for and against candidates: each part of the score shown, each doubt by its name."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo.importing.row_matching import normalise_names
from geo.locating.candidates import Candidate
from geo.locating.corroboration import COPIED_MARK, CandidateGroup
from geo.locating.name_matching import EXACT_LIKENESSES, Likeness
from geo.locating.targets import MapContext
from geo.spatial import datum

OUTSIDE_BOUNDS_MARK, OUTSIDE_DISTRICT_MARK, CENTROID_MARK, GENERAL_NAME_MARK, ROUND_NUMBER_MARK = (
    "wrong-city", "out-of-district", "city-centroid", "general-name", "round-number",
)  # fmt: skip
SWAPPED_MARK, PILE_MARK, DATUM_MARK, OTHER_NAME_MARK, AMBIGUOUS_MARK, OUTSIDE_AREA_MARK = (
    "swapped", "pile", "datum", "other-name", "ambiguous", "outside-area",
)  # fmt: skip
PENALTIES = {
    OUTSIDE_BOUNDS_MARK: 60,
    OUTSIDE_DISTRICT_MARK: 30,
    CENTROID_MARK: 40,
    GENERAL_NAME_MARK: 40,
    ROUND_NUMBER_MARK: 15,
    SWAPPED_MARK: 60,
    PILE_MARK: 30,
    DATUM_MARK: 25,
    OTHER_NAME_MARK: 30,
    COPIED_MARK: 0,
    AMBIGUOUS_MARK: 20,
    OUTSIDE_AREA_MARK: 40,
}
"""Points that a mark takes away."""
NAME_POINTS = {Likeness.NAME: 50, Likeness.ALIAS: 45, Likeness.STEM: 25, Likeness.PINYIN: 15}
INSIDE_POINTS, NEAR_POINTS, AGREEMENT_POINTS = 25, 10, 15
CENTROID_RADIUS_M = 250
"""Metres from the middle of the district within which geocoders put what they do not know."""
NEAR_CONTAINER_M = 5_000
AGREEMENT_M = 500
MIN_PILED_PLACES = 3
"""Places that one service puts on the very same point."""
ROUND_DECIMALS = 2
MINUTES_PER_DEGREE = 60
ROUND_MINUTE_TOLERANCE = 1e-4
ADMINISTRATIVE_KINDS = frozenset(
    {"区县", "城市", "省", "地级市", "city", "state", "county", "region", "country"}
)
"""What services call whatever is larger than a site, GeoNames' codes and OSM's boundaries apart."""


def score_candidates(found: Sequence[Candidate], around: MapContext) -> list[Candidate]:
    """Return candidates with distances, marks and score; those of one place see each other."""
    piles = _find_piles(found)
    shared = _find_shared_records(found)
    general = frozenset(normalise_names(sorted(around.general))) if around.general else frozenset()
    done: list[Candidate] = []
    ordered = sorted(found, key=lambda each: each.place)
    for _, group in itertools.groupby(ordered, key=lambda each: each.place):
        held = [*group]
        others = CandidateGroup(held)
        for k, each in enumerate(held):
            beside = others.corroborate(k)
            lon, lat = each.wgs84_lon, each.wgs84_lat
            placed = replace(
                each,
                apart_m=beside.apart_m,
                apart_from=beside.apart_from,
                outside_m=round(around.distance_outside_m(lon, lat)),
                part_of_m=around.distance_to_container_m(lon, lat, each.place),
            )
            marks = [*_find_marks(placed, around, general, piles)]
            marks += [DATUM_MARK] if beside.shifted else []
            marks += [AMBIGUOUS_MARK] if _record_key(each) in shared else []
            done.append(_with_score(replace(placed, marks=";".join(marks))))
    return done


def _find_marks(
    each: Candidate,
    around: MapContext,
    general: frozenset[str],
    piles: frozenset[tuple[object, ...]],
) -> Iterator[str]:
    west, south, east, north = around.bounds
    lon, lat = each.wgs84_lon, each.wgs84_lat
    inside = west <= lon <= east and south <= lat <= north
    if not inside:
        yield SWAPPED_MARK if west <= lat <= east and south <= lon <= north else OUTSIDE_BOUNDS_MARK
    elif each.outside_m > around.slack_m:
        yield OUTSIDE_DISTRICT_MARK
    if around.is_outside_containers(lon, lat, each.place):
        yield OUTSIDE_AREA_MARK
    if datum.distance_m(lon, lat, *around.centre) <= CENTROID_RADIUS_M:
        yield CENTROID_MARK
    if {*normalise_names([each.name or "-"])} & general or _is_administrative(each.kind):
        yield GENERAL_NAME_MARK
    if is_round(each.lon) and is_round(each.lat):
        yield ROUND_NUMBER_MARK
    if _spot_key(each) in piles:
        yield PILE_MARK
    if each.name and each.like == Likeness.NONE:
        yield OTHER_NAME_MARK
    if COPIED_MARK in each.marks.split(";"):
        yield COPIED_MARK


def _is_administrative(kind: str) -> bool:
    words = re.split(r"[^\w]+", kind.casefold())
    return any(word in ADMINISTRATIVE_KINDS or word.startswith(("ppla", "adm")) for word in words)


def is_round(degrees: float) -> bool:
    """Return whether a coordinate is a round number of degrees or a whole minute."""
    decimal = abs(degrees - round(degrees, ROUND_DECIMALS)) < 1e-9  # noqa: PLR2004  a float's noise
    minutes = degrees * MINUTES_PER_DEGREE
    return decimal or abs(minutes - round(minutes)) < ROUND_MINUTE_TOLERANCE * MINUTES_PER_DEGREE


def _spot_key(each: Candidate) -> tuple[object, ...]:
    return each.service, round(each.lon, 5), round(each.lat, 5)


def _find_piles(found: Iterable[Candidate]) -> frozenset[tuple[object, ...]]:
    """Return the points on which one service puts several places."""
    spots = Counter({(*_spot_key(each), each.place) for each in found})
    counts = Counter(spot[:-1] for spot in spots)
    return frozenset(spot for spot, places in counts.items() if places >= MIN_PILED_PLACES)


def _record_key(each: Candidate) -> tuple[str, str]:
    return each.service, each.record


def _find_shared_records(found: Iterable[Candidate]) -> frozenset[tuple[str, str]]:
    """Return the records that bear the name of several wanted places."""
    meant = {
        (_record_key(each), each.place) for each in found if Likeness(each.like) in EXACT_LIKENESSES
    }
    counts = Counter(record for record, _ in meant)
    return frozenset(record for record, places in counts.items() if places > 1)


def _with_score(each: Candidate) -> Candidate:
    parts = [*_score_parts(each)]
    told = " ".join(f"{name} {points:+d}" for name, points in parts)
    return replace(each, score=sum(points for _, points in parts), parts=told)


def _score_parts(each: Candidate) -> Iterator[tuple[str, int]]:
    marks = [mark for mark in each.marks.split(";") if mark]
    if points := NAME_POINTS.get(Likeness(each.like)):
        yield each.like, points
    if not {OUTSIDE_BOUNDS_MARK, SWAPPED_MARK, OUTSIDE_DISTRICT_MARK} & {*marks}:
        yield "in-district", INSIDE_POINTS
    if each.part_of_m is not None and each.part_of_m <= NEAR_CONTAINER_M:
        yield "near-part-of", NEAR_POINTS
    if each.apart_m is not None and each.apart_m <= AGREEMENT_M:
        yield f"agrees-with-{each.apart_from}", AGREEMENT_POINTS
    yield from ((mark, -PENALTIES[mark]) for mark in marks if PENALTIES[mark])
