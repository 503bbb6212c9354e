"""What speaks for and against candidates: each part of the score shown, each doubt by its name."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from geo import datum
from geo.intake.matching import fold
from geo.locate.candidates import Candidate
from geo.locate.names import SURE, Likeness
from geo.locate.pairs import COPIED, Beside, Group
from geo.locate.wanted import Around

FOREIGN, OUTSIDE, CENTRE, GENERAL, ROUND = (
    "wrong-city", "out-of-district", "city-centroid", "general-name", "round-number",
)  # fmt: skip
SWAPPED, PILED, SHIFTED, NAMELESS, AMBIGUOUS, ASTRAY = (
    "swapped", "pile", "datum", "other-name", "ambiguous", "outside-area",
)  # fmt: skip
AGAINST = {
    FOREIGN: 60, OUTSIDE: 30, CENTRE: 40, GENERAL: 40, ROUND: 15, SWAPPED: 60, PILED: 30,
    SHIFTED: 25, NAMELESS: 30, COPIED: 0, AMBIGUOUS: 20,
    ASTRAY: 40,
}  # fmt: skip
"""Points that a mark takes away."""
OF_NAME = {Likeness.NAME: 50, Likeness.ALIAS: 45, Likeness.STEM: 25, Likeness.PINYIN: 15}
INSIDE, NEAR, AGREES = 25, 10, 15
CENTRE_M = 250
"""Metres from the middle of the district within which geocoders put what they do not know."""
PART_OF_M = 5_000
AGREE_M = 500
ENOUGH = 3
"""Places that one service puts on the very same point."""
DECIMALS = 2
MINUTES = 60
NEAR_WHOLE = 1e-4
CENTRES = frozenset(
    {"区县", "城市", "省", "地级市", "city", "state", "county", "region", "country"}
)
"""What services call whatever is larger than a site, GeoNames' codes and OSM's boundaries apart."""


def scored(found: Sequence[Candidate], around: Around) -> list[Candidate]:
    """Return candidates with distances, marks and score; those of one place see each other."""
    piles = _piles(found)
    shared = _shared(found)
    general = frozenset(fold(sorted(around.general))) if around.general else frozenset()
    done: list[Candidate] = []
    ordered = sorted(found, key=lambda each: each.place)
    for _, group in itertools.groupby(ordered, key=lambda each: each.place):
        held = [*group]
        others = Group(held)
        for k, each in enumerate(held):
            beside = others.beside(k)
            placed = _placed(each, around, beside)
            marks = [*_marks(placed, around, general, piles)]
            marks += [SHIFTED] if beside.shifted else []
            marks += [AMBIGUOUS] if _record(each) in shared else []
            done.append(_summed(replace(placed, marks=";".join(marks))))
    return done


def _placed(each: Candidate, around: Around, beside: Beside) -> Candidate:
    """Return a candidate with its distances."""
    lon, lat = each.wgs84_lon, each.wgs84_lat
    return replace(
        each,
        apart_m=beside.apart_m,
        apart_from=beside.apart_from,
        outside_m=round(around.outside_m(lon, lat)),
        part_of_m=around.part_of_m(lon, lat, each.place),
    )


def _marks(
    each: Candidate, around: Around, general: frozenset[str], piles: frozenset[tuple[object, ...]]
) -> Iterator[str]:
    west, south, east, north = around.bounds
    lon, lat = each.wgs84_lon, each.wgs84_lat
    inside = west <= lon <= east and south <= lat <= north
    if not inside:
        yield SWAPPED if west <= lat <= east and south <= lon <= north else FOREIGN
    elif each.outside_m > around.slack_m:
        yield OUTSIDE
    if around.is_astray(lon, lat, each.place):
        yield ASTRAY
    if datum.distance_m(lon, lat, *around.centre) <= CENTRE_M:
        yield CENTRE
    if {*fold([each.name or "-"])} & general or _administrative(each.kind):
        yield GENERAL
    if is_round(each.lon) and is_round(each.lat):
        yield ROUND
    if _spot(each) in piles:
        yield PILED
    if each.like == Likeness.NONE:
        yield NAMELESS
    if COPIED in each.marks.split(";"):
        yield COPIED


def _administrative(kind: str) -> bool:
    words = re.split(r"[^\w]+", kind.casefold())
    return any(word in CENTRES or word.startswith(("ppla", "adm")) for word in words)


def is_round(degrees: float) -> bool:
    """Return whether a coordinate is a round number of degrees or a whole minute."""
    decimal = abs(degrees - round(degrees, DECIMALS)) < 1e-9  # noqa: PLR2004  a float's noise
    minutes = degrees * MINUTES
    return decimal or abs(minutes - round(minutes)) < NEAR_WHOLE * MINUTES


def _spot(each: Candidate) -> tuple[object, ...]:
    return each.service, round(each.lon, 5), round(each.lat, 5)


def _piles(found: Iterable[Candidate]) -> frozenset[tuple[object, ...]]:
    """Return the points on which one service puts several places."""
    spots = Counter({(*_spot(each), each.place) for each in found})
    counts = Counter(spot[:-1] for spot in spots)
    return frozenset(spot for spot, places in counts.items() if places >= ENOUGH)


def _record(each: Candidate) -> tuple[str, str]:
    return each.service, each.record


def _shared(found: Iterable[Candidate]) -> frozenset[tuple[str, str]]:
    """Return the records that bear the name of several wanted places."""
    meant = {(_record(each), each.place) for each in found if Likeness(each.like) in SURE}
    counts = Counter(record for record, _ in meant)
    return frozenset(record for record, places in counts.items() if places > 1)


def _summed(each: Candidate) -> Candidate:
    """Return a candidate with its score and the parts of it."""
    parts = [*_parts(each)]
    told = " ".join(f"{name} {points:+d}" for name, points in parts)
    return replace(each, score=sum(points for _, points in parts), parts=told)


def _parts(each: Candidate) -> Iterator[tuple[str, int]]:
    marks = [mark for mark in each.marks.split(";") if mark]
    if points := OF_NAME.get(Likeness(each.like)):
        yield each.like, points
    if not {FOREIGN, SWAPPED, OUTSIDE} & {*marks}:
        yield "in-district", INSIDE
    if each.part_of_m is not None and each.part_of_m <= PART_OF_M:
        yield "near-part-of", NEAR
    if each.apart_m is not None and each.apart_m <= AGREE_M:
        yield f"agrees-with-{each.apart_from}", AGREES
    yield from ((mark, -AGAINST[mark]) for mark in marks if AGAINST[mark])
