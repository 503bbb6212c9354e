"""The datum guard: signs that coordinates are not what they are read as. It never changes any.

GCJ-02 and BD-09 lie some hundred metres off, always to the same side in one county: too little to
see on a map, enough to put a village into the next one. What gives them away is that many points
miss what is known of them by the same vector, which a change of datum takes away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.spatial import datum
from geo.spatial.datum import Numbers, Shapes

Bounds: TypeAlias = tuple[float, float, float, float]
Mask: TypeAlias = NDArray[np.bool_]

MIN_PLACES = 5
"""Places with a position of their own from which a shift can be told from single mistakes."""
MIN_EDGE_POINTS = 10
"""Points that a change of datum brings over the edge of an area, or takes out of it."""
MAX_SAMPLED = 2_000
"""Points that are looked at; more tell nothing new."""
MIN_AGREEING_SHARE = 0.7
"""Share of places that must fit better, so that some wrong ones do not make a shift."""
MIN_STANDARD_ERRORS = 4.0
"""Standard errors by which the common offset of many places must differ from nothing."""
SMALL_SAMPLE = 6
"""Places of which the spread is so badly known that the offset must be twice as sure."""
MIN_OFFSET_RATIO = 2.0
"""How many times smaller the common offset must be under the other datum."""
MIN_INSIDE_SHARE = 0.8
"""Share of points that must lie in their areas under the other datum."""
MAX_CHANCE = 0.001
"""Probability that as many points would change sides by chance."""
RADIUS_TO_SIGMA = 2.448
"""A radius of 95 % in standard deviations per axis."""
MAD_TO_STANDARD_ERROR = 1.4826 * 1.2533
"""The median absolute deviation as standard error of a median, for one observation."""
SAME_POINT_DECIMALS = 3
"""Decimals of a degree, some 100 m: points closer than this are one witness, not two."""
MIN_REPEATED_ROWS = 3
"""Rows on the very same point that are told."""
MAX_DEGREES = 180


@dataclass(frozen=True)
class DatumShift:
    """Evidence that positions fit better when they are read in another datum."""

    read_as: str
    better: str
    by: str
    """What they were compared with: `positions` or `areas`."""
    points: int
    """Points that could tell."""
    agree: int
    """Those that fit better in the other datum."""
    now_m: float
    """Metres that they miss by as they are read: the common offset, or the median outside."""
    then_m: float
    """The same in the other datum."""


def detect_by_positions(
    given: Numbers, read_as: str, known: Numbers, radius: Numbers
) -> DatumShift | None:
    """Compare positions with those known of the same places.

    `given` and `known` are longitude and latitude, a row each: as the source gives them, and WGS 84
    as they stand. `radius` (metres, 95 %) is that of the known ones; places with one as large as
    the shift itself cannot tell and are left out. `None` where nothing is to be said.
    """
    some = _sample_rows(len(given))
    given, known, radius = given[some], known[some], radius[some]
    now = _offsets_to_known(given, read_as, known)
    found = []
    for other in _other_datums(read_as):
        then = _offsets_to_known(given, other, known)
        tell = radius <= np.hypot(*(now - then).T)
        if tell.sum() >= MIN_PLACES and (
            shift := _explain_common_offset(now[tell], then[tell], radius[tell])
        ):
            found.append(DatumShift(read_as, other, "positions", int(tell.sum()), *shift))
    return min(found, key=lambda shift: shift.then_m, default=None)


def _offsets_to_known(given: Numbers, read_as: str, known: Numbers) -> Numbers:
    lon, lat = datum.arrays_to_wgs84(given[:, 0], given[:, 1], read_as)
    return datum.offsets_m(lon, lat, known[:, 0], known[:, 1])


def _explain_common_offset(
    now: Numbers, then: Numbers, radius: Numbers
) -> tuple[int, float, float] | None:
    """Return points that agree and both common offsets, where the other datum explains the first.

    Medians, since some places may be matched wrongly.
    """
    middle, left = np.median(now, axis=0), np.median(then, axis=0)
    offset, rest = float(np.hypot(*middle)), float(np.hypot(*left))
    spread = np.median(np.abs(now - middle), axis=0).max() * MAD_TO_STANDARD_ERROR
    error = max(spread, float(np.median(radius)) / RADIUS_TO_SIGMA) / np.sqrt(len(now))
    better = np.hypot(*then.T) < np.hypot(*now.T)
    sure = MIN_STANDARD_ERRORS * (1 + SMALL_SAMPLE / len(now))
    if (
        offset < sure * error
        or offset < MIN_OFFSET_RATIO * rest
        or better.mean() < MIN_AGREEING_SHARE
    ):
        return None
    return int(better.sum()), offset, rest


def detect_by_areas(
    given: Numbers, read_as: str, areas: Shapes, slack: Numbers
) -> DatumShift | None:
    """Compare positions with the areas in which they are said to lie, one for each.

    Only points that change sides with the datum can tell: those that come into their area against
    those that leave it. A point is outside when it misses its area by more than `slack`, the
    area's own radius in metres. `None` where nothing is to be said.
    """
    _, first = np.unique(np.round(given, SAME_POINT_DECIMALS), axis=0, return_index=True)
    some = first[_sample_rows(len(first))]
    given, areas, slack = given[some], areas[some], slack[some]
    if not len(given):
        return None
    now = _distances_outside(given, read_as, areas)
    found = []
    for other in _other_datums(read_as):
        then = _distances_outside(given, other, areas)
        comes, leaves = (now > slack) & (then == 0), (now == 0) & (then > slack)
        told, agree = int(comes.sum() + leaves.sum()), int(comes.sum())
        sure = told >= MIN_EDGE_POINTS and _binomial_tail(agree, told) < MAX_CHANCE
        if sure and (then == 0).mean() >= MIN_INSIDE_SHARE:
            metres = float(np.median(now[comes])), float(np.median(then[comes]))
            found.append((then.sum(), DatumShift(read_as, other, "areas", told, agree, *metres)))
    return min(found, key=lambda each: each[0])[1] if found else None


def _distances_outside(given: Numbers, read_as: str, areas: Shapes) -> Numbers:
    """Return how many metres each point lies outside its area; 0 inside."""
    lon, lat = datum.arrays_to_wgs84(given[:, 0], given[:, 1], read_as)
    metric = datum.metric_crs(round(float(np.median(lon))), round(float(np.median(lat))))
    flat = {id(area): area for area in areas}
    drawn = gpd.GeoSeries(list(flat.values()), crs=datum.WGS84).to_crs(metric)
    by_id = dict(zip(flat, drawn, strict=True))
    shapes = np.array([by_id[id(area)] for area in areas], dtype="object")
    points = gpd.GeoSeries(shapely.points(lon, lat), crs=datum.WGS84).to_crs(metric).to_numpy()
    metres: Numbers = shapely.distance(points, shapes)
    return metres


def _binomial_tail(agree: int, told: int) -> float:
    """Return how probable so many agreements or more are where each is a coin's throw."""
    chances = np.cumsum(np.log(np.arange(1, told + 1)))
    logs = np.concatenate([[0.0], chances])
    counts = np.arange(agree, told + 1)
    each = logs[told] - logs[counts] - logs[told - counts] - told * np.log(2)
    return float(np.exp(each).sum())


def _other_datums(read_as: str) -> Iterator[str]:
    """Yield the datums that the one in use could be mistaken for."""
    same = datum.WGS84_EQUIVALENT if read_as in datum.WGS84_EQUIVALENT else {read_as}
    yield from (name for name in ("WGS84", *datum.SHIFTED_DATUMS) if name not in same)


def _sample_rows(count: int) -> NDArray[np.int64]:
    """Return the places of at most `MAX_SAMPLED` of many, evenly over all of them."""
    return np.unique(np.linspace(0, max(count - 1, 0), min(count, MAX_SAMPLED)).astype("int64"))


def mask_swapped_axes(lon: Numbers, lat: Numbers, bounds: Bounds) -> Mask:
    """Mark positions that lie inside the map's bounds only with their two axes exchanged."""
    return ~mask_inside(lon, lat, bounds) & mask_inside(lat, lon, bounds)


def mask_inside(lon: Numbers, lat: Numbers, bounds: Bounds) -> Mask:
    """Mark positions inside some bounds in degrees."""
    west, south, east, north = bounds
    found: Mask = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return found


def mask_metres(x: Numbers, y: Numbers) -> Mask:
    """Mark positions with numbers that no degree has."""
    found: Mask = np.isfinite(x) & np.isfinite(y) & (np.maximum(np.abs(x), np.abs(y)) > MAX_DEGREES)
    return found


def mask_zeros(lon: Numbers, lat: Numbers) -> Mask:
    """Mark positions at 0, 0: nearly always an empty cell that was read as a number."""
    found: Mask = (lon == 0) & (lat == 0)
    return found


def find_repeated_point(lon: Numbers, lat: Numbers) -> tuple[int, float, float] | None:
    """Return the point with most positions and their number, from `MIN_REPEATED_ROWS` on.

    Geocoders give the middle of a city for every address that they do not know.
    """
    found, counts = np.unique(np.column_stack([lon, lat]), axis=0, return_counts=True)
    if not len(counts) or counts.max() < MIN_REPEATED_ROWS:
        return None
    most = int(counts.argmax())
    return int(counts[most]), float(found[most, 0]), float(found[most, 1])
