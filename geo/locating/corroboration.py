"""Candidates of one place beside each other: how far apart, independent or not, shifted or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.locating.candidates import Candidate
from geo.spatial import datum

COPIED_MARK = "copied"
MIN_INDEPENDENT_M = 3
"""Independent surveys never agree so well: one has been copied from the other."""
MIN_SHIFT_M = 200
"""Less is no change of datum in China."""
MAX_SHIFT_RESIDUAL_M = 60
"""Metres within which a shift of datum must bring two candidates together to be suspected."""

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Corroboration:
    """What a candidate is beside the others of its place."""

    apart_m: float | None
    """Metres from the nearest independent one."""
    apart_from: str
    """Service of that one."""
    shifted: bool
    """Whether one of another origin lies where this one would lie in GCJ-02 or BD-09."""


def distance_between_m(one: Candidate, other: Candidate) -> float:
    """Return the metres between two candidates."""
    return datum.distance_m(one.wgs84_lon, one.wgs84_lat, other.wgs84_lon, other.wgs84_lat)


def normalise_origin(origin: str) -> str:
    """Return an origin as it is compared, however a person writes it."""
    plain = "".join(origin.casefold().split())
    return "openstreetmap" if plain == "osm" or plain.startswith("openstreetmap") else plain


def are_independent(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates can bear each other out: known, different origins, no copy."""
    known = bool(one.origin and other.origin) and normalise_origin(one.origin) != normalise_origin(
        other.origin
    )
    copied = COPIED_MARK in one.marks.split(";") or COPIED_MARK in other.marks.split(";")
    return known and not copied and distance_between_m(one, other) > MIN_INDEPENDENT_M


class CandidateGroup:
    """The candidates of one place in columns: a place has a handful as a rule, a file thousands."""

    def __init__(self, held: Sequence[Candidate]) -> None:
        """Take candidates in the order in which they are asked about."""
        self.services = [each.service for each in held]
        self.lon = np.array([each.wgs84_lon for each in held])
        self.lat = np.array([each.wgs84_lat for each in held])
        self.origins = np.array([normalise_origin(each.origin) for each in held])
        self.written = np.array([each.origin for each in held])
        copied = np.array([COPIED_MARK in each.marks.split(";") for each in held])
        self.usable = (self.origins != "") & ~copied
        self.moved = [self._shifted_positions(name) for name in datum.SHIFTED_DATUMS]

    def _shifted_positions(self, name: str) -> tuple[Numbers, Numbers]:
        """Return where all would lie in a shifted datum."""
        places = zip(self.lon, self.lat, strict=True)
        there = np.array([datum.from_wgs84(*place, name) for place in places])
        return there[:, 0], there[:, 1]

    def corroborate(self, k: int) -> Corroboration:
        """Return what one of them is beside all others."""
        apart = self._distances_from(self.lon[k], self.lat[k])
        other = (self.origins != self.origins[k]) & self.usable & self.usable[k]
        free = np.where(other & (apart > MIN_INDEPENDENT_M), apart, np.inf)
        least = float(free.min())
        far = (apart >= MIN_SHIFT_M) & (self.written != self.written[k])
        shifted = bool((far & self._mask_shifted(k)).any())
        if least == np.inf:
            return Corroboration(None, "", shifted)
        return Corroboration(
            least, min(self.services[i] for i in np.flatnonzero(free == least)), shifted
        )

    def _distances_from(self, lon: float, lat: float) -> Numbers:
        return datum.distances_m(np.array(lon), np.array(lat), self.lon, self.lat)

    def _mask_shifted(self, k: int) -> Mask:
        """Return which a shift of datum brings together with one of them, either way."""
        fits = np.zeros(len(self.lon), dtype=bool)
        for lon, lat in self.moved:
            here = self.lon[k : k + 1], self.lat[k : k + 1]
            fits |= self._distances_from(lon[k], lat[k]) <= MAX_SHIFT_RESIDUAL_M
            fits |= datum.distances_m(lon, lat, *here) <= MAX_SHIFT_RESIDUAL_M
        return fits
