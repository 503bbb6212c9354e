"""What the datum guard has to say of an import: warnings, with the option that would help."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geo.content import places
from geo.faults.fault import Fault
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.geojson import Feature
from geo.importing.crs_choice import DATUMS_BY_OPTION
from geo.importing.positions import Positions
from geo.importing.source_table import SourceTable
from geo.spatial import datum, datum_shift
from geo.spatial.datum import Numbers
from geo.spatial.datum_shift import Bounds, DatumShift

DATUM_CODE = "import.datum-doubtful"
"""Code of the doubt that only a person or `--datum` can settle."""
DATUM_OPTIONS = {datum: word for word, datum in DATUMS_BY_OPTION.items()}
DATUM_ORIGINS = {
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

    def find_area(self, ident: str) -> tuple[BaseGeometry | None, float]:
        """Return the outline of a place, where it has one, and its radius in metres."""
        place = self.places.get(ident)
        drawn = places.to_geometry(place.geometry) if place else None
        if place is None or drawn is None or shapely.get_dimensions(drawn) != places.AREA_DIMENSION:
            return None, 0.0
        radius = place.properties.get("uncertainty_m")
        return drawn, float(radius) if isinstance(radius, int | float) else 0.0


@dataclass(frozen=True)
class RowPlaces:
    """A row of the file: the place it means, where there is one, and the place it lies in."""

    means: str
    part_of: str


def find_datum_doubts(
    given: SourceTable, positions: Positions, rows: Sequence[RowPlaces], around: Surroundings
) -> list[Fault]:
    """Return what makes one doubt that the positions are read as what they are."""
    at = Location(given.file)
    points = np.flatnonzero(shapely.get_type_id(positions.degrees) == shapely.GeometryType.POINT)
    if not len(points):
        return []
    read_as = positions.datum if positions.datum in datum.SHIFTED_DATUMS else "WGS84"
    degrees = shapely.get_coordinates(positions.degrees[points])
    some = [rows[row] for row in points.tolist()]
    found = [
        _compare_places(degrees, read_as, [each.means for each in some], around),
        _compare_areas(degrees, read_as, [each.part_of for each in some], around),
    ]
    return [
        *(_shift_warning(shift, at) for shift in found if shift),
        *_repeated_point_warning(degrees, at),
    ]


def _compare_places(
    degrees: Numbers, read_as: str, means: list[str], around: Surroundings
) -> DatumShift | None:
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
    if len(some) < datum_shift.MIN_PLACES:
        return None
    return datum_shift.detect_by_positions(
        degrees[some], read_as, np.array(known, "float64"), np.array(radius, "float64")
    )


def _compare_areas(
    degrees: Numbers, read_as: str, part_of: list[str], around: Surroundings
) -> DatumShift | None:
    """Compare with the area that each lies in: its `part_of`, else the map's outline or bounds."""
    whole, slack = around.find_area(around.subject)
    if whole is None:
        whole = box(*around.bounds)
    areas = {ident: around.find_area(ident) for ident in set(part_of)}
    chosen = [areas[ident] if areas[ident][0] is not None else (whole, slack) for ident in part_of]
    shapes = np.empty(len(chosen), "object")
    shapes[:] = [area for area, _ in chosen]
    return datum_shift.detect_by_areas(
        degrees, read_as, shapes, np.array([metres for _, metres in chosen])
    )


def _shift_warning(shift: DatumShift, at: Location) -> Fault:
    better, word = shift.better, DATUM_OPTIONS[shift.better]
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
    rule = phrase(DATUM_CODE, datum=better, read_as=shift.read_as, services=DATUM_ORIGINS[better])
    mend = f"say --datum {word} if they are; --datum {DATUM_OPTIONS[shift.read_as]} if they are not"
    return at.make_warning("geometry", found, rule, mend)


def _repeated_point_warning(degrees: Numbers, at: Location) -> Iterator[Fault]:
    piled = datum_shift.find_repeated_point(*degrees.T)
    if piled:
        count, lon, lat = piled
        rule = phrase("import.positions-piled")
        mend = "check them, or give them a radius that holds the whole town"
        found = f"{count:,} of {len(degrees):,} at {lon:.5f}, {lat:.5f}"
        yield at.make_warning("geometry", found, rule, mend)
