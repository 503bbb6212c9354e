"""Candidates of one place beside each other: how far apart, independent or not, shifted or not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import datum
from geo.locate.candidates import Candidate

COPIED = "copied"
SAME_M = 3
"""Independent surveys never agree so well: one has been copied from the other."""
SHIFT_M = 200
"""Less is no change of datum in China."""
FIT_M = 60
"""Metres within which a shift of datum must bring two candidates together to be suspected."""

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Beside:
    """What a candidate is beside the others of its place."""

    apart_m: float | None
    """Metres from the nearest independent one."""
    apart_from: str
    """Service of that one."""
    shifted: bool
    """Whether one of another origin lies where this one would lie in GCJ-02 or BD-09."""


def apart_m(one: Candidate, other: Candidate) -> float:
    """Return the metres between two candidates."""
    return datum.distance_m(one.wgs84_lon, one.wgs84_lat, other.wgs84_lon, other.wgs84_lat)


def whose(origin: str) -> str:
    """Return an origin as it is compared, however a person writes it."""
    plain = "".join(origin.casefold().split())
    return "openstreetmap" if plain == "osm" or plain.startswith("openstreetmap") else plain


def independent(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates can bear each other out: known, different origins, no copy."""
    known = bool(one.origin and other.origin) and whose(one.origin) != whose(other.origin)
    copied = COPIED in one.marks.split(";") or COPIED in other.marks.split(";")
    return known and not copied and apart_m(one, other) > SAME_M


class Group:
    """The candidates of one place in columns: a place has a handful as a rule, a file thousands."""

    def __init__(self, held: Sequence[Candidate]) -> None:
        """Take candidates in the order in which they are asked about."""
        self.services = [each.service for each in held]
        self.lon = np.array([each.wgs84_lon for each in held])
        self.lat = np.array([each.wgs84_lat for each in held])
        self.origins = np.array([whose(each.origin) for each in held])
        self.written = np.array([each.origin for each in held])
        copied = np.array([COPIED in each.marks.split(";") for each in held])
        self.usable = (self.origins != "") & ~copied
        self.moved = [self._moved(name) for name in datum.SHIFTED]

    def _moved(self, name: str) -> tuple[Numbers, Numbers]:
        """Return where all would lie in a shifted datum."""
        places = zip(self.lon, self.lat, strict=True)
        there = np.array([datum.from_wgs84(*place, name) for place in places])
        return there[:, 0], there[:, 1]

    def beside(self, k: int) -> Beside:
        """Return what one of them is beside all others."""
        apart = self._from(self.lon[k], self.lat[k])
        other = (self.origins != self.origins[k]) & self.usable & self.usable[k]
        free = np.where(other & (apart > SAME_M), apart, np.inf)
        least = float(free.min())
        far = (apart >= SHIFT_M) & (self.written != self.written[k])
        shifted = bool((far & self._fits(k)).any())
        if least == np.inf:
            return Beside(None, "", shifted)
        return Beside(least, min(self.services[i] for i in np.flatnonzero(free == least)), shifted)

    def _from(self, lon: float, lat: float) -> Numbers:
        return datum.distances_m(np.array(lon), np.array(lat), self.lon, self.lat)

    def _fits(self, k: int) -> Mask:
        """Return which a shift of datum brings together with one of them, either way."""
        fits = np.zeros(len(self.lon), dtype=bool)
        for lon, lat in self.moved:
            here = self.lon[k : k + 1], self.lat[k : k + 1]
            fits |= self._from(lon[k], lat[k]) <= FIT_M
            fits |= datum.distances_m(lon, lat, *here) <= FIT_M
        return fits
