"""What the datum guard has to say of an import: warnings, with the option that would help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo import datum, guard, places
from geo.datum import Numbers
from geo.errors import Fault
from geo.geojson import Feature
from geo.guard import Bounds, Shift
from geo.intake.given import Given
from geo.intake.positions import Positions
from geo.intake.systems import NAMES
from geo.phrases import phrase
from geo.schemas import At

DATUM = "import.datum-doubtful"
"""Code of the doubt that only a person or `--datum` can settle."""
WORDS = {datum: word for word, datum in NAMES.items()}
FROM = {
    "GCJ-02": "AMap, Tencent and most Chinese apps give it",
    "BD-09": "Baidu gives it",
    "WGS84": "GPS and OpenStreetMap give it",
}


@dataclass(frozen=True)
class Surroundings:
    """What is known of where the places of a map lie."""

    places: Mapping[str, Feature]
    """All places that are there, by id."""
    subject: str
    bounds: Bounds

    def area(self, ident: str) -> tuple[BaseGeometry | None, float]:
        """Return the outline of a place, where it has one, and its radius in metres."""
        place = self.places.get(ident)
        drawn = places.to_geometry(place.geometry) if place else None
        if place is None or drawn is None or shapely.get_dimensions(drawn) != places.AREA:
            return None, 0.0
        radius = place.properties.get("uncertainty_m")
        return drawn, float(radius) if isinstance(radius, int | float) else 0.0


@dataclass(frozen=True)
class Placed:
    """A row of the file: the place it means, where there is one, and the place it lies in."""

    means: str
    part_of: str


def doubts(
    given: Given, positions: Positions, rows: Sequence[Placed], around: Surroundings
) -> list[Fault]:
    """Return what makes one doubt that the positions are read as what they are."""
    at = At(given.file)
    points = np.flatnonzero(shapely.get_type_id(positions.degrees) == shapely.GeometryType.POINT)
    if not len(points):
        return []
    read_as = positions.datum if positions.datum in datum.SHIFTED else "WGS84"
    degrees = shapely.get_coordinates(positions.degrees[points])
    some = [rows[row] for row in points.tolist()]
    found = [
        _of_places(degrees, read_as, [each.means for each in some], around),
        _of_areas(degrees, read_as, [each.part_of for each in some], around),
    ]
    return [*(_shift(shift, at) for shift in found if shift), *_pile(degrees, at)]


def _of_places(
    degrees: Numbers, read_as: str, means: list[str], around: Surroundings
) -> Shift | None:
    """Compare with the positions that the same places have already."""
    known, radius, some = [], [], []
    for row, ident in enumerate(means):
        place = around.places.get(ident)
        told = place.properties.get("uncertainty_m") if place else None
        geometry = place.geometry if place else None
        if geometry and geometry.get("type") == "Point" and isinstance(told, int | float):
            known.append(geometry["coordinates"][:2])
            radius.append(float(told))
            some.append(row)
    if len(some) < guard.ENOUGH:
        return None
    return guard.by_positions(
        degrees[some], read_as, np.array(known, "float64"), np.array(radius, "float64")
    )


def _of_areas(
    degrees: Numbers, read_as: str, part_of: list[str], around: Surroundings
) -> Shift | None:
    """Compare with the area that each lies in: its `part_of`, else the map's outline or bounds."""
    whole, slack = around.area(around.subject)
    if whole is None:
        whole = box(*around.bounds)
    areas = {ident: around.area(ident) for ident in set(part_of)}
    chosen = [areas[ident] if areas[ident][0] is not None else (whole, slack) for ident in part_of]
    shapes = np.empty(len(chosen), "object")
    shapes[:] = [area for area, _ in chosen]
    return guard.by_areas(degrees, read_as, shapes, np.array([metres for _, metres in chosen]))


def _shift(shift: Shift, at: At) -> Fault:
    better, word = shift.better, WORDS[shift.better]
    if shift.by == "positions":
        found = (
            f"{shift.agree} of {shift.points} places that have a position fit it better: all "
            f"together miss by {shift.now_m:,.0f} m as {shift.read_as}, "
            f"by {shift.then_m:,.0f} m as {better}"
        )
    else:
        found = (
            f"{shift.agree} points lie outside the area they belong to, by {shift.now_m:,.0f} m in "
            f"the middle, and inside it as {better}; for {shift.points - shift.agree} it is the "
            "other way round"
        )
    rule = phrase(
        DATUM,
        "the positions look like {datum}, not {read_as} ({services})",
        datum=better,
        read_as=shift.read_as,
        services=FROM[better],
    )
    mend = f"say --datum {word} if they are; --datum {WORDS[shift.read_as]} if they are not"
    return at.warning("geometry", found, rule, mend)


def _pile(degrees: Numbers, at: At) -> Iterator[Fault]:
    piled = guard.pile(*degrees.T)
    if piled:
        count, lon, lat = piled
        rule = phrase(
            "import.positions-piled",
            "rows on the very same point are often an address that a geocoder did not know",
        )
        mend = "check them, or give them a radius that holds the whole town"
        found = f"{count:,} of {len(degrees):,} at {lon:.5f}, {lat:.5f}"
        yield at.warning("geometry", found, rule, mend)
